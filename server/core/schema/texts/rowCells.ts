/** Cells that are judged against others of their row, kept until all columns are read. */
import type { TypedColumn } from '../../csv/columns/typedColumn';
import type { AlikeRow } from '../../alike/alikeRows';
import type { DuplicateKey } from './tableKeys';
import type { BadCellList } from '../encoding/badCellList';
import { ComparedCells } from './compared';
import { DependingCells } from './depending';
import type { Encoded } from '../encoding/encode';
import type { ColumnSchema, Schema } from '../infer';
import { MisplacedCells } from './misplaced';
import { RelatedNumbers } from '../relations/related';

/** Drops repeated keys of rows that a more specific finding covers. */
export function withoutTold(
  alike: readonly AlikeRow[],
  duplicates: readonly DuplicateKey[],
): Pick<Encoded, 'alike' | 'duplicates'> {
  const told = new Set(alike.flatMap(({ row, more = [] }) => [row, ...more.map(([own]) => own)]));
  return { alike, duplicates: duplicates.filter(({ row }) => !told.has(row)) };
}

export class RowCells {
  private readonly related: RelatedNumbers;
  private readonly depending: DependingCells;
  private readonly misplaced: MisplacedCells;
  private readonly compared: ComparedCells;

  constructor(schema: Schema) {
    this.related = new RelatedNumbers(schema);
    this.depending = new DependingCells(schema);
    this.misplaced = new MisplacedCells(schema);
    this.compared = new ComparedCells(schema);
  }

  /** Stores the cells of a column before they are converted for its family. */
  keep(column: ColumnSchema, typed: TypedColumn): void {
    this.related.keep(column, typed);
    this.keepTexts(column, typed);
  }

  /** Stores the cells of a column whose numbers say nothing about others. */
  keepTexts(column: ColumnSchema, typed: TypedColumn): void {
    this.depending.keep(column, typed);
    this.misplaced.keep(column, typed);
    this.compared.keep(column, typed);
  }

  /** Adds the findings of cells against others of their row; each cell keeps the most specific one. */
  tell(rows: number, badCells: BadCellList): void {
    badCells.addAll(this.related.broken(rows));
    badCells.putFor(this.depending.found(rows, badCells.first));
    badCells.putForRows(this.misplaced.found());
  }

  /** Rows that repeat others; they replace the keys that the rows share. */
  alike(rows: number, duplicates: readonly DuplicateKey[]): Pick<Encoded, 'alike' | 'duplicates'> {
    return withoutTold(this.compared.found(rows), duplicates);
  }

  /** Function that says which cells are confirmed. */
  confirming(): Pick<Encoded, 'confirms'> {
    return this.depending.confirming();
  }
}
