/** Numbers within texts: another length is no error where the numbers simply count on, from 999 to 1000. */
import type { TextCount } from './forms';
import { exactShape, shapeAt } from './shape';

export interface DigitRun {
  /** Number of digits. */
  readonly shortest: number;
  readonly longest: number;
  readonly least: number;
  readonly greatest: number;
  /** Whether some begin with a zero and all have one length. */
  readonly isPadded: boolean;
}

/** Runs of digits, in order, of the texts of one shape with runs merged. */
export interface DigitRanges {
  readonly shape: string;
  readonly texts: number;
  readonly runs: readonly DigitRun[];
}

/** Distance beyond the ends that still counts as near, as a multiple of the usual distance between numbers. */
const NEAR = 20;
const MOST_RANGES = 20;

export function digitRuns(text: string): readonly string[] {
  return text.match(/\d+/g) ?? [];
}

/** @param ends further texts */
export function rangesOf(texts: readonly TextCount[], ends: readonly string[]): readonly DigitRanges[] {
  const byShape = new Map<string, { texts: string[]; count: number }>();
  for (const { text, cells, standsForOthers } of [
    ...texts,
    ...ends.map((end) => ({ text: end, cells: 0, standsForOthers: true as const })),
  ]) {
    const shape = shapeAt('runs', text, exactShape(text));
    const own = byShape.get(shape) ?? { texts: [], count: 0 };
    byShape.set(shape, own);
    own.texts.push(text);
    own.count += standsForOthers === true ? cells : 1;
  }
  const sorted = [...byShape]
    .filter(([shape, { count }]) => shape.includes('9') && count > 0)
    .sort(([, a], [, b]) => b.count - a.count);
  return sorted
    .slice(0, MOST_RANGES)
    .map(([shape, own]) => ({ shape, texts: own.count, runs: runsOf(own.texts.map(digitRuns)) }));
}

function runsOf(all: readonly (readonly string[])[]): readonly DigitRun[] {
  const most = all.reduce((count, runs) => Math.min(count, runs.length), Infinity);
  return Array.from({ length: Number.isFinite(most) ? most : 0 }, (_, i) => {
    let [shortest, longest, least, greatest, zeros] = [Infinity, 0, Infinity, -Infinity, 0];
    for (const { [i]: run } of all) {
      [shortest, longest] = [Math.min(shortest, run.length), Math.max(longest, run.length)];
      [least, greatest] = [Math.min(least, Number(run)), Math.max(greatest, Number(run))];
      if (run.length > 1 && run.startsWith('0')) zeros++;
    }
    return { shortest, longest, least, greatest, isPadded: zeros > 0 && shortest === longest };
  });
}

/** Whether numbers of unusual lengths are plausible; undefined where the text differs in other ways. */
export function lengthsFit(ranges: readonly DigitRanges[], text: string): boolean | undefined {
  const found = ranges.find(({ shape }) => shape === shapeAt('runs', text));
  if (found === undefined) return undefined;
  const runs = digitRuns(text);
  const unusual = found.runs
    .slice(0, runs.length)
    .flatMap((own, i) =>
      runs[i].length < own.shortest || runs[i].length > own.longest ? [{ ...own, run: runs[i] }] : [],
    );
  if (unusual.length === 0) return undefined;
  return unusual.every(({ run, shortest, least, greatest, isPadded }) => {
    if (isPadded && run.length < shortest) return false;
    const near = (NEAR * (greatest - least)) / found.texts;
    return Number(run) >= least - near && Number(run) <= greatest + near;
  });
}
