import assert from 'node:assert/strict';
import { normalDeviate, seededRandom, type Random } from '../../../server/core/numeric/random';
import { repeatedValues } from '../../../server/core/schema/missingCodes';
import { poissonDraw } from '../mixture/mixtureTables';

function numbers(count: number, seed: number, draw: (random: Random) => number): number[] {
  const random = seededRandom(seed, 0x9999);
  return Array.from({ length: count }, () => draw(random));
}

function found(values: readonly number[]): readonly number[] {
  return repeatedValues(Float64Array.from(values));
}

describe('repeated values', () => {
  const normals = numbers(200, 1, normalDeviate);
  const ratings = numbers(200, 2, (random) => 1 + Math.floor(10 * random()));

  it('A repeated −999 among measurements is found', () => {
    assert.deepEqual(found([...normals, ...Array<number>(6).fill(-999)]), [-999]);
  });

  it('A repeated 99 among ratings from 1 to 10 is found', () => {
    assert.deepEqual(found([...ratings, 99, 99, 99, 99]), [99]);
  });

  it('Repeated values on both sides of the others are found', () => {
    const ages = numbers(200, 3, (random) => 100 + Math.floor(60 * random()));
    assert.deepEqual(found([...ages, ...Array<number>(5).fill(9999), ...Array<number>(4).fill(-1)]), [-1, 9999]);
  });

  it('Repeated 98 and 99 side by side are found, 99 and 100 are not', () => {
    const nines = [...Array<number>(4).fill(98), ...Array<number>(5).fill(99)];
    const ages = numbers(200, 4, (random) => 18 + Math.floor(50 * random()));

    assert.deepEqual(found([...ratings, ...nines]), [98, 99]);
    assert.deepEqual(found([...ages, ...nines]), [98, 99]);
    assert.deepEqual(found([...ages, ...nines.map((x) => x + 1)]), []);
  });

  it('Repeated 0 and −1 side by side are found among positive numbers far from both', () => {
    const weights = numbers(200, 5, (random) => 50 + 5 * normalDeviate(random));
    const codes = [...Array<number>(12).fill(0), ...Array<number>(9).fill(-1)];

    assert.deepEqual(found([...weights, ...codes]), [-1, 0]);
    assert.deepEqual(found([...weights, ...codes.map((x) => x + 2)]), []);
    assert.deepEqual(found([...weights.map((x) => x - 50), ...codes]), []);
  });

  it('Repeated values at both ends are found even if each stretches the range for the other', () => {
    const weights = numbers(200, 6, (random) => 50 + 5 * normalDeviate(random));
    assert.deepEqual(found([...weights, ...Array<number>(12).fill(0), ...Array<number>(12).fill(100)]), [0, 100]);
  });

  it('A repeated negative number below ranks from 1 on is found, unless the ranks begin lower', () => {
    const ranks = numbers(200, 7, (random) => 1 + Math.floor(5 * random()));
    const codes = Array<number>(9).fill(-1);

    assert.deepEqual(found([...ranks, ...codes]), [-1]);
    assert.deepEqual(found([...ranks.map((x) => x - 1), ...codes]), []);
    assert.deepEqual(found([...ranks.map((x) => 2 * x - 1), ...codes]), []);
  });

  it('A repeated value is found among missing cells and beside another wild cell', () => {
    assert.deepEqual(found([...normals, NaN, 55, ...Array<number>(6).fill(-999), NaN]), [-999]);
  });

  it('A repeated value stands at least three times', () => {
    assert.deepEqual(found([...normals, -999, -999]), []);
    assert.deepEqual(found([...normals, -999, -999, -999]), [-999]);
  });

  it('A repeated value has no more than half of the cells', () => {
    assert.deepEqual(found([...normals.slice(0, 20), ...Array<number>(21).fill(-999)]), []);
  });

  const clean: readonly (readonly [string, (random: Random) => number])[] = [
    ['normal numbers', normalDeviate],
    ['rounded normal numbers', (random) => Math.round(3 * normalDeviate(random))],
    ['counts that are mostly zero', (random) => (random() < 0.8 ? 0 : poissonDraw(20, random))],
    ['counts with very many zeros', (random) => (random() < 0.45 ? 0 : poissonDraw(3, random))],
    ['ratings from 1 to 5', (random) => 1 + Math.floor(5 * random())],
    ['two groups far apart', (random) => (random() < 0.5 ? 0 : 100) + normalDeviate(random)],
    [
      'two groups of whole numbers far apart',
      (random) => (random() < 0.5 ? 0 : 100) + Math.round(normalDeviate(random)),
    ],
    ['a few whole numbers far from the others', (random) => (random() < 0.2 ? 60 : 0) + Math.floor(3 * random())],
    ['doses that grow', (random) => [0, 1, 3, 10, 30, 100][Math.floor(6 * random())]],
    ['postage', (random) => [1.5, 2.5, 3.95, 12.5][Math.floor(4 * random())]],
    ['ages up to 99', (random) => Math.floor(100 * random())],
    ['skewed numbers', (random) => Math.round(Math.exp(2 * normalDeviate(random)))],
    ['codes of no and yes', (random) => (random() < 0.3 ? 1 : 0)],
  ];
  for (const [what, draw] of clean) {
    it(`No repeated value is found in ${what}`, () => {
      for (let seed = 10; seed < 40; seed++) {
        for (const count of [30, 300])
          assert.deepEqual(found(numbers(count, seed, draw)), [], `seed ${seed}, ${count} numbers`);
      }
    });
  }

  it('No repeated value is found where there are hardly any other numbers', () => {
    for (const few of [[], [NaN, NaN], [1, 1, 1], [-999, -999, -999, 1, 2], [5, 5, 5, 5, -999, -999, -999]])
      assert.deepEqual(found(few), []);
  });
});
