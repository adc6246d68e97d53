import assert from 'node:assert/strict';
import { countAside } from '../../../server/core/contamination/asideCells';
import { robustFit, type RobustFit } from '../../../server/core/contamination/robustFit';
import type { Matrix } from '../../../server/core/data/matrix';
import { complete } from '../../../server/core/numeric/generators';
import { DEFAULT_FIT_OPTIONS, fit } from '../../../server/core/selection/fitMixture';
import { normalDeviate, seededRandom } from '../../../server/core/numeric/random';
import { matrixFrom } from './contaminatedTables';

const ROWS = 400;

function robust(matrix: Matrix): RobustFit {
  return complete(robustFit(matrix, { ...DEFAULT_FIT_OPTIONS, maxComponents: 6 }));
}

/** Rows of clusters with the given means and sds, one row in ten changed. */
function table(
  means: readonly (readonly number[])[],
  sds: readonly number[],
  change: (row: number[], n: number) => void,
  seed = 1,
): Matrix {
  const random = seededRandom(seed, 0x4ee);
  const rows = Array.from({ length: ROWS }, (_, n) => {
    const row = means[n % means.length].map((mean, d) => mean + sds[d] * normalDeviate(random));
    if (n % 10 === 0) change(row, n);
    return row;
  });
  return matrixFrom(sds.map((_, d) => Float64Array.from(rows, (row) => row[d])));
}

/** Rows of clusters with sds of 1; each cluster but the first has the given share. */
function clusters(means: readonly (readonly number[])[], share: number, seed: number): Matrix {
  const random = seededRandom(seed, 0xc1e);
  const rows = Array.from({ length: ROWS }, () => means[1 + Math.floor(random() / share)] ?? means[0]).map((own) =>
    own.map((mean) => mean + normalDeviate(random)),
  );
  return matrixFrom(means[0].map((_, d) => Float64Array.from(rows, (row) => row[d])));
}

const cells = (found: RobustFit): number => countAside(found.aside);

describe('the number of components beside wrong cells', function () {
  this.timeout(120_000);

  it('Numbers with the wrong sign or times ten form no component', () => {
    for (const factor of [-1, 10]) {
      const found = robust(
        table(
          [
            [100, 40],
            [160, 70],
            [130, 100],
          ],
          [3, 2],
          (row) => {
            row[0] *= factor;
          },
        ),
      );
      assert.deepEqual([found.fit.k, cells(found)], [3, ROWS / 10], `times ${factor}`);
    }
  });

  const exchange = (row: number[]): void => {
    [row[0], row[1]] = [row[1], row[0]];
  };

  it('Exchanged cells of two columns form no component beside one cluster', () => {
    const two = robust(table([[8, 420]], [1, 45], exchange));

    assert.equal(two.fit.k, 1);
    assert.ok(cells(two) >= ROWS / 5 && cells(two) <= 1.05 * (ROWS / 5), String(cells(two)));
  });

  it('Exchanged cells of two columns form no component beside two clusters of four columns', () => {
    const four = robust(
      table(
        [
          [100, 5, 30, 0],
          [160, 7, 30, 4],
        ],
        [3, 0.5, 2, 1],
        exchange,
      ),
    );

    assert.deepEqual([four.fit.k, cells(four)], [2, ROWS / 5]);
  });

  it('Cells moved at random are set aside and form at most one small component', () => {
    const random = seededRandom(6);
    const moved = (row: number[]): void => {
      row[random() < 0.5 ? 0 : 1] += (random() < 0.5 ? -1 : 1) * (60 + 200 * random());
    };

    const found = robust(
      table(
        [
          [0, 0],
          [40, 25],
        ],
        [4, 3],
        moved,
      ),
    );

    // A few that lie together by chance are a small group.
    assert.ok(found.fit.k <= 3, String(found.fit.k));
    assert.ok(cells(found) >= 0.8 * (ROWS / 10) && cells(found) <= 1.1 * (ROWS / 10), String(cells(found)));
  });

  it('A single odd row of many columns forms no component', () => {
    const random = seededRandom(4);
    const odd = (row: number[], n: number): void => {
      if (n === 0)
        row.forEach((x, d) => {
          row[d] = x + 4 * (random() < 0.5 ? -1 : 1);
        });
    };

    assert.equal(
      robust(table([new Array<number>(15).fill(0), new Array<number>(15).fill(8)], new Array<number>(15).fill(1), odd))
        .fit.k,
      2,
    );
  });

  it('A dense cluster that shares one of two columns with another is a component', () => {
    const apart = (row: number[]): void => {
      row[1] += 60;
    };

    assert.equal(
      robust(
        table(
          [
            [0, 0],
            [40, 25],
          ],
          [4, 3],
          apart,
        ),
      ).fit.k,
      3,
    );
  });

  it('A dense cluster that shares one of four columns with another is a component', () => {
    const far = (row: number[]): void => {
      row[0] += 40;
      row[1] -= 40;
      row[2] += 40;
    };

    assert.equal(
      robust(
        table(
          [
            [0, 0, 0, 0],
            [20, 20, 0, 20],
          ],
          [2, 2, 2, 2],
          far,
        ),
      ).fit.k,
      3,
    );
  });

  it('Sound clusters that differ in few columns are fitted as by map', () => {
    const differ = [
      [0, 0, 0, 0],
      [12, 0, 0, 0],
      [0, -9, 0, 10],
    ];
    const corners = [
      [0, 9],
      [9, 0],
    ];

    for (const [means, share] of [
      [differ, 0.1],
      [corners, 0.12],
    ] as const) {
      for (const seed of [1, 2, 3]) {
        const matrix = clusters(means, share, seed);
        const plain = complete(fit(matrix, { ...DEFAULT_FIT_OPTIONS, maxComponents: 6 }));
        const found = robust(matrix);
        assert.deepEqual(
          [plain.k, found.fit.k, cells(found), found.fit.bic],
          [means.length, means.length, 0, plain.bic],
          JSON.stringify([means, seed]),
        );
      }
    }
  });

  it('Rows that are odd in every column form a component', () => {
    const random = seededRandom(5);
    const everywhere = (row: number[]): void =>
      row.forEach((_, d) => {
        row[d] = 100 + 30 * normalDeviate(random);
      });

    assert.equal(
      robust(
        table(
          [
            [0, 0, 0, 0],
            [20, 20, 0, 20],
          ],
          [2, 2, 2, 2],
          everywhere,
        ),
      ).fit.k,
      3,
    );
  });
});
