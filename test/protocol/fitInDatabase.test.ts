/** `fit --in-database`: the engine passes over the rows, and a sample alone leaves it. */
import assert from 'node:assert/strict';
import { DuckDBInstance } from '@duckdb/node-api';
import { useClickhouse } from '../clickhouse/server';
import { useCommandLine, type Outcome } from './commandLine';
import { synthetic } from './tables';

const ROWS = 20_000;

interface ModelFile {
  readonly k: number;
  readonly rows: number;
  readonly nlml: number;
  readonly components: readonly object[];
}

/** All numbers of a value, in order. */
function numbersIn(value: unknown): readonly number[] {
  if (typeof value === 'number') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(numbersIn) : [];
}

/** Whether the rows of a fit were judged. */
function isJudged({ stdout }: Outcome): boolean {
  return !stdout.includes('Cells and rows were not judged');
}

describe('fit --in-database', function () {
  this.timeout(120_000);
  const cli = useCommandLine();
  const args = ['fit', 'shop.duckdb#rows', '--in-database', '-k', '2'] as const;

  before(async () => {
    cli.write('table.csv', synthetic(ROWS));
    const instance = await DuckDBInstance.create(cli.pathOf('shop.duckdb'));
    const connection = await instance.connect();
    await connection.run(`CREATE TABLE rows AS SELECT * FROM read_csv('${cli.pathOf('table.csv')}')`);
    connection.closeSync();
    instance.closeSync();
  });

  function model(name: string): ModelFile {
    return JSON.parse(cli.read(name)) as ModelFile;
  }

  it('ends at the parameters of the fit in memory, and says what it leaves open', () => {
    cli.output('fit', 'table.csv', '-k', '2', '--out', 'memory.json');

    const output = cli.output(...args, '--sample', '5000', '--out', 'database.json');

    const [expected, found] = [model('memory.json'), model('database.json')];
    assert.deepEqual([found.k, found.rows], [expected.k, ROWS]);
    assert.ok(Math.abs(found.nlml - expected.nlml) <= 1e-8 * Math.abs(expected.nlml), `NLML ${found.nlml}`);
    const parameters = numbersIn(found.components);
    numbersIn(expected.components).forEach((value, i) => {
      assert.ok(
        Math.abs(parameters[i] - value) <= 1e-6 * Math.max(1, Math.abs(value)),
        `${parameters[i]} for ${value}`,
      );
    });
    assert.match(output, /Cells and rows were not judged; "score --in-database"/);
  });

  it('is chosen for a table of more cells than --memory-cells, which a line says', () => {
    const limited = cli.run('fit', 'shop.duckdb#rows', '-k', '2', '--memory-cells', String(4 * ROWS - 1), '--json');
    const read = cli.run('fit', 'shop.duckdb#rows', '-k', '2', '--memory-cells', String(4 * ROWS), '--json');

    assert.match(
      limited.stderr,
      /^mixture-lens: shop\.duckdb#rows: 80000 cells are more than 79999, the limit of --mem/,
    );
    assert.doesNotMatch(read.stderr, /memory-cells/);
    assert.deepEqual([limited, read].map(isJudged), [false, true]);
  });

  it('is refused for a table of too many cells where the options need its rows', () => {
    const { status, stderr } = cli.run('fit', 'shop.duckdb#rows', '--memory-cells', '1', '--scores', 'scores.csv');

    assert.equal(status, 2);
    assert.match(
      stderr,
      /^mixture-lens: shop\.duckdb#rows: 80000 cells .* --memory-cells, and .* has no --scores; .*\n$/,
    );
  });

  it('counts all rows where it searches a sample', () => {
    cli.output(...args, '--sample', '2000', '--out', 'first.json');

    assert.equal(model('first.json').rows, ROWS);
  });

  it('is the fit in memory where the sample holds all rows', () => {
    cli.output('fit', 'table.csv', '-k', '2', '--out', 'memory.json');

    cli.output(...args, '--out', 'whole.json');

    assert.deepEqual(model('whole.json').components, model('memory.json').components);
    assert.equal(model('whole.json').nlml, model('memory.json').nlml);
  });

  it('refuses what it does not have in one line', () => {
    const outcomes = [
      cli.run(...args, '--missing', 'none'),
      cli.run(...args, '--scores', 'scores.csv'),
      cli.run('fit', 'table.csv', '--in-database'),
      cli.run('fit', 'table.csv', '--sample', '10'),
    ];

    outcomes.forEach(({ status, stderr }) => {
      assert.equal(status, 2);
      assert.match(stderr, /^mixture-lens: .*\n$/);
    });
  });
});

describe('fit of a text beyond memory', function () {
  this.timeout(120_000);
  const cli = useCommandLine();
  const beyond = ['-k', '2', '--memory-cells', String(4 * ROWS - 1), '--sample', '5000'] as const;

  before(() => cli.write('table.csv', synthetic(ROWS)));

  it('ends at the parameters of the fit in memory, and says what it leaves open', () => {
    const nlmlOf = (text: string): number => (JSON.parse(text) as ModelFile).nlml;
    const expected = nlmlOf(cli.output('fit', 'table.csv', '-k', '2', '--memory-cells', String(4 * ROWS), '--json'));

    const { stdout, stderr } = cli.run('fit', 'table.csv', ...beyond, '--json');

    assert.ok(Math.abs(nlmlOf(stdout) - expected) <= 1e-8 * Math.abs(expected), `${nlmlOf(stdout)} for ${expected}`);
    assert.match(
      stderr,
      /^mixture-lens: table\.csv: 80000 cells are more than 79999, the limit of --memory-cells; .*\n$/,
    );
    assert.match(stdout, /Cells and rows were not judged/);
  });

  it('is the same from run to run, leaves nothing behind, and reads packed files and pipes', () => {
    cli.bash('gzip -k table.csv && mkdir temporary');
    const script = (file: string): string =>
      `TMPDIR=temporary "$0" "$1" fit ${file} ${beyond.join(' ')} --quiet --json`;
    const numbersOf = (outcome: Outcome): unknown => {
      const { components, nlml } = JSON.parse(outcome.stdout) as ModelFile;
      return { components, nlml };
    };

    const outcomes = ['table.csv', 'table.csv', 'table.csv.gz', '- < table.csv'].map((file) => cli.bash(script(file)));

    for (const outcome of outcomes) assert.deepEqual(numbersOf(outcome), numbersOf(outcomes[0]));
    assert.equal(cli.bash('ls temporary').stdout, '');
  });

  it('is refused in one line where the options need its rows', () => {
    for (const option of [
      ['--scores', 'scores.csv'],
      ['--report', 'report.html'],
      ['--method', 'lbfgs'],
    ]) {
      const { status, stderr } = cli.run('fit', 'table.csv', ...beyond, ...option);

      assert.equal(status, 2);
      assert.match(stderr, new RegExp(`^mixture-lens: table\\.csv: 80000 cells .* has no ${option[0]}.*\n$`));
    }
  });
});

describe('fit --in-database of ClickHouse', function () {
  this.timeout(60_000);
  const clickhouse = useClickhouse();
  const cli = useCommandLine();

  it('fits all rows from a sample, and repeats itself to the last digits of the sums', async () => {
    const { server } = clickhouse;
    await server.run(
      'CREATE TABLE rows (width Float64, height Float64, depth Nullable(Float64), colour String) ' +
        'ENGINE = MergeTree ORDER BY width',
    );
    const [, ...lines] = synthetic(3000).trimEnd().split('\n');
    await server.run('INSERT INTO rows FORMAT CSV', `${lines.join('\n')}\n`);
    // The old server plans each round in which cells are set aside for seconds; passSelect.test.ts covers them.
    const options = ['--in-database', '--estimate', 'map', '-k', '2', '--sample', '500', '--json'];
    const args = ['fit', server.addressOf('rows'), ...options] as const;

    const [first, second] = [cli.output(...args), cli.output(...args)].map((text) => JSON.parse(text) as ModelFile);

    assert.equal(first.rows, 3000);
    assert.ok(Math.abs(second.nlml - first.nlml) <= 1e-9 * Math.abs(first.nlml));
  });
});
