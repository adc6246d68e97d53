/** Levels of a table in a database that a sample of its rows lacks. */
import assert from 'node:assert/strict';
import { complete } from '../../../server/core/numeric/generators';
import { normalDeviate, seededRandom } from '../../../server/core/numeric/random';
import { runPipeline } from '../../../server/pipeline/fitTable';
import { useSqlEngine, type Cell, type TestTable } from '../formats/sql/sqlEngines';
import { csvOf, fitTable } from './databaseFits';

const ROWS = 3000;
const SAMPLED = 1000;
const OPTIONS = { k: 2 } as const;

/** Two clusters, with towns of which the last rows have more than the first, some of them misspelt, and codes. */
function tableOf(name: string, late: readonly string[]): TestTable {
  const random = seededRandom(12);
  const rows = Array.from({ length: ROWS }, (_, n): readonly Cell[] => {
    const isSecond = random() < 0.4;
    const towns = n < SAMPLED ? ['Hamburg', 'Leipzig'] : ['Hamburg', 'Leipzig', ...late];
    const town = towns[Math.floor(random() * towns.length)];
    const isSlip = n >= SAMPLED && n % 500 === 0;
    return [
      (isSecond ? 59 : 52) + normalDeviate(random),
      (isSecond ? 50 : 20) + 3 * normalDeviate(random),
      random() < 0.03 ? null : isSlip ? 'Hambrug' : town,
      n < SAMPLED ? 1 + (n % 2) : 1 + (n % 3),
    ];
  });
  return {
    name,
    columns: [
      { name: 'width', type: 'DOUBLE' },
      { name: 'height', type: 'DOUBLE' },
      { name: 'town', type: 'VARCHAR' },
      { name: 'grade', type: 'BIGINT' },
    ],
    rows,
  };
}

describe('levels in a database that the sample lacks', function () {
  this.timeout(120_000);
  const engines = useSqlEngine('duckdb');

  it('are those of a fit in memory, with the same misspelt texts and parameters', async () => {
    const table = tableOf('towns', ['Dresden', 'Bremen, "old"']);
    const expected = complete(runPipeline(csvOf(quoted(table)), OPTIONS, () => 0)).model;

    const { model } = await fitTable(engines.engine, table, OPTIONS, SAMPLED);

    const columns = model.schema.map(({ kind, levels, spelling }) => [kind, levels, spelling?.misspelt]);
    assert.deepEqual(
      columns,
      expected.schema.map(({ kind, levels, spelling }) => [kind, levels, spelling?.misspelt]),
    );
    assert.deepEqual(model.schema[2].levels, ['Bremen, "old"', 'Dresden', 'Hamburg', 'Leipzig']);
    expected.theta.forEach((value, i) =>
      assert.ok(Math.abs(model.theta[i] - value) <= 1e-6 * Math.max(1, Math.abs(value)), `parameter ${i}`),
    );
  });

  it('are reported as missing where they are too many', async () => {
    const late = Array.from({ length: 1200 }, (_, i) => `no. ${i * i} \u202e<b>`);

    const { report, model } = await fitTable(engines.engine, tableOf('many', late), OPTIONS, SAMPLED);

    assert.deepEqual(model.schema[2].levels, ['Hamburg', 'Leipzig']);
    assert.ok(report.certificate.warnings.some((line) => /^Column "town": .* of no level/.test(line)));
  });
});

/** The table with its texts as cells of CSV. */
function quoted(table: TestTable): TestTable {
  const rows = table.rows.map((row) =>
    row.map((cell) => (typeof cell === 'string' && cell.includes('"') ? `"${cell.replaceAll('"', '""')}"` : cell)),
  );
  return { ...table, rows };
}
