/** Scores in SQL, compared with those of the plain code, on every engine that is installed. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { scoringSelect } from '../../../../server/formats/sql/scoringSelect';
import { SQL_DIALECTS, sqlDialect } from '../../../../server/formats/sql/sqlDialects';
import { createTable, useSqlEngine } from './sqlEngines';
import { randomMixture, scoresOf } from './sqlMixtures';

const ROWS = 120;
/** Number of mixtures; the old version of ClickHouse plans each statement for seconds. */
const RUNS = { clickhouse: 1, duckdb: 6, postgres: 6 } as const;

for (const dialect of SQL_DIALECTS) {
  describe(`scores of rows by ${dialect}`, function () {
    this.timeout(120_000);
    const engines = useSqlEngine(dialect);
    let tables = 0;

    for (const hasChannels of [false, true]) {
      it(`equal those of the plain code, ${hasChannels ? 'with' : 'without'} error channels`, async () => {
        const property = fc.asyncProperty(fc.integer({ min: 1, max: 2 ** 31 }), async (seed) => {
          const { model, matrix, table } = randomMixture(seed, ROWS, hasChannels);
          const name = `t${(tables += 1)}`;
          await createTable(engines.engine, { ...table, name });
          const relation = sqlDialect(dialect).identifier(name);
          const expected = scoresOf(model, matrix);

          const rows = await engines.engine.run(scoringSelect(model, { dialect, relation }, { carried: ['row'] }));

          assert.equal(rows.length, ROWS);
          for (const [row, cluster, ...scores] of rows) {
            const n = Number(row);
            const posterior = Array.from(expected.posterior.subarray(n * model.k, (n + 1) * model.k));
            const most = Math.max(...posterior);
            assert.ok(posterior[Number(cluster) - 1] >= most - 1e-9, `seed ${seed}, row ${n}: cluster ${cluster}`);
            posterior.forEach((p, k) =>
              assert.ok(Math.abs(Number(scores[k]) - p) < 1e-9, `seed ${seed}, row ${n}: ${scores[k]} for ${p}`),
            );
            const logDensity = expected.logDensity[n];
            const difference = Math.abs(Number(scores[model.k]) - logDensity);
            assert.ok(
              difference <= 1e-9 * Math.max(1, Math.abs(logDensity)),
              `seed ${seed}, row ${n}: ${scores[model.k]} for ${logDensity}`,
            );
          }
        });
        await fc.assert(property, { numRuns: RUNS[dialect], endOnFailure: true });
      });
    }
  });
}
