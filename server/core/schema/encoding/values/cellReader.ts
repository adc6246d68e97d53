/** Reads a single cell of a column: its value in the matrix, and its fault. */
import { plainText, type Table } from '../../../csv/table/table';
import { families } from '../../../families/registry';
import { secondsIn } from '../../dates/dateParts';
import { readBound } from '../columnBounds';
import { excludesZero, partReader } from './partValues';
import { levelReader } from './levelValues';
import { readNumber } from '../../survey';
import type { UsedColumn } from '../usedColumns';
import type { BadCellCode } from '../badCell';

/** Fault of a text that stands for no value of its column. */
export function badCellCode(
  table: Table,
  column: UsedColumn,
  text: string,
): Exclude<
  BadCellCode,
  | 'cell.broken-relation'
  | 'cell.date-order'
  | 'cell.pattern'
  | 'cell.blanks'
  | 'cell.missing-mark'
  | 'cell.dependency'
  | 'cell.misplaced'
> {
  if (column.dates !== undefined)
    return Number.isNaN(secondsIn(plainText(text), column.dates.form)) ? 'cell.bad-date' : 'cell.far-date';
  if (families[column.kind].reads === 'level')
    return levelReader(column)(plainText(text)).meant === undefined ? 'cell.unknown-level' : 'cell.misspelt';
  const plain = plainText(text);
  return Number.isNaN(readNumber(plain, table.dialect, column.unit)) &&
    readBound(plain, table.dialect, column.unit) === undefined
    ? 'cell.bad-number'
    : 'cell.unsuitable-number';
}

/** Returns a function from a cell's text to its value in the matrix; NaN where the column cannot read it. */
export function cellReader(table: Table, column: UsedColumn): (text: string) => number {
  const { dates } = column;
  const valueOf = partReader(column);
  if (dates !== undefined) return (text) => valueOf(secondsIn(text, dates.form));
  if (column.part?.of === 'zero') {
    return (text) => {
      const bound = readBound(text, table.dialect, column.unit);
      return valueOf(
        bound !== undefined && excludesZero({ rows: [0], limits: [bound.limit], signs: [bound.sign] }, 0)
          ? 1
          : readNumber(text, table.dialect, column.unit),
      );
    };
  }
  if (column.part !== undefined) return (text) => valueOf(readNumber(text, table.dialect, column.unit));
  const family = families[column.kind];
  if (family.reads === 'number') {
    return (text) => {
      const number = readNumber(text, table.dialect, column.unit);
      return column.codes?.includes(number) === true ? NaN : family.encode(number);
    };
  }
  const levelOf = levelReader(column);
  return (text) => levelOf(text).value;
}
