/** Runs that are given up as soon as it is plain that they lead nowhere. */
import { distanceToLimit, lastStep, type Run, type Step } from './em';

/** Steps before the outlook of a run is judged. */
const FEWEST_FALLS = 2;
/** The rate of two steps is a poor estimate: hope for so many times more. */
const HOPE = 4;

/** The run to its end, or undefined as soon as it is plain that it will not get below the bound. */
export function* unlessHopeless(
  steps: Generator<Step | undefined, Run>,
  bound: number,
): Generator<undefined, Run | undefined> {
  const trace: Step[] = [];
  for (;;) {
    const next = steps.next();
    if (next.done === true) return lastStep(next.value).objective < bound ? next.value : undefined;
    if (next.value !== undefined) {
      trace.push(next.value);
      const { objective } = next.value;
      if (trace.length > FEWEST_FALLS && objective - HOPE * distanceToLimit(trace) > bound) return undefined;
    }
    yield undefined;
  }
}
