/** Passes over blocks that DuckDB reads, compared with passes in its SQL. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { complete } from '../../../server/core/numeric/generators';
import type { SqlModel, SqlSource } from '../../../server/formats/sql/sqlRows';
import { DatabasePasses, type PassRequest, type TablePasses } from '../../../server/pipeline/inDatabase/emInDatabase';
import { StreamedPasses } from '../../../server/pipeline/inPieces/streamedPasses';
import { createTable, useSqlEngine } from '../formats/sql/sqlEngines';
import { randomMixture } from '../formats/sql/sqlMixtures';

const ROWS = 300;
/** Number of rows of a block, which does not divide the number of all. */
const BLOCK_ROWS = 70;

describe('passes over blocks of rows from DuckDB', function () {
  this.timeout(120_000);
  const engines = useSqlEngine('duckdb');
  let tables = 0;

  async function tableOf(
    seed: number,
    isWrong: boolean,
  ): Promise<{ readonly model: SqlModel; readonly source: SqlSource }> {
    const { model, table } = randomMixture(seed, ROWS, isWrong);
    const name = `t${(tables += 1)}`;
    await createTable(engines.engine, { ...table, name });
    return { model, source: { dialect: 'duckdb', relation: name } };
  }

  /** Runs the requests of a pass. */
  async function resultOf<T>(
    pass: ReturnType<TablePasses['sums']> | Generator<PassRequest | undefined, T>,
  ): Promise<T> {
    const steps = pass as Generator<PassRequest | undefined, T, Parameters<ReturnType<TablePasses['sums']>['next']>[0]>;
    let next = steps.next();
    while (next.done !== true) {
      const { statements = [], blocks } = next.value ?? {};
      const results = [];
      for (const sql of statements) results.push(await engines.engine.run(sql));
      if (blocks === undefined) {
        next = steps.next(results);
        continue;
      }
      for (let from = 0; from < results[0].length; from += BLOCK_ROWS) {
        const rows = results[0].slice(from, from + BLOCK_ROWS);
        rows.forEach((row, n) => row.forEach((cell, d) => (blocks.arrays[d][n] = cell === null ? NaN : Number(cell))));
        complete(blocks.add(rows.length));
      }
      next = steps.next([[blocks.row()]]);
    }
    return next.value;
  }

  for (const isWrong of [false, true])
    it(`give the sums of SQL to 1e-10${isWrong ? ', without the cells set aside' : ''}`, async () => {
      const property = fc.asyncProperty(fc.integer({ min: 1, max: 2 ** 31 }), async (seed) => {
        const { model, source } = await tableOf(seed, isWrong);
        const expected = await resultOf(new DatabasePasses(source).sums(model));

        const sums = await resultOf(new StreamedPasses(source, undefined, undefined).sums(model));

        assert.deepEqual(
          [sums.rows, sums.asideWeights, sums.asideCounts],
          [ROWS, expected.asideWeights, expected.asideCounts],
        );
        assertClose(
          [sums.nlml, sums.uncertainty, sums.wrongCost],
          [expected.nlml, expected.uncertainty, expected.wrongCost],
        );
        assertClose(sums.statistics, expected.statistics);
      });
      await fc.assert(property, { numRuns: 6, endOnFailure: true });
    });

  it('give the facts of SQL, and the rows whose weight is no number', async () => {
    const { model, source } = await tableOf(5, false);
    await engines.engine.run(`UPDATE ${source.relation} SET "row" = NULL WHERE "row" = 7`);
    const expected = await resultOf(new DatabasePasses(source, 'row').facts(model));

    const found = await resultOf(new StreamedPasses(source, 'row', undefined).facts(model));

    assert.deepEqual([found.rows, found.unweighted], [expected.rows, 1]);
    found.facts.forEach(({ observed, mean, sd }, d) =>
      assertClose([observed, mean, sd], [expected.facts[d].observed, expected.facts[d].mean, expected.facts[d].sd]),
    );
  });

  it('send another statement for other parameters, by which a record knows them', async () => {
    const { model, source } = await tableOf(3, false);
    const passes = new StreamedPasses(source, undefined, undefined);
    const statementOf = (theta: Float64Array): string =>
      (passes.sums({ ...model, theta }).next().value as PassRequest).statements[0];

    const statements = [model.theta, model.theta, model.theta.map((x) => x - 1e-15)].map(statementOf);

    assert.equal(statements[0], statements[1]);
    assert.notEqual(statements[0], statements[2]);
  });
});

/** Asserts that numbers agree to 1e-10 of the largest of their kind. */
function assertClose(actual: ArrayLike<number>, expected: ArrayLike<number>): void {
  const scale = Math.max(...Array.from(expected, Math.abs));
  Array.from(expected).forEach((value, i) =>
    assert.ok(
      Math.abs(actual[i] - value) <= 1e-10 * Math.max(Math.abs(value), 1e-3 * scale),
      `number ${i}: ${actual[i]} for ${value}`,
    ),
  );
}
