/** Fractions among percents: 0.5 in a column of 20 % to 80 % means 50 %. */

/** Minimum number of other cells, and maximum share of fractions. */
const LEAST_OTHERS = 20;
const MOST_SHARE = 0.05;
/** Least magnitude of the other numbers, except zero: in a column of smaller ones a fraction may be a percentage. */
const LEAST_OTHER = 5;

/**
 * Finds the rows of fractions in a column of percents: numbers below 1 that are within the range of the others, none of
 * which is nearly as small, if they are multiplied by 100.
 *
 * @param numbers by row; NaN where missing
 * @param isPercent whether the number of a row is a percentage or bare
 */
export function fractionRows(numbers: Float64Array, isPercent: (row: number) => boolean): ReadonlySet<number> {
  const candidates: number[] = [];
  let [others, least, greatest] = [0, Infinity, -Infinity];
  for (let row = 0; row < numbers.length; row++) {
    const number = numbers[row];
    if (number !== number || number === 0 || !isPercent(row)) continue;
    if (Math.abs(number) < 1) candidates.push(row);
    else {
      if (Math.abs(number) < LEAST_OTHER) return new Set();
      others++;
      [least, greatest] = [Math.min(least, number), Math.max(greatest, number)];
    }
  }
  if (others < LEAST_OTHERS || candidates.length > MOST_SHARE * others) return new Set();
  return new Set(candidates.filter((row) => 100 * numbers[row] >= least && 100 * numbers[row] <= greatest));
}
