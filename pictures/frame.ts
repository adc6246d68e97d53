/** Common properties of all pictures. Colours are the page's, except the clusters'. */
import type { PlotOptions } from '@observablehq/plot';
import { partText, type DatePartName } from '../server/protocol/report/dateWords';
import { writerFor } from './format';

/** Text of a picture is at least as large as the page's small print, and takes its colours from the page. */
export const STYLE: PlotOptions['style'] = {
  background: 'transparent',
  color: 'inherit',
  fontFamily: 'inherit',
  fontSize: '11px',
  overflow: 'visible',
};

/** Bars of plain counts. */
export const COUNT_FILL = 'color-mix(in srgb, currentColor 24%, transparent)';

/** Scale of an axis of numbers. */
interface Scale {
  readonly isLogarithm: boolean;
  readonly part?: DatePartName;
}

/** Tick format of an axis of numbers, or of logarithms of the numbers shown. */
export function tickFormat({ isLogarithm, part }: Scale, range: readonly [number, number]): (value: number) => string {
  if (part !== undefined) return (value) => partText(part, value, range[1] - range[0]);
  if (isLogarithm) return (value) => short(Math.exp(value));
  const write = writerFor(
    Math.max((range[1] - range[0]) * 2, Number.MIN_VALUE),
    Math.max(Math.abs(range[0]), Math.abs(range[1])),
  );
  return write;
}

/** Ticks of a logarithmic axis: at 1, 2 and 5 times powers of ten, fewer where there are many. */
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
