/**
 * Rows as points in two columns, in the colours of their clusters, with an ellipse for each cluster; unlikely rows
 * ringed.
 */
import { axisX, axisY, dot, line, plot } from '@observablehq/plot';
import type { RenderFunction } from '@observablehq/plot';
import type { ClusterLook } from '../server/protocol/report/clusterLook';
import type { PairAnswer, PairAxis, PairPoint } from '../server/protocol/insight';
import { clusterColour } from './palette';
import { logTicks, STYLE, tickFormat } from './frame';

const MARGIN = 14;
const ELLIPSE_POINTS = 72;
const DIAMETER = 5;
/** Number of shades of a cluster's points, from the least to the most certain. */
const SHADES = 5;
/** Opacity of the least certain points; and missing opacity of certain points, so that crowds are visible. */
const FAINTEST = 0.25;
const CLEAR = 0.1;
const SVG = 'http://www.w3.org/2000/svg';

/** A point at its drawn position: wild ones at the edge. */
export interface Placed extends PairPoint {
  readonly at: readonly [number, number];
  readonly isBeyond: boolean;
}

export function placed({ points, x, y }: PairAnswer): readonly Placed[] {
  return points.map((point) => {
    const at = [within(point.x, x.range), within(point.y, y.range)] as const;
    return { ...point, at, isBeyond: at[0] !== point.x || at[1] !== point.y };
  });
}

export function pairPicture(
  answer: PairAnswer,
  points: readonly Placed[],
  width: number,
  cursor?: readonly [number, number],
  clusters: readonly ClusterLook[] = [],
  document?: Document,
): ReturnType<typeof plot> {
  const { x, y, ellipses } = answer;
  const height = Math.round(Math.min(520, Math.max(260, 0.62 * width)));
  const at = { x: ({ at: [across] }: Placed) => across, y: ({ at: [, up] }: Placed) => up };
  return plot({
    ...(document !== undefined && { document }),
    width,
    height,
    marginLeft: 56,
    marginRight: MARGIN,
    marginTop: MARGIN + 10,
    marginBottom: 40,
    style: STYLE,
    ariaLabel: `${y.column} against ${x.column}`,
    x: { domain: padded(x.range) },
    y: { domain: padded(y.range) },
    marks: [
      axisX({ label: x.column, ...ticksOf(x, width / 90), labelAnchor: 'right' }),
      axisY({ label: y.column, ...ticksOf(y, height / 50) }),
      ...clouds(points, ellipses.length, clusters),
      dot(
        points.filter(({ isBeyond }) => isBeyond),
        { ...at, r: 4, symbol: 'diamond', stroke: 'currentColor', fill: 'var(--ground)' },
      ),
      ...ellipses.map((ellipse, cluster) =>
        line(outline(ellipse), { stroke: clusterColour(cluster, clusters), strokeWidth: 1.75, clip: true }),
      ),
      dot(
        points.filter(({ isUnlikely }) => isUnlikely === true),
        { ...at, r: 6, stroke: 'var(--unlikely)', strokeWidth: 1.75 },
      ),
      dot(cursor === undefined ? [] : [[within(cursor[0], x.range), within(cursor[1], y.range)]], {
        r: 9,
        stroke: 'var(--cursor-line)',
        strokeWidth: 2.5,
      }),
    ],
  });
}

/** Points of all clusters, except those at the edge. */
function clouds(points: readonly Placed[], k: number, clusters: readonly ClusterLook[]): readonly RenderFunction[] {
  return Array.from({ length: k }, (_, cluster) =>
    cloud(
      points.filter((point) => point.cluster === cluster && !point.isBeyond),
      k,
      clusterColour(cluster, clusters),
    ),
  ).flat();
}

/**
 * The points of a cluster, as one path per shade: a dot is a line of zero length with round ends. Browsers take ten
 * times as long to lay out as many circles.
 */
function cloud(points: readonly Placed[], k: number, colour: string): RenderFunction[] {
  const shadeOf = ({ posterior }: Placed): number =>
    Math.round((SHADES - 1) * Math.max(0, (posterior - 1 / k) / (1 - 1 / k || 1)));
  return Array.from({ length: SHADES }, (_, shade) => (_index, { x, y }, _values, _dimensions, { document: owner }) => {
    const dots = points
      .filter((point) => shadeOf(point) === shade)
      .map(({ at }) => `M${rounded(x?.(at[0]))},${rounded(y?.(at[1]))}h0`);
    if (dots.length === 0) return null;
    const path = owner.createElementNS(SVG, 'path');
    const look = {
      d: dots.join(''),
      stroke: colour,
      'stroke-width': DIAMETER,
      'stroke-linecap': 'round',
      'stroke-opacity': FAINTEST + ((1 - FAINTEST - CLEAR) * shade) / (SHADES - 1),
    };
    for (const [name, value] of Object.entries(look)) path.setAttribute(name, String(value));
    return path;
  });
}

/** Rounds to a tenth of a pixel. */
function rounded(place: unknown): number {
  return Math.round(10 * Number(place)) / 10;
}

function ticksOf(axis: PairAxis, most: number): object {
  const { isLogarithm, range } = axis;
  return {
    ticks: isLogarithm ? logTicks(range, Math.max(2, Math.floor(most))) : Math.max(2, Math.floor(most)),
    tickFormat: tickFormat(axis, range),
  };
}

function padded([low, high]: readonly [number, number]): [number, number] {
  const more = 0.02 * (high - low);
  return [low - more, high + more];
}

function within(value: number, [low, high]: readonly [number, number]): number {
  return Math.min(high, Math.max(low, value));
}

function outline({ x, y, rx, ry }: PairAnswer['ellipses'][number]): [number, number][] {
  return Array.from({ length: ELLIPSE_POINTS + 1 }, (_, i) => {
    const angle = (2 * Math.PI * i) / ELLIPSE_POINTS;
    return [x + rx * Math.cos(angle), y + ry * Math.sin(angle)];
  });
}
