/**
 * Numbers that were written in another unit than the column's: the usual conversions, each with log P(written | meant).
 */
import type { NumberCandidate, TypedNumber } from './digitSlips';
import { SHARES } from './slipShares';

interface Conversion {
  /** Unit in which the cell is written, and unit that was meant. */
  readonly from: string;
  readonly to: string;
  /** meant = factor × written + offset. */
  readonly factor: number;
  readonly offset: number;
}

const FACTORS: readonly (readonly [string, string, number])[] = [
  ['in', 'cm', 2.54],
  ['in', 'mm', 25.4],
  ['in', 'm', 0.0254],
  ['ft', 'm', 0.3048],
  ['ft', 'cm', 30.48],
  ['lb', 'kg', 0.45359237],
  ['lb', 'g', 453.59237],
  ['oz', 'g', 28.349523125],
  ['mi', 'km', 1.609344],
];

/** Finds the unit at the end of a name. @example unitIn('body_mass_g') === 'g', unitIn('height (cm)') === 'cm' */
export function unitIn(name: string): string | undefined {
  const word = /(?:^|[\s_.([])(°?[A-Za-z]{1,3})[)\]]?$/u.exec(name.trim())?.[1];
  return word === undefined ? undefined : CONVERSIONS.find(({ to }) => to === word || to === `°${word}`)?.to;
}

/** Conversions in both directions, and temperatures. */
const CONVERSIONS: readonly Conversion[] = [
  ...FACTORS.flatMap(([from, to, factor]) => [
    { from, to, factor, offset: 0 },
    { from: to, to: from, factor: 1 / factor, offset: 0 },
  ]),
  { from: '°F', to: '°C', factor: 5 / 9, offset: -160 / 9 },
  { from: '°C', to: '°F', factor: 9 / 5, offset: 32 },
  { from: 'K', to: '°C', factor: 1, offset: -273.15 },
  { from: '°C', to: 'K', factor: 1, offset: 273.15 },
];

/**
 * Conversions that are considered without a named unit, but not reported: nearly any number is a conversion of another
 * in some units.
 */
const USUAL_CONVERSIONS = new Set([
  'in cm',
  'cm in',
  'lb kg',
  'kg lb',
  'ft m',
  'm ft',
  '°F °C',
  '°C °F',
  'oz g',
  'g oz',
]);
const UNNAMED_UNIT_SHARE = 0.25;

/** Maximum error of a rounded number, in units of its last digit: half, and a little for earlier rounding. */
const MOST_ROUNDING_ERROR = 0.6;

/**
 * Finds the numbers that are the written number in another unit.
 *
 * @param unit of the column; without it, all candidates are guesses
 * @param step to which the column's numbers are written, in whole units of its last digit
 */
export function conversions(
  { number, digits, whole }: TypedNumber,
  unit: string | undefined,
  step: number,
  decimals: number,
): readonly NumberCandidate[] {
  const named = CONVERSIONS.filter(({ to }) => to === unit);
  const isGuess = named.length === 0;
  const considered = isGuess ? CONVERSIONS.filter(({ from, to }) => USUAL_CONVERSIONS.has(`${from} ${to}`)) : named;
  const share = (SHARES.unit * (isGuess ? UNNAMED_UNIT_SHARE : 1)) / considered.length;
  const ulp = 10 ** (whole - digits.length);
  return considered.flatMap(({ from, to, factor, offset }) => {
    const exact = factor * number + offset;
    const rounded = step * Math.round(exact / step);
    const reconverted = (rounded - offset) / factor;
    // Where the column is written more coarsely than the cell, the meant number would be written differently in the
    // other unit.
    if (
      Math.abs(reconverted - number) > MOST_ROUNDING_ERROR * Math.max(ulp, 1e-12 * Math.abs(number)) &&
      Math.abs(rounded - exact) > MOST_ROUNDING_ERROR * step * 0.5
    )
      return [];
    const plain = rounded.toFixed(decimals);
    return Number.isFinite(rounded) && Number(plain) !== number
      ? [
          {
            number: Number(plain),
            plain,
            kind: 'unit' as const,
            logChannel: Math.log(share),
            detail: `${from} ${to}`,
            ...(isGuess && { isGuess: true as const }),
          },
        ]
      : [];
  });
}
