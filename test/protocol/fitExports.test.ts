/** Exports of a fit by the language server: model file, scores, parameters and programs, as text or written to disk. */
import assert from 'node:assert/strict';
import { ServerCommand, type FitOptions, type FitReport } from '../../server/protocol';
import type { ExportArguments } from '../../server/protocol/commands/exportFormats';
import { Client, refusal } from './client';
import { useCommandLine } from './commandLine';
import { QUICK } from './fittedFiles';
import { penguins, rangeOf, withCell } from './tables';

const AS_QUICK = ['-k', '3', '--starts', '2'];

describe('exports of the language server', function () {
  this.timeout(60_000);
  let client: Client;
  /** The files of the client, and the command line for comparison. */
  const cli = useCommandLine();
  before(async () => (client = await Client.start()));
  after(async () => assert.equal(await client.stop(), 0));

  async function exported<T = string>(argument: ExportArguments): Promise<T> {
    return client.execute(ServerCommand.export, argument);
  }

  /** Writes, opens and fits a file. */
  async function fitted(
    name: string,
    text = penguins,
    options: FitOptions = QUICK,
  ): Promise<{ readonly uri: string; readonly report: FitReport }> {
    const uri = cli.writeUri(name, text);
    await client.open(uri, text);
    return { uri, report: await client.fit(uri, options) };
  }

  describe('the exports of an unedited file', () => {
    let uri: string;
    before(async () => {
      ({ uri } = await fitted('a.csv'));
      cli.output('fit', 'a.csv', ...AS_QUICK, '--out', 'cli.json', '--scores', 'cli.csv', '--quiet');
    });

    it('The exported model is the one of fit --out', async () => {
      assert.equal(await exported<boolean>({ uri, format: 'model', to: cli.uriOf('model.json') }), true);

      assert.equal(cli.read('model.json'), cli.read('cli.json'));
      assert.equal(await exported({ uri, format: 'model' }), cli.read('cli.json'));
    });

    it('The exported scores are those of fit --scores', async () => {
      assert.equal(await exported<boolean>({ uri, format: 'scores', to: cli.uriOf('scores.csv') }), true);

      assert.equal(cli.read('scores.csv'), cli.read('cli.csv'));
    });

    it('score reads an exported model', async () => {
      await exported<boolean>({ uri, format: 'model', to: cli.uriOf('read.json') });

      cli.output('score', 'a.csv', '--model', 'read.json', '--scores', 'again.csv', '--quiet');

      assert.equal(cli.read('again.csv'), cli.read('cli.csv'));
    });
  });

  describe('the exports of an edited file', () => {
    let uri: string;
    let model: string;
    before(async () => {
      ({ uri } = await fitted('edited.csv'));
      model = await exported({ uri, format: 'model' });
      await client.change(uri, '63000', rangeOf(penguins, 11, 5));
      await client.change(uri, '', rangeOf(penguins, 20, 2));
    });

    it('The exported model stays that of the fit when the text is edited', async () => {
      assert.equal(await exported({ uri, format: 'model' }), model);
    });

    it('The exported scores are those of the edited text by the model of the fit', async () => {
      const cellsOf = (csv: string): readonly (readonly string[])[] =>
        csv
          .trimEnd()
          .split('\n')
          .map((line) => line.split(','));
      cli.write('edited.csv', withCell(withCell(penguins, 11, 5, '63000'), 20, 2, ''));
      cli.write('edited.json', model);

      const scores = await exported({ uri, format: 'scores' });

      cli.output('score', 'edited.csv', '--model', 'edited.json', '--scores', 'edited-scores.csv', '--quiet');
      const [ours, theirs] = [cellsOf(scores), cellsOf(cli.read('edited-scores.csv'))];
      assert.equal(ours.length, theirs.length);
      // Edited rows are judged without the kernels, whose last bits differ.
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
  });

  describe('cells that a spreadsheet would read as formulas', () => {
    const rows = penguins
      .trimEnd()
      .split('\n')
      .map((line, n) =>
        n === 0 ? `"=name",${line}` : `${['=1+1', '"@a, b"', '-1.5', '"+x ""y"""', '-', '"-1,5"'][n % 6]},${line}`,
      );
    const text = `${rows.join('\n')}\n`;
    let uri: string;
    before(async () => {
      ({ uri } = await fitted('formulas.csv', text, { ...QUICK, ignore: ['=name'] }));
    });

    /** The first cell of each of the first seven lines. */
    function firstCells(scores: string): readonly string[] {
      const rest = (line: string): string => /,"?(species|Adelie)/.exec(line)?.[0] ?? '';
      return scores
        .split('\n')
        .slice(0, 7)
        .map((line) => line.slice(0, line.indexOf(rest(line))));
    }
    function fitByCommand(...options: readonly string[]): void {
      cli.output('fit', 'formulas.csv', ...AS_QUICK, '--ignore', '=name', '--quiet', ...options);
    }

    it('Exported scores have an apostrophe before formulas, and numbers as they are', async () => {
      assert.deepEqual(firstCells(await exported({ uri, format: 'scores' })), [
        '"\'=name"',
        '"\'@a, b"',
        '-1.5',
        '"\'+x ""y"""',
        '-',
        '"-1,5"',
        "'=1+1",
      ]);
    });

    it('Exported scores with escapeFormulas off have every cell as it is', async () => {
      assert.deepEqual(firstCells(await exported({ uri, format: 'scores', escapeFormulas: false })), firstCells(text));
    });

    it('fit --scores writes formulas as they are', () => {
      fitByCommand('--scores', 'untouched.csv');

      assert.deepEqual(firstCells(cli.read('untouched.csv')), firstCells(text));
    });

    it('fit --escape-formulas writes the exported scores', async () => {
      fitByCommand('--escape-formulas', '--scores', 'safe.csv');

      assert.equal(cli.read('safe.csv'), await exported({ uri, format: 'scores' }));
    });
  });

  describe('parameters and programs', () => {
    let uri: string;
    let report: FitReport;
    before(async () => {
      ({ uri, report } = await fitted('b c"d.csv'));
    });

    it('The export as JSON has the components and the name of the file', async () => {
      const { components, file } = JSON.parse(await exported({ uri, format: 'json' })) as FitReport & {
        readonly file: string;
      };

      assert.deepEqual(components, report.components);
      assert.equal(file, 'b c"d.csv');
    });

    it('The export as CSV has a line for each parameter', async () => {
      assert.match(await exported({ uri, format: 'csv' }), /^species,categorical,probability,Adelie,0\.\d+,/m);
    });

    it('The export as Markdown has a table of parameters', async () => {
      assert.match(await exported({ uri, format: 'markdown' }), /^\| species \| Adelie \|/m);
    });

    it('The export as LaTeX has a tabular', async () => {
      assert.match(await exported({ uri, format: 'latex' }), /^\\begin\{tabular\}/m);
    });

    it('The Python program reads the file by its quoted name', async () => {
      assert.match(await exported({ uri, format: 'python' }), /^data = pd\.read_csv\("b c\\"d\.csv", /m);
    });

    it('The R program reads the file by its quoted name', async () => {
      assert.match(await exported({ uri, format: 'r' }), /^ {2}"b c\\"d\.csv", sep = ","/m);
    });
  });

  it('A file that is not open has the exported scores of the command line', async () => {
    const uri = cli.writeUri('closed.csv', penguins);
    await client.fit(uri, QUICK);

    assert.equal(await exported<boolean>({ uri, format: 'model', to: cli.uriOf('closed.json') }), true);
    assert.equal(
      await exported<boolean>({ uri, format: 'scores', to: cli.uriOf('closed-editor.csv'), escapeFormulas: false }),
      true,
    );

    cli.output('score', 'closed.csv', '--model', 'closed.json', '--scores', 'closed-scores.csv', '--quiet');
    assert.equal(cli.read('closed-editor.csv'), cli.read('closed-scores.csv'));
  });

  describe('refusals of exports', () => {
    let uri: string;
    before(async () => {
      ({ uri } = await fitted('refused.csv'));
    });

    for (const format of ['model', 'scores', 'r'] as const) {
      it(`The export as ${format} of a file without a fit is refused in one line`, async () => {
        const unfitted = cli.writeUri('none.csv', penguins);
        await client.open(unfitted, penguins);

        assert.match(
          (await refusal(exported({ uri: unfitted, format }))).message,
          /^Nothing is fitted to none\.csv yet; fit a mixture first\.$/,
        );
      });
    }

    it('An unknown format is refused with the names of all formats', async () => {
      assert.match(
        (await refusal(exported({ uri, format: 'excel' as 'r' }))).message,
        /^Malformed request: format must be one of model, scores, report, json, csv, markdown, latex, python, r, not "excel"\.$/,
      );
    });

    it('An export to a URI that is not a file is refused', async () => {
      assert.match(
        (await refusal(exported({ uri, format: 'model', to: 'https://a/b' }))).message,
        /^Malformed request: to must be/,
      );
    });

    it('An export to a missing folder is refused', async () => {
      assert.match(
        (await refusal(exported({ uri, format: 'model', to: cli.uriOf('no/such/folder.json') }))).message,
        /folder\.json cannot be written: its folder does not exist \(ENOENT\); create the folder or check the path\./,
      );
    });

    it('Scores of a text without the columns of the model are refused, its parameters are not', async () => {
      await client.change(uri, 'a,b\n1,2\n3,4\n');

      assert.match(
        (await refusal(exported({ uri, format: 'scores' }))).message,
        /no longer has the columns of its model/,
      );
      assert.match(await exported({ uri, format: 'markdown' }), /species/);
    });
  });
});
