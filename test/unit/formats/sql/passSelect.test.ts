/** One pass of EM in SQL, compared with the plain code. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { mixtureOf } from '../../../../server/core/judging/fittedModel';
import { expectation } from '../../../../server/core/mixture/expectation';
import { complete } from '../../../../server/core/numeric/generators';
import { passSelect, type PassSums } from '../../../../server/formats/sql/passSelect';
import { createTable, useSqlEngine, type TestEngine } from './sqlEngines';
import { keptCellsOf, randomMixture, type RandomMixture } from './sqlMixtures';

const ROWS = 300;
const RUNS = { clickhouse: 2, chdb: 2, duckdb: 8 } as const;
/** Number of mixtures with wrong cells: ClickHouse takes seconds to plan one. */
const WRONG_RUNS = { clickhouse: 1, chdb: 1, duckdb: 4 } as const;

for (const engine of ['clickhouse', 'chdb', 'duckdb'] as const) {
  describe(`a pass of EM by ${engine}`, function () {
    this.timeout(120_000);
    const engines = useSqlEngine(engine);
    let tables = 0;

    async function passOf(
      { model, table }: RandomMixture,
      options: Parameters<typeof passSelect>[2] = {},
      isGapless?: (d: number) => boolean,
    ): Promise<PassSums> {
      const name = `t${(tables += 1)}`;
      await createTable(engines.engine, { ...table, name });
      const { statements, read } = passSelect(
        model,
        { dialect: engines.engine.dialect, relation: name, isGapless },
        options,
      );
      return read(await inTurn(engines.engine, statements));
    }

    it('returns the NLML and the statistics of the plain code', async () => {
      const property = fc.asyncProperty(fc.integer({ min: 1, max: 2 ** 31 }), async (seed) => {
        const random = randomMixture(seed, ROWS, false);
        const expected = complete(expectation(mixtureOf(random.model), random.matrix));

        const sums = await passOf(random);

        assertClose([sums.nlml, sums.uncertainty, sums.rows], [expected.nlml, expected.uncertainty, ROWS], seed);
        assertClose(sums.statistics, expected.statistics, seed);
      });
      await fc.assert(property, { numRuns: RUNS[engine], endOnFailure: true });
    });

    it('returns the same sums where columns are known to have no gaps', async () => {
      const random = randomMixture(3, ROWS, false);
      const rows = random.table.rows.filter((row) => !row.includes(null) && !row.includes(999));
      const gapless = { ...random, table: { ...random.table, rows } };
      const expected = await passOf(gapless);

      const sums = await passOf(gapless, {}, () => true);

      assert.ok(rows.length > 50);
      assertClose(sums.statistics, expected.statistics, 3);
    });

    it('counts each row as often as its weight says', async () => {
      const random = randomMixture(5, ROWS, false);
      const rowWeights = Float64Array.from({ length: ROWS }, (_, n) => n);
      const expected = complete(expectation(mixtureOf(random.model), { ...random.matrix, rowWeights }));

      const sums = await passOf(random, { rowWeights: 'row' });

      assertClose(
        [sums.nlml, sums.uncertainty, sums.rows],
        [expected.nlml, expected.uncertainty, (ROWS * (ROWS - 1)) / 2],
        5,
      );
      assertClose(sums.statistics, expected.statistics, 5);
    });

    it('leaves out cells set aside, and returns their weights and the cost of their densities', async () => {
      const property = fc.asyncProperty(fc.integer({ min: 1, max: 2 ** 31 }), async (seed) => {
        const random = randomMixture(seed, ROWS, true);
        const { kept, weights, cost } = keptCellsOf(random);
        const expected = complete(expectation(mixtureOf(random.model), kept));

        const sums = await passOf(random);

        // A row with more wrong cells than rounds is another test's.
        fc.pre(sums.openRows === 0);
        assert.ok(weights.some((weight) => weight > 0));
        assert.deepEqual(sums.asideWeights, weights);
        assertClose([sums.nlml, sums.wrongCost], [expected.nlml, cost], seed);
        assertClose(sums.statistics, expected.statistics, seed);
      });
      await fc.assert(property, { numRuns: WRONG_RUNS[engine], examples: [[11]], endOnFailure: true });
    });

    it('sets all cells aside that can be wrong in a row with more wrong cells than rounds', async () => {
      const random = randomMixture(11, ROWS, true);
      const settled = await passOf(random);

      const sums = await passOf(random, { rounds: 1 });

      const countOf = ({ asideWeights }: PassSums): number => asideWeights.reduce((a, b) => a + b, 0);
      assert.ok(sums.openRows > 0);
      assert.ok(countOf(sums) >= countOf(settled) + sums.openRows);
      assert.ok(sums.statistics.every(Number.isFinite));
    });
  });
}

async function inTurn(
  engine: TestEngine,
  statements: readonly string[],
): Promise<Parameters<ReturnType<typeof passSelect>['read']>[0]> {
  const results = [];
  for (const sql of statements) results.push(await engine.run(sql));
  return results;
}

/** Asserts that sums agree to 1e-10 of the largest of their kind. */
function assertClose(actual: ArrayLike<number>, expected: ArrayLike<number>, seed: number): void {
  const scale = Math.max(...Array.from(expected, Math.abs));
  Array.from(expected).forEach((value, i) =>
    assert.ok(
      Math.abs(actual[i] - value) <= 1e-10 * Math.max(Math.abs(value), 1e-3 * scale),
      `seed ${seed}, number ${i}: ${actual[i]} for ${value}`,
    ),
  );
}
