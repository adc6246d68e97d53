/**
 * The queue of fits, one per file and a bounded number at once: starts them, shows their progress, and ends them when
 * they finish, the user cancels, an edit occurs or a newer fit replaces them. For each fit that is not
 * quiet the client gets exactly one `didFit`, after which no `didIterate` follows.
 */
import { availableParallelism, totalmem } from 'node:os';
import type { CancellationToken, WorkDoneProgressReporter } from 'vscode-languageserver';
import { say } from '../../language/language';
import { LARGEST_SWEPT } from '../core/selection/fitMixture';
import { startFit, type FitEnd, type FitJob } from './runner';
import { FitProblem } from '../words/fitProblem';
import { Semaphore } from './semaphore';
import type { FitInput } from './worker';
import type { FitOutput } from '../pipeline/fitTable';
import type { DidFitParams, DidIterateParams, FitOptions, FitOutcome, FitReport, Iteration } from '../protocol';

/** End of a fit; superseded if the document changed or was closed, or a newer fit replaced it. */
export type Ending = FitEnd | { readonly state: 'superseded' };

/** External reason to stop a fit. */
type Stop = 'cancelled' | 'superseded';

export interface FitRequest {
  readonly uri: string;
  readonly version: number;
  /**
   * Returns the input of the fit, with options that may have to be requested; the message of a rejection is the fit's
   * failure.
   */
  readonly prepare: () => Promise<FitInput>;
  /** Stores the result of a finished fit before it is announced. Returns the report to announce. */
  readonly store: (output: FitOutput, options: FitOptions) => FitReport;
  /** Whether the client gets no notifications about the fit: it is one of many. */
  readonly isQuiet?: boolean;
  /** Cancellation of the request itself. */
  readonly token: CancellationToken;
  readonly progress: Progress;
}

/** Progress as a client sees it: begun when the client is ready for it, which may be after the fit's end. */
export interface Progress {
  begin(): Promise<ProgressDisplay>;
}
export interface ProgressDisplay {
  readonly reporter: WorkDoneProgressReporter;
  /** Cancelled by the user in the progress display. */
  readonly token?: CancellationToken;
}

export interface FitClient {
  didIterate(params: DidIterateParams): void;
  didFit(params: DidFitParams): void;
  log(message: string): void;
}

/** Bytes of the machine's memory per concurrent fit. */
const BYTES_PER_FIT = 2 ** 31;
/**
 * Maximum number of concurrent fits: a fit shares its passes over the rows among all processors, so more would only
 * take turns.
 */
const MOST_FITS = 4;
/** Minimum number of concurrent fits: a short fit does not wait for a long one of another file. */
const LEAST_FITS = 2;

/** Number of fits that this machine runs at once; the others wait. */
export function maxConcurrentFits(processors = availableParallelism(), bytes = totalmem()): number {
  return Math.max(LEAST_FITS, Math.min(MOST_FITS, Math.ceil(processors / 2), Math.floor(bytes / BYTES_PER_FIT)));
}

class RunningFit {
  readonly ended: Promise<Ending>;
  job: FitJob | undefined;
  ending: Ending | undefined;
  private resolve: (ending: Ending) => void = () => undefined;

  constructor(
    readonly number: number,
    readonly isQuiet: boolean,
  ) {
    this.ended = new Promise((resolve) => (this.resolve = resolve));
  }

  /** Ends the fit; only the first ending counts. */
  end(ending: Ending): void {
    if (this.ending !== undefined) return;
    this.ending = ending;
    this.job?.cancel();
    this.resolve(ending);
  }
}

export class FitQueue {
  private readonly running = new Map<string, RunningFit>();
  private readonly slots: Semaphore;
  private count = 0;

  /** @param maxFits maximum number of concurrent fits */
  constructor(
    private readonly workerScript: string,
    private readonly client: FitClient,
    maxFits = maxConcurrentFits(),
  ) {
    this.slots = new Semaphore(maxFits);
  }

  /** Fits a file, until the end or until the fit is stopped. Never rejects. */
  async run(request: FitRequest): Promise<Ending> {
    const { uri, version, token } = request;
    this.stop(uri, 'superseded');
    const fit = new RunningFit(++this.count, request.isQuiet === true);
    this.running.set(uri, fit);
    const cancellation = token.onCancellationRequested(() => fit.end({ state: 'cancelled' }));
    if (token.isCancellationRequested) fit.end({ state: 'cancelled' });
    void this.start(fit, request).catch((error: unknown) =>
      fit.end({ state: 'failed', message: messageOf(error), cause: error instanceof FitProblem ? 'data' : 'program' }),
    );
    const ending = await fit.ended;
    cancellation.dispose();
    if (this.running.get(uri) === fit) this.running.delete(uri);
    if (!fit.isQuiet) this.client.didFit({ uri, version, fit: fit.number, outcome: outcomeOf(ending) });
    return ending;
  }

  /** Returns the files that are fitted now and whose fits are shown. */
  shownFits(): readonly string[] {
    return [...this.running].filter(([, { isQuiet }]) => !isQuiet).map(([uri]) => uri);
  }

  /** Stops the fit of a file. Returns whether there was one. */
  stop(uri: string, state: Stop): boolean {
    const fit = this.running.get(uri);
    this.running.delete(uri);
    fit?.end({ state });
    return fit !== undefined;
  }

  stopAll(): void {
    for (const uri of [...this.running.keys()]) this.stop(uri, 'cancelled');
  }

  private async start(fit: RunningFit, request: FitRequest): Promise<void> {
    const input = await request.prepare();
    const { options } = input;
    if (fit.ending !== undefined) return;
    let report: (steps: readonly Iteration[]) => void = () => undefined;
    this.showProgress(fit, request.progress, options).then(
      (show) => (report = show),
      (error: unknown) => this.client.log(`Progress cannot be shown: ${messageOf(error)}`),
    );
    const release = await this.slots.take(fit.ended);
    if (release === undefined) return;
    try {
      fit.job = startFit(this.workerScript, input, (steps) => {
        if (!fit.isQuiet)
          this.client.didIterate({ uri: request.uri, version: request.version, fit: fit.number, steps });
        report(steps);
      });
      const end = await fit.job.end;
      if (end.state !== 'fitted' || fit.ending !== undefined) fit.end(end);
      else fit.end({ ...end, output: { ...end.output, report: request.store(end.output, options) } });
    } finally {
      release();
    }
  }

  private async showProgress(
    fit: RunningFit,
    progress: Progress,
    options: FitOptions,
  ): Promise<(steps: readonly Iteration[]) => void> {
    const { reporter, token } = await progress.begin();
    token?.onCancellationRequested(() => fit.end({ state: 'cancelled' }));
    void fit.ended.then(() => reporter.done());
    let reported = 0;
    return (steps) => {
      const last = steps.at(-1);
      if (last === undefined || fit.ending !== undefined) return;
      const percent = percentDone(last, options);
      if (percent === undefined) reporter.report(progressText(last));
      else reporter.report((reported = Math.max(reported, percent)), progressText(last));
    };
  }
}

/**
 * Progress of `auto` at the beginning of a K, in percent: a fit with k components takes about k times as long as one
 * with a single component. At the end `auto` returns to the chosen K.
 */
export function percentDone({ k }: Iteration, options: FitOptions): number | undefined {
  if (typeof options.k === 'number' || options.start !== undefined) return undefined;
  const largest = Math.min(options.maxComponents ?? LARGEST_SWEPT, LARGEST_SWEPT);
  return Math.min(99, (100 * k * (k - 1)) / (largest * (largest + 1)));
}

export function progressText({ k, start, iteration }: Iteration): string {
  return say('{k, plural, one {# cluster} other {# clusters}}, start {start}, iteration {iteration}', {
    k,
    start: start + 1,
    iteration,
  });
}

function outcomeOf(ending: Ending): FitOutcome {
  if (ending.state === 'fitted') return { state: 'fitted', report: ending.output.report };
  return ending.state === 'failed' ? { state: 'failed', message: ending.message } : ending;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
