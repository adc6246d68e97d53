/**
 * Helpers for generators whose result alone is needed: passes and runs yield, so that the caller can stop them.
 */

/** Drives a generator without yielding its steps; the caller can still stop it. */
export function* discardSteps<T>(steps: Generator<unknown, T>): Generator<undefined, T> {
  for (;;) {
    const next = steps.next();
    if (next.done === true) return next.value;
    yield undefined;
  }
}

/** Runs a pass to its end for callers that need not stop it. */
export function complete<T>(pass: Generator<unknown, T>): T {
  for (;;) {
    const step = pass.next();
    if (step.done === true) return step.value;
  }
}
