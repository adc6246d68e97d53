/** Judges a single row by a fitted model. */
import { pickedBounds } from '../data/cellBounds';
import { logJacobianOf } from '../contamination/screen';
import { complete } from '../numeric/generators';
import { logDensities } from '../mixture/expectation';
import { rowPatterns } from '../data/missingPatterns';
import { withoutBounds, type Matrix } from '../data/matrix';
import { CellJudge } from './cellJudge';
import { withSigns, type CellSurprise } from './surprisingCells';
import { tailsIn } from './tails/surprise';
import { judgingOf, withTailsOfPatterns, commonMixtureOf, type FittedModel } from './fittedModel';

/** Judgement of one row by the model. */
export interface RowJudgement {
  /** Posterior by component, given the kept cells. */
  readonly posterior: Float64Array;
  /** log p(x_n) under the whole model, including the channels. */
  readonly logDensity: number;
  /** Tail probability under the common components, with all its cells as they are. */
  readonly tail: number;
  /** Surprise of every cell of a used column, in the order of the model, given the row's sound cells. */
  readonly cells: readonly CellSurprise[];
  /** Index of the small group that the row belongs to. */
  readonly group?: number;
}

/** Judges one row of a matrix that was encoded with the model's schema. */
export function judgeRow(model: FittedModel, matrix: Matrix, row: number): RowJudgement {
  const rowMatrix: Matrix = {
    rows: 1,
    columns: matrix.columns.map(({ bounds, ...column }) => ({
      ...column,
      values: column.values.slice(row, row + 1),
      ...pickedBounds(bounds, Uint32Array.of(row)),
    })),
  };
  const cells = new CellJudge(judgingOf(model), rowMatrix.columns);
  cells.load(0);
  const patterns = complete(rowPatterns(rowMatrix));
  const { surprise } = complete(withTailsOfPatterns(model, patterns));
  const [commonLogDensity] = complete(logDensities(commonMixtureOf(model), withoutBounds(rowMatrix)));
  return {
    posterior: cells.posterior,
    logDensity: cells.logDensity - logJacobianOf(rowMatrix, 0),
    tail: tailsIn(surprise, rowMatrix, patterns).tailOf(0, commonLogDensity),
    cells: withSigns(
      model.schema,
      cells.cellSurprises(),
      rowMatrix.columns.map(({ values }) => values[0]),
    ),
    ...(cells.group >= 0 && { group: cells.group }),
  };
}
