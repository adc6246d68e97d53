// How measured things are written.
import { spread } from './statistics.mjs';

/** Three digits, as one would write them. */
export function digits(value) {
  if (!Number.isFinite(value)) return 'none';
  return Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(3);
}

export function duration(seconds) {
  if (seconds < 1e-3) return `${digits(seconds * 1e6)} µs`;
  return seconds < 1 ? `${digits(seconds * 1e3)} ms` : `${digits(seconds)} s`;
}

export const times = (ratio) => `${digits(ratio)} ×`;
export const megabytes = (bytes) => `${digits(bytes / 1e6)} MB`;
export const megabytesPerSecond = (rate) => `${digits(rate / 1e6)} MB/s`;
export const nats = (value) => value.toFixed(2).replace('-', '−');
/** Difference of one NLML from another, with its sign. */
export const above = (value) => `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(2)}`;

/** Note on the numbers that `spreadText` writes. */
export const roundsText = (rounds) =>
  rounds === 1 ? 'One round.' : `Medians of ${rounds} rounds (least to greatest).`;

/** Median (least to greatest), or the one value there is; the unit once where it is the same. */
export function spreadText(values, format) {
  const { median, least, greatest } = spread(values);
  if (values.length === 1) return format(median);
  const texts = [least, greatest].map(format);
  const unitOf = (text) => text.slice(text.lastIndexOf(' '));
  const [from, to] = texts.every((text) => unitOf(text) === unitOf(format(median)))
    ? texts.map((text) => text.slice(0, text.lastIndexOf(' ')))
    : texts;
  return `${format(median)} (${from} to ${to})`;
}
