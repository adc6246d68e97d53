/**
 * Baselines: the known findings of `mixture-lens check`. An entry holds the file, the code, the column and a hash of
 * the content, so that rows may move. Each stands on a line of its own, in a fixed order, so that merges are readable.
 */
import type { CheckFinding } from '../protocol/report/checkReport';
import { FitProblem } from '../words/fitProblem';
import { choiceOf, fieldsOf, integerOf, listOf, textOf } from './jsonFields';
import { FINDING_CODES, type FindingCode } from '../protocol/report/findingCodes';
import { safeJson } from './safeJson';

const VERSION = 1;
const CODES = Object.keys(FINDING_CODES) as readonly FindingCode[];

/** A finding with the path of its file, as baselines hold it. */
export interface FiledFinding {
  /** Path relative to the working directory, with slashes. */
  readonly file: string;
  readonly finding: CheckFinding;
}

interface BaselineEntry {
  readonly file: string;
  readonly code: FindingCode;
  /** Name of the column; '' for none. */
  readonly column: string;
  readonly fingerprint: string;
  /** Number of equal findings. */
  readonly count: number;
}

/** The findings of a baseline that were not found again yet. */
export class Baseline {
  private readonly left: Map<string, number>;

  constructor(entries: readonly BaselineEntry[]) {
    this.left = new Map();
    for (const { file, code, column, fingerprint, count } of entries) {
      const key = keyOf(file, code, column, fingerprint);
      this.left.set(key, (this.left.get(key) ?? 0) + count);
    }
  }

  /** Whether the baseline holds a finding; each entry holds as many as it counts. */
  takes({ file, finding: { code, column = '', fingerprint } }: FiledFinding): boolean {
    const key = keyOf(file, code, column, fingerprint);
    const left = this.left.get(key) ?? 0;
    if (left > 0) this.left.set(key, left - 1);
    return left > 0;
  }
}

function keyOf(...parts: readonly string[]): string {
  return JSON.stringify(parts);
}

/** Reads a baseline. @throws FitProblem in one line that does not name the file */
export function readBaseline(text: string): Baseline {
  const fields = fieldsOf(parse(text), 'The baseline', 'file');
  const version = integerOf(fields, 'version', VERSION);
  if (version > VERSION)
    throw new FitProblem(
      `This was written by a newer Mixture Lens (baseline version ${version}; this one reads ${VERSION}); ` +
        'update Mixture Lens.',
    );
  const entries = listOf(fields, 'findings').map((entry, i): BaselineEntry => {
    const one = fieldsOf(entry, `The baseline's entry ${i + 1}:`, 'it');
    return {
      file: textOf(one, 'file'),
      code: choiceOf(one, 'code', CODES),
      column: textOf(one, 'column'),
      fingerprint: textOf(one, 'fingerprint'),
      count: integerOf(one, 'count', 1),
    };
  });
  return new Baseline(entries);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new FitProblem(
      'Not valid JSON. Resolve an unfinished merge, or write the file anew with "check --write-baseline".',
    );
  }
}

/** Writes a baseline of these findings. */
export function baselineText(findings: readonly FiledFinding[]): string {
  const counts = new Map<string, BaselineEntry>();
  for (const { file, finding } of findings) {
    const { code, column = '', fingerprint } = finding;
    const key = keyOf(file, code, column, fingerprint);
    counts.set(key, { file, code, column, fingerprint, count: (counts.get(key)?.count ?? 0) + 1 });
  }
  const lines = [...counts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(
      ([, { file, code, column, fingerprint, count }]) => `    ${safeJson({ file, code, column, fingerprint, count })}`,
    );
  return `{\n  "version": ${VERSION},\n  "findings": [${lines.length === 0 ? '' : `\n${lines.join(',\n')}\n  `}]\n}\n`;
}
