/** Tests row weights: facts, fits and scores of weighted rows, and refused weights. */
import assert from 'node:assert/strict';
import { readTable } from '../../../server/core/csv/table/table';
import { pickRows, totalWeight, type Matrix } from '../../../server/core/data/matrix';
import { complete } from '../../../server/core/numeric/generators';
import { score } from '../../../server/core/mixture/expectation';
import { DEFAULT_FIT_OPTIONS, fit } from '../../../server/core/selection/fitMixture';
import { em } from '../../../server/core/mixture/em';
import { lbfgs } from '../../../server/core/mixture/lbfgs';
import { Space } from '../../../server/core/data/rowPoints';
import { start } from '../../../server/core/mixture/start';
import { shapeOf } from '../../../server/core/mixture/model';
import { normalDeviate, seededRandom } from '../../../server/core/numeric/random';
import { encode } from '../../../server/core/schema/encoding/encode';
import { factsOf } from '../../../server/core/schema/encoding/facts';
import { inferSchema } from '../../../server/core/schema/infer';
import { rowWeightsOf } from '../../../server/core/schema/encoding/rowWeights';

/** Rows of numbers, counts and levels with gaps, and their weights. */
function table(): { csv: string; weights: readonly number[] } {
  const random = seededRandom(3);
  const weights = Array.from({ length: 60 }, (_, n) => n % 4);
  const rows = weights.map((weight, n) => {
    const group = n % 2;
    const x = (group === 0 ? -3 : 4) + normalDeviate(random);
    const z = random() < 0.8 ? 'ab'[group] : 'c';
    return `${n % 7 === 0 ? '' : x},${z},${Math.round(5 + 20 * group + 2 * normalDeviate(random))},${weight}`;
  });
  return { csv: `x,z,count,freq\n${rows.join('\n')}\n`, weights };
}

const kinds = { x: 'normal', z: 'categorical', count: 'poisson' } as const;

/** A matrix with row weights, and the matrix in which each row is repeated by its weight. */
function matrices(): { weighted: Matrix; repeated: Matrix } {
  const { csv, weights } = table();
  const data = readTable(csv);
  const schema = inferSchema(data, { rowWeights: 'freq', kinds });
  const read = rowWeightsOf(data, 3);
  assert.ok(typeof read !== 'string');
  const weighted = encode(data, schema, undefined, read).matrix;
  const plain = pickRows(
    { ...weighted, rowWeights: undefined },
    Uint32Array.from(weights.flatMap((weight, n) => Array<number>(weight).fill(n))),
  );
  const repeated = {
    ...plain,
    columns: plain.columns.map((column) => ({ ...column, facts: factsOf(column.values, column.levels.length) })),
  };
  return { weighted, repeated };
}

function near(a: number, b: number, what: string): void {
  assert.ok(Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(b)), `${what}: ${a} instead of ${b}`);
}

describe('row weights', function () {
  this.timeout(30_000);

  it('Weighted and repeated rows have the same facts', () => {
    const { weighted, repeated } = matrices();

    near(totalWeight(weighted), repeated.rows, 'N');
    weighted.columns.forEach(({ name, facts }, d) => {
      near(facts.mean, repeated.columns[d].facts.mean, `mean of ${name}`);
      near(facts.sd, repeated.columns[d].facts.sd, `sd of ${name}`);
      near(facts.observed, repeated.columns[d].facts.observed, `observed of ${name}`);
    });
  });

  it('Weighted and repeated rows have the same NLML by EM and by L-BFGS', () => {
    const { weighted, repeated } = matrices();
    const shape = shapeOf(weighted.columns, 2);

    for (const estimate of ['map', 'ml'] as const) {
      const options = { estimate, maxIterations: 40, tolerance: 1e-12 };
      const initial = complete(
        start(shape, { matrix: repeated, space: new Space(repeated), estimate, kind: 'k-means++' }, seededRandom(1)),
      );

      for (const run of [em, lbfgs]) {
        const [a, b] = [
          complete(run(initial, weighted, options)),
          complete(run({ ...initial, shape: shapeOf(repeated.columns, 2) }, repeated, options)),
        ];
        near(a.trace.at(-1)?.nlml ?? NaN, b.trace.at(-1)?.nlml ?? NaN, `NLML by ${run.name}`);
      }
    }
  });

  it('Weighted and repeated rows have the same BIC, ICL and component weights', () => {
    const { weighted, repeated } = matrices();

    const [a, b] = [weighted, repeated].map((matrix) => complete(fit(matrix, { ...DEFAULT_FIT_OPTIONS, k: 2 })));

    near(a.bic, b.bic, 'BIC');
    near(a.icl, b.icl, 'ICL');
    near(a.mixture.theta[0], b.mixture.theta[0], 'log weight');
  });

  /** The weighted matrix with a wild cell in row 4, whose weight is zero. */
  function withWildRow(weighted: Matrix): Matrix {
    return {
      ...weighted,
      columns: weighted.columns.map((column, d) =>
        d === 0 ? { ...column, values: column.values.map((x, n) => (n === 4 ? 1e6 : x)) } : column,
      ),
    };
  }

  it('A row of weight zero has no part in the fit', () => {
    const { weighted } = matrices();
    const wild = withWildRow(weighted);

    const [a, b] = [weighted, wild].map((matrix) => complete(fit(matrix, { ...DEFAULT_FIT_OPTIONS, k: 2 })));
    assert.equal(weighted.rowWeights?.[4], 0);
    near(b.nlml, a.nlml, 'NLML');
  });

  it('A row of weight zero is scored', () => {
    const wild = withWildRow(matrices().weighted);
    const { mixture } = complete(fit(wild, { ...DEFAULT_FIT_OPTIONS, k: 2 }));

    const { logDensity } = complete(score(mixture, wild));

    assert.ok(logDensity[4] < -1e6, String(logDensity[4]));
  });

  /** Refusal of row weights in the column "w". */
  function refusal(cells: readonly string[]): string {
    const csv = `x,w\n${cells.map((cell) => `1,${cell}`).join('\n')}\n`;
    return String(rowWeightsOf(readTable(csv, { hasHeader: true, delimiter: ',' }), 1));
  }

  it('A row weight that is not a number of at least 0 is refused with its line', () => {
    assert.match(refusal(['1', 'two']), /^Line 3: the row weight "two" in "w" is not a number of at least 0\.$/);
    assert.match(refusal(['-1', '2']), /^Line 2: the row weight "-1"/);
    assert.match(refusal(['1', '']), /^Line 3: the row weight ""/);
  });

  it('Row weights that are all zero are refused', () => {
    assert.match(refusal(['0', '0']), /^All row weights in "w" are 0/);
  });

  it('Row weights whose sum is too large are refused', () => {
    assert.match(refusal(['1e300', '1']), /sum to 1e\+300/);
  });
});
