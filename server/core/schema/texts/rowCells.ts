/** Cells that are judged against others of their row, stored until all columns are read. */
import type { TypedColumn } from '../../csv/columns/typedColumn';
import type { AlikeRow } from '../../duplicates/duplicateRows';
import type { DuplicateKey } from './tableKeys';
import type { BadCellList } from '../encoding/badCellList';
import { ComparedCells } from './compared';
import { DependingCells } from './depending';
import type { Encoded } from '../encoding/encode';
import type { ColumnSchema, Schema } from '../infer';
import { MisplacedCells } from './misplaced';
import { RelatedNumbers } from '../relations/related';

/** Removes repeated keys of rows that a more specific finding covers. */
export function withoutCoveredKeys(
  alike: readonly AlikeRow[],
  duplicates: readonly DuplicateKey[],
): Pick<Encoded, 'alike' | 'duplicates'> {
  const coveredRows = new Set(
    alike.flatMap(({ row, more = [] }) => [row, ...more.map(([repeatedRow]) => repeatedRow)]),
  );
  return { alike, duplicates: duplicates.filter(({ row }) => !coveredRows.has(row)) };
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
  store(column: ColumnSchema, typed: TypedColumn): void {
    this.related.store(column, typed);
    this.storeTexts(column, typed);
  }

  /** Stores the cells of a column that is in no relation. */
  storeTexts(column: ColumnSchema, typed: TypedColumn): void {
    this.depending.store(column, typed);
    this.misplaced.store(column, typed);
    this.compared.store(column, typed);
  }

  /** Adds the findings about cells that contradict others of their row; each cell has its most specific finding. */
  addFindings(rows: number, badCells: BadCellList): void {
    badCells.addAll(this.related.brokenCells(rows));
    badCells.replaceCells(this.depending.violations(rows, badCells.first));
    badCells.replaceMoved(this.misplaced.misplacedCells());
  }

  /** Finds rows that repeat others; they replace findings about the keys that the rows share. */
  repeatedRows(rows: number, duplicates: readonly DuplicateKey[]): Pick<Encoded, 'alike' | 'duplicates'> {
    return withoutCoveredKeys(this.compared.alikeRows(rows), duplicates);
  }

  /** Returns a function that tests whether a cell is confirmed, if there is any dependency. */
  confirmation(): Pick<Encoded, 'confirms'> {
    return this.depending.confirmation();
  }
}
