/** The curves of a fit: NLML against iteration, one line per run. */
import { axisX, axisY, dot, line, plot, ruleY, text } from '@observablehq/plot';
import { say } from '../language/language';
import type { TracePoint } from '../server/protocol';
import { count, nats } from '../pictures/format';
import { STYLE } from '../pictures/pictureStyle';
import type { Former, Measure } from './messages';
import { distances, thinned, verticalDomain } from './runs';
import type { DrawnRuns, Run } from './runs';

const FRAME = { height: 260, marginLeft: 64, marginTop: 24, marginBottom: 36, style: STYLE };
export const POINTS_PER_RUN = 250;
/** Maximum number of points of all faint lines together; each line has at least `LEAST_POINTS_PER_RUN`. */
const MOST_FAINT_POINTS = 3000;
const LEAST_POINTS_PER_RUN = 12;

export function measureName(measure: Measure): string {
  return measure === 'nlml' ? say('NLML') : say('NLML − log prior');
}

/** Draws each run by iteration, and the previous fit as a dashed line. */
export function convergenceChart(
  { best, others, clusterCounts }: DrawnRuns,
  measure: Measure,
  width: number,
  former?: Former,
): ReturnType<typeof plot> {
  const runs = best === undefined ? others : [...others, best];
  const domain = verticalDomain(
    former === undefined ? runs : [...runs, { k: former.k, start: -1, points: [...former.trace] }],
    measure,
  );
  const runLine = (run: Run, options: object): ReturnType<typeof line> =>
    line(thinned(run.points, POINTS_PER_RUN), { x: 'iteration', y: measure, clip: true, ...options });
  const endPoint = best?.points.slice(-1) ?? [];
  const iterations = lastIteration(runs, former);
  const ends = endLabels(runs, measure, best?.k, domain, iterations);
  return plot({
    width,
    ...FRAME,
    marginRight: clusterCounts.length > 1 ? 44 : 20,
    ariaLabel: say('Convergence of the fit'),
    ariaDescription: best === undefined ? '' : describeRun(best, measure),
    y: domain === undefined ? {} : { domain: [...domain] },
    marks: [
      ruleY(domain === undefined ? [] : [domain[0]], { stroke: 'currentColor', strokeOpacity: 0.4 }),
      iterationAxis(Math.min(iterations, Math.max(2, Math.floor(width / 90)))),
      axisY({
        label: say('{measure} (nats)', { measure: measureName(measure) }),
        ticks: 5,
        tickFormat: axisNumber(domain),
      }),
      ...(former === undefined ? [] : [formerLine(former, measure)]),
      faintLines(
        others.filter(({ k }) => k !== best?.k),
        measure,
        0.22,
      ),
      faintLines(
        others.filter(({ k }) => k === best?.k),
        measure,
        0.45,
      ),
      ...(best === undefined ? [] : [runLine(best, { stroke: 'var(--strong-line)', strokeWidth: 2.5 })]),
      dot(endPoint, { x: 'iteration', y: measure, r: 4, fill: 'var(--strong-line)', clip: false }),
      ...(ends.length > 1 ? [endTexts(ends)] : []),
    ],
  });
}

function iterationAxis(ticks: number): ReturnType<typeof axisX> {
  return axisX({ label: say('Iteration'), ticks, tickFormat: count });
}

function lastIteration(runs: readonly Run[], former: Former | undefined): number {
  return Math.max(1, former?.trace.at(-1)?.iteration ?? 0, ...runs.map(({ points }) => points.at(-1)?.iteration ?? 0));
}

/** Makes the dashed line of the previous fit. */
function formerLine({ trace }: Former, measure: Measure): ReturnType<typeof line> {
  return line(thinned(trace, POINTS_PER_RUN), {
    x: 'iteration',
    y: measure,
    clip: true,
    stroke: 'currentColor',
    strokeOpacity: 0.5,
    strokeDasharray: '4 4',
  });
}

function endTexts(ends: readonly Label[]): ReturnType<typeof text> {
  return text(ends, {
    x: 'x',
    y: 'y',
    text: 'label',
    textAnchor: 'start',
    dx: 8,
    fill: 'currentColor',
    stroke: 'var(--ground)',
    strokeWidth: 3,
  });
}

/** Draws the distance of each run to the lowest point of all runs: a straight line is linear convergence. */
export function distanceChart({ best, others }: DrawnRuns, measure: Measure, width: number): ReturnType<typeof plot> {
  const runs = best === undefined ? others : [...others, best];
  const { pointsOf, range } = distances(runs, measure);
  const runLine = (run: Run, options: object): ReturnType<typeof line> =>
    line(thinned(pointsOf(run), POINTS_PER_RUN), { x: 'iteration', y: measure, ...options });
  return plot({
    width,
    ...FRAME,
    marginRight: 20,
    ariaLabel: say('Distance of the fit to the best'),
    y: { type: 'log', domain: [...range] },
    marks: [
      iterationAxis(Math.max(2, Math.floor(width / 90))),
      axisY({
        label: say('{measure} above the lowest (nats)', { measure: measureName(measure) }),
        ticks: 5,
        tickFormat: (value: number) => value.toExponential(0),
      }),
      faintLines(
        others.map((run) => ({ ...run, points: [...pointsOf(run)] })),
        measure,
        0.4,
      ),
      ...(best === undefined ? [] : [runLine(best, { stroke: 'var(--strong-line)', strokeWidth: 2.5 })]),
    ],
  });
}

/** Makes one mark of all faint lines, since there may be hundreds and each iteration redraws them. */
function faintLines(runs: readonly Run[], measure: Measure, strokeOpacity: number): ReturnType<typeof line> {
  const limit = Math.min(POINTS_PER_RUN, Math.max(LEAST_POINTS_PER_RUN, Math.floor(MOST_FAINT_POINTS / runs.length)));
  const points = runs.flatMap((run, z) => thinned(run.points, limit).map((point) => ({ ...point, z })));
  return line(points, {
    x: 'iteration',
    y: measure,
    z: 'z',
    clip: true,
    stroke: 'currentColor',
    strokeWidth: 1,
    strokeOpacity,
  });
}

interface Label {
  readonly x: number;
  readonly y: number;
  readonly label: string;
}

/** Labels each number of clusters at the end of its lowest run, unless another label is there already. */
function endLabels(
  runs: readonly Run[],
  measure: Measure,
  bestK: number | undefined,
  domain: readonly [number, number] = [0, 1],
  width = 1,
): readonly Label[] {
  const ends = new Map<number, TracePoint>();
  for (const { k, points } of runs) {
    const last = points.at(-1);
    const previous = ends.get(k);
    if (last !== undefined && (previous === undefined || last[measure] < previous[measure])) ends.set(k, last);
  }
  const height = domain[1] - domain[0];
  const placed: Label[] = [];
  for (const [k, point] of [...ends].sort(([a], [b]) => Number(b === bestK) - Number(a === bestK) || a - b)) {
    const label = { x: point.iteration, y: point[measure], label: String(k) };
    const isFree = placed.every(
      ({ x, y }) => Math.abs(x - label.x) > 0.05 * width || Math.abs(y - label.y) > 0.07 * height,
    );
    if (isFree) placed.push(label);
  }
  return placed;
}

/** Returns a number format with as many decimals as neighbouring ticks need to differ. */
function axisNumber(domain: readonly [number, number] | undefined): (value: number) => string {
  const step = domain === undefined ? 1 : (domain[1] - domain[0]) / 5;
  const decimals = Math.min(9, Math.max(0, Math.ceil(-Math.log10(step))));
  return (value) =>
    decimals === 0 ? count(value) : nats(value).replace(/\.\d+$/, '') + value.toFixed(decimals).replace(/^-?\d+/, '');
}

function describeRun({ points, k }: Run, measure: Measure): string {
  const first = points[0];
  const last = points.at(-1);
  if (first === undefined || last === undefined) return '';
  return say(
    '{measure} of the best run with {clusters, plural, one {# cluster} other {# clusters}} falls from {first} to {last} in {iterations, plural, one {{number} iteration} other {{number} iterations}}.',
    {
      measure: measureName(measure),
      clusters: k,
      first: nats(first[measure]),
      last: nats(last[measure]),
      iterations: last.iteration,
      number: count(last.iteration),
    },
  );
}
