/** The course of a fit: its steps, thinned out to a bounded number. */
import type { Iteration } from '../server/protocol';

/** Maximum number of stored points of one start, and of all starts together. A curve on a screen shows no more. */
const RUN_LIMIT = 400;
const TOTAL_LIMIT = 20_000;

/**
 * The course of a fit, stored so that a panel that was hidden or opens late can draw all of it. The size is bounded: a
 * very long start loses every other point, but never its first and latest.
 */
export class Course {
  private readonly runs = new Map<string, Iteration[]>();
  private limit = RUN_LIMIT;
  private pointCount = 0;

  add(steps: readonly Iteration[]): void {
    for (const step of steps) {
      const key = `${step.k}/${step.start}`;
      let run = this.runs.get(key);
      if (run === undefined) this.runs.set(key, (run = []));
      run.push(step);
      this.pointCount += 1;
      if (run.length > this.limit) this.runs.set(key, this.thin(run));
    }
    while (this.pointCount > TOTAL_LIMIT && this.limit > 8) {
      this.limit = Math.floor(this.limit / 2);
      for (const [key, run] of this.runs) if (run.length > this.limit) this.runs.set(key, this.thin(run));
    }
  }

  steps(): readonly Iteration[] {
    return [...this.runs.values()].flat();
  }

  private thin(run: readonly Iteration[]): Iteration[] {
    const thinned = run.filter((_, index) => index % 2 === 0 || index === run.length - 1);
    this.pointCount -= run.length - thinned.length;
    return thinned;
  }
}
