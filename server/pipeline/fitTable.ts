/**
 * From text to findings: every stage of a fit in order, for the worker thread and the command line. A generator, so
 * that the caller can show progress and stop it.
 */
import type { Dialect, DialectOverrides } from '../core/csv/dialect/dialect';
import { robustFit } from '../core/contamination/robustFit';
import {
  fittedModel,
  withPatterns,
  type FittedModel,
  type FittedParameters,
  type Judgement,
} from '../core/judging/fittedModel';
import { calibrated } from '../core/judging/exempt/calibration';
import { rowPatterns } from '../core/data/missingPatterns';
import { DEFAULT_FIT_OPTIONS, fit, type FitStep } from '../core/selection/fitMixture';
import { rowsOf, type Matrix } from '../core/data/matrix';
import { heldAs, type Engine } from '../core/mixture/engine';
import type { TypedColumn } from '../core/csv/columns/typedColumn';
import { encodingColumns, type Encoded } from '../core/schema/encoding/encode';
import { factsOf, withBounds } from '../core/schema/encoding/facts';
import { weightsIn } from '../core/schema/encoding/rowWeights';
import { measured } from '../core/schema/encoding/columnSums';
import { PART_KINDS, wholeOf } from '../core/schema/encoding/parts';
import { inferring, isKind, KINDS, type Kind, type Schema, type SchemaOverrides } from '../core/schema/infer';
import type { FitOptions, FitReport } from '../protocol';
import type { FileStamp } from '../formats/table/readTable';
import { printable } from '../words/printable';
import { FitProblem } from '../words/fitProblem';
import { notesOn, tableLinesOf, unreadableIn } from './notes';
import {
  inputOf,
  possibleCause,
  readTyped,
  requireRows,
  rowTexts,
  type Input,
  type Reading,
} from '../formats/table/readTable';
import { findingsOf, hiddenRows, type WantedFindings } from './tableFindings';
import { reportOf } from './fitReport';
import type { Aside } from '../core/contamination/aside';
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
  /** For a fit of a file on disk, whose rows are not kept. */
  readonly file?: {
    readonly stamp: FileStamp | undefined;
    /** Keys of the rows of the findings, which identify rows marked as expected. */
    readonly findingKeys: readonly string[];
    /**
     * For each cluster of the previous fit the one that succeeds it, −1 for none; left out if not requested or unknown.
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
export interface Wanted extends WantedFindings {
  /** Whether the model is needed, to be written or to judge rows other than those of its fit. */
  readonly model: boolean;
}

export const ALL: Wanted = { model: true, findings: Infinity };

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
  wanted: Wanted = ALL,
): Generator<FitStep | undefined, PipelineOutput> {
  const begun = clock();
  const {
    reading,
    scanned,
    schema,
    encoded,
    fitted: part,
  } = yield* readMatrix(typeof input === 'string' ? inputOf(input) : input, options, clock, engine);
  requireFit(part, schema, options, { reading, encoded });
  const ready = clock();
  const parameters = yield* fitted(part, options, part === encoded.matrix);
  const { fit: found } = parameters;
  if (found.trace.some(({ objective }) => !Number.isFinite(objective))) {
    throw new FitProblem(
      'Some row has a density of zero at the parameters of the start, so nothing can be improved; start from others.',
    );
  }
  const done = clock();
  const { model, judgement } = yield* judged(parameters, part, { schema, encoded }, options);
  const findings = yield* findingsOf({ reading, matrix: encoded.matrix, model, judgement }, wanted);
  const seconds = { read: 0, scan: scanned - begun, encode: ready - scanned, fit: done - ready, score: clock() - done };
  const report = reportOf(
    { matrix: encoded.matrix, part, estimate: options.estimate ?? DEFAULT_ESTIMATE },
    model,
    parameters,
    findings,
    seconds,
  );
  return {
    report: {
      ...report,
      ...hiddenRows(judgement, findings),
      ...tableLinesOf(reading),
      ...unreadableIn(reading, schema, encoded),
    },
    model,
    judgement,
    dialect: reading.beginning.dialect,
    notes: notesOn(reading, schema, encoded),
    reading,
    matrix: encoded.matrix,
  };
}

/** Makes the model of a fit, and judges all rows by it. */
function* judged(
  parameters: FittedParameters,
  part: Matrix,
  { schema, encoded }: Pick<ReadMatrix, 'schema' | 'encoded'>,
  options: FitOptions,
): Generator<FitStep | undefined, { readonly model: FittedModel; readonly judgement: Judgement }> {
  const isPart = part !== encoded.matrix;
  const seed = options.seed ?? DEFAULT_FIT_OPTIONS.seed;
  const patterns = yield* rowPatterns(encoded.matrix);
  const fdr = options.falseDiscoveryRate ?? DEFAULT_FALSE_DISCOVERY_RATE;
  const plain = yield* withPatterns(
    yield* fittedModel(parameters, schema, seed, fdr, isPart ? yield* rowPatterns(part) : patterns),
    patterns,
  );
  // The scores that the fit left cover all cells only if no cell was set aside.
  const isWhole = parameters.kept === encoded.matrix;
  const kept = isPart ? encoded.matrix : parameters.kept;
  const scores = isWhole ? parameters.fit.scores : undefined;
  return yield* calibrated({ model: plain, encoded, patterns, kept, scores });
}

export const DEFAULT_ESTIMATE = 'robust';

/** Fits under the requested estimate. */
function* fitted(
  part: Matrix,
  options: FitOptions,
  scored: boolean,
): Generator<FitStep | undefined, FittedParameters & { readonly aside?: Aside }> {
  const asked = fitOptions(options, part);
  if ((options.estimate ?? DEFAULT_ESTIMATE) === 'robust') return yield* robustFit(part, { ...asked, estimate: 'map' });
  return { fit: yield* fit(part, asked, scored), kept: part };
}

interface ReadMatrix {
  readonly reading: Reading;
  readonly schema: Schema;
  readonly encoded: Encoded;
  /** The rows to fit: all, unless others were requested. */
  readonly fitted: Matrix;
  /** Time when the text was read, before the schema and the matrix were made. */
  readonly scanned: number;
}

/** A separate function, so that the columns as read are released before the fit. */
function* readMatrix(
  input: Input,
  options: FitOptions,
  clock: () => number,
  engine?: Engine,
): Generator<undefined, ReadMatrix> {
  const { typed, ...reading } = readTyped(input, dialectOverrides(options), () => 'all', engine?.room);
  const { columns, rowCount } = reading.table;
  requireRows(reading, 'two rows are');
  requireColumns(columns, options);
  const scanned = clock();
  const left = typed.map((column) => measured(column as TypedColumn, engine?.sums));
  const schema = yield* inferring(columns, (index) => left[index], schemaOverrides(options), engine?.sums);
  requireParts(schema, options);
  const rowWeights = weightsOf(reading, left, options);
  const letGo = ({ index }: { index: number }): TypedColumn => left.splice(index, 1, NONE)[0];
  const encoded = yield* encodingColumns(rowCount, schema, letGo, { rowWeights, sums: engine?.sums });
  const held = heldBy(engine, encoded);
  return { reading, schema, scanned, encoded: held, fitted: chosenRows(held.matrix, options.rows) };
}

/** The requested rows, with their own facts: the other rows must not affect the prior. */
function chosenRows(matrix: Matrix, ranges: FitOptions['rows']): Matrix {
  if (ranges === undefined) return matrix;
  const last = ranges.at(-1)?.[1] ?? 0;
  if (last > matrix.rows) throw new FitProblem(`There is no row ${last}: the file has ${matrix.rows} rows.`);
  if (last === 0) throw new FitProblem('No row is left to fit; choose some.');
  if (ranges.length === 1 && last - ranges[0][0] === 1)
    throw new FitProblem('Only one row is chosen; at least two are needed to fit.');
  const rows = Uint32Array.from(ranges.flatMap(([from, to]) => Array.from({ length: to - from }, (_, i) => from + i)));
  const chosen = rowsOf(matrix, rows);
  const columns = chosen.columns.map((column) => {
    const own = factsOf(column.values, column.levels.length, chosen.rowWeights);
    // If these rows are all equal in a column, only the whole column has a scale.
    const { step } = column.facts;
    return own.observed > 0 && own.sd > 0
      ? {
          ...column,
          facts: { ...withBounds(own, column.bounds, chosen.rowWeights), ...(step !== undefined && { step }) },
        }
      : column;
  });
  return heldAs(matrix, { ...chosen, columns });
}

/** The encoded rows, with the matrix held by an engine. */
export function heldBy(engine: Engine | undefined, encoded: Encoded): Encoded {
  return engine === undefined ? encoded : { ...encoded, matrix: engine.hold(encoded.matrix) };
}

const NONE: TypedColumn = {
  rows: 0,
  missing: 0,
  numbers: new Float64Array(0),
  values: [],
  distinctNumbers: 0,
  othersCount: 0,
  others: [],
  foreign: 0,
};

/** The options that determine how the text is read. */
export function dialectOverrides(options: FitOptions): DialectOverrides {
  const { decimal = decimalBeside(options.thousands) } = options;
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

/** Decimal mark beside a given thousands mark: a mark between thousands is not the decimal one. */
function decimalBeside(thousands: FitOptions['thousands']): FitOptions['decimal'] {
  return thousands === ',' ? '.' : thousands === '.' ? ',' : undefined;
}

/**
 * The options that determine the kinds of columns.
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
    kinds: kinds && Object.fromEntries(Object.entries(kinds).map(([name, kind]) => [name, knownKind(kind)])),
  };
}

function knownKind(kind: string): Kind {
  if (!isKind(kind)) throw new FitProblem(`There is no kind "${kind}"; the kinds are ${KINDS.join(', ')}.`);
  return kind;
}

function fitOptions(options: FitOptions, matrix: Matrix): Parameters<typeof fit>[1] {
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

function requireColumns(columns: readonly string[], options: FitOptions): void {
  const named = [
    ...(options.columns ?? []),
    ...(options.ignore ?? []),
    ...Object.keys(options.kinds ?? {}),
    ...(options.rowWeights === undefined ? [] : [options.rowWeights]),
  ];
  const unknown = named.find((name) => !columns.includes(name) && !columns.includes(wholeOf(name) ?? name));
  if (unknown === undefined) return;
  throw new FitProblem(`There is no column "${unknown}"; the columns are ${list(columns)}.`);
}

/** Checks that parts named in the options exist in their column, and can have their kind. */
function requireParts(schema: Schema, { ignore = [], kinds = {} }: FitOptions): void {
  for (const name of [...ignore, ...Object.keys(kinds)]) {
    const of = schema.some((column) => column.name === name)
      ? undefined
      : schema.find((column) => column.name === wholeOf(name));
    if (of !== undefined && of.dates === undefined && !name.endsWith(' (zero)'))
      throw new FitProblem(
        `There is no column "${name}": "${of.name}" ` +
          `${of.kind === 'ignored' ? `is left out (${of.reason})` : 'has no dates'}.`,
      );
    const kind = Object.hasOwn(kinds, name) ? kinds[name] : 'ignored';
    const own = PART_KINDS[/\((\w+)\)$/.exec(name)?.[1] as keyof typeof PART_KINDS];
    if (of !== undefined && kind !== 'ignored' && !own.some((each) => each === kind))
      throw new FitProblem(`"${name}" cannot be ${kind}; its kinds are ${own.join(', ')} and ignored.`);
  }
}

function weightsOf(
  reading: Reading,
  typed: readonly TypedColumn[],
  { rowWeights }: FitOptions,
): Float64Array | undefined {
  if (rowWeights === undefined) return undefined;
  const column = reading.table.columns.indexOf(rowWeights);
  const weights = weightsIn(typed[column], rowWeights, column, (row) => rowTexts(reading, [row]));
  if (typeof weights === 'string') throw new FitProblem(weights);
  return weights;
}

function requireFit(
  matrix: Matrix,
  schema: Schema,
  options: FitOptions,
  { reading, encoded }: Pick<ReadMatrix, 'reading' | 'encoded'>,
): void {
  if (matrix.columns.length === 0) {
    const why = schema
      .slice(0, 3)
      .map(({ name, reason }) => `"${printable(name, LONGEST_NAME)}" ${reason}`)
      .join('; ');
    const what =
      matrix.rows === 1 ? 'The file has one row; at least two different rows are needed' : 'No column can be fitted';
    // Faults that need no fit are reported without one.
    const faults = notesOn(reading, schema, encoded)
      .map((note) => ` ${note[0].toUpperCase()}${note.slice(1).replace(/\.$/, '')}.`)
      .join('');
    throw new FitProblem(
      `${what} (${why}${schema.length > 3 ? '; …' : ''}).${faults === '' ? possibleCause(reading) : faults}`,
    );
  }
  const asked = options.start?.components?.length ?? options.k;
  if (options.start !== undefined && typeof options.k === 'number' && options.k !== asked) {
    throw new FitProblem(
      `The start has ${asked === 1 ? '1 component' : `${asked} components`}, but K is ${options.k}; leave out one of the two.`,
    );
  }
  if (typeof asked === 'number' && asked > matrix.rows) {
    throw new FitProblem(
      `${asked} components need at least ${asked} rows, and there are ${matrix.rows}; ask for fewer.`,
    );
  }
}

/** Maximum number of characters of a column's name in a message. */
const LONGEST_NAME = 60;

/** A list of names for a message, shortened if long. */
export function list(names: readonly string[]): string {
  const shown = names.slice(0, 12).map((name) => `"${printable(name, LONGEST_NAME)}"`);
  return names.length > 12 ? `${shown.join(', ')} and ${names.length - 12} more` : shown.join(', ');
}
