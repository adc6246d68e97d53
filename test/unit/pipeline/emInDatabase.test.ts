/** EM by passes in a database, compared with EM in memory. */
import assert from 'node:assert/strict';
import { mixtureOf, type FittedModel } from '../../../server/core/judging/fittedModel';
import type { Matrix } from '../../../server/core/data/matrix';
import { em, WARM_PLAIN_STEPS, type EmStep, type Run } from '../../../server/core/mixture/em';
import { complete } from '../../../server/core/numeric/generators';
import { factsOf } from '../../../server/core/schema/encoding/facts';
import { factsSelect } from '../../../server/formats/sql/factsSelect';
import type { SqlSource } from '../../../server/formats/sql/sqlRows';
import { DatabasePasses, emInDatabase } from '../../../server/pipeline/inDatabase/emInDatabase';
import { createTable, useSqlEngine } from '../formats/sql/sqlEngines';
import { randomMixture } from '../formats/sql/sqlMixtures';

const ROWS = 400;
const OPTIONS = { estimate: 'map', maxIterations: 200, tolerance: 1e-7 } as const;

describe('EM in a database', function () {
  this.timeout(120_000);
  const engines = useSqlEngine('duckdb');
  const source: SqlSource = { dialect: 'duckdb', relation: 'rows' };
  let model: FittedModel;
  let matrix: Matrix;

  before(async () => {
    const random = randomMixture(9, ROWS, false);
    await createTable(engines.engine, { ...random.table, name: 'rows' });
    const columns = random.matrix.columns.map((column) => ({
      ...column,
      facts: factsOf(column.values, column.levels.length),
    }));
    matrix = { rows: ROWS, columns };
    model = { ...random.model, facts: columns.map(({ facts }) => facts) };
  });

  async function run(start: FittedModel): Promise<{ readonly steps: readonly EmStep[]; readonly end: Run }> {
    const observed = start.facts.map((column) => column.observed);
    const options = { ...OPTIONS, rows: ROWS, observed, priorStrength: 1 };
    const passes = emInDatabase(start, new DatabasePasses(source), options);
    const steps: EmStep[] = [];
    for (let next = passes.next(); ;) {
      if (next.done === true) return { steps, end: next.value };
      if (next.value === undefined) next = passes.next();
      else if ('statements' in next.value) {
        const results = [];
        for (const sql of next.value.statements) results.push(await engines.engine.run(sql));
        next = passes.next(results);
      } else {
        steps.push(next.value);
        next = passes.next();
      }
    }
  }

  it('computes the facts of all rows from those of a sample', async () => {
    const guessed = model.facts.map((facts) => ({ ...facts, mean: facts.mean * 1.1 + 1, observed: 7, missing: 3 }));
    const { statement, read } = factsSelect({ ...model, facts: guessed }, source);

    const { rows, facts } = read(await engines.engine.run(statement));

    assert.equal(rows, ROWS);
    facts.forEach(({ observed, missing, mean, sd }, d) => {
      const expected = model.facts[d];
      assert.deepEqual([observed, missing], [expected.observed, expected.missing]);
      if (expected.levels > 0) return;
      assert.ok(Math.abs(mean - expected.mean) <= 1e-10 * Math.abs(expected.mean), `mean ${mean} for ${expected.mean}`);
      assert.ok(Math.abs(sd - expected.sd) <= 1e-10 * expected.sd, `sd ${sd} for ${expected.sd}`);
    });
  });

  it('takes the steps of EM in memory, and ends at its parameters', async () => {
    const expected = complete(em(mixtureOf(model), matrix, OPTIONS, WARM_PLAIN_STEPS));

    const { steps, end } = await run(model);

    assert.equal(end.reason, 'converged');
    assert.equal(steps.length, expected.trace.length);
    steps.forEach(({ objective }, i) => {
      const difference = Math.abs(objective - expected.trace[i].objective);
      assert.ok(difference <= 1e-9 * Math.abs(objective), `step ${i}: ${objective} for ${expected.trace[i].objective}`);
    });
    expected.mixture.theta.forEach((value, i) =>
      assert.ok(Math.abs(end.mixture.theta[i] - value) <= 1e-6 * Math.max(1, Math.abs(value)), `parameter ${i}`),
    );
  });
});
