import assert from 'node:assert/strict';
import { CellJudge } from '../../../server/core/judging/cellJudge';
import { heapsOf } from '../../../server/core/judging/exempt/heaps';
import { SuspectList, type Suspects } from '../../../server/core/judging/falseDiscovery';
import type { Matrix } from '../../../server/core/data/matrix';
import { neutralMixture, shapeOf } from '../../../server/core/mixture/model';
import { normalDeviate, seededRandom } from '../../../server/core/numeric/random';
import { matrixFrom } from '../contamination/contaminatedTables';
import { ERROR_FREE_CHANNEL } from './judgedTables';

const STEP = 0.1;

/** One column of standard normal deviates in steps of 0.1, with the given values at its end. */
function columnWith(values: readonly number[]): Matrix {
  const random = seededRandom(1, 0x4ea9);
  const plain = Array.from({ length: 1000 }, () => Math.round(normalDeviate(random) / STEP) * STEP);
  const matrix = matrixFrom([Float64Array.from([...plain, ...values])]);
  return {
    ...matrix,
    columns: matrix.columns.map((column) => ({ ...column, facts: { ...column.facts, step: STEP } })),
  };
}

function suspectsOf(rows: readonly number[]): Suspects {
  const list = new SuspectList();
  rows.forEach((row) => {
    list.add(row, 0, 1e-6, 6);
  });
  return list.sorted();
}

function heapsWith(values: readonly number[], suspectRows: readonly number[]): ReturnType<typeof heapsOf>[number] {
  const matrix = columnWith(values);
  const shape = shapeOf(matrix.columns, 1);
  return heapsOf(suspectsOf(suspectRows), neutralMixture(shape), matrix)[0];
}

const rows = (from: number, count: number): readonly number[] => Array.from({ length: count }, (_, i) => from + i);

describe('heapsOf', () => {
  it('A heap is a value that many rows share and that no component expects', () => {
    assert.deepEqual(heapsWith(Array<number>(12).fill(6.3), rows(1000, 4)), [{ value: 6.3, share: 12 / 1012 }]);
  });

  it('A value whose rows are all suspects is no heap', () => {
    assert.equal(heapsWith(Array<number>(12).fill(6.3), rows(1000, 12)), undefined);
  });

  it('A value of three rows is no heap', () => {
    assert.equal(heapsWith([6.3, 6.3, 6.3], rows(1000, 1)), undefined);
  });

  it('A value as frequent as the mixture expects is no heap', () => {
    assert.equal(heapsWith([0.3, 0.3, 0.3], rows(1000, 3)), undefined);
  });

  it('A value whose neighbours are as frequent is no heap', () => {
    const beside = [6.1, 6.2, 6.4, 6.5].flatMap((value) => Array<number>(4).fill(value));
    assert.equal(heapsWith([...Array<number>(12).fill(6.3), ...beside], rows(1000, 4)), undefined);
  });

  /** 400 numbers in steps of 0.1 that thin out upwards, then ten cells with the given value, all of them suspects. */
  function heapOfSuspects(value: number): ReturnType<typeof heapsOf>[number] {
    const thinning = rows(0, 400).map((n) => Math.round(10 * (2 + 6 * (n / 400) ** 3)) / 10);
    const beyond = [8.2, 8.5, 8.8, 9.1];
    const matrix = columnWith([...thinning, ...beyond, ...Array<number>(10).fill(value)]);
    return heapsOf(suspectsOf(rows(matrix.rows - 14, 14)), neutralMixture(shapeOf(matrix.columns, 1)), matrix)[0];
  }

  it('A value at the end of many others is a heap even if all its rows are suspects, a value far from them is none', () => {
    assert.deepEqual(
      heapOfSuspects(9.3)?.map(({ value }) => value),
      [9.3],
    );
    assert.equal(heapOfSuspects(60), undefined);
  });

  it('In a list of amounts each value with many cells is a heap even if all its rows are suspects', () => {
    const amounts = rows(0, 50).flatMap((n) => Array<number>(8).fill(100 + 17.3 * n));
    const matrix = matrixFrom([Float64Array.from([...amounts, ...Array<number>(6).fill(2000)])]);
    const columns = matrix.columns.map((column) => ({ ...column, facts: { ...column.facts, step: STEP } }));
    const list = { ...matrix, columns };

    const [heaps] = heapsOf(suspectsOf(rows(400, 6)), neutralMixture(shapeOf(columns, 1)), list);

    assert.deepEqual(heaps, [{ value: 2000, share: 6 / 406 }]);
  });

  it('In a list of amounts three equal cells are an entry unless they are a code for missing', () => {
    const heapAt = (value: number): number | undefined => {
      const amounts = rows(0, 50).flatMap((n) => Array<number>(8).fill(100 + 17.3 * n));
      const matrix = matrixFrom([Float64Array.from([...amounts, value, value, value])]);
      const columns = matrix.columns.map((column) => ({ ...column, facts: { ...column.facts, step: STEP } }));
      const [heaps] = heapsOf(suspectsOf(rows(400, 3)), neutralMixture(shapeOf(columns, 1)), { ...matrix, columns });
      return heaps?.[0].value;
    };

    assert.equal(heapAt(2000), 2000);
    assert.equal(heapAt(9999), undefined);
  });

  it('A column without a known step has no heaps', () => {
    const matrix = matrixFrom([Float64Array.from([...rows(0, 50), ...Array<number>(12).fill(900)])]);
    const shape = shapeOf(matrix.columns, 1);
    assert.deepEqual(heapsOf(suspectsOf(rows(50, 4)), neutralMixture(shape), matrix), [undefined]);
  });
});

describe('the tail of a cell on a heap', () => {
  it('A cell on a heap has the share of the heap as its tail', () => {
    const { columns } = columnWith([6.3, 6.4]);
    const mixture = neutralMixture(shapeOf(columns, 1));
    const judge = new CellJudge(
      {
        mixture,
        channels: [ERROR_FREE_CHANNEL],
        standings: ['common'],
        rows: Float64Array.of(1000),
        heavyTails: [],
        skews: [],
        correlations: [],
        crossings: [],
        heaps: [[{ value: 6.3, share: 0.012 }]],
      },
      columns,
    );
    const tailAt = (row: number): number => {
      judge.load(row);
      return judge.cellTails('all')[0];
    };

    assert.equal(tailAt(1000), 0.012);
    assert.ok(judge.hasExemptCell, 'nor is the row as a whole');

    assert.ok(tailAt(1001) < 1e-8);
    assert.ok(!judge.hasExemptCell);
  });
});
