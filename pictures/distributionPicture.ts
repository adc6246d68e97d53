/** One column: observed values as bars, the model as lines. */
import { areaY, axisX, axisY, barX, lineY, plot, rectY, ruleX, ruleY, text } from '@observablehq/plot';
import type { Markish } from '@observablehq/plot';
import { say } from '../language/language';
import type { ClusterLook } from '../server/protocol/report/clusterLook';
import type { DistributionAnswer } from '../server/protocol/insight';
import { levelWords } from './columnWords';
import { count } from './format';
import { clusterColour } from './palette';
import { COUNT_FILL, logTicks, STYLE, tickFormat } from './pictureStyle';

type Numbers = NonNullable<DistributionAnswer['numbers']>;
type Levels = NonNullable<DistributionAnswer['levels']>;
type Picture = ReturnType<typeof plot>;

export interface Bar {
  /** Index of the bin; −1 below all bins, the number of bins above them. */
  readonly bin: number;
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

const HEIGHT = 170;
const LEVEL_HEIGHT = 20;
/** Gap between the bins and the values beyond them, in bin widths. */
const GAP = 0.7;
/** Maximum height of the mixture's line, relative to the highest bar. */
const MOST_LINE_HEIGHT = 1.6;

/** Returns the bars of the bins from left to right, with bars for the values beyond the bins at the ends. */
export function barsOf({
  first,
  width,
  counts,
  below,
  above,
}: Pick<Numbers, 'first' | 'width' | 'counts' | 'below' | 'above'>): readonly Bar[] {
  const inside = counts.map((each, bin) => ({
    bin,
    from: first + bin * width,
    to: first + (bin + 1) * width,
    count: each,
  }));
  const beyond = Math.max(width, (counts.length * width) / 20);
  const gap = GAP * beyond;
  const end = first + counts.length * width;
  return [
    ...(below > 0 ? [{ bin: -1, from: first - gap - beyond, to: first - gap, count: below }] : []),
    ...inside,
    ...(above > 0 ? [{ bin: counts.length, from: end + gap, to: end + gap + beyond, count: above }] : []),
  ];
}

export interface Look {
  readonly width: number;
  /** Document in which the picture is made; the page's where left out. */
  readonly document?: Document;
  /** Names and colours of the clusters. */
  readonly clusters?: readonly ClusterLook[];
  /** The value of the row under the cursor. */
  readonly cursor?: number | string | null | undefined;
}

export function numbersPicture(column: string, numbers: Numbers, { width, cursor, document, clusters }: Look): Picture {
  const { isLogarithm, grid, expected, counts, first } = numbers;
  const bars = barsOf(numbers);
  const range: readonly [number, number] = [first, first + counts.length * numbers.width];
  const domain = [bars[0]?.from ?? range[0], bars.at(-1)?.to ?? range[1]] as const;
  const total = grid.map((_, i) => expected.reduce((sum, each) => sum + (each[i] ?? 0), 0));
  const tallest = Math.max(...bars.map((bar) => bar.count), 1);
  const top = Math.min(MOST_LINE_HEIGHT * tallest, Math.max(tallest, ...total)) * 1.08;
  const ticks = Math.max(2, Math.floor(width / 80));
  const cursorPosition = typeof cursor === 'number' ? [Math.min(domain[1], Math.max(domain[0], cursor))] : [];
  return plot({
    ...(document !== undefined && { document }),
    width,
    height: HEIGHT,
    marginLeft: 44,
    marginRight: 12,
    marginTop: 12,
    marginBottom: 26,
    style: STYLE,
    ariaLabel: say('Distribution of {column}', { column }),
    x: { domain: [...domain] },
    y: { domain: [0, top] },
    marks: [
      axisY({ ticks: 3, label: null, tickFormat: count }),
      axisX({
        ...(isLogarithm ? { ticks: logTicks(range, ticks) } : { ticks }),
        label: null,
        tickFormat: (value: number) =>
          value < range[0] - 1e-12 || value > range[1] + 1e-12 ? '' : tickFormat(numbers, range)(value),
      }),
      rectY(bars, { x1: 'from', x2: 'to', y: 'count', fill: COUNT_FILL, insetLeft: 0.5, insetRight: 0.5 }),
      ...beyondTexts(bars.filter(({ bin }) => bin < 0 || bin >= counts.length)),
      ...expectedLines(numbers, total, clusters),
      ruleY([0], { stroke: 'currentColor', strokeOpacity: 0.5 }),
      ruleX(cursorPosition, { stroke: 'var(--cursor-line)', strokeWidth: 2 }),
    ],
  });
}

/** Makes the labels of the bars beyond the bins: their number of rows and their side. */
function beyondTexts(beyond: readonly Bar[]): readonly Markish[] {
  return [
    text(beyond, {
      x: ({ from, to }: Bar) => (from + to) / 2,
      y: 'count',
      text: ({ count: rowCount }: Bar) => count(rowCount),
      dy: -7,
      fill: 'currentColor',
    }),
    text(beyond, {
      x: ({ from, to }: Bar) => (from + to) / 2,
      frameAnchor: 'bottom',
      dy: 12,
      text: ({ bin }: Bar) => (bin < 0 ? say('◂ below') : say('above ▸')),
      fill: 'currentColor',
      textAnchor: 'middle',
    }),
  ];
}

/** Makes the lines of expected counts of each cluster, and of the mixture where there are several clusters. */
function expectedLines(
  { grid, expected }: Numbers,
  total: readonly number[],
  clusters: readonly ClusterLook[] | undefined,
): readonly Markish[] {
  const points = (values: readonly number[]): { x: number; y: number }[] =>
    grid.map((x, i) => ({ x, y: values[i] ?? 0 }));
  return [
    ...expected.flatMap((each, k) => [
      areaY(points(each), { x: 'x', y: 'y', fill: clusterColour(k, clusters), fillOpacity: 0.16, clip: true }),
      lineY(points(each), { x: 'x', y: 'y', stroke: clusterColour(k, clusters), strokeWidth: 1.75, clip: true }),
    ]),
    ...(expected.length > 1
      ? [
          lineY(points(total), {
            x: 'x',
            y: 'y',
            stroke: 'currentColor',
            strokeWidth: 1.25,
            strokeDasharray: '4 3',
            clip: true,
          }),
        ]
      : []),
  ];
}

export function levelsPicture(column: string, levels: Levels, { width, cursor, document, clusters }: Look): Picture {
  const pieces = levels.flatMap(({ level, counts }) =>
    counts.map((rowCount, cluster) => ({ level, cluster, rowCount })),
  );
  const longest = Math.max(...levels.map(({ level }) => level.length));
  const marginLeft = Math.min(width / 3, 16 + 6.2 * longest);
  const maxCharacters = Math.floor((marginLeft - 14) / 6.2);
  const levelTotal = (level: string): number =>
    levels.find((each) => each.level === level)?.counts.reduce((sum, each) => sum + each, 0) ?? 0;
  return plot({
    ...(document !== undefined && { document }),
    width,
    height: 30 + LEVEL_HEIGHT * levels.length,
    marginLeft,
    marginRight: 44,
    marginTop: 4,
    marginBottom: 26,
    style: STYLE,
    ariaLabel: say('Levels of {column}', { column }),
    x: { domain: [0, Math.max(1, ...levels.map(({ level }) => levelTotal(level)))] },
    y: { domain: levels.map(({ level }) => level), padding: 0.22 },
    marks: [
      axisX({ ticks: Math.max(2, Math.floor(width / 90)), label: null, tickFormat: count }),
      axisY({
        label: null,
        tickSize: 0,
        tickFormat: (level: string) =>
          level.length > maxCharacters ? `${level.slice(0, Math.max(1, maxCharacters - 1))}…` : levelWords(level),
      }),
      ...(levels[0]?.counts ?? []).map((_, k) =>
        barX(stackedBars(pieces, k), { x1: 'from', x2: 'to', y: 'level', fill: clusterColour(k, clusters) }),
      ),
      text(levels, {
        x: ({ level }: Levels[number]) => levelTotal(level),
        y: 'level',
        text: ({ level }: Levels[number]) => count(levelTotal(level)),
        textAnchor: 'start',
        dx: 5,
        fill: 'currentColor',
      }),
      ...(typeof cursor === 'string' && levels.some(({ level }) => level === cursor) ? [cursorMark(cursor)] : []),
    ],
  });
}

function cursorMark(level: string): Markish {
  return text([{ level }], { x: 0, y: 'level', text: () => '▸', dx: -6, fill: 'var(--cursor-line)', fontSize: 14 });
}

function stackedBars(
  pieces: readonly { level: string; cluster: number; rowCount: number }[],
  cluster: number,
): { level: string; from: number; to: number }[] {
  return pieces
    .filter((piece) => piece.cluster === cluster)
    .map(({ level, rowCount }) => {
      const from = pieces
        .filter((otherPiece) => otherPiece.level === level && otherPiece.cluster < cluster)
        .reduce((sum, otherPiece) => sum + otherPiece.rowCount, 0);
      return { level, from, to: from + rowCount };
    });
}
