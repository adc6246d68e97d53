/** Early stopping of runs that clearly lead nowhere. */
import { distanceToLimit, lastStep, type Run, type EmStep } from './em';

/** Number of steps of a run before it may be stopped early. */
const LEAST_STEPS = 2;
/** Factor on the estimated remaining fall: two steps give a poor estimate of the rate. */
const REMAINING_FALL_FACTOR = 4;

/** Runs to the end; returns undefined as soon as the run clearly cannot get below the bound. */
export function* runWithEarlyStopping(
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
      if (trace.length > LEAST_STEPS && objective - REMAINING_FALL_FACTOR * distanceToLimit(trace) > bound)
        return undefined;
    }
    yield undefined;
  }
}
