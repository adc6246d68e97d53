/** The model's certainty: rows by their largest posterior. */
import { axisX, axisY, plot, rectY, ruleX, ruleY } from '@observablehq/plot';
import { say } from '../language/language';
import { count } from './format';
import type { Bar } from './distributionPicture';
import { COUNT_FILL, STYLE } from './pictureStyle';

const HEIGHT = 170;

export function certaintyBars(histogram: readonly number[]): readonly Bar[] {
  const first = histogram.findIndex((rowCount) => rowCount > 0);
  return histogram
    .map((rowCount, bin) => ({ bin, from: bin / histogram.length, to: (bin + 1) / histogram.length, count: rowCount }))
    .slice(Math.max(0, first));
}

/** Draws the histogram on a square-root scale: almost all rows of a good model are in the last bin. */
export function certaintyPicture(
  bars: readonly Bar[],
  unclearBelow: number,
  width: number,
  cursor?: number,
  document?: Document,
): ReturnType<typeof plot> {
  return plot({
    ...(document !== undefined && { document }),
    width,
    height: HEIGHT,
    marginLeft: 44,
    marginRight: 12,
    marginTop: 22,
    marginBottom: 34,
    style: STYLE,
    ariaLabel: say('Rows by their largest posterior'),
    x: { domain: [Math.min(bars[0]?.from ?? 0, unclearBelow - 0.1), 1] },
    y: { type: 'sqrt', domain: [0, Math.max(1, ...bars.map((bar) => bar.count)) * 1.05] },
    marks: [
      axisY({ ticks: 4, label: say('Rows (square-root scale)'), tickFormat: count }),
      axisX({ ticks: Math.max(3, Math.floor(width / 90)), label: say('Largest posterior') }),
      rectY(bars, { x1: 'from', x2: 'to', y: 'count', fill: COUNT_FILL, insetLeft: 0.5, insetRight: 0.5 }),
      ruleX([unclearBelow], { stroke: 'currentColor', strokeDasharray: '3 3', strokeOpacity: 0.7 }),
      ruleY([0], { stroke: 'currentColor', strokeOpacity: 0.5 }),
      ruleX(cursor === undefined ? [] : [cursor], { stroke: 'var(--cursor-line)', strokeWidth: 2 }),
    ],
  });
}
