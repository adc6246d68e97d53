/** The first table of a comparison: a file, to which a mixture is fitted, or a model, from which rows are drawn. */
import { say } from '../../../language/language';
import { totalWeight, type Matrix } from '../../core/data/matrix';
import { sampleRows } from '../../core/judging/tails/draws';
import { mixtureOf, type FittedModel } from '../../core/judging/fittedModel';
import { seededRandom } from '../../core/numeric/random';
import type { Engine } from '../../core/mixture/engine';
import type { FitStep } from '../../core/selection/fitMixture';
import { isLevelPart } from '../../core/schema/encoding/parts';
import { usedColumns } from '../../core/schema/encoding/usedColumns';
import type { ModelFile } from '../../formats/model/readModel';
import type { Input } from '../../formats/table/readTable';
import type { FitOptions } from '../../protocol';
import { FitProblem } from '../../words/fitProblem';
import { DEFAULT_ESTIMATE } from '../fitReport';
import { requireFit } from '../fitRequirements';
import { fitRequested, judgeAllRows, readMatrix } from '../fitTable';
import { gistsOf, gistsOfModel, type ColumnGist } from './columnGist';

export interface FirstTable {
  readonly model: FittedModel;
  /** Its rows, encoded for the model: those of the file, or drawn from the model. */
  readonly matrix: Matrix;
  readonly gists: readonly ColumnGist[];
  /** Number of rows of the fit. */
  readonly rows: number;
  readonly isModel: boolean;
  /** NLML per row of the fit, and of rows left out of it, in nats; undefined where no row was left out. */
  readonly nlml: { readonly inFit: number; readonly heldOut?: number | undefined };
  /** Options as of the fit of the first table, for the fit of the second. */
  readonly options: FitOptions;
}

/**
 * Fits a mixture to a file. Yields the steps of the fit, and now and then.
 *
 * @throws FitProblem
 */
export function* fitFirst(
  input: Input,
  options: FitOptions,
  clock: () => number,
  engine?: Engine,
): Generator<FitStep | undefined, FirstTable> {
  let gists: readonly ColumnGist[] = [];
  const { reading, schema, encoded, fitted } = yield* readMatrix(input, options, clock, engine, (typed, columns) => {
    gists = gistsOf(typed, columns);
  });
  requireFit(fitted, schema, options, { reading, encoded });
  const parameters = yield* fitRequested(fitted, options, true);
  const { model } = yield* judgeAllRows(parameters, fitted, { schema, encoded }, options);
  const { fit } = parameters;
  return {
    model,
    matrix: encoded.matrix,
    gists,
    rows: encoded.matrix.rows,
    isModel: false,
    nlml: { inFit: fit.nlml / totalWeight(encoded.matrix), heldOut: fit.heldOut },
    options,
  };
}

/** Maximum number of rows that are drawn from a model. */
const MOST_DRAWN = 100_000;
/** Stream of the seed for the rows that are drawn from a model. */
const STREAM = 0xc5;

/**
 * Draws rows from a model, with as many missing cells as the rows of its fit had.
 *
 * @throws FitProblem if the model has row weights
 */
export function firstOfModel(file: ModelFile, options: FitOptions): FirstTable {
  const { model, rows, nlml, totalWeight: weight } = file;
  if (model.schema.some(({ weighsRows }) => weighsRows === true))
    throw new FitProblem(
      say('The model was fitted with row weights, which "compare" does not take; compare the tables.'),
    );
  return {
    model,
    matrix: drawnRows(model, Math.min(MOST_DRAWN, rows), options.seed ?? 0),
    gists: gistsOfModel(model.schema),
    rows,
    isModel: true,
    nlml: { inFit: nlml / weight },
    options: { ...options, estimate: options.estimate ?? file.estimate ?? DEFAULT_ESTIMATE },
  };
}

function drawnRows(model: FittedModel, rows: number, seed: number): Matrix {
  const random = seededRandom(seed, STREAM);
  const used = usedColumns(model.schema);
  const drawn = sampleRows(mixtureOf(model), rows, random);
  const gaps = new Map<number, Uint8Array>();
  for (const index of new Set(used.map((column) => column.index))) {
    // Zeros are missing amounts, so the part with the fewest missing cells tells how many the column has.
    const share = Math.min(
      ...used.flatMap((column, d) => (column.index === index ? [missingShare(model.facts[d])] : [])),
    );
    gaps.set(
      index,
      Uint8Array.from({ length: rows }, () => (random() < share ? 1 : 0)),
    );
  }
  const columns = used.map(({ name, kind: family, levels, index, part }, d) => {
    const { at: zero, level: zeroLevel } = part?.isOwn === true ? zeroPartOf(used, index) : NO_ZERO_PART;
    const isGap = (row: number): boolean =>
      gaps.get(index)?.[row] === 1 || (zero >= 0 && drawn.columns[zero].values[row] === zeroLevel);
    const values = drawn.columns[d].values.map((value, row) => (isGap(row) ? NaN : value));
    return { name, family, levels, facts: model.facts[d], values };
  });
  return { rows, columns };
}

function missingShare({ observed, missing }: FittedModel['facts'][number]): number {
  return observed + missing > 0 ? missing / (observed + missing) : 0;
}

interface ZeroPart {
  /** Position among the used columns; −1 if there is none. */
  readonly at: number;
  /** Level that says that a number is zero. */
  readonly level: number;
}

const NO_ZERO_PART: ZeroPart = { at: -1, level: -1 };

/** Returns the part of a column of numbers that says which of them are zero. */
function zeroPartOf(used: ReturnType<typeof usedColumns>, ofIndex: number): ZeroPart {
  const at = used.findIndex(({ index, part }) => index === ofIndex && part !== undefined && isLevelPart(part.of));
  return at < 0 ? NO_ZERO_PART : { at, level: used[at].levels.indexOf('zero') };
}
