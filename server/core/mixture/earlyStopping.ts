/** Gives up runs that clearly lead nowhere. */
import { distanceToLimit, lastStep, type Run, type EmStep } from './em';

/** Steps before the outlook of a run is judged. */
const FEWEST_FALLS = 2;
/** Factor on the estimated remaining fall: two steps give a poor estimate of the rate. */
const HOPE = 4;

/** Drives the run to its end; returns undefined as soon as it clearly cannot get below the bound. */
export function* unlessHopeless(
  steps: Generator<EmStep | undefined, Run>,
  bound: number,
): Generator<undefined, Run | undefined> {
  const trace: EmStep[] = [];
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
