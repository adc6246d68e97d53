/** The estimate `robust` over a table in a database, compared with the fit in memory. */
import assert from 'node:assert/strict';
import { complete } from '../../../server/core/numeric/generators';
import { normalDeviate, seededRandom } from '../../../server/core/numeric/random';
import { runPipeline } from '../../../server/pipeline/fitTable';
import type { FitOptions } from '../../../server/protocol';
import { useSqlEngine, type Cell, type TestTable } from '../formats/sql/sqlEngines';
import { csvOf, fitTable, type TracedFit } from './databaseFits';

const ROWS = 3000;
const SAMPLED = 1000;
const OPTIONS: FitOptions = { k: 2, kinds: { width: 'normal', price: 'lognormal', visits: 'poisson' } };

/** Cells to plant in a row of width, price and visits. */
type Slip = (row: readonly number[]) => readonly number[];

const FAR: Slip = ([width, price, visits]) => [width + 15, price, visits];
const TENFOLD: Slip = ([width, price, visits]) => [width, price * 1000, visits];
const SENTINEL: Slip = ([width, price]) => [width, price, 9999];
const ALL_WILD: Slip = ([width, price, visits]) => [1e12 * width, 1e9 * price, 1e4 * (visits + 1)];

/** Two clusters of a normal, a lognormal and a count, with gaps and slips. */
function tableOf(seed: number, slips: ReadonlyMap<number, Slip>): TestTable {
  const random = seededRandom(seed);
  const rows = Array.from({ length: ROWS }, (_, n): readonly Cell[] => {
    const isSecond = random() < 0.4;
    const row = [
      (isSecond ? 9 : 2) + normalDeviate(random),
      Math.exp((isSecond ? 4 : 2) + 0.2 * normalDeviate(random)),
      Math.max(0, Math.round((isSecond ? 30 : 12) + 4 * normalDeviate(random))),
    ];
    const written = slips.get(n)?.(row) ?? row;
    return [...written.map((value) => (random() < 0.03 ? null : value)), isSecond === random() < 0.9 ? 'red' : 'blue'];
  });
  return {
    name: `table_${seed}`,
    columns: [
      { name: 'width', type: 'DOUBLE' },
      { name: 'price', type: 'DOUBLE' },
      { name: 'visits', type: 'BIGINT' },
      { name: 'colour', type: 'VARCHAR' },
    ],
    rows,
  };
}

/** Slips in every fiftieth row, in turn. */
const slips = new Map(
  Array.from({ length: ROWS / 50 }, (_, i) => [50 * i + 7, [FAR, TENFOLD, SENTINEL, ALL_WILD][i % 4]] as const),
);

describe('the estimate robust in a database', function () {
  this.timeout(240_000);
  const engines = useSqlEngine('duckdb');

  const fitOf = (table: TestTable, options: FitOptions): Promise<TracedFit> =>
    fitTable(engines.engine, table, options, SAMPLED);

  it('sets the cells aside that a fit in memory sets aside, also in rows with several', async () => {
    const table = tableOf(3, slips);
    const expected = complete(runPipeline(csvOf(table), OPTIONS, () => 0)).report;

    const { report } = await fitOf(table, OPTIONS);

    const counts = report.columns.map(({ name, setAside, missing }) => [name, setAside, missing]);
    assert.deepEqual(
      counts,
      expected.columns.map(({ name, setAside, missing }) => [name, setAside, missing]),
    );
    // The sentinel is a code for missing cells.
    assert.ok(report.columns.slice(0, 3).every(({ setAside = 0 }) => setAside >= 10));
  });

  it('ends at the parameters of a fit in memory', async () => {
    const table = tableOf(4, slips);
    const expected = complete(runPipeline(csvOf(table), OPTIONS, () => 0)).model;

    const { model } = await fitOf(table, OPTIONS);

    expected.theta.forEach((value, i) =>
      assert.ok(Math.abs(model.theta[i] - value) <= 1e-6 * Math.max(1, Math.abs(value)), `parameter ${i}`),
    );
    assert.deepEqual(
      model.channels?.map(({ rate }) => rate),
      expected.channels?.map(({ rate }) => rate),
    );
  });

  it('has the NLML of a fit in memory where no cell is set aside', async () => {
    const table = tableOf(5, new Map());
    const expected = complete(runPipeline(csvOf(table), OPTIONS, () => 0)).report;

    const { report } = await fitOf(table, OPTIONS);

    assert.ok(Math.abs(report.nlml - expected.nlml) <= 1e-8 * Math.abs(expected.nlml), `NLML ${report.nlml}`);
    assert.ok(Math.abs(report.bic - expected.bic) <= 1e-8 * Math.abs(expected.bic), `BIC ${report.bic}`);
  });

  it('never raises the objective of a run', async () => {
    const { objectives } = await fitOf(tableOf(6, slips), OPTIONS);

    assert.ok(objectives.length > 2);
    objectives.slice(1).forEach((objective, i) => {
      assert.ok(objective <= objectives[i] + 1e-9 * Math.abs(objective), `step ${i + 1}`);
    });
  });

  it('counts rows as often as their weights say', async () => {
    const table = tableOf(8, slips);
    const weighted: TestTable = {
      ...table,
      columns: [...table.columns, { name: 'times', type: 'BIGINT' }],
      rows: table.rows.map((row, n) => [...row, n % 3]),
    };
    const options = { ...OPTIONS, rowWeights: 'times' };
    const expected = complete(runPipeline(csvOf(weighted), options, () => 0));

    const { report, model } = await fitOf(weighted, options);

    assert.equal(report.totalWeight, expected.report.totalWeight);
    expected.model.theta.forEach((value, i) =>
      assert.ok(Math.abs(model.theta[i] - value) <= 1e-6 * Math.max(1, Math.abs(value)), `parameter ${i}`),
    );
  });
});
