import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  cellBound,
  mergeSuspects,
  SuspectList,
  unlikelyRows,
  WHOLE_ROW,
  type Suspects,
} from '../../../server/core/judging/falseDiscovery';

interface One {
  readonly row: number;
  readonly column: number;
  readonly tail: number;
}

function suspectsOf(all: readonly One[]): Suspects {
  const list = new SuspectList();
  for (const { row, column, tail } of all) list.add(row, column, tail, row + column);
  return list.sorted();
}

const ROWS = 40;
const COLUMNS = 3;
const tail = fc.oneof(
  fc.constantFrom(1e-9, 1e-6, 1e-5, 1e-4, 2e-4),
  fc.double({ min: 1e-12, max: 0.002, noNaN: true }),
);
const one = fc.record({ row: fc.nat(ROWS - 1), column: fc.integer({ min: WHOLE_ROW, max: COLUMNS - 1 }), tail });
const several = fc.uniqueArray(one, { selector: ({ row, column }) => `${row} ${column}`, maxLength: 60 });

/** The hypotheses rejected by the procedure of Benjamini & Hochberg (1995), straight from its definition. */
function rejected(all: readonly One[], tests: number, rate: number): readonly One[] {
  const sorted = [...all].sort((a, b) => a.tail - b.tail);
  const last = sorted.findLastIndex((other, i) => other.tail <= (rate * (i + 1)) / tests);
  return last < 0 ? [] : all.filter((other) => other.tail <= sorted[last].tail);
}

describe('suspects', () => {
  it('Suspects are sorted by tail, then by row and column', () => {
    const { rows, columns, tails, distances } = suspectsOf([
      { row: 5, column: 1, tail: 1e-4 },
      { row: 5, column: WHOLE_ROW, tail: 1e-4 },
      { row: 2, column: 2, tail: 1e-4 },
      { row: 9, column: 0, tail: 1e-8 },
    ]);

    assert.deepEqual(Array.from(rows), [9, 2, 5, 5]);
    assert.deepEqual(Array.from(columns), [0, 2, WHOLE_ROW, 1]);
    assert.deepEqual(Array.from(tails), [1e-8, 1e-4, 1e-4, 1e-4]);
    assert.deepEqual(Array.from(distances), [9, 4, 4, 6]);
  });

  it('The suspects of two parts of a table merge into those of the whole', () => {
    fc.assert(
      fc.property(several, fc.nat(ROWS), (all, at) => {
        const [before, after] = [all.filter(({ row }) => row < at), all.filter(({ row }) => row >= at)];
        assert.deepEqual(mergeSuspects(suspectsOf(before), suspectsOf(after)), suspectsOf(all));
      }),
    );
  });

  it('unlikelyRows rejects cells, and rows without an unlikely cell, by Benjamini-Hochberg', () => {
    fc.assert(
      fc.property(several, fc.constantFrom(0.01, 0.2, 0.9), (all, rate) => {
        const cells = rejected(
          all.filter(({ column }) => column !== WHOLE_ROW),
          ROWS * COLUMNS,
          rate,
        );
        const guilty = new Set(cells.map(({ row }) => row));
        const rows = rejected(
          all.filter(({ row, column }) => column === WHOLE_ROW && !guilty.has(row)),
          ROWS,
          rate,
        );

        const found = unlikelyRows(suspectsOf(all), { rows: ROWS, columns: COLUMNS }, rate);

        assert.deepEqual(new Set(found.map(({ row }) => row)), new Set([...cells, ...rows].map(({ row }) => row)));
        for (const { row, columns } of found) {
          assert.deepEqual(
            [...columns].sort(),
            cells
              .filter((cell) => cell.row === row)
              .map(({ column }) => column)
              .sort(),
          );
        }
      }),
      { numRuns: 500 },
    );
  });

  it('unlikelyRows returns one finding per row, with its least likely cell first', () => {
    const all = [
      { row: 3, column: 2, tail: 1e-7 },
      { row: 3, column: 0, tail: 1e-9 },
      { row: 3, column: WHOLE_ROW, tail: 1e-12 },
      { row: 1, column: 1, tail: 1e-10 },
    ];

    const found = unlikelyRows(suspectsOf(all), { rows: ROWS, columns: COLUMNS }, 0.01);

    assert.deepEqual(found, [
      { row: 1, tail: 1e-10, columns: [1] },
      { row: 3, tail: 1e-9, columns: [0, 2] },
    ]);
  });

  it('An empty list has no unlikely rows and merges into an empty list', () => {
    assert.deepEqual(unlikelyRows(suspectsOf([]), { rows: 0, columns: 0 }, 0.01), []);
    assert.deepEqual(mergeSuspects(suspectsOf([]), suspectsOf([])), suspectsOf([]));
  });

  it('cellBound is loose enough to find two of a thousand cells', () => {
    const rate = 0.05;
    // Two of a thousand cells have the largest tail that is collected.
    const all = Array.from({ length: ROWS }, (_, row) => ({ row, column: 0, tail: cellBound(rate) * (1 - 1e-9) }));
    assert.equal(unlikelyRows(suspectsOf(all), { rows: 500 * ROWS, columns: 1 }, rate).length, ROWS);
  });
});
