/** `score --sql`: the printed SELECT scores a table in a database as `--scores` scores the file. */
import assert from 'node:assert/strict';
import { DuckDBInstance } from '@duckdb/node-api';
import { PENGUINS_PATH, useCommandLine } from './commandLine';

describe('score --sql', () => {
  const cli = useCommandLine();
  before(() => cli.output('fit', PENGUINS_PATH, '--out', 'model.json', '--scores', 'scores.csv'));

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
