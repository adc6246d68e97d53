import assert from 'node:assert/strict';
import type { Matrix } from '../../../server/core/data/matrix';
import { normalDeviate, seededRandom } from '../../../server/core/numeric/random';
import { judgedMatrix } from '../judging/judgedTables';
import { poissonDraw } from '../mixture/mixtureTables';
import { matrixFrom, randomCells, withCells } from './contaminatedTables';

type Sort = 'normal' | 'mixed';

/** Rows of two clusters without a wrong cell. */
function sound(sort: Sort, rows: number, seed: number): Matrix {
  const random = seededRandom(seed, 0xfa15e);
  const cluster = Array.from({ length: rows }, () => (random() < 0.4 ? 0 : 1));
  const numbers = [
    (c: number) => 5 * c + normalDeviate(random),
    (c: number) => -3 * c + 2 * normalDeviate(random),
    () => normalDeviate(random),
    (c: number) => 10 + 4 * c + normalDeviate(random),
  ];
  const mixed = [
    (c: number) => 5 * c + normalDeviate(random),
    (c: number) => 1 + c + 0.5 * normalDeviate(random),
    (c: number) => poissonDraw(3 + 6 * c, random),
    (c: number) => Math.floor(3 * random() ** (1 + c)),
  ];
  if (sort === 'normal') return matrixFrom(numbers.map((draw) => Float64Array.from(cluster, draw)));
  return matrixFrom(
    mixed.map((draw) => Float64Array.from(cluster, draw)),
    ['normal', 'lognormal', 'poisson', 'categorical'],
    [0, 0, 0, 3],
  );
}

/** Minimum of a wild cell in each of the first three columns; the maximum is twice that. */
const WILD: Readonly<Record<Sort, readonly number[]>> = { normal: [30, 40, -20], mixed: [30, 14, 90] };
const OPTIONS = { k: 2, starts: 1, maxIterations: 300 };
const SIZES: readonly (readonly [number, number])[] = [
  [300, 20],
  [3000, 5],
];

describe('false discoveries', function () {
  this.timeout(60_000);

  for (const sort of ['normal', 'mixed'] as const) {
    for (const [rows, seeds] of SIZES) {
      it(`At most 0.2 % of sound rows are found: ${rows} rows of ${sort} columns`, () => {
        let found = 0;

        for (let seed = 0; seed < seeds; seed++)
          found += judgedMatrix(sound(sort, rows, seed), OPTIONS).judgement.unlikely.length;

        assert.ok(found <= 0.002 * rows * seeds, `${found} of ${rows * seeds}`);
      });
    }

    it(`All rows with wild cells are found, with at most 5 % false findings: ${sort} columns`, () => {
      let [wrong, right, planted] = [0, 0, 0];
      for (let seed = 0; seed < 6; seed++) {
        const matrix = sound(sort, 600, 50 + seed);
        const cells = randomCells({ ...matrix, columns: matrix.columns.slice(0, 3) }, 18, seed);
        const random = seededRandom(seed, 5);

        const { judgement } = judgedMatrix(
          withCells(matrix, cells, ({ column }) => Math.round(WILD[sort][column] * (1 + random()))),
          OPTIONS,
        );

        const wild = new Set(cells.map(({ row }) => row));
        planted += wild.size;
        for (const { row } of judgement.unlikely) {
          if (wild.has(row)) right++;
          else wrong++;
        }
      }

      assert.equal(right, planted);
      assert.ok(wrong <= 0.05 * (wrong + right), `${wrong} of ${wrong + right}`);
    });
  }
});
