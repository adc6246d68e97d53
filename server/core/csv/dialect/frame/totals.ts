/** Lines that sum up the rows above them: totals and subtotals do not count as rows. */
import type { FrameLine } from './line';

/**
 * Words that begin such a line, in English, German, French and Spanish; exported programs use this pattern as well.
 * Case-insensitive.
 */
const WORD =
  '(?:(?:sub|grand|over-?all|sous|zwischen|gesamt)[ ' +
  '-]?)?(?:totale?s?|totaux|sums?|summe|gesamt|insgesamt|somme|suma|ergebnis)';
/** Spreadsheets write the word after the name of the group: "East Total". */
export const TOTAL_PATTERN = `^[\\s"',;|]*(?:${WORD}(?![A-Za-z0-9_])|[^,;|\\t"]{1,60} ${WORD}"?\\s*(?:[,;|\\t]|$))`;
const TOTAL = new RegExp(TOTAL_PATTERN, 'i');

/** Maximum relative rounding error of a sum. */
const SUM_TOLERANCE = 1e-6;
/** Factor by which the last line must exceed every number above it to be a total, where only the end is read. */
const TOTAL_RATIO = 2;

export function beginsAsTotal(line: string): boolean {
  return TOTAL.test(line);
}

/** Sums of the columns over some rows, with the counts of their numbers. */
class Sums {
  private readonly sums: number[] = [];
  private readonly counts: number[] = [];

  add(numbers: readonly number[]): void {
    numbers.forEach((x, d) => {
      if (x !== x) return;
      this.sums[d] = (this.sums[d] ?? 0) + x;
      this.counts[d] = (this.counts[d] ?? 0) + 1;
    });
  }

  /** Whether some of these numbers are sums of at least two rows. */
  include(numbers: readonly number[]): boolean {
    return numbers.some(
      (x, d) => (this.counts[d] ?? 0) > 1 && x !== 0 && Math.abs(x - this.sums[d]) <= SUM_TOLERANCE * Math.abs(x),
    );
  }
}

/**
 * Whether lines that begin like totals are totals: most of them must hold the sum of a column, over all rows above or
 * those since the last total.
 *
 * @param rows in their order, from the first row of the table on
 * @param numberOf returns the number of a cell; NaN for other texts
 */
export function haveTotals(rows: readonly FrameLine[], numberOf: (cell: string) => number): boolean {
  if (!rows.some(({ text }) => beginsAsTotal(text))) return false;
  const tableSums = new Sums();
  let groupSums = new Sums();
  let [totals, otherLines] = [0, 0];
  for (const { text, cells } of rows) {
    const numbers = cells.map(numberOf);
    if (!beginsAsTotal(text)) {
      tableSums.add(numbers);
      groupSums.add(numbers);
      continue;
    }
    if (groupSums.include(numbers) || tableSums.include(numbers)) totals++;
    else otherLines++;
    groupSums = new Sums();
  }
  return totals > otherLines;
}

/** Whether the last line of a long text sums it up, judged by the end of the text. */
export function isLastTotal(last: FrameLine, above: readonly FrameLine[], numberOf: (cell: string) => number): boolean {
  if (!beginsAsTotal(last.text)) return false;
  const numbers = last.cells.map(numberOf);
  const greatestAbove = numbers.map((_, d) =>
    above.reduce((greatest, { cells }) => Math.max(greatest, Math.abs(numberOf(cells[d] ?? '') || 0)), 0),
  );
  const exceeding = numbers.flatMap((x, d) => (x === x ? [Math.abs(x) > TOTAL_RATIO * greatestAbove[d]] : []));
  return exceeding.length > 0 && exceeding.filter(Boolean).length * 2 > exceeding.length;
}
