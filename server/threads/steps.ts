/** Long work in small steps, between which waiting messages are answered. */

/**
 * Duration of a step in milliseconds. A hover never waits longer than one step; a step is longer only where core does
 * not pause.
 */
const STEP_MILLISECONDS = 5;

/** Lets the event loop handle waiting messages. */
export function pause(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/**
 * Runs work to the end, with pauses. Returns undefined if the result is no longer current; the work can be continued
 * later.
 */
export async function runInSteps<T>(work: Generator<undefined, T>, isCurrent: () => boolean): Promise<T | undefined> {
  let began = performance.now();
  for (;;) {
    const next = work.next();
    if (next.done === true) return next.value;
    if (performance.now() - began < STEP_MILLISECONDS) continue;
    await pause();
    if (!isCurrent()) return undefined;
    began = performance.now();
  }
}

/** A result that is computed once, by the first caller that needs it; other callers continue where it stopped. */
export class LazyResult<T extends object> {
  private constructor(
    private readonly work: Iterator<undefined, T>,
    private result: T | undefined,
  ) {}

  static from<T extends object>(work: Generator<undefined, T>): LazyResult<T> {
    return new LazyResult(work, undefined);
  }

  static of<T extends object>(value: T): LazyResult<T> {
    return new LazyResult({ next: () => ({ done: true, value }) }, value);
  }

  /** The result; undefined until it is computed. */
  get value(): T | undefined {
    return this.result;
  }

  *get(): Generator<undefined, T> {
    while (this.result === undefined) {
      const next = this.work.next();
      if (next.done === true) this.result = next.value ?? throwFailed();
      else yield undefined;
    }
    return this.result;
  }
}

/** Throws for work that failed before: its generator would end without a result on every later call. */
function throwFailed(): never {
  throw new Error('This work failed before.');
}
