/**
 * Rows as points in two columns, in the colours of their clusters, with an ellipse for each cluster; unlikely rows
 * ringed.
 */
import { axisX, axisY, dot, line, plot } from '@observablehq/plot';
import type { RenderFunction } from '@observablehq/plot';
import { say } from '../language/language';
import type { ClusterLook } from '../server/protocol/report/clusterLook';
import type { PairAnswer, PairAxis, PairPoint } from '../server/protocol/insight';
import { clusterColour } from './palette';
import { logTicks, STYLE, tickFormat } from './pictureStyle';

const MARGIN = 14;
const ELLIPSE_POINTS = 72;
const DIAMETER = 5;
/** Number of shades of a cluster's points, from the least to the most certain. */
const SHADES = 5;
/** Opacity of the least certain points, and transparency of certain points, which makes dense regions visible. */
const LEAST_OPACITY = 0.25;
const LEAST_TRANSPARENCY = 0.1;
const SVG = 'http://www.w3.org/2000/svg';

/** A row and its position in the picture, in data units; rows beyond the ranges are placed at the edge. */
export interface PlacedPoint extends PairPoint {
  readonly position: readonly [number, number];
  readonly isBeyond: boolean;
}

/** Two columns whose points have their positions in the picture. */
export interface PlacedPair extends PairAnswer {
  readonly points: readonly PlacedPoint[];
}

export function placePair(answer: PairAnswer): PlacedPair {
  const { x, y } = answer;
  const points = answer.points.map((point) => {
    const position = [clamp(point.x, x.range), clamp(point.y, y.range)] as const;
    return { ...point, position, isBeyond: position[0] !== point.x || position[1] !== point.y };
  });
  return { ...answer, points };
}

export function pairPicture(
  { x, y, ellipses, points }: PlacedPair,
  width: number,
  cursor?: readonly [number, number],
  clusters: readonly ClusterLook[] = [],
  document?: Document,
): ReturnType<typeof plot> {
  const height = Math.round(Math.min(520, Math.max(260, 0.62 * width)));
  const positionChannels = {
    x: ({ position: [across] }: PlacedPoint) => across,
    y: ({ position: [, up] }: PlacedPoint) => up,
  };
  return plot({
    ...(document !== undefined && { document }),
    width,
    height,
    marginLeft: 56,
    marginRight: MARGIN,
    marginTop: MARGIN + 10,
    marginBottom: 40,
    style: STYLE,
    ariaLabel: say('{y} against {x}', { y: y.column, x: x.column }),
    x: { domain: padded(x.range) },
    y: { domain: padded(y.range) },
    marks: [
      axisX({ label: x.column, ...ticksOf(x, width / 90), labelAnchor: 'right' }),
      axisY({ label: y.column, ...ticksOf(y, height / 50) }),
      ...clouds(points, ellipses.length, clusters),
      dot(
        points.filter(({ isBeyond }) => isBeyond),
        { ...positionChannels, r: 4, symbol: 'diamond', stroke: 'currentColor', fill: 'var(--ground)' },
      ),
      ...ellipses.map((ellipse, cluster) =>
        line(outline(ellipse), { stroke: clusterColour(cluster, clusters), strokeWidth: 1.75, clip: true }),
      ),
      dot(
        points.filter(({ isUnlikely }) => isUnlikely === true),
        { ...positionChannels, r: 6, stroke: 'var(--unlikely)', strokeWidth: 1.75 },
      ),
      dot(cursor === undefined ? [] : [[clamp(cursor[0], x.range), clamp(cursor[1], y.range)]], {
        r: 9,
        stroke: 'var(--cursor-line)',
        strokeWidth: 2.5,
      }),
    ],
  });
}

/** Draws the points of all clusters, except those at the edge. */
function clouds(
  points: readonly PlacedPoint[],
  k: number,
  clusters: readonly ClusterLook[],
): readonly RenderFunction[] {
  return Array.from({ length: k }, (_, cluster) =>
    cloud(
      points.filter((point) => point.cluster === cluster && !point.isBeyond),
      k,
      clusterColour(cluster, clusters),
    ),
  ).flat();
}

/**
 * Draws the points of a cluster as one path per shade: a dot is a line of zero length with round ends. Browsers take
 * ten times as long for the layout of as many circles.
 */
function cloud(points: readonly PlacedPoint[], k: number, colour: string): RenderFunction[] {
  const shadeOf = ({ posterior }: PlacedPoint): number =>
    Math.round((SHADES - 1) * Math.max(0, (posterior - 1 / k) / (1 - 1 / k || 1)));
  return Array.from({ length: SHADES }, (_, shade) => (_index, { x, y }, _values, _dimensions, { document: owner }) => {
    const dots = points
      .filter((point) => shadeOf(point) === shade)
      .map(({ position }) => `M${roundPixels(x?.(position[0]))},${roundPixels(y?.(position[1]))}h0`);
    if (dots.length === 0) return null;
    const path = owner.createElementNS(SVG, 'path');
    const attributes = {
      d: dots.join(''),
      stroke: colour,
      'stroke-width': DIAMETER,
      'stroke-linecap': 'round',
      'stroke-opacity': LEAST_OPACITY + ((1 - LEAST_OPACITY - LEAST_TRANSPARENCY) * shade) / (SHADES - 1),
    };
    for (const [name, value] of Object.entries(attributes)) path.setAttribute(name, String(value));
    return path;
  });
}

/** Rounds to a tenth of a pixel. */
function roundPixels(place: unknown): number {
  return Math.round(10 * Number(place)) / 10;
}

function ticksOf(axis: PairAxis, limit: number): object {
  const { isLogarithm, range } = axis;
  return {
    ticks: isLogarithm ? logTicks(range, Math.max(2, Math.floor(limit))) : Math.max(2, Math.floor(limit)),
    tickFormat: tickFormat(axis, range),
  };
}

function padded([low, high]: readonly [number, number]): [number, number] {
  const padding = 0.02 * (high - low);
  return [low - padding, high + padding];
}

function clamp(value: number, [low, high]: readonly [number, number]): number {
  return Math.min(high, Math.max(low, value));
}

function outline({ x, y, rx, ry }: PairAnswer['ellipses'][number]): [number, number][] {
  return Array.from({ length: ELLIPSE_POINTS + 1 }, (_, i) => {
    const angle = (2 * Math.PI * i) / ELLIPSE_POINTS;
    return [x + rx * Math.cos(angle), y + ry * Math.sin(angle)];
  });
}
