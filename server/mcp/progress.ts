/** Progress of a fit, at intervals that a client can follow. */
import type { Iteration } from '../protocol';
import { progressText } from '../threads/fitQueue';

/** Shortest time between two reports, in milliseconds. */
const PAUSE_MILLISECONDS = 250;

/**
 * Returns a function that takes iterations and reports them at intervals.
 *
 * @param report receives the number of iterations so far, which only grows, and the latest one in words
 */
export function stepsReporter(
  report: (count: number, message: string) => void,
  clock: () => number = () => performance.now(),
): (steps: readonly Iteration[]) => void {
  let count = 0;
  let reported = -Infinity;
  return (steps) => {
    const last = steps.at(-1);
    count += steps.length;
    if (last === undefined || clock() - reported < PAUSE_MILLISECONDS) return;
    reported = clock();
    report(count, progressText(last));
  };
}
