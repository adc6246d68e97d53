/** Work in threads that several calls may wait for. It stops when the last of them is cancelled. */
import type { Iteration } from '../protocol';
import type { Job } from '../threads/runner';
import { Semaphore } from '../threads/semaphore';

/** A call that waits for work. */
export interface Call {
  /** Aborted when the call is cancelled. */
  readonly signal: AbortSignal;
  /** Receives the iterations of a fit as they arrive. */
  readonly onSteps: (steps: readonly Iteration[]) => void;
}

export const CANCELLED = { state: 'cancelled' } as const;

interface Running {
  readonly end: Promise<unknown>;
  readonly calls: Set<Call>;
  stop(): void;
}

export class SharedJobs {
  private readonly running = new Map<string, Running>();
  private readonly slots: Semaphore;

  /** @param maxJobs maximum number of concurrent jobs; the others wait */
  constructor(maxJobs: number) {
    this.slots = new Semaphore(maxJobs);
  }

  /**
   * Runs a job, or joins one with the same key.
   *
   * @param key of the job; jobs with one key have one result
   * @param start starts the job once a slot is free
   */
  async run<End>(
    key: string,
    start: (onSteps: Call['onSteps']) => Job<End>,
    call: Call,
  ): Promise<Awaited<Job<End>['end']> | typeof CANCELLED> {
    const { signal } = call;
    if (signal.aborted) return CANCELLED;
    const running = this.running.get(key) ?? this.begin(key, start);
    running.calls.add(call);
    const aborted = new Promise<typeof CANCELLED>((resolve) =>
      signal.addEventListener('abort', () => resolve(CANCELLED), { once: true }),
    );
    try {
      return await Promise.race([running.end as Job<End>['end'], aborted]);
    } finally {
      running.calls.delete(call);
      if (running.calls.size === 0) running.stop();
    }
  }

  stopAll(): void {
    for (const running of [...this.running.values()]) running.stop();
  }

  private begin<End>(key: string, start: (onSteps: Call['onSteps']) => Job<End>): Running {
    let stop: () => void = () => undefined;
    const stopped = new Promise<void>((resolve) => (stop = resolve));
    const calls = new Set<Call>();
    const work = async (): Promise<unknown> => {
      const release = await this.slots.take(stopped);
      if (release === undefined) return CANCELLED;
      const job = start((steps) => calls.forEach(({ onSteps }) => onSteps(steps)));
      void stopped.then(() => job.cancel());
      try {
        return await job.end;
      } finally {
        release();
      }
    };
    const running: Running = {
      end: work(),
      calls,
      // A later call starts anew instead of joining a job that is stopped or done.
      stop: () => {
        if (this.running.get(key) === running) this.running.delete(key);
        stop();
      },
    };
    this.running.set(key, running);
    return running;
  }
}
