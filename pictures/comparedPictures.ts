/** Pictures of two tables A and B over each other, told apart by colour and by dash. */
import { axisX, axisY, barX, line, lineY, areaY, plot, ruleX, ruleY } from '@observablehq/plot';
import type { Markish } from '@observablehq/plot';
import { say } from '../language/language';
import type { ComparedPart } from '../server/protocol/commands/comparisonPage';
import { clusterTitle } from '../server/protocol/report/clusterLook';
import type { NumberHistogram } from '../server/protocol/report/comparisonReports';
import { levelWords } from './columnWords';
import { barsOf, type Bar } from './distributionPicture';
import { logTicks, STYLE, tickFormat } from './pictureStyle';

type Picture = ReturnType<typeof plot>;
type Levels = NonNullable<ComparedPart['levels']>;

/** Look of a table: its colour, the dashes of its lines, and the opacity of its bars. */
interface Side {
  readonly label: string;
  readonly colour: string;
  readonly dash: string;
  readonly fill: number;
}

const SIDES = [
  { label: 'A', colour: 'var(--side-a)', dash: 'none', fill: 0.75 },
  { label: 'B', colour: 'var(--side-b)', dash: '5 3', fill: 0.15 },
] as const satisfies readonly Side[];

const HEIGHT = 160;
const LEVEL_HEIGHT = 30;
/** Width of a character of a label in pixels. */
const CHARACTER = 6.2;

/** Width of a picture in pixels, and the document in which it is made. */
export interface Canvas {
  readonly width: number;
  readonly document: Document;
}

/** Draws the shares of numbers of both tables as outlines over the same bins. */
export function densitiesPicture(
  title: string,
  { part, histogram }: ComparedPart & { readonly histogram: NumberHistogram },
  { width, document }: Canvas,
): Picture {
  const { first, width: binWidth, shares, isLogarithm } = histogram;
  const sides = SIDES.map((side, i) => ({ side, bars: barsOfSide(histogram, i) }));
  const bars = sides.flatMap(({ bars: own }) => own);
  const range: readonly [number, number] = [first, first + shares[0].length * binWidth];
  const ticks = Math.max(2, Math.floor(width / 80));
  const format = tickFormat({ isLogarithm, ...(part !== undefined && { part }) }, range);
  return plot({
    document,
    width,
    height: HEIGHT,
    marginLeft: 48,
    marginRight: 12,
    marginTop: 12,
    marginBottom: 26,
    style: STYLE,
    ariaLabel: say('Distribution of {column} in A and in B', { column: title }),
    x: { domain: [Math.min(...bars.map(({ from }) => from)), Math.max(...bars.map(({ to }) => to))] },
    y: { domain: [0, 1.08 * Math.max(...bars.map(({ count }) => count), Number.MIN_VALUE)] },
    marks: [
      axisY({ ticks: 3, label: null, tickFormat: percentTick }),
      axisX({
        ...(isLogarithm ? { ticks: logTicks(range, ticks) } : { ticks }),
        label: null,
        tickFormat: (value: number) => (value < range[0] - 1e-12 || value > range[1] + 1e-12 ? '' : format(value)),
      }),
      ...sides.flatMap(({ side, bars: own }) => outline(own, side)),
      ruleY([0], { stroke: 'currentColor', strokeOpacity: 0.5 }),
    ],
  });
}

/** Returns the shares of one table by bin, with those beyond the bins at the ends where either table has some. */
function barsOfSide({ first, width, shares, below, above }: NumberHistogram, side: number): readonly Bar[] {
  const atLeastAny = (ends: readonly [number, number]): number => (ends[0] + ends[1] > 0 ? 1 : 0);
  return barsOf({ first, width, counts: shares[side], below: atLeastAny(below), above: atLeastAny(above) }).map(
    (bar) => {
      if (bar.bin < 0) return { ...bar, count: below[side] };
      return bar.bin >= shares[side].length ? { ...bar, count: above[side] } : bar;
    },
  );
}

/** Draws bars as steps; gaps between the bins and what is beyond them stay open. */
function outline(bars: readonly Bar[], { colour, dash, fill }: Side): readonly Markish[] {
  const points = bars.flatMap((bar, i) => {
    const isApart = i > 0 && bar.from > bars[i - 1].to + 1e-9 * (bar.to - bar.from);
    return [
      ...(isApart ? [{ x: bars[i - 1].to, y: NaN }] : []),
      { x: bar.from, y: bar.count },
      { x: bar.to, y: bar.count },
    ];
  });
  return [
    areaY(points, { x: 'x', y1: 0, y2: 'y', fill: colour, fillOpacity: fill / 4 }),
    lineY(points, { x: 'x', y: 'y', stroke: colour, strokeWidth: 2, strokeDasharray: dash }),
  ];
}

function percentTick(share: number): string {
  return `${Number((100 * share).toPrecision(3))} %`;
}

/** Draws the shares of levels of both tables as bars, that of A above that of B. */
export function levelsOfBothPicture(title: string, levels: Levels, canvas: Canvas): Picture {
  return pairedBars(
    say('Levels of {column} in A and in B', { column: title }),
    levels.map(({ level, shares }) => ({ label: levelWords(level), shares })),
    canvas,
  );
}

/** Draws the shares of the clusters in both tables. */
export function clustersOfBothPicture(shares: readonly (readonly [number, number])[], canvas: Canvas): Picture {
  return pairedBars(
    say('Shares of the clusters in A and in B'),
    shares.map((both, k) => ({ label: clusterTitle(undefined, k), shares: both })),
    canvas,
  );
}

interface PairedShares {
  readonly label: string;
  readonly shares: readonly [number, number];
}

function pairedBars(ariaLabel: string, rows: readonly PairedShares[], { width, document }: Canvas): Picture {
  const longest = Math.max(...rows.map(({ label }) => label.length));
  const marginLeft = Math.min(width / 3, 16 + CHARACTER * longest);
  const maxCharacters = Math.max(1, Math.floor((marginLeft - 14) / CHARACTER));
  const bars = rows.flatMap(({ shares }, row) =>
    SIDES.map((side, i) => ({ side, row, share: Number.isNaN(shares[i]) ? 0 : shares[i] })),
  );
  const half = (LEVEL_HEIGHT * 0.8) / 2;
  return plot({
    document,
    width,
    height: 30 + LEVEL_HEIGHT * rows.length,
    marginLeft,
    marginRight: 16,
    marginTop: 4,
    marginBottom: 26,
    style: STYLE,
    ariaLabel,
    x: { domain: [0, Math.max(...bars.map(({ share }) => share), 0.01)] },
    y: { domain: [...rows.keys()], padding: 0.2 },
    marks: [
      axisX({ ticks: Math.max(2, Math.floor(width / 90)), label: null, tickFormat: percentTick }),
      axisY({
        label: null,
        tickSize: 0,
        tickFormat: (row: number) => {
          const label = rows[row]?.label ?? '';
          return label.length > maxCharacters ? `${label.slice(0, maxCharacters - 1)}…` : label;
        },
      }),
      ...SIDES.map((side, i) =>
        barX(
          bars.filter((bar) => bar.side === side),
          {
            x: 'share',
            y: 'row',
            fill: side.colour,
            fillOpacity: side.fill,
            stroke: side.colour,
            strokeWidth: 1.25,
            strokeDasharray: side.dash,
            insetTop: i === 0 ? 1 : half + 1,
            insetBottom: i === 0 ? half + 1 : 1,
          },
        ),
      ),
      ruleX([0], { stroke: 'currentColor', strokeOpacity: 0.5 }),
    ],
  });
}

/** Returns the samples of the lines of A and B, for a legend. */
export function sideSamples(document: Document): readonly Picture[] {
  return SIDES.map(({ label, colour, dash }) =>
    plot({
      document,
      width: 34,
      height: 12,
      margin: 0,
      style: STYLE,
      axis: null,
      ariaLabel: say('Line of {table}', { table: label }),
      x: { domain: [0, 1] },
      y: { domain: [0, 1] },
      marks: [
        line(
          [
            [0.02, 0.5],
            [0.98, 0.5],
          ],
          { stroke: colour, strokeWidth: 2.5, strokeDasharray: dash },
        ),
      ],
    }),
  );
}
