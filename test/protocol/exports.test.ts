/** A fit given away by the language server: model file, scores, parameters and programs, as text or written to disk. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ServerCommand, type FitReport } from '../../server/protocol';
import type { ExportArguments } from '../../server/protocol/exportFormats';
import { Client, refusal } from './client';
import { penguins, rangeOf, withCell } from './tables';

const cli = resolve('dist/server/cli.cjs');
const quick = { k: 3, starts: 2 } as const;

describe('exports, over the protocol', function () {
  this.timeout(60_000);
  let client: Client;
  let folder: string;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'mixture-lens-'));
    client = await Client.start();
  });
  after(async () => {
    assert.equal(await client.stop(), 0);
    rmSync(folder, { recursive: true });
  });

  function file(name: string, text?: string): string {
    if (text !== undefined) writeFileSync(join(folder, name), text);
    return pathToFileURL(join(folder, name)).href;
  }

  async function exported<T = string>(argument: ExportArguments): Promise<T> {
    return client.request('workspace/executeCommand', { command: ServerCommand.export, arguments: [argument] });
  }

  function run(...args: readonly string[]): void {
    const { status, stderr } = spawnSync(process.execPath, [cli, ...args, '--quiet'], {
      cwd: folder,
      encoding: 'utf8',
    });
    assert.equal(status, 0, stderr);
  }

  const read = (name: string): string => readFileSync(join(folder, name), 'utf8');

  it('are the files that the command line writes, and reads', async () => {
    const uri = file('a.csv', penguins);
    await client.open(uri, penguins);
    await client.fit(uri, quick);
    run('fit', 'a.csv', '-k', '3', '--starts', '2', '--out', 'cli.json', '--scores', 'cli.csv');
    assert.equal(await exported<boolean>({ uri, format: 'model', to: file('model.json') }), true);
    assert.equal(read('model.json'), read('cli.json'));
    assert.equal(await exported({ uri, format: 'model' }), read('cli.json'));
    assert.equal(await exported<boolean>({ uri, format: 'scores', to: file('scores.csv') }), true);
    assert.equal(read('scores.csv'), read('cli.csv'));
    run('score', 'a.csv', '--model', 'model.json', '--scores', 'again.csv');
    assert.equal(read('again.csv'), read('cli.csv'));
  });

  it('score the text as it is, by the model as it was fitted', async () => {
    const uri = file('edited.csv', penguins);
    await client.open(uri, penguins);
    await client.fit(uri, quick);
    const model = await exported({ uri, format: 'model' });
    const edited = withCell(withCell(penguins, 11, 5, '63000'), 20, 2, '');
    await client.change(uri, '63000', rangeOf(penguins, 11, 5));
    await client.change(uri, '', rangeOf(penguins, 20, 2));
    assert.equal(await exported({ uri, format: 'model' }), model);
    const scores = await exported({ uri, format: 'scores' });
    file('edited.csv', edited);
    file('edited.json', model);
    run('score', 'edited.csv', '--model', 'edited.json', '--scores', 'edited-scores.csv');
    const ours = scores
      .trimEnd()
      .split('\n')
      .map((line) => line.split(','));
    const theirs = read('edited-scores.csv')
      .trimEnd()
      .split('\n')
      .map((line) => line.split(','));
    assert.equal(ours.length, theirs.length);
    // What was edited is judged without the kernels, whose last bits are others.
    ours.forEach((cells, row) =>
      cells.forEach((cell, i) => {
        const other = theirs[row][i];
        assert.ok(
          cell === other || Math.abs(Number(cell) - Number(other)) <= 1e-9 * Math.abs(Number(other)),
          `row ${row}: ${cells.join()}; ${theirs[row].join()}`,
        );
      }),
    );
    assert.match(scores.split('\n')[11], /^.*,63000,.*e-\d+,[\d.]+$/);
  });

  it('keep formulas out of spreadsheets, unless every cell is to stay as it is', async () => {
    const rows = penguins
      .trimEnd()
      .split('\n')
      .map((line, n) =>
        n === 0 ? `"=name",${line}` : `${['=1+1', '"@a, b"', '-1.5', '"+x ""y"""', '-', '"-1,5"'][n % 6]},${line}`,
      );
    const text = `${rows.join('\n')}\n`;
    const uri = file('formulas.csv', text);
    await client.open(uri, text);
    await client.fit(uri, { ...quick, ignore: ['=name'] });
    const behind = (line: string): string => /,"?(species|Adelie)/.exec(line)?.[0] ?? '';
    const first = (scores: string): readonly string[] =>
      scores
        .split('\n')
        .slice(0, 7)
        .map((line) => line.slice(0, line.indexOf(behind(line))));
    assert.deepEqual(first(await exported({ uri, format: 'scores' })), [
      '"\'=name"',
      '"\'@a, b"',
      '-1.5',
      '"\'+x ""y"""',
      '-',
      '"-1,5"',
      "'=1+1",
    ]);
    assert.deepEqual(first(await exported({ uri, format: 'scores', escapeFormulas: false })), first(text));
    run('fit', 'formulas.csv', '-k', '3', '--starts', '2', '--ignore', '=name', '--scores', 'untouched.csv');
    assert.deepEqual(first(read('untouched.csv')), first(text));
    run(
      'fit',
      'formulas.csv',
      '-k',
      '3',
      '--starts',
      '2',
      '--ignore',
      '=name',
      '--escape-formulas',
      '--scores',
      'safe.csv',
    );
    assert.equal(read('safe.csv'), await exported({ uri, format: 'scores' }));
  });

  it('are parameters and programs, with the name of the file', async () => {
    const uri = file('b%20c"d.csv'.replace('%20', ' '), penguins);
    await client.open(uri, penguins);
    const report = await client.fit(uri, quick);
    const { components, file: name } = JSON.parse(await exported({ uri, format: 'json' })) as FitReport & {
      file: string;
    };
    assert.deepEqual(components, report.components);
    assert.equal(name, 'b c"d.csv');
    assert.match(await exported({ uri, format: 'csv' }), /^species,categorical,probability,Adelie,0\.\d+,/m);
    assert.match(await exported({ uri, format: 'markdown' }), /^\| species \| Adelie \|/m);
    assert.match(await exported({ uri, format: 'latex' }), /^\\begin\{tabular\}/m);
    assert.match(await exported({ uri, format: 'python' }), /^data = pd\.read_csv\("b c\\"d\.csv", /m);
    assert.match(await exported({ uri, format: 'r' }), /^ {2}"b c\\"d\.csv", sep = ","/m);
  });

  it('of a file that is not open are its model, and its scores as the command line writes them', async () => {
    const uri = file('closed.csv', penguins);
    await client.fit(uri, quick);
    assert.equal(await exported<boolean>({ uri, format: 'model', to: file('closed.json') }), true);
    assert.equal(
      await exported<boolean>({ uri, format: 'scores', to: file('closed-editor.csv'), escapeFormulas: false }),
      true,
    );
    run('score', 'closed.csv', '--model', 'closed.json', '--scores', 'closed-scores.csv');
    assert.equal(read('closed-editor.csv'), read('closed-scores.csv'));
  });

  it('that cannot be made are refused in one line', async () => {
    const uri = file('none.csv', penguins);
    await client.open(uri, penguins);
    for (const format of ['model', 'scores', 'r'] as const) {
      assert.match(
        (await refusal(exported({ uri, format }))).message,
        /^Nothing is fitted to none\.csv yet; fit a mixture first\.$/,
      );
    }
    await client.fit(uri, quick);
    assert.match(
      (await refusal(exported({ uri, format: 'excel' as 'r' }))).message,
      /^Malformed request: format must be one of model, scores, report, json, csv, markdown, latex, python, r, not "excel"\.$/,
    );
    assert.match(
      (await refusal(exported({ uri, format: 'model', to: 'https://a/b' }))).message,
      /^Malformed request: to must be/,
    );
    assert.match(
      (await refusal(exported({ uri, format: 'model', to: file('no/such/folder.json') }))).message,
      /folder\.json cannot be written: its folder does not exist \(ENOENT\); create the folder or check the path\./,
    );
    await client.change(uri, 'a,b\n1,2\n3,4\n');
    assert.match(
      (await refusal(exported({ uri, format: 'scores' }))).message,
      /no longer has the columns of its model/,
    );
    assert.match(await exported({ uri, format: 'markdown' }), /species/);
  });
});
