/** Numbers within texts: another length is not an error where the numbers simply count up, from 999 to 1000. */
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
const NEAR_DISTANCES = 20;
const MOST_RANGES = 20;

export function digitRuns(text: string): readonly string[] {
  return text.match(/\d+/g) ?? [];
}

/** Finds the ranges of numbers by shape. @param ends further texts */
export function rangesOf(texts: readonly TextCount[], ends: readonly string[]): readonly DigitRanges[] {
  const byShape = new Map<string, { texts: string[]; count: number }>();
  for (const { text, cells, standsForOthers } of [
    ...texts,
    ...ends.map((end) => ({ text: end, cells: 0, standsForOthers: true as const })),
  ]) {
    const shape = shapeAt('runs', text, exactShape(text));
    const group = byShape.get(shape) ?? { texts: [], count: 0 };
    byShape.set(shape, group);
    group.texts.push(text);
    group.count += standsForOthers === true ? cells : 1;
  }
  const sorted = [...byShape]
    .filter(([shape, { count }]) => shape.includes('9') && count > 0)
    .sort(([, a], [, b]) => b.count - a.count);
  return sorted
    .slice(0, MOST_RANGES)
    .map(([shape, group]) => ({ shape, texts: group.count, runs: runsOf(group.texts.map(digitRuns)) }));
}

function runsOf(runsByText: readonly (readonly string[])[]): readonly DigitRun[] {
  const runCount = runsByText.reduce((count, runs) => Math.min(count, runs.length), Infinity);
  return Array.from({ length: Number.isFinite(runCount) ? runCount : 0 }, (_, i) => {
    let [shortest, longest, least, greatest, zeros] = [Infinity, 0, Infinity, -Infinity, 0];
    for (const { [i]: run } of runsByText) {
      [shortest, longest] = [Math.min(shortest, run.length), Math.max(longest, run.length)];
      [least, greatest] = [Math.min(least, Number(run)), Math.max(greatest, Number(run))];
      if (run.length > 1 && run.startsWith('0')) zeros++;
    }
    return { shortest, longest, least, greatest, isPadded: zeros > 0 && shortest === longest };
  });
}

/** Whether numbers of unusual lengths are plausible; undefined where the text differs in other ways. */
export function lengthsFit(ranges: readonly DigitRanges[], text: string): boolean | undefined {
  const range = ranges.find(({ shape }) => shape === shapeAt('runs', text));
  if (range === undefined) return undefined;
  const runs = digitRuns(text);
  const unusual = range.runs
    .slice(0, runs.length)
    .flatMap((expected, i) =>
      runs[i].length < expected.shortest || runs[i].length > expected.longest ? [{ ...expected, run: runs[i] }] : [],
    );
  if (unusual.length === 0) return undefined;
  return unusual.every(({ run, shortest, least, greatest, isPadded }) => {
    if (isPadded && run.length < shortest) return false;
    const near = (NEAR_DISTANCES * (greatest - least)) / range.texts;
    return Number(run) >= least - near && Number(run) <= greatest + near;
  });
}
