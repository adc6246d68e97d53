/**
 * Numbers that were written in another unit than the column's: the usual conversions, each with log P(written | meant).
 */
import type { Possible, Typed } from './digitSlips';
import { SHARES } from './shares';

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

/** The unit at the end of a name. @example unitIn('body_mass_g') === 'g', unitIn('height (cm)') === 'cm' */
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
 * Conversions that are considered without any word of a unit, but not reported: nearly any number is another one in
 * some unit.
 */
const USUAL = new Set(['in cm', 'cm in', 'lb kg', 'kg lb', 'ft m', 'm ft', '°F °C', '°C °F', 'oz g', 'g oz']);
const WITHOUT_WORD = 0.25;

/** Maximum error of a rounded number, in units of its last digit: half, and a little for earlier rounding. */
const ROUNDED = 0.6;

/**
 * @param unit of the column; where it is unknown, all are guesses
 * @param step to which the column's numbers are written, in whole units of its last digit
 */
export function conversions(
  { number, digits, whole }: Typed,
  unit: string | undefined,
  step: number,
  decimals: number,
): readonly Possible[] {
  const known = CONVERSIONS.filter(({ to }) => to === unit);
  const isGuess = known.length === 0;
  const thought = isGuess ? CONVERSIONS.filter(({ from, to }) => USUAL.has(`${from} ${to}`)) : known;
  const share = (SHARES.unit * (isGuess ? WITHOUT_WORD : 1)) / thought.length;
  const ulp = 10 ** (whole - digits.length);
  return thought.flatMap(({ from, to, factor, offset }) => {
    const exact = factor * number + offset;
    const rounded = step * Math.round(exact / step);
    const back = (rounded - offset) / factor;
    // Where the column is written more coarsely than the cell, the meant number would be written differently in the
    // other unit.
    if (
      Math.abs(back - number) > ROUNDED * Math.max(ulp, 1e-12 * Math.abs(number)) &&
      Math.abs(rounded - exact) > ROUNDED * step * 0.5
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
