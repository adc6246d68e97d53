/** Cells that are judged beside the others of their row, kept until all columns are there. */
import type { TypedColumn } from '../csv/column';
import type { BadCellList } from './badCellList';
import { DependingCells } from './depending';
import type { Encoded } from './encode';
import type { ColumnSchema, Schema } from './infer';
import { MisplacedCells } from './misplaced';
import { RelatedNumbers } from './related';

export class RowCells {
  private readonly related: RelatedNumbers;
  private readonly depending: DependingCells;
  private readonly misplaced: MisplacedCells;

  constructor(schema: Schema) {
    this.related = new RelatedNumbers(schema);
    this.depending = new DependingCells(schema);
    this.misplaced = new MisplacedCells(schema);
  }

  /** Takes the cells of a column, before they are changed into what its family needs. */
  keep(column: ColumnSchema, typed: TypedColumn): void {
    this.related.keep(column, typed);
    this.keepTexts(column, typed);
  }

  /** The same of a column whose numbers say nothing of others. */
  keepTexts(column: ColumnSchema, typed: TypedColumn): void {
    this.depending.keep(column, typed);
    this.misplaced.keep(column, typed);
  }

  /** Adds what is wrong with cells beside the others of their row: what says most of a cell stands alone. */
  tell(rows: number, badCells: BadCellList): void {
    badCells.addAll(this.related.broken(rows));
    badCells.putFor(this.depending.found(rows, badCells.first));
    badCells.putForRows(this.misplaced.found());
  }

  /** By which cells are known to be right. */
  confirming(): Pick<Encoded, 'confirms'> {
    return this.depending.confirming();
  }
}
