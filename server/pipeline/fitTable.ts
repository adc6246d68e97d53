/**
 * Runs every stage of a fit in order, from the text to the findings, for the worker thread and the command line. A
 * generator, so that the caller can show progress and stop it.
 */
import { enumerated } from '../../language/joins';
import { say } from '../../language/language';
import type { Dialect, DialectOverrides } from '../core/csv/dialect/dialect';
import { robustFit } from '../core/contamination/robustFit';
import {
  fittedModel,
  withTailsOfPatterns,
  type FittedModel,
  type FittedParameters,
  type Judgement,
} from '../core/judging/fittedModel';
import { calibrate } from '../core/judging/exempt/calibration';
import { rowPatterns } from '../core/data/missingPatterns';
import { DEFAULT_FIT_OPTIONS, fit, type FitStep } from '../core/selection/fitMixture';
import { pickRows, type Matrix } from '../core/data/matrix';
import { holdWithEngineOf, type Engine } from '../core/mixture/engine';
import type { TypedColumn } from '../core/csv/columns/typedColumn';
import { encodeColumnSteps, type Encoded } from '../core/schema/encoding/encode';
import { factsOf, withBounds } from '../core/schema/encoding/facts';
import { checkedWeights } from '../core/schema/encoding/rowWeights';
import { addExtents } from '../core/schema/encoding/columnSums';
import { inferSteps, isKind, KINDS, type Kind, type Schema, type SchemaOverrides } from '../core/schema/infer';
import type { FitOptions, FitReport } from '../protocol';
import type { FileStamp } from '../formats/table/readTable';
import { FitProblem } from '../words/fitProblem';
import { requireColumns, requireFit, requireParts } from './fitRequirements';
import { countsOf, notesOn, requireKeys, tableLinesOf, unreadableCells } from './faultLines';
import { inputOf, readTyped, requireRows, rowTexts, type Input, type Reading } from '../formats/table/readTable';
import { findingsOf, hiddenRows, type RequestedFindings } from './tableFindings';
import { DEFAULT_ESTIMATE, reportOf } from './fitReport';
import type { Aside } from '../core/contamination/asideCells';
import { restoreStart } from '../formats/model/startParameters';

export const DEFAULT_FALSE_DISCOVERY_RATE = 0.01;

/** Result of a fit. Plain data: it can be sent between threads. */
export interface FitOutput {
  readonly report: FitReport;
  readonly model: FittedModel;
  readonly judgement: Judgement;
  /** Dialect of the text, including guesses. */
  readonly dialect: Dialect;
  /** Faults of the file itself, as lines for the user. */
  readonly notes: readonly string[];
  /** Data of a fit of a file on disk, whose rows are released. */
  readonly file?: {
    readonly stamp: FileStamp | undefined;
    /** Keys of the rows of the findings, which identify rows marked as expected. */
    readonly findingKeys: readonly string[];
    /**
     * Index of the succeeding cluster by cluster of the previous fit, −1 for none; absent if not requested or unknown.
     */
    readonly successors?: readonly number[] | undefined;
  };
}

/** Output with access to the rows, which stays in the thread. */
export interface PipelineOutput extends FitOutput {
  readonly reading: Reading;
  readonly matrix: Matrix;
}

/** Requested parts of the output; the others need not be computed. */
export interface RequestedOutput extends RequestedFindings {
  /** Whether the model is needed, to be written or to judge rows other than those of its fit. */
  readonly model: boolean;
}

export const ALL_OUTPUT: RequestedOutput = { model: true, findings: Infinity };

/**
 * Runs all stages of a fit.
 *
 * @param input a text, or a source of one
 * @param clock seconds since any moment
 * @param engine passes over the rows; the plain code when left out
 * @throws FitProblem
 */
export function* runPipeline(
  input: string | Input,
  options: FitOptions,
  clock: () => number,
  engine?: Engine,
  requested: RequestedOutput = ALL_OUTPUT,
): Generator<FitStep | undefined, PipelineOutput> {
  const startTime = clock();
  const source = typeof input === 'string' ? inputOf(input) : input;
  const { reading, scanned, schema, encoded, fitted: part } = yield* readMatrix(source, options, clock, engine);
  requireKeys(reading, requested.keys);
  requireFit(part, schema, options, { reading, encoded });
  const ready = clock();
  const parameters = yield* fitRequested(part, options, part === encoded.matrix);
  const { fit: best } = parameters;
  if (best.trace.some(({ objective }) => !Number.isFinite(objective))) {
    throw new FitProblem(
      say(
        'Some row has a density of zero at the parameters of the start, so nothing can be improved; start from others.',
      ),
    );
  }
  const done = clock();
  const { model, judgement } = yield* judgeAllRows(parameters, part, { schema, encoded }, options);
  const findings = yield* findingsOf({ reading, matrix: encoded.matrix, model, judgement }, requested);
  const seconds = {
    read: 0,
    scan: scanned - startTime,
    encode: ready - scanned,
    fit: done - ready,
    score: clock() - done,
  };
  const report = reportOf({ matrix: encoded.matrix, part, options }, model, parameters, findings, seconds);
  return {
    report: {
      ...report,
      ...hiddenRows(judgement, findings),
      ...countsOf(reading),
      ...tableLinesOf(reading),
      ...unreadableCells(reading, schema, encoded, requested.keys),
    },
    model,
    judgement,
    dialect: reading.beginning.dialect,
    notes: notesOn(reading, schema, encoded),
    reading,
    matrix: encoded.matrix,
  };
}

/** Makes the model of a fit, and judges all rows with it. */
export function* judgeAllRows(
  parameters: FittedParameters,
  part: Matrix,
  { schema, encoded }: Pick<ReadMatrix, 'schema' | 'encoded'>,
  options: FitOptions,
): Generator<FitStep | undefined, { readonly model: FittedModel; readonly judgement: Judgement }> {
  const isPart = part !== encoded.matrix;
  const seed = options.seed ?? DEFAULT_FIT_OPTIONS.seed;
  const patterns = yield* rowPatterns(encoded.matrix);
  const fdr = options.falseDiscoveryRate ?? DEFAULT_FALSE_DISCOVERY_RATE;
  const uncalibrated = yield* withTailsOfPatterns(
    yield* fittedModel(parameters, schema, seed, fdr, isPart ? yield* rowPatterns(part) : patterns),
    patterns,
  );
  // The scores that the fit left cover all cells only if no cell was set aside.
  const isWhole = parameters.keptCells === encoded.matrix;
  const keptCells = isPart ? encoded.matrix : parameters.keptCells;
  const scores = isWhole ? parameters.fit.scores : undefined;
  return yield* calibrate({ model: uncalibrated, encoded, patterns, keptCells, scores });
}

/** Fits under the requested estimate. */
export function* fitRequested(
  part: Matrix,
  options: FitOptions,
  withScores: boolean,
): Generator<FitStep | undefined, FittedParameters & { readonly aside?: Aside }> {
  const searchOptions = searchSettings(options, part);
  if ((options.estimate ?? DEFAULT_ESTIMATE) === 'robust')
    return yield* robustFit(part, { ...searchOptions, estimate: 'map' });
  return { fit: yield* fit(part, searchOptions, withScores), keptCells: part };
}

export interface ReadMatrix {
  readonly reading: Reading;
  readonly schema: Schema;
  readonly encoded: Encoded;
  /** The rows to fit: all, unless others were requested. */
  readonly fitted: Matrix;
  /** Time when the text was read, before the schema and the matrix were made. */
  readonly scanned: number;
}

/**
 * Reads and encodes a table. A separate function, so that the columns as read are released before the fit.
 *
 * @param inspect called with the columns as read and their schema, before they are encoded
 */
export function* readMatrix(
  input: Input,
  options: FitOptions,
  clock: () => number,
  engine?: Engine,
  inspect: (typed: readonly TypedColumn[], schema: Schema) => void = () => undefined,
): Generator<undefined, ReadMatrix> {
  const { typed, ...reading } = readTyped(input, dialectOverrides(options), () => 'all', engine?.room);
  const { columns, rowCount } = reading.table;
  requireRows(reading, 2);
  requireColumns(columns, options);
  const scanned = clock();
  const unreleased = addExtents(typed, engine?.sums);
  const schema = yield* inferSteps(columns, (index) => unreleased[index], schemaOverrides(options), engine?.sums);
  requireParts(schema, options);
  inspect(unreleased, schema);
  const rowWeights = weightsOf(reading, unreleased, options);
  const releaseColumn = ({ index }: { index: number }): TypedColumn => unreleased.splice(index, 1, EMPTY_COLUMN)[0];
  const encoded = yield* encodeColumnSteps(rowCount, schema, releaseColumn, { rowWeights, sums: engine?.sums });
  const held = holdMatrix(engine, encoded);
  return { reading, schema, scanned, encoded: held, fitted: selectRows(held.matrix, options.rows) };
}

/** Returns the requested rows, with facts of these rows alone: the others must not affect the prior. */
function selectRows(matrix: Matrix, ranges: FitOptions['rows']): Matrix {
  if (ranges === undefined) return matrix;
  const last = ranges.at(-1)?.[1] ?? 0;
  if (last > matrix.rows)
    throw new FitProblem(
      say('There is no row {row}: the file has {count, plural, one {# row} other {# rows}}.', {
        row: String(last),
        count: matrix.rows,
      }),
    );
  if (last === 0) throw new FitProblem(say('No row is left to fit; choose some.'));
  if (ranges.length === 1 && last - ranges[0][0] === 1)
    throw new FitProblem(say('Only one row is chosen; at least two are needed to fit.'));
  const rows = Uint32Array.from(ranges.flatMap(([from, to]) => Array.from({ length: to - from }, (_, i) => from + i)));
  const chosen = pickRows(matrix, rows);
  const columns = chosen.columns.map((column) => {
    const facts = factsOf(column.values, column.levels.length, chosen.rowWeights);
    // If these rows are all equal in a column, only the whole column has a scale.
    const { step } = column.facts;
    return facts.observed > 0 && facts.sd > 0
      ? {
          ...column,
          facts: { ...withBounds(facts, column.bounds, chosen.rowWeights), ...(step !== undefined && { step }) },
        }
      : column;
  });
  return holdWithEngineOf(matrix, { ...chosen, columns });
}

/** Returns the encoded rows, with the matrix in the memory of an engine, if there is one. */
export function holdMatrix(engine: Engine | undefined, encoded: Encoded): Encoded {
  return engine === undefined ? encoded : { ...encoded, matrix: engine.hold(encoded.matrix) };
}

const EMPTY_COLUMN: TypedColumn = {
  rows: 0,
  missing: 0,
  numbers: new Float64Array(0),
  values: [],
  distinctNumbers: 0,
  unreadableCount: 0,
  unreadableRows: [],
  foreign: 0,
};

/** Returns the options that determine how the text is read. */
export function dialectOverrides(options: FitOptions): DialectOverrides {
  const { decimal = impliedDecimal(options.thousands) } = options;
  return {
    ...(options.delimiter !== undefined && { delimiter: options.delimiter }),
    ...(options.header !== undefined && { hasHeader: options.header }),
    ...(options.missing !== undefined && { missing: options.missing }),
    ...(decimal !== undefined && { decimal }),
    // If one mark is given for both, it is the decimal mark, and the thousands mark stays open.
    ...(options.thousands !== undefined && options.thousands !== decimal && { thousands: options.thousands }),
    ...(options.comment !== undefined && { comment: options.comment }),
    ...(options.skip !== undefined && { skip: options.skip }),
    ...(options.unitsRows !== undefined && { unitsRows: options.unitsRows }),
    ...(options.quote !== undefined && { quoting: { quote: options.quote } }),
    ...(options.headerRows !== undefined && { headerRows: options.headerRows }),
  };
}

/** Returns the decimal mark that a thousands mark implies. */
function impliedDecimal(thousands: FitOptions['thousands']): FitOptions['decimal'] {
  return thousands === ',' ? '.' : thousands === '.' ? ',' : undefined;
}

/**
 * Returns the options that determine the kinds of columns.
 * @throws FitProblem for an unknown kind
 */
export function schemaOverrides({
  columns,
  ignore,
  kinds,
  rowWeights,
  estimate = DEFAULT_ESTIMATE,
}: FitOptions): SchemaOverrides {
  return {
    columns,
    ignore,
    rowWeights,
    isRobust: estimate === 'robust',
    kinds: kinds && Object.fromEntries(Object.entries(kinds).map(([name, kind]) => [name, requireKind(kind)])),
  };
}

function requireKind(kind: string): Kind {
  if (!isKind(kind))
    throw new FitProblem(say('There is no kind "{kind}"; the kinds are {kinds}.', { kind, kinds: enumerated(KINDS) }));
  return kind;
}

/** Returns the options of the search; `robust` becomes the `map` that it is built on. */
export function searchSettings(options: FitOptions, matrix: Matrix): Parameters<typeof fit>[1] {
  const given = Object.fromEntries(
    Object.entries(options).filter(([, value]) => value !== undefined && value !== 'robust'),
  );
  return {
    ...DEFAULT_FIT_OPTIONS,
    ...given,
    ...(options.start !== undefined && {
      from: restoreStart(options.start, matrix, options.priorStrength ?? DEFAULT_FIT_OPTIONS.priorStrength),
    }),
  };
}

function weightsOf(
  reading: Reading,
  typed: readonly TypedColumn[],
  { rowWeights }: FitOptions,
): Float64Array | undefined {
  if (rowWeights === undefined) return undefined;
  const column = reading.table.columns.indexOf(rowWeights);
  const weights = checkedWeights(typed[column], rowWeights, column, (row) => rowTexts(reading, [row]));
  if (typeof weights === 'string') throw new FitProblem(weights);
  return weights;
}
