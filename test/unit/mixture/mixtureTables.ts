/** Small matrices for tests, made from literal columns. */
import { readTable } from '../../../server/core/csv/table/table';
import type { Matrix } from '../../../server/core/data/matrix';
import { encode } from '../../../server/core/schema/encoding/encode';
import { inferSchema, type Kind } from '../../../server/core/schema/infer';
import { normalDeviate, seededRandom, type Random } from '../../../server/core/numeric/random';

/**
 * Returns the matrix of columns given by their cells, `null` where missing. Columns without a given kind have the
 * inferred kind.
 */
export function matrixOf(
  columns: Readonly<Record<string, readonly (number | string | null)[]>>,
  kinds?: Readonly<Record<string, Kind>>,
): Matrix {
  const names = Object.keys(columns);
  const rows = columns[names[0]].map((_, row) => names.map((name) => columns[name][row] ?? '').join(';'));
  const table = readTable([names.join(';'), ...rows].join('\n') + '\n', {
    delimiter: ';',
    hasHeader: true,
    decimal: '.',
    missing: [''],
  });
  return encode(table, inferSchema(table, { kinds })).matrix;
}

/** Draws a count as arrivals with exponential waiting times, which differs from the sampler of the family. */
export function poissonDraw(rate: number, random: Random): number {
  let count = -1;
  for (let time = 0; time < rate; count++) time -= Math.log(1 - random());
  return count;
}

/**
 * Draws a count of a negative binomial of an integer size: failures before `size` successes, as a sum of geometric
 * counts.
 */
export function negativeBinomialDraw(mean: number, size: number, random: Random): number {
  let count = 0;
  for (let i = 0; i < size; i++) count += Math.floor(Math.log(1 - random()) / Math.log(mean / (size + mean)));
  return count;
}

/** Draws two groups of rows in columns of all families, with a tenth of the cells missing. */
export function mixedMatrix(rows: number, seed: number): Matrix {
  const random = seededRandom(seed);
  const group = Array.from({ length: rows }, () => (random() < 0.4 ? 0 : 1));
  const column = (draw: (group: number) => number | string): (number | string | null)[] =>
    group.map((g) => (random() < 0.1 ? null : draw(g)));
  return matrixOf(
    {
      normal: column((g) => [3, 5][g] + normalDeviate(random)),
      lognormal: column((g) => Math.exp([1, 3][g] + [0.5, 0.8][g] * normalDeviate(random))),
      poisson: column((g) => poissonDraw([2, 9][g], random)),
      bernoulli: column((g) => (random() < [0.8, 0.3][g] ? 'yes' : 'no')),
      categorical: column((g) => ['a', 'b', 'c', 'd'][Math.min(3, Math.floor(random() * [2.5, 6][g]))]),
      negativeBinomial: column((g) => negativeBinomialDraw([3, 40][g], [1, 2][g], random)),
    },
    {
      normal: 'normal',
      lognormal: 'lognormal',
      poisson: 'poisson',
      bernoulli: 'bernoulli',
      categorical: 'categorical',
      negativeBinomial: 'negativeBinomial',
    },
  );
}

/**
 * Draws two groups in columns of all numeric families. Small and large numbers are bounds, and a tenth of the cells is
 * missing.
 */
export function boundedMatrix(rows: number, seed: number): Matrix {
  const random = seededRandom(seed);
  const group = Array.from({ length: rows }, () => (random() < 0.4 ? 0 : 1));
  const column = (draw: (group: number) => number, low: number, high: number): (number | string | null)[] =>
    group.map((g) => {
      const x = draw(g);
      const limit = random() < 0.5 ? low : 1.3 * low;
      return random() < 0.1 ? null : x < limit ? `<${limit}` : x > high ? `>=${high}` : x;
    });
  return matrixOf(
    {
      a: column((g) => [3, 5][g] + normalDeviate(random), 2.5, 6),
      b: column((g) => Math.exp([1, 3][g] + [0.5, 0.8][g] * normalDeviate(random)), 2, 50),
      c: column((g) => poissonDraw([2, 9][g], random), 3, 12),
      d: column((g) => negativeBinomialDraw([3, 40][g], [1, 2][g], random), 2, 70),
    },
    { a: 'normal', b: 'lognormal', c: 'poisson', d: 'negativeBinomial' },
  );
}
