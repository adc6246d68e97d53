/** Words for the changes of a column from A to B: "mean 45.2 → 47.9". */
import { enumerated } from '../../../language/joins';
import { say } from '../../../language/language';
import type { FeatureName } from '../../core/comparison/evidence/columnFeatures';
import type { PartComparison } from '../../protocol';
import { partSpread, partText, type DatePartName } from '../../protocol/report/dateWords';
import { percentage } from '../../protocol/shares';
import { printable } from '../printable';
import { roundToSpread } from '../roundToSpread';

/** Two values, of A and of B. */
type Both<T> = readonly [T, T];

/** A part of a column with what its words need. */
export interface WordedPart extends PartComparison {
  /** Position in the matrices. */
  readonly member: number;
  readonly quartiles?: Both<readonly number[]>;
  /** Shares of the levels, by index. */
  readonly shares?: readonly Both<number>[];
  readonly levelNames: readonly string[];
}

/** Maximum number of changes of one column. */
const MOST_CHANGES = 3;
/** Share of the clearest change's score below which a change is left out. */
const LEAST_SHARE = 0.4;

/**
 * Describes the changes of a column, the clearest first.
 *
 * @param scores of the features, in standard errors
 * @param isUnreadable whether some of the missing cells are unreadable
 */
export function changeWords(
  features: readonly FeatureName[],
  scores: readonly number[],
  parts: readonly WordedPart[],
  missing: Both<number>,
  isUnreadable: boolean,
): readonly string[] {
  const order = Array.from(features.keys()).sort((a, b) => Math.abs(scores[b]) - Math.abs(scores[a]) || a - b);
  const largest = Math.abs(scores[order[0]] ?? 0);
  const words = order
    .filter((f) => scores[f] !== 0 && Math.abs(scores[f]) >= LEAST_SHARE * largest)
    .map((f) => wordsFor(features[f], parts, missing, isUnreadable));
  return [...new Set(words)].filter((word) => word !== '').slice(0, MOST_CHANGES);
}

function wordsFor(
  feature: FeatureName,
  parts: readonly WordedPart[],
  missing: Both<number>,
  isUnreadable: boolean,
): string {
  if (feature.of === 'missing')
    return isUnreadable
      ? say('missing or unreadable {shares}', { shares: sharesWords(missing) })
      : say('missing {shares}', { shares: sharesWords(missing) });
  const part = parts.find(({ member }) => member === feature.member);
  if (part === undefined) return '';
  return feature.of === 'level' ? levelWords(part, feature.level) : rankWords(part, feature.degree);
}

function levelWords({ part, shares = [], levelNames }: WordedPart, level: number): string {
  // Of two levels, the second says what the first says.
  if (part === 'zero') return say('zero {shares}', { shares: sharesWords(shares[0]) });
  if (level < 0) return say('rare levels');
  return say('"{level}" {shares}', { level: printable(levelNames[level]), shares: sharesWords(shares[level]) });
}

function rankWords(part: WordedPart, degree: number): string {
  const { mean, sd, quartiles } = part;
  if (mean === undefined || sd === undefined || quartiles === undefined) return '';
  const change = momentWords({ ...part, mean, sd, quartiles }, degree);
  return part.part === 'hour' ? say('hour: {change}', { change }) : change;
}

function momentWords(
  {
    part,
    mean,
    sd,
    quartiles,
    unit,
  }: Pick<WordedPart, 'part' | 'unit'> & Required<Pick<WordedPart, 'mean' | 'sd' | 'quartiles'>>,
  degree: number,
): string {
  const datePart = part === 'day' || part === 'hour' ? part : undefined;
  const withUnit = (numbers: string): string =>
    unit === undefined || unit === '' ? numbers : `${numbers} ${printable(unit)}`;
  if (degree === 1) return say('mean {numbers}', { numbers: withUnit(numberWords(mean, datePart)) });
  if (degree === 2) {
    const numbers =
      datePart === undefined ? numberWords(sd) : `${partSpread(datePart, sd[0])} → ${partSpread(datePart, sd[1])}`;
    return say('sd {numbers}', { numbers: withUnit(numbers) });
  }
  const spread = Math.max(sd[0], sd[1]) / 10;
  const list = (values: readonly number[]): string =>
    enumerated(
      values.map((value) => (datePart === undefined ? roundToSpread(value, spread) : partText(datePart, value))),
    );
  return say('quartiles {numbers}', { numbers: withUnit(`${list(quartiles[0])} → ${list(quartiles[1])}`) });
}

/** Two numbers with as many digits as their difference has. */
export function numberWords([a, b]: Both<number>, datePart?: DatePartName): string {
  if (datePart !== undefined)
    return `${partText(datePart, a, Math.abs(a - b))} → ${partText(datePart, b, Math.abs(a - b))}`;
  const word = (value: number): string =>
    value === 0 ? '0' : roundToSpread(value, Math.min(Math.abs(a - b) || Infinity, Math.abs(value) / 10));
  return `${word(a)} → ${word(b)}`;
}

/** Formats two shares with as many digits as tell them apart. @example '2 % → 9 %', '3.1 % → 3.4 %' */
export function sharesWords([a, b]: Both<number>): string {
  const difference = 100 * Math.abs(a - b);
  const digits = difference >= 2 ? 0 : difference >= 0.2 ? 1 : difference >= 0.02 ? 2 : 3;
  const word = (share: number): string => (Number.isNaN(share) ? say('none') : percentage(share, digits));
  return `${word(a)} → ${word(b)}`;
}

/** Returns the rows of a table of the means and standard deviations of a part: what, of A, of B. */
export function momentRows({
  part,
  mean,
  sd,
  unit,
}: Pick<PartComparison, 'part' | 'unit'> & {
  readonly mean: Both<number>;
  readonly sd: Both<number>;
}): readonly (readonly string[])[] {
  const datePart = part === 'day' || part === 'hour' ? part : undefined;
  const ofUnit = unit === undefined || unit === '' ? '' : ` ${printable(unit)}`;
  const row = (what: string, values: Both<number>, textOf: (value: number) => string): readonly string[] => [
    what,
    ...values.map((value) => (Number.isNaN(value) ? say('none') : `${textOf(value)}${ofUnit}`)),
  ];
  const spread = Math.min(...sd.filter((value) => value > 0), Infinity);
  const write = (value: number): string =>
    roundToSpread(value, Number.isFinite(spread) ? spread / 100 : Math.abs(value) / 1000);
  return datePart === undefined
    ? [row(say('mean'), mean, write), row(say('standard deviation'), sd, write)]
    : [
        row(say('mean'), mean, (value) => partText(datePart, value, spread)),
        row(say('standard deviation'), sd, (value) => partSpread(datePart, value)),
      ];
}
