/** Source texts of unlikely rows, from which the meant values of their cells are derived. */
import { commonDecimals, rowsNear } from '../../core/csv/cells/decimals';
import type { RowTexts } from '../../core/csv/stream/rowTexts';
import { usedColumns } from '../../core/schema/encoding/usedColumns';
import type { WrittenRow } from '../../core/slips/meantCell';
import type { JudgedRows } from '../tableFindings';

export class WrittenRows {
  /** Count of unlikely cells with the same number, by position of the column in the table and number. */
  private readonly repeats = new Map<string, number>();

  /** @param texts of the unlikely rows and those near them */
  constructor(
    private readonly judged: Pick<JudgedRows, 'reading' | 'matrix' | 'model' | 'judgement'>,
    readonly texts: RowTexts,
  ) {
    const {
      matrix,
      model,
      judgement: { unlikely },
    } = judged;
    const columns = usedColumns(model.schema);
    for (const { row, columns: blamed } of unlikely) {
      for (const d of blamed) {
        if (columns[d].levels.length > 0) continue;
        const key = `${columns[d].index} ${matrix.columns[d].values[row]}`;
        this.repeats.set(key, (this.repeats.get(key) ?? 0) + 1);
      }
    }
  }

  rowAt(row: number): WrittenRow {
    const {
      judged: {
        reading: {
          beginning: {
            dialect: { decimal, thousands },
          },
        },
        matrix: { rows, columns: values },
        model,
      },
      texts,
      repeats,
    } = this;
    const columns = usedColumns(model.schema);
    const neighbours = rowsNear(row, rows);
    return {
      textOf: (column) => texts.textOf(row, column),
      decimal,
      thousands,
      decimalsNear: (column) =>
        commonDecimals(
          neighbours.map((neighbour) => texts.textOf(neighbour, column)),
          decimal,
          thousands,
        ),
      repeatsOf: (column) => {
        const d = columns.findIndex(({ index }) => index === column);
        return Math.max(0, (repeats.get(`${column} ${values[d]?.values[row]}`) ?? 0) - 1);
      },
    };
  }
}
