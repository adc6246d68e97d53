/** Tests that the built library gives the numbers of the command line. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as Library from '../../server/main.library';
import type { ComparisonReport, FitReport, ScoreReport, TableReport } from '../../server/protocol';
import { PENGUINS_PATH, reportOfJson, useCommandLine } from './commandLine';
import { penguins, synthetic } from './tables';

const BUNDLES = resolve('dist/library');
const STAFF_PATH = resolve('samples/staff.csv');

function withoutSeconds<T extends object>(report: T): Omit<T, 'seconds'> {
  return Object.fromEntries(Object.entries(report).filter(([name]) => name !== 'seconds')) as Omit<T, 'seconds'>;
}

/** Columns of the numbers and words of a plain table. */
function columnsOf(text: string): Record<string, (number | string)[]> {
  const [header, ...rows] = text
    .trim()
    .split('\n')
    .map((line) => line.split(','));
  return Object.fromEntries(
    header.map((name, column) => [
      name,
      rows.map((row) => (row[column] !== '' && !isNaN(Number(row[column])) ? Number(row[column]) : row[column])),
    ]),
  );
}

describe('the library', () => {
  const cli = useCommandLine();
  let library: typeof Library;
  before(async () => {
    library = (await import(pathToFileURL(join(BUNDLES, 'node.js')).href)) as typeof Library;
  });

  const json = <T>(...args: readonly string[]): T => JSON.parse(cli.run(...args, '--json').stdout) as T;

  it('A fit of a text gives the report of the command line', async () => {
    const { report } = await library.fit(readFileSync(STAFF_PATH, 'utf8'), { seed: 3, k: 2 });

    const expected = reportOfJson(cli.run('fit', STAFF_PATH, '--seed', '3', '-k', '2', '--json').stdout);
    assert.deepEqual(withoutSeconds(report), withoutSeconds(expected));
  });

  it('The notes of a fit are those that the command line prints', async () => {
    const { notes } = await library.fit(readFileSync(STAFF_PATH, 'utf8'), { k: 1 });

    const { stderr } = cli.run('fit', STAFF_PATH, '-k', '1', '--json');
    assert.equal(notes.map((note) => `mixture-lens: ${STAFF_PATH}: ${note}\n`).join(''), stderr);
  });

  it('Typed arrays and records give the report of the same table as a file', async () => {
    const text = synthetic(400);
    const columns = columnsOf(text);
    const { width, ...others } = columns;
    const typed = { columns: { width: Float64Array.from(width as number[]), ...others } };
    const records = width.map((_, row) =>
      Object.fromEntries(Object.keys(columns).map((name) => [name, columns[name][row]])),
    );

    const byColumn = await library.fit(typed);
    const byRecord = await library.fit(records);

    const expected = withoutSeconds(json<FitReport>('fit', cli.write('table.csv', text)));
    assert.deepEqual(withoutSeconds(byColumn.report), expected);
    assert.deepEqual(withoutSeconds(byRecord.report), expected);
  });

  it('The scores of a fit are the columns of --scores with all digits', async () => {
    const { scores } = await library.fit(penguins, { k: 3 });

    cli.output('fit', PENGUINS_PATH, '-k', '3', '--scores', 'scores.csv', '--scores-digits', '17', '--quiet');
    const rows = cli.read('scores.csv').trim().split('\n').slice(1);
    const expected = rows.map((line) => line.split(',').slice(-7).map(Number));
    const own = expected.map((_, n) => [
      scores.cluster[n] + 1,
      ...scores.posterior.subarray(3 * n, 3 * n + 3),
      scores.logDensity[n],
      scores.tail[n],
      scores.oddness[n],
    ]);
    assert.deepEqual(own, expected);
  });

  it('A model is the file of --out, and scores like it after it was written and read', async () => {
    const { model } = await library.fit(penguins, { k: 2 });

    const text = library.writeModel(model);
    const { report } = await library.score(penguins, library.readModel(text));

    cli.output('fit', PENGUINS_PATH, '-k', '2', '--out', 'model.json', '--quiet');
    assert.equal(text, cli.read('model.json'));
    const expected = json<ScoreReport>('score', PENGUINS_PATH, '--model', 'model.json');
    assert.deepEqual(withoutSeconds(report), withoutSeconds(expected));
  });

  it('A description is that of the command line', async () => {
    const report = await library.describe(penguins);

    assert.deepEqual(report, json<TableReport>('describe', PENGUINS_PATH));
  });

  it('A comparison is that of the command line', async () => {
    const [old, recent] = [synthetic(400, 11), synthetic(300, 12)];
    const files = [cli.write('old.csv', old), cli.write('recent.csv', recent)];
    const options = { k: 2, seed: 3, permutations: 999 };

    const ofTexts = await library.compare(old, recent, options);
    const mixed = await library.compare(old, { columns: columnsOf(recent) }, options);
    const ofValues = await library.compare({ columns: columnsOf(old) }, { columns: columnsOf(recent) }, options);

    const expected = withoutSeconds(
      json<ComparisonReport>('compare', ...files, '-k', '2', '--seed', '3', '--permutations', '999'),
    );
    for (const report of [ofTexts, mixed, ofValues]) assert.deepEqual(withoutSeconds(report), expected);
  });

  it('Options of reading apply to the one of two tables that is a text', async () => {
    const text = synthetic(200, 11).replaceAll(',', ';').replace('width', 'wi,dth').replaceAll('.', ',');
    const { width, ...others } = columnsOf(synthetic(200, 12));

    const options = { k: 1, delimiter: ';', decimal: ',' } as const;
    const { columns, structure } = await library.compare(text, { columns: { 'wi,dth': width, ...others } }, options);

    assert.deepEqual([columns.length, structure.onlyInA, structure.onlyInB, structure.sorts], [4, [], [], []]);
  });

  it('A comparison with a model is that of the command line', async () => {
    const { model } = await library.fit(penguins, { k: 2 });

    const report = await library.compare(model, penguins);

    cli.write('model-of-a.json', library.writeModel(model));
    const expected = json<ComparisonReport>('compare', 'model-of-a.json', PENGUINS_PATH);
    assert.deepEqual(withoutSeconds(report), withoutSeconds(expected));
  });

  it('A signal that is aborted during a comparison stops it at that step', async () => {
    const controller = new AbortController();
    const reason = new Error('not needed any more');
    let steps = 0;

    const comparison = library.compare(synthetic(5000, 1), synthetic(5000, 2), {
      signal: controller.signal,
      onProgress: () => {
        steps++;
        controller.abort(reason);
      },
    });

    await assert.rejects(comparison, reason);
    assert.equal(steps, 1);
  });

  it('A problem of one of two tables names the table', async () => {
    const { model } = await library.fit(penguins, { k: 1 });
    const wrong: readonly (readonly [a: unknown, b: unknown, options: object, name: string, message: RegExp])[] = [
      [penguins, [], {}, 'FitProblem', /^b: The table has no columns/],
      [{ columns: { year: [{}] } }, penguins, {}, 'TypeError', /^compare: a: columns\["year"\]\[0\] is an object/],
      [null, penguins, {}, 'TypeError', /^compare: a: The table is null/],
      [penguins, model, {}, 'TypeError', /^compare: b is a model\. Pass the model as a/],
      [{ model }, penguins, {}, 'TypeError', /^compare: a: The table is the result of a fit/],
      [penguins, '', {}, 'FitProblem', /^b: The file is empty/],
      [penguins, 'q,r\n1,2\n', {}, 'FitProblem', /^The tables have no column in common/],
      [penguins, penguins, { permutations: 10 }, 'RangeError', /^compare: option permutations is 10\. Pass a whole/],
      [penguins, penguins, { starts: 3 }, 'TypeError', /^compare: there is no option "starts"/],
      [[{ a: 1 }], [{ a: 1 }], { skip: 1 }, 'TypeError', /skip is for the text of a CSV file, and the tables have/],
    ];

    for (const [a, b, options, name, message] of wrong)
      await assert.rejects(library.compare(a as Library.Table, b as Library.Table, options), { name, message });
  });

  it('An aborted signal rejects a call with its reason before any step', async () => {
    const reason = new Error('not needed');
    let steps = 0;

    const fit = library.fit(penguins, { signal: AbortSignal.abort(reason), onProgress: () => steps++ });

    await assert.rejects(fit, reason);
    assert.equal(steps, 0);
  });

  it('A signal that is aborted during a fit stops it at that step', async () => {
    const controller = new AbortController();
    const reason = new Error('not needed any more');
    let steps = 0;

    const fit = library.fit(synthetic(5000), {
      signal: controller.signal,
      onProgress: () => {
        steps++;
        controller.abort(reason);
      },
    });

    await assert.rejects(fit, reason);
    assert.equal(steps, 1);
  });

  it('The event loop runs during a fit', async () => {
    let turns = 0;
    const turn = (): void => void (timer = setImmediate(() => (turns++, turn())));
    let timer: NodeJS.Immediate;
    turn();

    await library.fit(synthetic(5000), { k: 2 });

    clearImmediate(timer!);
    assert.ok(turns > 3);
  });

  it('An error of onProgress rejects the fit', async () => {
    const problem = new Error('no space on the page');

    const fit = library.fit(synthetic(5000), {
      onProgress: () => {
        throw problem;
      },
    });

    await assert.rejects(fit, problem);
  });

  it('Fits at the same time give the reports of fits in turn', async () => {
    const alone = await library.fit(penguins);

    const together = await Promise.all([library.fit(penguins), library.fit(penguins)]);

    for (const { report } of together) assert.deepEqual(withoutSeconds(report), withoutSeconds(alone.report));
  });

  it('A table without rows is refused with a FitProblem', async () => {
    await assert.rejects(library.fit([]), { name: 'FitProblem', message: /^The table has no columns/ });
    await assert.rejects(library.fit({ columns: { a: [] } }), { name: 'FitProblem', message: /has no rows/ });
  });

  it('A model of the CommonJS build serves the ES module', () => {
    const script = `const { fit, writeModel } = require('./node.cjs');
      import('./node.js').then(async (other) => {
        const { model } = await fit(${JSON.stringify(penguins)}, { k: 1 });
        process.stdout.write(String(other.writeModel(model) === writeModel(model)));
      });`;

    const { stdout, stderr } = spawnSync(process.execPath, ['-e', script], { cwd: BUNDLES, encoding: 'utf8' });

    assert.equal(stdout, 'true', stderr);
  });

  it('A program that fits many tables ends their threads, and ends by itself', function () {
    if (process.platform !== 'linux') this.skip();
    const script = `import { readdirSync } from 'node:fs';
      import { fit } from ${JSON.stringify(pathToFileURL(join(BUNDLES, 'node.js')).href)};
      const a = Float64Array.from({ length: 60000 }, (_, n) => Math.sin(n * n));
      const threads = () => readdirSync('/proc/self/task').length;
      const before = threads();
      for (let i = 0; i < 4; i++) await fit({ columns: { a, b: a.map(Math.cos), c: a.map(Math.tan) } }, { k: 1, threads: 6 });
      while (threads() > before) await new Promise(setImmediate);`;

    const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
      encoding: 'utf8',
      timeout: 50_000,
    });

    assert.equal(status, 0, stderr);
  });
});

describe('the browser build of the library', () => {
  it('The browser build imports nothing, and gives the report of the Node.js build but for rounding', async () => {
    const [browser, node] = (await Promise.all(
      ['browser.js', 'node.js'].map((file) => import(pathToFileURL(join(BUNDLES, file)).href)),
    )) as (typeof Library)[];
    const source = readFileSync(join(BUNDLES, 'browser.js'), 'utf8');

    const [one, other] = [await browser.fit(penguins, { k: 2 }), await node.fit(penguins, { k: 2 })];

    assert.doesNotMatch(source, /^import\b|\brequire\(|"node:/m);
    assert.ok(Math.abs(one.report.nlml - other.report.nlml) < 1e-6 * Math.abs(other.report.nlml));
    assert.deepEqual([...one.scores.cluster], [...other.scores.cluster]);
  });
});
