/** Judges of cells, and models of texts, for tests. */
import { robustFit, type RobustFit } from '../../../server/core/contamination/robustFit';
import type { Channel } from '../../../server/core/contamination/errorChannel';
import { readTable, type Table } from '../../../server/core/csv/table/table';
import { CellJudge } from '../../../server/core/judging/cellJudge';
import { fittedModel, type FittedModel, type Judgement } from '../../../server/core/judging/fittedModel';
import { calibrated } from '../../../server/core/judging/exempt/calibration';
import type { Cells, Matrix } from '../../../server/core/data/matrix';
import { complete } from '../../../server/core/numeric/generators';
import { DEFAULT_FIT_OPTIONS, type SearchSettings } from '../../../server/core/selection/fitMixture';
import type { Mixture } from '../../../server/core/mixture/model';
import { rowPatterns } from '../../../server/core/data/missingPatterns';
import { encode, type Encoded } from '../../../server/core/schema/encoding/encode';
import { inferSchema, type Schema, type SchemaOverrides } from '../../../server/core/schema/infer';

/** So many rows that a component's parameters are as good as known. */
export const ALL_THE_ROWS = 1e15;

/** Sets no cell aside, whatever it is. */
export const BELIEVED: Channel = { rate: 0, logOdds: -Infinity, spread: { centre: 0, scale: 1, levels: 1 } };

/** A judge of rows that believes every cell and takes the parameters as known. */
export function believingJudge(mixture: Mixture, columns: Cells['columns'], bound?: number): CellJudge {
  const { k } = mixture.shape;
  const rows = new Float64Array(columns.length * k).fill(ALL_THE_ROWS);
  const standings = Array.from({ length: k }, () => 'common' as const);
  return new CellJudge(
    { mixture, channels: columns.map(() => BELIEVED), standings, rows, heavyTails: [], skews: [], heaps: [] },
    columns,
    bound,
  );
}

/** A row's cells. */
export function rowOf({ columns }: Cells, row: number): Float64Array {
  return Float64Array.from(columns, ({ values }) => values[row]);
}

/** One row as a table. */
export function tableOf(row: Float64Array): Cells {
  return { rows: 1, columns: Array.from(row, (value) => ({ values: Float64Array.of(value) })) };
}

export interface Judged {
  readonly encoded: Encoded;
  readonly found: RobustFit;
  readonly model: FittedModel;
  readonly judgement: Judgement;
}

export interface JudgedText extends Judged {
  readonly table: Table;
  readonly schema: Schema;
}

/** Fits and judges a table as `robust` does, from the matrix on. */
export function judgedMatrix(matrix: Matrix, options: Partial<SearchSettings> = {}, falseDiscoveryRate = 0.01): Judged {
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

/** The same of a text. */
export function judgedText(
  text: string,
  options: Partial<SearchSettings> = {},
  kinds: SchemaOverrides['kinds'] = {},
  falseDiscoveryRate = 0.01,
): JudgedText {
  const table = readTable(text);
  const schema = inferSchema(table, { kinds, isRobust: true });
  return { table, schema, ...judgedRows(encode(table, schema), schema, options, falseDiscoveryRate) };
}

function judgedRows(
  encoded: Encoded,
  schema: Schema,
  options: Partial<SearchSettings>,
  falseDiscoveryRate: number,
): Judged {
  const { matrix } = encoded;
  const found = complete(robustFit(matrix, { ...DEFAULT_FIT_OPTIONS, ...options, estimate: 'map' }));
  const patterns = complete(rowPatterns(matrix));
  const plain = complete(fittedModel(found, schema, 0, falseDiscoveryRate, patterns));
  return { encoded, found, ...complete(calibrated({ model: plain, encoded, patterns, kept: found.kept })) };
}

/** The rows that are found, ascending. */
export function foundRows({ unlikely }: Pick<Judgement, 'unlikely'>): readonly number[] {
  return unlikely.map(({ row }) => row).sort((a, b) => a - b);
}
