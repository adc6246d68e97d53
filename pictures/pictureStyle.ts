/** Common properties of all pictures. Colours are the page's, except the clusters'. */
import type { PlotOptions } from '@observablehq/plot';
import { partText, type DatePartName } from '../server/protocol/report/dateWords';
import { writerFor } from './format';

/** Style of the text of a picture: the size of the page's small print, in the colours of the page. */
export const STYLE: PlotOptions['style'] = {
  background: 'transparent',
  color: 'inherit',
  fontFamily: 'inherit',
  fontSize: '11px',
  overflow: 'visible',
};

/** Fill of bars that count rows. */
export const COUNT_FILL = 'color-mix(in srgb, currentColor 24%, transparent)';

/** Scale of an axis of numbers. */
interface Scale {
  readonly isLogarithm: boolean;
  readonly part?: DatePartName;
}

/** Returns the tick format of an axis of numbers, or of logarithms of the numbers shown. */
export function tickFormat({ isLogarithm, part }: Scale, range: readonly [number, number]): (value: number) => string {
  if (part !== undefined) return (value) => partText(part, value, range[1] - range[0]);
  if (isLogarithm) return (value) => shortNumber(Math.exp(value));
  const write = writerFor(
    Math.max((range[1] - range[0]) * 2, Number.MIN_VALUE),
    Math.max(Math.abs(range[0]), Math.abs(range[1])),
  );
  return write;
}

/** Returns the ticks of a logarithmic axis: at 1, 2 and 5 times powers of ten, or fewer above the limit. */
export function logTicks([low, high]: readonly [number, number], limit: number): number[] {
  for (const factors of [[1, 2, 5], [1, 3], [1]]) {
    const ticks: number[] = [];
    for (let power = Math.floor(low / Math.LN10) - 1; power <= Math.ceil(high / Math.LN10); power++) {
      for (const factor of factors) ticks.push(Math.log(factor) + power * Math.LN10);
    }
    const visibleTicks = ticks.filter((value) => value >= low && value <= high);
    if (visibleTicks.length <= limit) return visibleTicks;
  }
  const step = Math.ceil((high - low) / Math.LN10 / limit);
  return Array.from({ length: limit }, (_, i) => (Math.ceil(low / Math.LN10) + i * step) * Math.LN10).filter(
    (value) => value <= high,
  );
}

function shortNumber(value: number): string {
  return value >= 1e6 || value < 1e-3
    ? value.toExponential(0).replace('e+', 'e')
    : String(Number(value.toPrecision(3)));
}
