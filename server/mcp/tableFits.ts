/**
 * The fits that tools ask about, each of one file with one set of options. A bounded number is kept; a file that has
 * changed is fitted again. All reading is done in threads, which end when the call is cancelled.
 */
import { join } from 'node:path';
import { complete } from '../core/numeric/generators';
import type { GrantedFile } from '../disk/access/grantedFile';
import { visibleReport } from '../files/fittedFile';
import { contentHash } from '../formats/contentHash';
import { ExpectedRows, type ExpectedRow } from '../formats/sidecar';
import type { FitOutput } from '../pipeline/fitTable';
import { rowFindings } from '../protocol/report/report';
import type { Finding, FitOptions, FitReport, TableReport } from '../protocol';
import type { RowExplanation } from '../protocol/report/rowExplanation';
import type { RowOrLine } from '../threads/fileRows';
import { RowsOnDisk } from '../threads/rowsThreads';
import { startDescription, startFit, startProposal } from '../threads/runner';
import type { ProposalOutput } from '../threads/worker';
import {
  CallCancelled,
  expectedRowsOf,
  isSameStamp,
  keyOf,
  requireUnchanged,
  stampedKey,
  unfinished,
} from './grantedWork';
import type { Call, SharedJobs } from './sharedJobs';

export type { Call } from './sharedJobs';

/** Maximum number of fits that are kept; the least recently used are dropped. */
const MOST_FITS = 8;

interface StoredFit {
  readonly stamp: GrantedFile['stamp'];
  readonly output: FitOutput;
  /** Changes by request, computed once. */
  readonly proposals: Map<string, ProposalOutput>;
}

/** A fit, as of now. */
export interface TableFit {
  readonly file: GrantedFile;
  readonly output: FitOutput;
  /** Report without the rows that are marked as expected. */
  readonly report: FitReport;
  readonly expected: readonly ExpectedRow[];
  /** Whether this call fitted the file. */
  readonly isNew: boolean;
  /** Whether the file has changed since an earlier call fitted it. */
  readonly hasChanged: boolean;
  readonly key: string;
}

export class TableFits {
  private readonly stored = new Map<string, StoredFit>();
  private readonly rows: RowsOnDisk;
  private readonly worker: string;
  /** Number of calls that wait for rows, by fit. */
  private readonly asking = new Map<string, number>();

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
    this.rows = new RowsOnDisk(this.worker);
  }

  /** Fits a file, unless it has not changed since it was fitted. @throws FitProblem, CallCancelled */
  async fit(file: GrantedFile, options: FitOptions, call: Call): Promise<TableFit> {
    const key = keyOf(file, options);
    const before = this.stored.get(key);
    const isCurrent = before !== undefined && isSameStamp(before.stamp, file);
    const stored = isCurrent ? before : await this.fitAnew(key, file, options, call);
    this.keep(key, stored);
    const expected = await expectedRowsOf(file, this.log);
    const { output } = stored;
    return {
      file,
      output,
      report: visibleReport(
        { report: output.report, findingKeys: output.file?.findingKeys ?? [] },
        new ExpectedRows(expected),
      ),
      expected,
      isNew: !isCurrent,
      hasChanged: before !== undefined && !isCurrent,
      key,
    };
  }

  /** @throws FitProblem, CallCancelled */
  async describe(file: GrantedFile, options: FitOptions, call: Call): Promise<TableReport> {
    const end = await this.jobs.run(
      `describe ${stampedKey(file, options)}`,
      () => startDescription(this.worker, { described: file.path, options }),
      call,
    );
    if (end.state !== 'described') return unfinished(file, end);
    await requireUnchanged(file);
    return end.table;
  }

  /**
   * Proposes changes of a file.
   *
   * @param findings of a fit of the file
   * @throws FitProblem, CallCancelled
   */
  async propose(
    file: GrantedFile,
    options: FitOptions,
    findings: readonly Finding[],
    call: Call,
  ): Promise<ProposalOutput> {
    const stored = this.stored.get(keyOf(file, options));
    const rows = rowFindings(findings).map(({ row }) => row);
    const request = `${complete(contentHash(JSON.stringify(rows)))} ${stampedKey(file, options)}`;
    const known = stored?.proposals.get(request);
    if (known !== undefined) return known;
    const end = await this.jobs.run(
      `propose ${request}`,
      () => startProposal(this.worker, { proposed: file.path, options, findings }),
      call,
    );
    if (end.state !== 'proposed') return unfinished(file, end);
    await requireUnchanged(file);
    stored?.proposals.clear();
    stored?.proposals.set(request, end.output);
    return end.output;
  }

  /** Explains a row; null where there is no such row. @throws FitProblem, CallCancelled */
  async explain(fit: TableFit, place: RowOrLine, { signal }: Call): Promise<RowExplanation | null> {
    const { key, file, output, expected } = fit;
    if (signal.aborted) throw new CallCancelled();
    this.asking.set(key, (this.asking.get(key) ?? 0) + 1);
    let isWaiting = true;
    const leave = (): void => {
      if (!isWaiting) return;
      isWaiting = false;
      const others = (this.asking.get(key) ?? 1) - 1;
      if (others > 0) this.asking.set(key, others);
      else this.asking.delete(key);
    };
    // A thread that nobody waits for is stopped, since reading a large file takes a while.
    const stop = (): void => {
      leave();
      if (!this.asking.has(key)) this.rows.end(key);
    };
    signal.addEventListener('abort', stop, { once: true });
    try {
      const { model, dialect } = output;
      const input = { path: file.path, stamp: file.stamp, model, dialect };
      const explanation = await this.rows.explain(key, input, place, expected);
      await requireUnchanged(file);
      return explanation;
    } catch (error) {
      throw signal.aborted ? new CallCancelled() : error;
    } finally {
      signal.removeEventListener('abort', stop);
      leave();
    }
  }

  /** Stops all work on rows. */
  end(): void {
    this.rows.endAll();
  }

  private async fitAnew(key: string, file: GrantedFile, options: FitOptions, call: Call): Promise<StoredFit> {
    const end = await this.jobs.run(
      `fit ${stampedKey(file, options)}`,
      (onSteps) => startFit(this.worker, { source: { path: file.path }, options }, onSteps),
      call,
    );
    if (end.state !== 'fitted') return unfinished(file, end);
    await requireUnchanged(file);
    const latest = this.stored.get(key);
    // Calls that waited for the same fit share its rows and proposals.
    return latest?.output === end.output ? latest : { stamp: file.stamp, output: end.output, proposals: new Map() };
  }

  private keep(key: string, fit: StoredFit): void {
    this.stored.delete(key);
    this.stored.set(key, fit);
    for (const oldest of this.stored.keys()) {
      if (this.stored.size <= MOST_FITS) break;
      this.stored.delete(oldest);
      this.rows.end(oldest);
    }
  }
}
