/** Passes over rows that an engine in this process reads block by block: the kernels sum faster than its SQL does. */
import type { Engine } from '../../core/mixture/engine';
import type { TableFacts } from '../../formats/sql/factsSelect';
import { blockSelect } from '../../formats/sql/blockSelect';
import type { PassResult, PassSums } from '../../formats/sql/passSelect';
import type { SqlModel, SqlSource } from '../../formats/sql/sqlRows';
import type { PassAnswer, PassRequest, TablePasses } from '../inDatabase/emInDatabase';
import { blockArrays, BlockFacts, BlockSums } from './blockFolds';

/** Maximum number of cells of a block. */
const BLOCK_CELLS = 1 << 20;

export class StreamedPasses implements TablePasses {
  private arrays: readonly Float64Array[] = [];

  constructor(
    private readonly source: SqlSource,
    private readonly rowWeights: string | undefined,
    private readonly engine: Engine | undefined,
  ) {}

  withGapless(): this {
    return this;
  }

  *sums(model: SqlModel): Generator<PassRequest, PassSums, PassAnswer> {
    const fold = new BlockSums(model, this.engine);
    const [[row]] = yield* this.folded(model, 'sums', fold, () => rowOfSums(fold.sums));
    return sumsOfRow(row, fold.sums);
  }

  *facts(model: SqlModel): Generator<PassRequest, TableFacts, PassAnswer> {
    const fold = new BlockFacts(model, this.engine);
    const [[row]] = yield* this.folded(model, 'facts', fold, () => rowOfFacts(fold.facts));
    return factsOfRow(row, fold.facts);
  }

  private *folded(
    model: SqlModel,
    what: 'sums' | 'facts',
    fold: BlockSums | BlockFacts,
    row: () => readonly number[],
  ): Generator<PassRequest, readonly PassResult[], PassAnswer> {
    const { source, rowWeights, engine } = this;
    const { statement, width } = blockSelect(model, source, what, rowWeights);
    if (this.arrays.length === 0) this.arrays = blockArrays(width, Math.ceil(BLOCK_CELLS / width), engine);
    const { arrays } = this;
    const isWeighted = rowWeights !== undefined;
    const blocks = { arrays, add: (rows: number) => fold.add({ rows, arrays, isWeighted }), row };
    const theta = what === 'sums' ? { theta: model.theta } : {};
    return (yield { statements: [statement], blocks, ...theta }) ?? [];
  }
}

/** The sums as one row of numbers, as a record of passes holds them. */
function rowOfSums(sums: PassSums): readonly number[] {
  const { nlml, uncertainty, rows, wrongCost, statistics, asideWeights, asideCounts } = sums;
  return [nlml, uncertainty, rows, wrongCost, ...asideWeights, ...asideCounts, ...statistics];
}

function sumsOfRow(row: readonly unknown[], { asideWeights: { length: width } }: PassSums): PassSums {
  const [nlml, uncertainty, rows, wrongCost, ...rest] = row.map(Number);
  return {
    nlml,
    uncertainty,
    rows,
    wrongCost,
    openRows: 0,
    asideWeights: rest.slice(0, width),
    asideCounts: rest.slice(width, 2 * width),
    statistics: Float64Array.from(rest.slice(2 * width)),
  };
}

function rowOfFacts({ rows, totalWeight, unweighted, facts, asideWeights }: TableFacts): readonly number[] {
  return [
    rows,
    totalWeight,
    unweighted,
    ...asideWeights,
    ...facts.flatMap(({ observed, mean, sd }) => [observed, mean, sd]),
  ];
}

function factsOfRow(row: readonly unknown[], { facts }: TableFacts): TableFacts {
  const [rows, totalWeight, unweighted, ...rest] = row.map(Number);
  const numbers = rest.slice(facts.length);
  return {
    rows,
    totalWeight,
    unweighted,
    asideWeights: rest.slice(0, facts.length),
    openRows: 0,
    facts: facts.map((fact, d) => {
      const [observed, mean, sd] = numbers.slice(3 * d);
      return { ...fact, observed, missing: totalWeight - observed, mean, sd };
    }),
  };
}
