/** The comparisons that a tool asks for, each of two files with one set of options. A bounded number is kept. */
import { basename, join } from 'node:path';
import { complete } from '../core/numeric/generators';
import type { GrantedFile } from '../disk/access/grantedFile';
import { MOST_BYTES, readTextFile } from '../disk/textFile';
import { contentHash } from '../formats/contentHash';
import type { ComparisonReport, FitOptions } from '../protocol';
import { startComparison } from '../threads/runner';
import type { ComparisonInput } from '../threads/worker';
import { FitProblem } from '../words/fitProblem';
import { quoted } from './answers/dataText';
import { expectedRowsOf, requireUnchanged, stampedKey, unfinished } from './grantedWork';
import type { Call, SharedJobs } from './sharedJobs';

/** Maximum number of comparisons that are kept; the least recently used are dropped. */
const MOST_COMPARISONS = 8;
/** Maximum number of unlikely rows that are described. */
const MOST_FINDINGS = 5;

/** A request for a comparison. */
export interface RequestedComparison {
  /** A table, or a model file. */
  readonly a: GrantedFile;
  readonly b: GrantedFile;
  readonly options: FitOptions;
  readonly permutations: number;
}

export class TableComparisons {
  /** Reports by files, options and marked rows; the most recently used is the last. */
  private readonly stored = new Map<string, ComparisonReport>();
  private readonly worker: string;

  /**
   * @param folder of the built program
   * @param jobs that all tools share
   * @param log takes a line for the log
   */
  constructor(
    folder: string,
    private readonly jobs: SharedJobs,
    private readonly log: (line: string) => void,
  ) {
    this.worker = join(folder, 'worker.cjs');
  }

  /** Compares two files, unless neither has changed since they were compared. @throws FitProblem, CallCancelled */
  async compare(requested: RequestedComparison, call: Call): Promise<ComparisonReport> {
    const { a, b, options, permutations } = requested;
    if (isModel(b)) throw new FitProblem(`${quoted(basename(b.path))}: b must be a table; pass the model as a`);
    const expected = await expectedRowsOf(b, this.log);
    const marks = complete(contentHash(JSON.stringify(expected)));
    const key = JSON.stringify([stampedKey(a, {}), stampedKey(b, options), permutations, marks]);
    const known = this.stored.get(key);
    if (known !== undefined) return this.keep(key, known);
    const compared = [await sourceOf(a), { path: b.path }] as const;
    const end = await this.jobs.run(
      `compare ${key}`,
      (onSteps) =>
        startComparison(this.worker, { compared, options, permutations, expected, findings: MOST_FINDINGS }, onSteps),
      call,
    );
    if (end.state === 'compared') {
      await Promise.all([requireUnchanged(a), requireUnchanged(b)]);
      return this.keep(key, end.report);
    }
    if (end.state === 'failed' && end.table === undefined)
      throw new FitProblem(`${quoted(basename(a.path))}, ${quoted(basename(b.path))}: ${end.message}`);
    return unfinished(end.state === 'failed' && end.table === 'a' ? a : b, end);
  }

  private keep(key: string, report: ComparisonReport): ComparisonReport {
    this.stored.delete(key);
    this.stored.set(key, report);
    for (const oldest of this.stored.keys()) {
      if (this.stored.size <= MOST_COMPARISONS) break;
      this.stored.delete(oldest);
    }
    return report;
  }
}

function isModel({ path }: GrantedFile): boolean {
  return /\.json$/i.test(path);
}

/** Returns the text of a model file, or the path of a table. @throws FitProblem */
async function sourceOf(file: GrantedFile): Promise<ComparisonInput['compared'][0]> {
  if (!isModel(file)) return { path: file.path };
  try {
    return { model: (await readTextFile(file.path, MOST_BYTES.model)) ?? '' };
  } catch (error) {
    if (!(error instanceof FitProblem)) throw error;
    throw new FitProblem(`${quoted(basename(file.path))}: ${error.message}`);
  }
}
