/** `score --sql`: the printed SELECT scores a table in a database as `--scores` scores the file. */
import assert from 'node:assert/strict';
import { DuckDBInstance } from '@duckdb/node-api';
import { PENGUINS_PATH, useCommandLine } from './commandLine';

/** Visits in two seasons with the rain of the day, from 6 to 18 hours, so that the day is cut open at midnight. */
function visits(rows: number): string {
  let state = 7;
  const uniform = (): number => (state = (state * 48271) % 2147483647) / 2147483647;
  const normal = (): number => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
  const lines = Array.from({ length: rows }, (_, n) => {
    const isSummer = uniform() < 0.5;
    const day = Math.round((isSummer ? 200 : 40) + 6 * normal());
    const hour = Math.max(6, Math.min(17, Math.round(12 + 3 * normal())));
    const seconds = 86_400 * (19_359 + day) + 3600 * hour + Math.floor(3600 * uniform());
    const time = new Date(1000 * seconds).toISOString().slice(0, 19).replace('T', ' ');
    const rain = uniform() < (isSummer ? 0.8 : 0.3) ? '0' : Math.exp(1 + 0.5 * normal()).toFixed(1);
    return `${1000 + 17 * n},${uniform() < 0.03 ? '' : time},${rain}`;
  });
  return `id,at,rain\n${lines.join('\n')}\n`;
}

describe('score --sql', () => {
  const cli = useCommandLine();
  before(() =>
    cli.output('fit', PENGUINS_PATH, '--out', 'model.json', '--scores', 'scores.csv', '--scores-digits', '17'),
  );

  it('prints a SELECT whose scores are those of --scores', async () => {
    const sql = cli.output('score', '--sql', 'duckdb', '--model', 'model.json', '--table', 'main.penguins');
    const connection = await (await DuckDBInstance.create(':memory:')).connect();
    await connection.run(`CREATE TABLE penguins AS FROM read_csv('${PENGUINS_PATH}', nullstr = ['NA', ''])`);

    const reader = await connection.runAndReadAll(sql);

    const names = reader.columnNames();
    const written = cli.read('scores.csv').trim().split('\n');
    const columns = written[0].split(',').slice(0, -1);
    assert.deepEqual(
      names,
      columns.map((name) => name.replaceAll('"', '')),
    );
    const numbers = (row: readonly unknown[]): readonly number[] => row.slice(8, -1).map(Number);
    const expected = written.slice(1).map((line) => numbers(line.split(',').slice(0, -1)));
    const byDensity = (a: readonly number[], b: readonly number[]): number => a[a.length - 1] - b[b.length - 1];
    const scored = reader.getRows().map(numbers).sort(byDensity);
    [...expected].sort(byDensity).forEach((row, n) => {
      row.forEach((value, i) =>
        assert.ok(Math.abs(scored[n][i] - value) < 1e-9, `row ${n}: ${scored[n][i]} for ${value}`),
      );
    });
  });

  it('reads dates, times and numbers of which many are zero as the program does', async () => {
    cli.write('visits.csv', visits(400));
    cli.output('fit', 'visits.csv', '--out', 'visits.json', '--scores', 'visits.scores.csv', '--scores-digits', '17');
    const sql = cli.output('score', '--sql', 'duckdb', '--model', 'visits.json', '--table', 'visits');
    const connection = await (await DuckDBInstance.create(':memory:')).connect();
    await connection.run(`CREATE TABLE visits AS FROM read_csv('${cli.pathOf('visits.csv')}')`);

    const reader = await connection.runAndReadAll(sql);

    const written = cli.read('visits.scores.csv').trim().split('\n');
    const place = written[0].split(',').indexOf('log_density');
    const expected = new Map(written.slice(1).map((line) => [line.split(',')[0], Number(line.split(',')[place])]));
    const scored = reader.getRows();
    assert.equal(scored.length, 400);
    assert.match(written[0], /^id,at,rain,cluster,p1,p2/);
    for (const row of scored) {
      const logDensity = expected.get(String(row[0])) ?? NaN;
      assert.ok(
        Math.abs(Number(row[place]) - logDensity) < 1e-9,
        `${String(row[0])}: ${String(row[place])} for ${logDensity}`,
      );
    }
  });

  it('refuses a file, since it reads none', () => {
    const { status, stderr } = cli.run('score', 'a.csv', '--sql', 'duckdb', '--model', 'model.json');

    assert.equal(status, 2);
    assert.match(stderr, /^mixture-lens: --sql prints a SELECT .* name the table by --table\n$/);
  });

  it('refuses a model of bounds, with one line that names the column', () => {
    const rows = Array.from({ length: 60 }, (_, n) => (n % 6 === 0 ? '<0.5' : (0.5 + ((n * 37) % 50) / 10).toFixed(1)));
    cli.write('bounds.csv', `level\n${rows.join('\n')}\n`);
    cli.output('fit', 'bounds.csv', '--out', 'bounds.json');

    const { status, stdout, stderr } = cli.run('score', '--sql', 'postgres', '--model', 'bounds.json');

    assert.equal(status, 2);
    assert.equal(stdout, '');
    assert.match(stderr, /^mixture-lens: bounds\.json: Column "level" held bounds such as <0\.05, .*\n$/);
  });
});
