/** The comparisons of tables, one at a time in a thread of its own: each shares its passes among all processors. */
import type { CancellationToken, Disposable } from 'vscode-languageserver';
import type { Iteration } from '../protocol';
import { progressText, type Progress } from './fitQueue';
import { startComparison, type ComparisonEnd } from './runner';
import { Semaphore } from './semaphore';
import type { ComparisonInput } from './worker';

export class ComparisonQueue {
  private readonly slots = new Semaphore(1);
  private readonly stops = new Set<() => void>();

  /** @param log takes a line for the log */
  constructor(
    private readonly workerScript: string,
    private readonly log: (line: string) => void,
  ) {}

  /**
   * Compares two tables, until the end or until the request or its progress is cancelled.
   *
   * @param prepare returns the tables
   * @throws what `prepare` throws
   */
  async run(
    prepare: () => Promise<ComparisonInput>,
    token: CancellationToken,
    progress: Progress,
  ): Promise<ComparisonEnd> {
    let stop: () => void = () => undefined;
    const stopped = new Promise<ComparisonEnd>((resolve) => (stop = () => resolve({ state: 'cancelled' })));
    this.stops.add(stop);
    const cancellation = token.onCancellationRequested(stop);
    if (token.isCancellationRequested) stop();
    try {
      const work = this.work(await prepare(), stopped, this.shownSteps(progress, stop, stopped));
      return await Promise.race([work, stopped]);
    } finally {
      // Ends the progress, too.
      stop();
      this.stops.delete(stop);
      cancellation.dispose();
    }
  }

  stopAll(): void {
    for (const stop of [...this.stops]) stop();
  }

  private async work(
    input: ComparisonInput,
    stopped: Promise<ComparisonEnd>,
    onSteps: (steps: readonly Iteration[]) => void,
  ): Promise<ComparisonEnd> {
    const release = await this.slots.take(stopped);
    if (release === undefined) return stopped;
    const job = startComparison(this.workerScript, input, onSteps);
    void stopped.then(() => job.cancel());
    try {
      return await job.end;
    } finally {
      release();
    }
  }

  /** Shows progress as soon as the client is ready for it. Returns the receiver of the steps. */
  private shownSteps(
    progress: Progress,
    stop: () => void,
    stopped: Promise<unknown>,
  ): (steps: readonly Iteration[]) => void {
    let report: (text: string) => void = () => undefined;
    progress.begin().then(
      ({ reporter, token }) => {
        const cancellation: Disposable | undefined = token?.onCancellationRequested(stop);
        report = (text) => reporter.report(text);
        void stopped.then(() => {
          report = () => undefined;
          cancellation?.dispose();
          reporter.done();
        });
      },
      (error: unknown) => this.log(`Progress cannot be shown: ${String(error)}`),
    );
    return (steps) => {
      const last = steps.at(-1);
      if (last !== undefined) report(progressText(last));
    };
  }
}
