/** Passes over the blocks of a text: each reads one block after the other into the same memory. */
import { stepBetween } from '../../core/contamination/errorChannel';
import type { Engine } from '../../core/mixture/engine';
import type { TableFacts } from '../../formats/sql/factsSelect';
import type { PassSums } from '../../formats/sql/passSelect';
import type { SqlModel } from '../../formats/sql/sqlRows';
import type { TablePasses } from '../inDatabase/emInDatabase';
import { blockArrays, BlockFacts, BlockSums } from './blockFolds';
import type { EncodedBlocks } from './encodedBlocks';

/** Passes over all blocks. */
export class BlockPasses implements TablePasses {
  private readonly arrays: readonly Float64Array[];

  constructor(
    private readonly encoded: EncodedBlocks,
    private readonly engine: Engine | undefined,
  ) {
    const { blocks, isWeighted } = encoded;
    const rows = blocks.reduce((most, block) => Math.max(most, block.rows), 0);
    this.arrays = blockArrays((blocks.at(0)?.columns.length ?? 0) + (isWeighted ? 1 : 0), rows, engine);
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
    const fold = new BlockSums(model, this.engine);
    yield* this.foldAll(fold);
    return fold.sums;
  }

  *facts(model: SqlModel): Generator<undefined, TableFacts> {
    const fold = new BlockFacts(model, this.engine);
    yield* this.foldAll(fold);
    return fold.facts;
  }

  private *foldAll(fold: BlockSums | BlockFacts): Generator<undefined, undefined> {
    const {
      arrays,
      encoded: { store, blocks, isWeighted },
    } = this;
    for (const { rows, from, columns: known } of blocks) {
      arrays.forEach((array, i) => store.read(array.subarray(0, rows), from + i * rows));
      yield* fold.add({ rows, arrays, isWeighted, known });
    }
    return undefined;
  }
}
