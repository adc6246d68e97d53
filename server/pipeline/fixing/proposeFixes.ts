/** Proposes changes of a whole file, from its text and the findings of a fit. Writes nothing. */
import { readTable } from '../../core/csv/table/table';
import { readColumn } from '../../core/csv/table/tableColumn';
import { inferSteps } from '../../core/schema/infer';
import { readTyped, wholeText, type Input } from '../../formats/table/readTable';
import type { Finding, FitOptions } from '../../protocol';
import { FitProblem } from '../../words/fitProblem';
import { dialectOverrides, schemaOverrides } from '../fitTable';
import { proposalsOf, type Change } from './fixCells';

/** A source that knows, once it has been read, whether its encoding is certain. */
export interface FixedInput extends Input {
  readonly isEncodingKnown: boolean;
}

export interface Proposals {
  /** The whole text, decoded. */
  readonly text: string;
  /** At most one change per cell, in the order of the text. */
  readonly changes: readonly Change[];
}

/**
 * Proposes changes of the cells that are wrong by themselves or by a fit.
 *
 * @param findings returns the findings of a fit of this file, once the text has been read
 * @throws FitProblem
 */
export function* proposeFixes(
  input: FixedInput,
  options: FitOptions,
  findings: () => readonly Finding[],
): Generator<undefined, Proposals> {
  // Rejects unreadable input before the whole text is in memory.
  readTyped(input, dialectOverrides(options), () => undefined);
  const text = wholeText(input);
  if (text.trim() === '') throw new FitProblem('The file is empty; there is nothing to fix.');
  const table = readTable(text, dialectOverrides(options));
  const schema = yield* inferSteps(table.columns, (index) => readColumn(table, index, 'all'), schemaOverrides(options));
  return { text, changes: yield* proposalsOf(table, schema, findings(), input.isEncodingKnown) };
}
