/**
 * The steps of a fit, grouped into runs: one run is one start of one number of clusters. Independent of the page and
 * drawing.
 */
import type { FitReport, Iteration, TracePoint } from '../server/protocol';
import type { Measure, Scope } from './messages';

export interface Run {
  readonly k: number;
  /** Number of the start, from 0; -1 for the trace of the report. */
  readonly start: number;
  readonly points: TracePoint[];
}

export class Runs {
  private readonly runs = new Map<string, Run>();
  /** The latest step of the running fit. */
  latest: Iteration | undefined;
  total = 0;

  add(steps: readonly Iteration[]): void {
    for (const step of steps) {
      const key = `${step.k}/${step.start}`;
      let run = this.runs.get(key);
      if (run === undefined) this.runs.set(key, (run = { k: step.k, start: step.start, points: [] }));
      run.points.push(step);
      this.latest = step;
      this.total += 1;
    }
  }

  allRuns(): readonly Run[] {
    return [...this.runs.values()];
  }

  /** Whether the prior makes the objective differ from the NLML. */
  isPenalised(): boolean {
    return this.allRuns().some(({ points }) => points.some(({ nlml, objective }) => nlml !== objective));
  }
}

export interface DrawnRuns {
  readonly best: Run | undefined;
  readonly others: readonly Run[];
  /** Compared numbers of clusters, ascending. */
  readonly clusterCounts: readonly number[];
}

/** Selects the runs to draw: the best run of the current number of clusters, and the others behind it. */
export function drawnRuns(
  runs: readonly Run[],
  report: FitReport | undefined,
  latest: Iteration | undefined,
  scope: Scope,
): DrawnRuns {
  const k = report?.k ?? latest?.k;
  const clusterCounts = [...new Set(runs.map((run) => run.k))].sort((a, b) => a - b);
  const inScope = runs.filter((run) => scope === 'all' || run.k === k);
  if (report !== undefined && report.trace.length > 0) {
    const best: Run = { k: report.k, start: -1, points: [...report.trace] };
    const reported = runOfTrace(inScope, best);
    return {
      best,
      others: inScope.filter((run) => run !== reported),
      clusterCounts: clusterCounts.length > 0 ? clusterCounts : [report.k],
    };
  }
  const best = lowestRun(inScope.filter((run) => run.k === k));
  return { best, others: inScope.filter((run) => run !== best), clusterCounts };
}

/** Maximum height of a picture with the starts' first points, relative to the rest; higher ones are cut off. */
const TALLEST_FIRST_STEP = 2;
/** Runs with fewer points are drawn whole: cutting would remove most of them. */
const FEW_POINTS = 5;

/**
 * Returns the vertical range of the picture. It cuts off the first point of the starts where it would flatten the rest.
 */
export function verticalDomain(runs: readonly Run[], measure: Measure): readonly [number, number] | undefined {
  let low = Infinity;
  let top = -Infinity;
  let topAfterOneStep = -Infinity;
  for (const { points } of runs) {
    points.forEach((point, index) => {
      low = Math.min(low, point[measure]);
      top = Math.max(top, point[measure]);
      if (index === Math.min(1, points.length - 1)) topAfterOneStep = Math.max(topAfterOneStep, point[measure]);
    });
  }
  if (low > top) return undefined;
  const isCut =
    topAfterOneStep > low &&
    top - low > TALLEST_FIRST_STEP * (topAfterOneStep - low) &&
    runs.some(({ points }) => points.length > FEW_POINTS);
  const high = isCut ? topAfterOneStep : top;
  const margin = 0.04 * (high - low) || Math.max(Math.abs(high) * 1e-6, 1e-6);
  return [low - margin, high + margin];
}

/** Minimum distance; smaller ones are rounding errors. */
const LEAST_DISTANCE = 1e-9;

/**
 * Returns the points of each run as distances to the lowest point of all runs, without points at zero, and the range of
 * these distances.
 */
export function distances(
  runs: readonly Run[],
  measure: Measure,
): { readonly pointsOf: (run: Run) => readonly TracePoint[]; readonly range: readonly [number, number] } {
  const lowestValue = Math.min(...runs.flatMap(({ points }) => points.map((point) => point[measure])));
  const pointsOf = ({ points }: Run): readonly TracePoint[] =>
    points
      .map(({ iteration, ...point }) => ({ ...point, iteration, [measure]: point[measure] - lowestValue }))
      .filter((point) => point[measure] > LEAST_DISTANCE);
  const values = runs.flatMap((run) => pointsOf(run).map((point) => point[measure]));
  return {
    pointsOf,
    range: values.length === 0 ? [LEAST_DISTANCE, 1] : [Math.min(...values) / 1.5, Math.max(...values) * 1.5],
  };
}

/** Returns every nth point of a long run, and the last one: a picture a few hundred pixels wide shows no more. */
export function thinned(points: readonly TracePoint[], limit: number): readonly TracePoint[] {
  const stride = Math.ceil(points.length / limit);
  return stride <= 1 ? points : points.filter((_, index) => index % stride === 0 || index === points.length - 1);
}

function lowestRun(runs: readonly Run[]): Run | undefined {
  let best: Run | undefined;
  let lowestObjective = Infinity;
  for (const run of runs) {
    const objective = run.points.at(-1)?.objective ?? Infinity;
    if (objective < lowestObjective) [best, lowestObjective] = [run, objective];
  }
  return best;
}

/** Finds the run that equals the report's trace, so that it is not drawn twice. */
function runOfTrace(runs: readonly Run[], best: Run): Run | undefined {
  const finalObjective = best.points.at(-1)?.objective;
  return lowestRun(runs.filter((run) => run.k === best.k && run.points.at(-1)?.objective === finalObjective));
}
