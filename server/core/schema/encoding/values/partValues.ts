/** Converts the numbers of a column to the values of one of its parts, as they stand in the matrix. */
import type { CellBounds } from '../../../csv/cells/cellSorts';
import type { TypedColumn } from '../../../csv/columns/typedColumn';
import { families } from '../../../families/registry';
import { encodeBounds } from '../columnBounds';
import { partValue } from '../../dates/dateParts';
import type { Values } from './columnValues';
import type { UsedColumn } from '../usedColumns';
import { partOfNumber } from '../zeros';

/** Whether a bound lies at or above zero and so rules zero out. */
export function excludesZero(bounds: CellBounds | undefined, i: number): boolean {
  return (
    bounds !== undefined &&
    (bounds.signs[i] === '>' ? bounds.limits[i] >= 0 : bounds.signs[i] === '≥' && bounds.limits[i] > 0)
  );
}

/**
 * Encodes one part of a column of numbers with zeros. Zeros are missing amounts, and not errors. Bounds belong to the
 * amounts; an upper bound does not say whether a number is zero.
 */
export function numbersOfPart(column: UsedColumn, typed: TypedColumn): Values {
  const valueOf = partReader(column);
  const values = typed.numbers.map(valueOf);
  const negative: number[] = [];
  const isSigned = column.part?.of === 'size' || column.part?.of === 'sign';
  typed.numbers.forEach((number, row) => {
    if (number < 0 && !isSigned) negative.push(row);
  });
  if (column.part?.of === 'zero')
    typed.bounds?.rows.forEach((row, i) => {
      if (excludesZero(typed.bounds, i)) values[row] = valueOf(1);
    });
  const { impossible, ...bounded } =
    column.part?.of !== 'amount' ? { impossible: [] } : encodeBounds(families[column.kind], typed.bounds);
  const unsuitable = [...negative, ...impossible];
  const bad = [
    ...typed.unreadableRows.map((row) => ({ code: 'cell.bad-number' as const, row })),
    ...unsuitable.map((row) => ({ code: 'cell.unsuitable-number' as const, row })),
  ];
  return {
    values,
    ...bounded,
    bad: bad.sort((a, b) => a.row - b.row),
    badCount: typed.unreadableCount + unsuitable.length,
  };
}

/**
 * Returns a function from a number (seconds for dates) to its part's value in the matrix; NaN for codes, and for dates
 * far from all others, which are reported separately.
 */
export function partReader({ part, dates, kind, codes = [] }: UsedColumn): (number: number) => number {
  if (part === undefined) return () => NaN;
  if (dates === undefined)
    return (number) => (codes.includes(number) ? NaN : partOfNumber(part, number, families[kind].encode));
  // A far-off date still has an hour and a weekday.
  return (seconds) =>
    part.of !== 'day' || (seconds >= dates.from && seconds <= dates.to) ? partValue(part, seconds) : NaN;
}
