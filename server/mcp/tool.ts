/** A tool, as its file in `tools/` defines it. */
import type { GrantedFile } from '../disk/access/grantedFile';
import type { JsonSchema } from '../formats/fitOptionRules';
import type { ToolArguments } from './arguments';
import type { TableComparisons } from './tableComparisons';
import type { Call, TableFits } from './tableFits';

export interface Tool {
  readonly name: string;
  readonly title: string;
  /** Description without the sentence on untrusted text, which all tools share. */
  readonly description: string;
  readonly inputSchema: JsonSchema;
  readonly outputSchema: JsonSchema;
  /** @throws FitProblem in one line: what is wrong, where, and what to do */
  run(given: ToolArguments, context: ToolContext): Promise<ToolAnswer>;
}

export interface ToolContext {
  readonly fits: TableFits;
  readonly comparisons: TableComparisons;
  readonly call: Call;
  /** Returns the file at a path. @throws FitProblem for a file outside the granted folders */
  readonly fileAt: (path: string) => Promise<GrantedFile>;
}

export interface ToolAnswer {
  /** The answer in a few lines, for clients that show only text. */
  readonly lines: readonly string[];
  readonly content: Readonly<Record<string, unknown>>;
}
