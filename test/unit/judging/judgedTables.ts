/** Judges of cells, and models of tables, for tests. */
import { robustFit, type RobustFit } from '../../../server/core/contamination/robustFit';
import type { Channel } from '../../../server/core/contamination/errorChannel';
import { readTable, type Table } from '../../../server/core/csv/table/table';
import { CellJudge } from '../../../server/core/judging/cellJudge';
import { fittedModel, type FittedModel, type Judgement } from '../../../server/core/judging/fittedModel';
import { calibrate } from '../../../server/core/judging/exempt/calibration';
import type { Cells, Matrix } from '../../../server/core/data/matrix';
import { complete } from '../../../server/core/numeric/generators';
import { DEFAULT_FIT_OPTIONS, type SearchSettings } from '../../../server/core/selection/fitMixture';
import type { Mixture } from '../../../server/core/mixture/model';
import { rowPatterns } from '../../../server/core/data/missingPatterns';
import { encode, type Encoded } from '../../../server/core/schema/encoding/encode';
import { inferSchema, type Schema, type SchemaOverrides } from '../../../server/core/schema/infer';

/** Number of rows at which a component's parameters are practically exact. */
export const MANY_ROWS = 1e15;

/** Error channel that sets no cell aside. */
export const ERROR_FREE_CHANNEL: Channel = { rate: 0, logOdds: -Infinity, spread: { centre: 0, scale: 1, levels: 1 } };

/** Returns a judge that sets no cell aside and treats the parameters as exact. */
export function errorFreeJudge(mixture: Mixture, columns: Cells['columns'], bound?: number): CellJudge {
  const { k } = mixture.shape;
  const rows = new Float64Array(columns.length * k).fill(MANY_ROWS);
  const standings = Array.from({ length: k }, () => 'common' as const);
  return new CellJudge(
    {
      mixture,
      channels: columns.map(() => ERROR_FREE_CHANNEL),
      standings,
      rows,
      heavyTails: [],
      skews: [],
      heaps: [],
      correlations: [],
      crossings: [],
    },
    columns,
    bound,
  );
}

/** Returns the cells of a row. */
export function rowOf({ columns }: Cells, row: number): Float64Array {
  return Float64Array.from(columns, ({ values }) => values[row]);
}

/** Returns a table of one row. */
export function tableOf(row: Float64Array): Cells {
  return { rows: 1, columns: Array.from(row, (value) => ({ values: Float64Array.of(value) })) };
}

export interface JudgedFit {
  readonly encoded: Encoded;
  readonly found: RobustFit;
  readonly model: FittedModel;
  readonly judgement: Judgement;
}

export interface JudgedTextFit extends JudgedFit {
  readonly table: Table;
  readonly schema: Schema;
}

/** Fits and judges a matrix as `robust` does. */
export function judgedMatrix(
  matrix: Matrix,
  options: Partial<SearchSettings> = {},
  falseDiscoveryRate = 0.01,
): JudgedFit {
  const schema: Schema = matrix.columns.map(({ name, family, levels }, index) => ({
    name,
    index,
    kind: family,
    reason: '',
    missing: 0,
    levels,
  }));
  return judgedRows(
    { matrix, repeated: [], variants: [], badCells: [], badCellCount: 0, breaks: [], duplicates: [], alike: [] },
    schema,
    options,
    falseDiscoveryRate,
  );
}

/** Fits and judges a text as `robust` does. */
export function judgedText(
  text: string,
  options: Partial<SearchSettings> = {},
  kinds: SchemaOverrides['kinds'] = {},
  falseDiscoveryRate = 0.01,
): JudgedTextFit {
  const table = readTable(text);
  const schema = inferSchema(table, { kinds, isRobust: true });
  return { table, schema, ...judgedRows(encode(table, schema), schema, options, falseDiscoveryRate) };
}

function judgedRows(
  encoded: Encoded,
  schema: Schema,
  options: Partial<SearchSettings>,
  falseDiscoveryRate: number,
): JudgedFit {
  const { matrix } = encoded;
  const found = complete(robustFit(matrix, { ...DEFAULT_FIT_OPTIONS, ...options, estimate: 'map' }));
  const patterns = complete(rowPatterns(matrix));
  const uncalibrated = complete(fittedModel(found, schema, 0, falseDiscoveryRate, patterns));
  return {
    encoded,
    found,
    ...complete(calibrate({ model: uncalibrated, encoded, patterns, keptCells: found.keptCells })),
  };
}

/** Returns the numbers of the unlikely rows, ascending. */
export function unlikelyRowNumbers({ unlikely }: Pick<Judgement, 'unlikely'>): readonly number[] {
  return unlikely.map(({ row }) => row).sort((a, b) => a - b);
}
