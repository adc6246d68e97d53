/** The curves of a fit: NLML against iteration, one line per start. */
import { axisX, axisY, dot, line, plot, ruleY, text } from '@observablehq/plot';
import type { TracePoint } from '../server/protocol';
import { count, counted, nats } from '../pictures/format';
import { STYLE } from '../pictures/frame';
import type { Former, Measure } from './messages';
import { distances, thinned, verticalDomain } from './runs';
import type { Picture, Run } from './runs';

const FRAME = { height: 260, marginLeft: 64, marginTop: 24, marginBottom: 36, style: STYLE };
export const POINTS_PER_RUN = 250;
/** Maximum number of points of all faint lines together, as long as each keeps its minimum. */
const FAINT_POINTS = 3000;
const FEWEST_POINTS = 12;

export const MEASURE_NAMES: Readonly<Record<Measure, string>> = { nlml: 'NLML', objective: 'NLML − log prior' };

/** Draws each run by iteration, and the previous fit as a dashed line. */
export function chart(
  { best, others, tried }: Picture,
  measure: Measure,
  width: number,
  former?: Former,
): ReturnType<typeof plot> {
  const runs = best === undefined ? others : [...others, best];
  const domain = verticalDomain(
    former === undefined ? runs : [...runs, { k: former.k, start: -1, points: [...former.trace] }],
    measure,
  );
  const course = (run: Run, options: object): ReturnType<typeof line> =>
    line(thinned(run.points, POINTS_PER_RUN), { x: 'iteration', y: measure, clip: true, ...options });
  const finish = best?.points.slice(-1) ?? [];
  const iterations = lastIteration(runs, former);
  const ends = labels(runs, measure, best?.k, domain, iterations);
  return plot({
    width,
    ...FRAME,
    marginRight: tried.length > 1 ? 44 : 20,
    ariaLabel: 'Convergence of the fit',
    ariaDescription: best === undefined ? '' : describeRun(best, measure),
    y: domain === undefined ? {} : { domain: [...domain] },
    marks: [
      ruleY(domain === undefined ? [] : [domain[0]], { stroke: 'currentColor', strokeOpacity: 0.4 }),
      axisX({
        label: 'Iteration',
        ticks: Math.min(iterations, Math.max(2, Math.floor(width / 90))),
        tickFormat: count,
      }),
      axisY({ label: `${MEASURE_NAMES[measure]} (nats)`, ticks: 5, tickFormat: axisNumber(domain) }),
      ...(former === undefined ? [] : [formerLine(former, measure)]),
      faint(
        others.filter(({ k }) => k !== best?.k),
        measure,
        0.22,
      ),
      faint(
        others.filter(({ k }) => k === best?.k),
        measure,
        0.45,
      ),
      ...(best === undefined ? [] : [course(best, { stroke: 'var(--strong-line)', strokeWidth: 2.5 })]),
      dot(finish, { x: 'iteration', y: measure, r: 4, fill: 'var(--strong-line)', clip: false }),
      ...(ends.length > 1 ? [endTexts(ends)] : []),
    ],
  });
}

function lastIteration(runs: readonly Run[], former: Former | undefined): number {
  return Math.max(1, former?.trace.at(-1)?.iteration ?? 0, ...runs.map(({ points }) => points.at(-1)?.iteration ?? 0));
}

/** Line of the previous fit. */
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

/** Distance of each run to the lowest point of all: straight lines are linear convergence. */
export function distanceChart({ best, others }: Picture, measure: Measure, width: number): ReturnType<typeof plot> {
  const runs = best === undefined ? others : [...others, best];
  const { of, range } = distances(runs, measure);
  const course = (run: Run, options: object): ReturnType<typeof line> =>
    line(thinned(of(run), POINTS_PER_RUN), { x: 'iteration', y: measure, ...options });
  return plot({
    width,
    ...FRAME,
    marginRight: 20,
    ariaLabel: 'Distance of the fit to the best',
    y: { type: 'log', domain: [...range] },
    marks: [
      axisX({ label: 'Iteration', ticks: Math.max(2, Math.floor(width / 90)), tickFormat: count }),
      axisY({
        label: `${MEASURE_NAMES[measure]} above the lowest (nats)`,
        ticks: 5,
        tickFormat: (value: number) => value.toExponential(0),
      }),
      faint(
        others.map((run) => ({ ...run, points: [...of(run)] })),
        measure,
        0.4,
      ),
      ...(best === undefined ? [] : [course(best, { stroke: 'var(--strong-line)', strokeWidth: 2.5 })]),
    ],
  });
}

/** All faint lines in one mark: there may be hundreds of them, and each drawing of a growing curve draws them all. */
function faint(runs: readonly Run[], measure: Measure, strokeOpacity: number): ReturnType<typeof line> {
  const limit = Math.min(POINTS_PER_RUN, Math.max(FEWEST_POINTS, Math.floor(FAINT_POINTS / runs.length)));
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
function labels(
  runs: readonly Run[],
  measure: Measure,
  first: number | undefined,
  domain: readonly [number, number] = [0, 1],
  width = 1,
): readonly Label[] {
  const ends = new Map<number, TracePoint>();
  for (const { k, points } of runs) {
    const last = points.at(-1);
    const known = ends.get(k);
    if (last !== undefined && (known === undefined || last[measure] < known[measure])) ends.set(k, last);
  }
  const height = domain[1] - domain[0];
  const placed: Label[] = [];
  for (const [k, point] of [...ends].sort(([a], [b]) => Number(b === first) - Number(a === first) || a - b)) {
    const label = { x: point.iteration, y: point[measure], label: String(k) };
    const free = placed.every(
      ({ x, y }) => Math.abs(x - label.x) > 0.05 * width || Math.abs(y - label.y) > 0.07 * height,
    );
    if (free) placed.push(label);
  }
  return placed;
}

/** Number format with as many decimals as neighbouring ticks need to differ. */
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
  return (
    `${MEASURE_NAMES[measure]} of the best start with ${counted(k, 'cluster')} falls from ` +
    `${nats(first[measure])} to ${nats(last[measure])} in ${counted(last.iteration, 'iteration')}.`
  );
}
