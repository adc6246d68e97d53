/** What all pictures have in common. Colours are the page's, but for the clusters'. */
import type { PlotOptions } from '@observablehq/plot';
import { partText, type DatePartName } from '../server/protocol/report/dateWords';
import { writerFor } from './format';

/** Text of a picture is never smaller than the page's small print, and takes its colours from the page. */
export const STYLE: PlotOptions['style'] = {
  background: 'transparent',
  color: 'inherit',
  fontFamily: 'inherit',
  fontSize: '11px',
  overflow: 'visible',
};

/** Bars of plain counts. */
export const COUNT_FILL = 'color-mix(in srgb, currentColor 24%, transparent)';

/** What the numbers of an axis are. */
interface Scale {
  readonly isLogarithm: boolean;
  readonly part?: DatePartName;
}

/** Ticks of an axis of numbers that stand where they are, or are logarithms of what is written. */
export function tickFormat({ isLogarithm, part }: Scale, range: readonly [number, number]): (value: number) => string {
  if (part !== undefined) return (value) => partText(part, value, range[1] - range[0]);
  if (isLogarithm) return (value) => short(Math.exp(value));
  const write = writerFor(
    Math.max((range[1] - range[0]) * 2, Number.MIN_VALUE),
    Math.max(Math.abs(range[0]), Math.abs(range[1])),
  );
  return write;
}

/** Where ticks of an axis of logarithms stand: at 1, 2 and 5 times powers of ten, fewer where there are many. */
export function logTicks([low, high]: readonly [number, number], most: number): number[] {
  for (const factors of [[1, 2, 5], [1, 3], [1]]) {
    const found: number[] = [];
    for (let power = Math.floor(low / Math.LN10) - 1; power <= Math.ceil(high / Math.LN10); power++) {
      for (const factor of factors) found.push(Math.log(factor) + power * Math.LN10);
    }
    const inside = found.filter((value) => value >= low && value <= high);
    if (inside.length <= most) return inside;
  }
  const step = Math.ceil((high - low) / Math.LN10 / most);
  return Array.from({ length: most }, (_, i) => (Math.ceil(low / Math.LN10) + i * step) * Math.LN10).filter(
    (value) => value <= high,
  );
}

function short(value: number): string {
  return value >= 1e6 || value < 1e-3
    ? value.toExponential(0).replace('e+', 'e')
    : String(Number(value.toPrecision(3)));
}
