import assert from 'node:assert/strict';
import type { FittedModel } from '../../../server/core/judging/fittedModel';
import { oddnessByRow } from '../../../server/core/judging/oddness';
import type { Cells } from '../../../server/core/data/matrix';
import { normalDeviate, seededRandom } from '../../../server/core/numeric/random';
import { judgedText } from './judgedTables';

const random = seededRandom(11);
const rows = Array.from({ length: 400 }, (_, n) => {
  const centre = n < 300 ? 0 : 20;
  return [centre + normalDeviate(random), -centre + normalDeviate(random), n < 300 ? 'a' : 'b'];
});
const { model } = judgedText(`x,y,z\n${rows.map((row) => row.join(',')).join('\n')}\n`);

/** The oddness by its formula, for normal columns and components with the given weights, means and sds. */
function expected(
  weights: readonly number[],
  means: readonly (readonly number[])[],
  sds: readonly (readonly number[])[],
  row: readonly number[],
): number {
  const total = weights.reduce((sum, w) => sum + w ** 2, 0);
  const omega = weights.map((w) => w ** 2 / total);
  const density = (x: number, k: number, d: number): number =>
    Math.exp(-0.5 * ((x - means[k][d]) / sds[k][d]) ** 2) / (sds[k][d] * Math.sqrt(2 * Math.PI));
  const top = row.map((_, d) => Math.max(...omega.map((w, k) => w * density(means[k][d], k, d))));
  const peak = row.map((_, d) => Math.max(...omega.map((_, k) => density(means[k][d], k, d))));
  const held = (k: number, d: number): number => Math.max(Math.exp(-16), density(row[d], k, d) / top[d]);
  const joint = omega.reduce(
    (sum, w, k) => sum + w * row.reduce((product, _, d) => (product * held(k, d) * top[d]) / peak[d], 1),
    0,
  );
  const cells = row.map((_, d) => Math.max(0, -Math.log(omega.reduce((sum, w, k) => sum + w * held(k, d), 0))) ** 1.5);
  return cells.reduce((sum, cell) => sum + cell, 0) - Math.log(joint);
}

function cellsOf(all: readonly (readonly number[])[]): Cells {
  return { rows: all.length, columns: all[0].map((_, d) => ({ values: Float64Array.from(all, (row) => row[d]) })) };
}

describe('oddness', () => {
  it('The oddness of a row equals its formula', () => {
    const { model: plain } = judgedText(`x,y\n${rows.map(([x, y]) => `${x},${y}`).join('\n')}\n`, { k: 2 });
    const all = [
      [0, 0],
      [20, -20],
      [0, -20],
      [3, 0.5],
      [1000, 0],
      [-4, -24],
    ];
    const odd = oddnessByRow(plain, cellsOf(all));
    const parameter = (k: number, d: number): readonly [number, number] => [
      plain.theta[2 + 4 * d + 2 * k],
      Math.exp(plain.theta[3 + 4 * d + 2 * k]),
    ];
    const [means, sds] = [0, 1].map((part) => [0, 1].map((k) => [0, 1].map((d) => parameter(k, d)[part])));
    const weights = [0, 1].map((k) => Math.exp(plain.theta[k]));

    all.forEach((row, n) => {
      const found = odd(n);
      assert.ok(
        Math.abs(found - expected(weights, means, sds, row)) < 1e-9 * Math.max(1, found),
        `row ${n}: ${found} for ${expected(weights, means, sds, row)}`,
      );
    });
  });

  it('Oddness rises with farther cells, with conflicting cells and in rarer clusters', () => {
    const odd = oddnessByRow(
      model,
      cellsOf([
        [0, 0, 0],
        [3, 0, 0],
        [3, 3, 0],
        [20, -20, 1],
        [20, 0, 0],
        [0, 0, 1],
      ]),
    );

    const [usual, one, two, rarer, mixed, level] = [0, 1, 2, 3, 4, 5].map(odd);

    assert.ok(
      usual < one && one < two && usual < rarer && rarer < mixed && usual < level,
      [usual, one, two, rarer, mixed, level].join(' '),
    );
  });

  it('A row without cells has an oddness of zero', () => {
    const odd = oddnessByRow(model, cellsOf([[NaN, NaN, NaN]]));

    assert.ok(Math.abs(odd(0)) < 1e-15);
  });

  it('The oddness of a cell is bounded, however far off it lies', () => {
    const odd = oddnessByRow(
      model,
      cellsOf([
        [1e300, -1e300, NaN],
        [40, 0, 0],
        [80, 0, 0],
      ]),
    );

    assert.ok(Number.isFinite(odd(0)));
    assert.equal(odd(1), odd(2), 'beyond 16 nats no cell is odder');
  });

  it('A code that counts as missing is as odd as a cell at the bound', () => {
    const cells = cellsOf([
      [NaN, 0, 0],
      [NaN, 0, 0],
      [1e9, 0, 0],
    ]);
    const odd = oddnessByRow(model, cells, [{ rows: Uint32Array.of(1) }]);

    assert.ok(odd(1) > odd(0) + 50);
    assert.ok(Math.abs(odd(1) - odd(2)) < 0.2 * odd(2), `${odd(1)} ${odd(2)}`);
  });

  it('Oddness is measured against the common components alone', () => {
    const rare: FittedModel = { ...model, standings: model.standings.map((_, k) => (k === 0 ? 'common' : 'stray')) };
    const cells = cellsOf([[20, -20, 1]]);

    assert.ok(oddnessByRow(rare, cells)(0) > 5 * oddnessByRow(model, cells)(0));
  });
});
