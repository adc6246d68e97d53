/** Passes over the blocks of a text: each reads one block after the other into the same memory. */
import { wrongCost, weightsAside, type Aside } from '../../core/contamination/asideCells';
import { cellsSetAside } from '../../core/contamination/asidePass';
import { stepBetween } from '../../core/contamination/errorChannel';
import { setAsideBounds, weightOfBounds } from '../../core/data/cellBounds';
import { totalWeight, type Matrix, type MatrixColumn } from '../../core/data/matrix';
import { rowPatterns } from '../../core/data/missingPatterns';
import type { ColumnFacts } from '../../core/families/family';
import { families } from '../../core/families/registry';
import { mixtureOf } from '../../core/judging/fittedModel';
import type { Engine, WithEngine } from '../../core/mixture/engine';
import { expectation, score } from '../../core/mixture/expectation';
import type { Mixture } from '../../core/mixture/model';
import { usedColumns } from '../../core/schema/encoding/usedColumns';
import type { TableFacts } from '../../formats/sql/factsSelect';
import type { PassSums } from '../../formats/sql/passSelect';
import type { SqlModel } from '../../formats/sql/sqlRows';
import type { TablePasses } from '../inDatabase/emInDatabase';
import type { EncodedBlock, EncodedBlocks } from './encodedBlocks';

type MutableSums = { -readonly [K in keyof PassSums]: PassSums[K] extends readonly number[] ? number[] : PassSums[K] };

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

/** Passes over all blocks. */
export class BlockPasses implements TablePasses {
  private readonly arrays: readonly Float64Array[];

  constructor(
    private readonly encoded: EncodedBlocks,
    private readonly engine: Engine | undefined,
  ) {
    const { blocks, isWeighted } = encoded;
    const rows = blocks.reduce((most, block) => Math.max(most, block.rows), 0);
    const width = (blocks.at(0)?.columns.length ?? 0) + (isWeighted ? 1 : 0);
    this.arrays = Array.from({ length: width }, () => engine?.room?.allocate(rows) ?? new Float64Array(rows));
  }

  /** Blocks know their gaps. */
  withGapless(): this {
    return this;
  }

  spacedCells(count: number): readonly Float64Array[] {
    const { store, blocks } = this.encoded;
    const rows = blocks.reduce((sum, block) => sum + block.rows, 0);
    const step = stepBetween(rows, count);
    const width = blocks[0].columns.length;
    const cells = Array.from({ length: width }, () => new Float64Array(Math.ceil(rows / step)));
    let firstRow = 0;
    for (const block of blocks) {
      for (let i = Math.ceil(firstRow / step); i * step < firstRow + block.rows; i++)
        cells.forEach((column, d) =>
          store.read(column.subarray(i, i + 1), block.from + d * block.rows + i * step - firstRow),
        );
      firstRow += block.rows;
    }
    return cells;
  }

  *sums(model: SqlModel): Generator<undefined, PassSums> {
    const mixture = mixtureOf(model);
    const { columns } = mixture.shape;
    const sums: MutableSums = {
      nlml: 0,
      uncertainty: 0,
      statistics: new Float64Array(mixture.shape.statisticCount),
      rows: 0,
      asideWeights: columns.map(() => 0),
      asideCounts: columns.map(() => 0),
      wrongCost: 0,
      openRows: 0,
    };
    for (const block of this.encoded.blocks)
      yield* this.scoped(() => this.addBlock(this.read(block, model), model, mixture, sums));
    return sums;
  }

  private *addBlock(
    matrix: Matrix,
    model: SqlModel,
    mixture: Mixture,
    sums: MutableSums,
  ): Generator<undefined, undefined> {
    sums.rows += totalWeight(matrix);
    const aside = yield* this.setAside(matrix, model, mixture);
    aside?.weights.forEach((weight, d) => (sums.asideWeights[d] += weight));
    aside?.counts.forEach((count, d) => (sums.asideCounts[d] += count));
    sums.wrongCost += aside?.wrongCost ?? 0;
    const { nlml, uncertainty, statistics } = yield* expectation(mixture, this.again(matrix, aside));
    sums.nlml += nlml;
    sums.uncertainty += uncertainty;
    statistics.forEach((value, i) => (sums.statistics[i] += value));
    return undefined;
  }

  *facts(model: SqlModel): Generator<undefined, TableFacts> {
    const used = usedColumns(model.schema);
    const mixture = mixtureOf(model);
    const totals = used.map((): ColumnTotals => ({ observed: 0, numbers: 0, sum: 0, squares: 0 }));
    const asideWeights = used.map(() => 0);
    let [rows, weight] = [0, 0];
    for (const block of this.encoded.blocks)
      yield* this.scoped(() => {
        const matrix = this.read(block, model);
        rows += matrix.rows;
        weight += totalWeight(matrix);
        return this.addFacts(matrix, model, mixture, { totals, asideWeights });
      });
    const facts = used.map(({ kind }, d): ColumnFacts => {
      const { levels, mean, sd, step } = model.facts[d];
      const { observed, numbers, sum, squares } = totals[d];
      const rest = { observed, missing: weight - observed, levels, ...(step !== undefined && { step }) };
      if (families[kind].reads === 'level' || numbers === 0) return { ...rest, mean, sd };
      const shift = sum / numbers;
      return { ...rest, mean: mean + shift, sd: Math.sqrt(Math.max(0, squares / numbers - shift * shift)) };
    });
    return { rows, totalWeight: weight, unweighted: 0, facts, asideWeights, openRows: 0 };
  }

  private *addFacts(
    matrix: Matrix,
    model: SqlModel,
    mixture: Mixture,
    { totals, asideWeights }: { readonly totals: readonly ColumnTotals[]; readonly asideWeights: number[] },
  ): Generator<undefined, undefined> {
    const aside = yield* this.setAside(matrix, model, mixture);
    aside?.weights.forEach((asideWeight, d) => (asideWeights[d] += asideWeight));
    const { rowWeights } = matrix;
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

  /** Makes the cells of a block missing that a model's channels set aside; undefined where there are none. */
  private *setAside(matrix: Matrix, model: SqlModel, mixture: Mixture): Generator<undefined, BlockAside | undefined> {
    const { channels } = model;
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

  /** Reads a block into the memory of the one before. */
  private read({ rows, from, columns }: EncodedBlock, model: SqlModel): Matrix & WithEngine {
    const { store, isWeighted } = this.encoded;
    // Engines remember what they found about an array, so that each block has arrays of its own.
    const arrays = this.arrays.map((array) => viewOf(array, rows));
    arrays.forEach((array, i) => store.read(array, from + i * rows));
    const used = usedColumns(model.schema);
    return {
      rows,
      ...(this.engine !== undefined && { engine: this.engine }),
      ...(isWeighted && { rowWeights: arrays[columns.length] }),
      columns: used.map(({ name, kind, levels }, d): MatrixColumn => {
        const { isGapless, bounds } = columns[d];
        return {
          name,
          family: kind,
          levels,
          facts: model.facts[d],
          values: arrays[d],
          ...(isGapless && { gapless: arrays[d] }),
          ...(bounds !== undefined && { bounds: { ...bounds, kinds: bounds.kinds.slice() } }),
        };
      }),
    };
  }

  /** Returns a matrix whose cells have changed, with arrays of its own. */
  private again(matrix: Matrix, aside: BlockAside | undefined): Matrix {
    if (aside === undefined) return matrix;
    const columns = matrix.columns.map((column, d) =>
      aside.counts[d] === 0 ? column : { ...column, values: viewOf(column.values, matrix.rows) },
    );
    return { ...matrix, columns };
  }

  private *scoped<T>(work: () => Generator<undefined, T>): Generator<undefined, T> {
    const result = this.engine?.scoped === undefined ? yield* work() : yield* this.engine.scoped(work);
    yield undefined;
    return result;
  }
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
