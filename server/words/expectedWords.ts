/** The expected value of a cell with its interval, in words for hovers and diagnostics. */
import { say, sayParts } from '../../language/language';
import type { Prediction } from '../core/families/family';
import { likelyLevels } from '../core/judging/surprisingCells';
import { datePartOf } from '../core/schema/encoding/parts';
import type { UsedColumn } from '../core/schema/encoding/usedColumns';
import type { CellFinding } from '../protocol';
import { partText, type DatePartName } from '../protocol/report/dateWords';
import { unitAffixes } from '../protocol/report/units';
import type { MarkupLine } from './markup';
import { expectedParts, percent } from './numbers';

/**
 * Returns the expected value of a cell in words.
 * @example ['4310 (3600 to 5050)'], ['3.1', ' ', { data: 'kg' }, ' (2.4 to 3.8)'] or ['"', { data: 'female' }, '" (93
 * %)']
 */
export function expectedWords(
  prediction: Prediction,
  { levels, unit, part }: Pick<UsedColumn, 'levels' | 'unit' | 'part'>,
): MarkupLine {
  const datePart = datePartOf(part);
  if (prediction.of === 'number' && datePart !== undefined)
    return dateWords(prediction.mean, prediction.interval, datePart);
  if (prediction.of === 'number') {
    const { mean, low, high } = expectedParts(prediction.mean, prediction.interval);
    return sayParts('{expected} ({low} to {high})', { expected: numberWithUnit(mean, unit), low, high }).flat();
  }
  const [likeliest] = likelyLevels(prediction.probabilities);
  return sayParts('"{level}" ({share})', {
    level: { data: levels[likeliest] },
    share: percent(prediction.probabilities[likeliest]),
  });
}

function dateWords(mean: number, interval: readonly [number, number], part: DatePartName): MarkupLine {
  const {
    expected,
    interval: [low, high],
  } = expectedDates(mean, interval, part);
  return [say('{expected} ({low} to {high})', { expected, low, high })];
}

/** Returns a number with its unit, which comes from a file. */
export function numberWithUnit(number: string, unit: string | undefined): MarkupLine {
  const { before, behind } = unitAffixes(unit);
  if (before === '') return behind === '' ? [number] : [`${number} `, { data: behind.trim() }];
  const sign = number.startsWith('-') ? '-' : '';
  return [sign, { data: before }, number.slice(sign.length)];
}

/** Formats an expected day or hour and its interval as dates or times. */
export function expectedDates(
  mean: number,
  [low, high]: readonly [number, number],
  part: DatePartName,
): Pick<CellFinding, 'expected' | 'interval'> {
  const write = (value: number): string => partText(part, value, (high - low) / 2);
  return { expected: write(mean), interval: [write(low), write(high)] };
}
