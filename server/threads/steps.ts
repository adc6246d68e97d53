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
 * Runs work to the end, with pauses; undefined when the outcome is no longer wanted. The work can be continued later.
 */
export async function inSteps<T>(work: Generator<undefined, T>, isWanted: () => boolean): Promise<T | undefined> {
  let began = performance.now();
  for (;;) {
    const next = work.next();
    if (next.done === true) return next.value;
    if (performance.now() - began < STEP_MILLISECONDS) continue;
    await pause();
    if (!isWanted()) return undefined;
    began = performance.now();
  }
}

/** A result that is computed once, by the first caller that needs it; other callers continue where it stopped. */
export class Lasting<T extends object> {
  private constructor(
    private readonly work: Iterator<undefined, T>,
    private found: T | undefined,
  ) {}

  static from<T extends object>(work: Generator<undefined, T>): Lasting<T> {
    return new Lasting(work, undefined);
  }

  static of<T extends object>(value: T): Lasting<T> {
    return new Lasting({ next: () => ({ done: true, value }) }, value);
  }

  /** The result; undefined until it is computed. */
  get value(): T | undefined {
    return this.found;
  }

  *get(): Generator<undefined, T> {
    while (this.found === undefined) {
      const next = this.work.next();
      if (next.done === true) this.found = next.value ?? failed();
      else yield undefined;
    }
    return this.found;
  }
}

/** A generator that threw would end without an outcome on every later call. */
function failed(): never {
  throw new Error('This work failed before.');
}
