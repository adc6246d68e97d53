/** Generators of which only the end is wanted: passes and runs yield, so that whoever drives them can stop them. */

/** The same without its steps; it can be stopped all the same. */
export function* quietly<T>(steps: Generator<unknown, T>): Generator<undefined, T> {
  for (;;) {
    const next = steps.next();
    if (next.done === true) return next.value;
    yield undefined;
  }
}

/** Runs a pass to its end for those who need not stop it. */
export function complete<T>(pass: Generator<unknown, T>): T {
  for (;;) {
    const step = pass.next();
    if (step.done === true) return step.value;
  }
}
