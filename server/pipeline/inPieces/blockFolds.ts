/** Sums and facts of a table that is seen block by block, without the cells that a model's channels set aside. */
import { wrongCost, weightsAside, type Aside } from '../../core/contamination/asideCells';
import { cellsSetAside } from '../../core/contamination/asidePass';
import { setAsideBounds, weightOfBounds, type Bounds } from '../../core/data/cellBounds';
import { totalWeight, type Matrix, type MatrixColumn } from '../../core/data/matrix';
import { rowPatterns } from '../../core/data/missingPatterns';
import type { ColumnFacts } from '../../core/families/family';
import { families } from '../../core/families/registry';
import { mixtureOf } from '../../core/judging/fittedModel';
import type { Engine, WithEngine } from '../../core/mixture/engine';
import { expectation, score } from '../../core/mixture/expectation';
import type { Mixture } from '../../core/mixture/model';
import { usedColumns, type UsedColumn } from '../../core/schema/encoding/usedColumns';
import type { TableFacts } from '../../formats/sql/factsSelect';
import type { PassSums } from '../../formats/sql/passSelect';
import type { SqlModel } from '../../formats/sql/sqlRows';

type Mutable<T> = { -readonly [K in keyof T]: T[K] extends readonly number[] ? number[] : T[K] };

/** Cells set aside in a block. */
interface BlockAside {
  readonly weights: readonly number[];
  readonly counts: readonly number[];
  readonly wrongCost: number;
}

/** Sums of a column about the mean of a model's facts. */
interface ColumnTotals {
  /** Weight of the observed cells, and of those among them that are known as numbers. */
  observed: number;
  numbers: number;
  sum: number;
  squares: number;
}

/** The cells of a block, in arrays that the next block overwrites. */
export interface BlockCells {
  readonly rows: number;
  /** Columns in the order of the model, then the row weights, where rows have weights. */
  readonly arrays: readonly Float64Array[];
  readonly isWeighted: boolean;
  /** By column, what is known: that no cell is missing, and the cells that hold bounds. */
  readonly known?: readonly { readonly isGapless: boolean; readonly bounds?: Bounds | undefined }[];
}

/** A pass that takes one block after the other. */
abstract class BlockFold {
  protected readonly mixture: Mixture;
  protected readonly used: readonly UsedColumn[];

  constructor(
    protected readonly model: SqlModel,
    private readonly engine: Engine | undefined,
  ) {
    this.mixture = mixtureOf(model);
    this.used = usedColumns(model.schema);
  }

  /** Adds a block, whose cells may change. Yields now and then. */
  *add(cells: BlockCells): Generator<undefined, undefined> {
    const { engine } = this;
    const work = (): Generator<undefined, undefined> => this.addMatrix(this.matrixOf(cells));
    if (engine?.scoped === undefined) yield* work();
    else yield* engine.scoped(work);
    yield undefined;
    return undefined;
  }

  protected abstract addMatrix(matrix: Matrix): Generator<undefined, undefined>;

  private matrixOf({ rows, arrays, isWeighted, known }: BlockCells): Matrix & WithEngine {
    const { engine, model, used } = this;
    return {
      rows,
      ...(engine !== undefined && { engine }),
      ...(isWeighted && { rowWeights: viewOf(arrays[used.length], rows) }),
      columns: used.map(({ name, kind, levels }, d): MatrixColumn => {
        // Engines remember what they found about an array, so that each block has arrays of its own.
        const values = viewOf(arrays[d], rows);
        const { isGapless = false, bounds } = known?.[d] ?? {};
        return {
          name,
          family: kind,
          levels,
          facts: model.facts[d],
          values,
          ...(isGapless && { gapless: values }),
          ...(bounds !== undefined && { bounds: { ...bounds, kinds: bounds.kinds.slice() } }),
        };
      }),
    };
  }

  /** Makes the cells of a block missing that the model's channels set aside; undefined where there are none. */
  protected *setAside(matrix: Matrix): Generator<undefined, BlockAside | undefined> {
    const {
      mixture,
      model: { channels },
    } = this;
    if (channels === undefined) return undefined;
    const patterned = { matrix, patterns: yield* rowPatterns(matrix) };
    const aside = yield* cellsSetAside(mixture, patterned, channels, yield* score(mixture, matrix));
    if (aside.every((rows) => rows.length === 0)) return undefined;
    const result = {
      weights: weightsAside(matrix, aside),
      counts: aside.map(({ length }) => length),
      wrongCost: wrongCost(matrix, aside, channels),
    };
    removeCells(matrix, aside);
    return result;
  }
}

/** The sums of a pass. */
export class BlockSums extends BlockFold {
  private readonly mutable: Mutable<PassSums>;

  constructor(model: SqlModel, engine: Engine | undefined) {
    super(model, engine);
    const { statisticCount, columns } = this.mixture.shape;
    this.mutable = {
      nlml: 0,
      uncertainty: 0,
      statistics: new Float64Array(statisticCount),
      rows: 0,
      asideWeights: columns.map(() => 0),
      asideCounts: columns.map(() => 0),
      wrongCost: 0,
      openRows: 0,
    };
  }

  get sums(): PassSums {
    return this.mutable;
  }

  protected *addMatrix(matrix: Matrix): Generator<undefined, undefined> {
    const { mutable: sums, mixture } = this;
    sums.rows += totalWeight(matrix);
    const aside = yield* this.setAside(matrix);
    aside?.weights.forEach((weight, d) => (sums.asideWeights[d] += weight));
    aside?.counts.forEach((count, d) => (sums.asideCounts[d] += count));
    sums.wrongCost += aside?.wrongCost ?? 0;
    const { nlml, uncertainty, statistics } = yield* expectation(mixture, again(matrix, aside));
    sums.nlml += nlml;
    sums.uncertainty += uncertainty;
    statistics.forEach((value, i) => (sums.statistics[i] += value));
    return undefined;
  }
}

/** The facts of the columns. */
export class BlockFacts extends BlockFold {
  private readonly totals = this.used.map((): ColumnTotals => ({ observed: 0, numbers: 0, sum: 0, squares: 0 }));
  private readonly asideWeights = this.used.map(() => 0);
  private rows = 0;
  private weight = 0;
  private unweighted = 0;

  get facts(): TableFacts {
    const { rows, weight, unweighted, asideWeights, totals, model } = this;
    const facts = this.used.map(({ kind }, d): ColumnFacts => {
      const { levels, mean, sd, step } = model.facts[d];
      const { observed, numbers, sum, squares } = totals[d];
      const rest = { observed, missing: weight - observed, levels, ...(step !== undefined && { step }) };
      if (families[kind].reads === 'level' || numbers === 0) return { ...rest, mean, sd };
      const shift = sum / numbers;
      return { ...rest, mean: mean + shift, sd: Math.sqrt(Math.max(0, squares / numbers - shift * shift)) };
    });
    return { rows, totalWeight: weight, unweighted, facts, asideWeights, openRows: 0 };
  }

  protected *addMatrix(matrix: Matrix): Generator<undefined, undefined> {
    const { totals, asideWeights, model } = this;
    const { rowWeights } = matrix;
    this.rows += matrix.rows;
    this.weight += totalWeight(matrix);
    rowWeights?.forEach((weight) => (this.unweighted += weight >= 0 ? 0 : 1));
    const aside = yield* this.setAside(matrix);
    aside?.weights.forEach((asideWeight, d) => (asideWeights[d] += asideWeight));
    matrix.columns.forEach(({ values, bounds }, d) => {
      const { mean } = model.facts[d];
      let [numbers, sum, squares] = [0, 0, 0];
      for (let n = 0; n < values.length; n++) {
        if (values[n] !== values[n]) continue;
        const weight = rowWeights === undefined ? 1 : rowWeights[n];
        const distance = values[n] - mean;
        numbers += weight;
        sum += weight * distance;
        squares += weight * distance * distance;
      }
      totals[d].observed += numbers + (bounds === undefined ? 0 : weightOfBounds(bounds, rowWeights));
      totals[d].numbers += numbers;
      totals[d].sum += sum;
      totals[d].squares += squares;
    });
    return undefined;
  }
}

/** Returns a matrix whose cells have changed, with arrays of its own. */
function again(matrix: Matrix, aside: BlockAside | undefined): Matrix {
  if (aside === undefined) return matrix;
  const columns = matrix.columns.map((column, d) =>
    aside.counts[d] === 0 ? column : { ...column, values: viewOf(column.values, matrix.rows) },
  );
  return { ...matrix, columns };
}

function viewOf({ buffer, byteOffset }: Float64Array, length: number): Float64Array {
  return new Float64Array(buffer, byteOffset, length);
}

function removeCells({ columns }: Matrix, aside: Aside): void {
  aside.forEach((rows, d) => {
    for (const row of rows) columns[d].values[row] = NaN;
    setAsideBounds(columns[d].bounds, rows);
  });
}

/** Returns arrays for blocks, where an engine reads them fastest. */
export function blockArrays(width: number, rows: number, engine: Engine | undefined): readonly Float64Array[] {
  return Array.from({ length: width }, () => engine?.room?.allocate(rows) ?? new Float64Array(rows));
}
