/** Code actions at findings: values to put into cells, and commands of the server or of the client. */
import assert from 'node:assert/strict';
import type { CodeAction, Diagnostic, TextDocumentEdit } from 'vscode-languageserver';
import { ClientCommand, ServerCommand } from '../../server/protocol';
import { Client, editsOf, FULL, hasCode, messageOf } from './client';
import { COLUMN, findsNothingAt, LINE, PLANTED, QUICK, useFittedFiles } from './fittedFiles';
import { penguins, rangeOf, synthetic, withCell } from './tables';

describe('code actions', function () {
  this.timeout(60_000);
  const files = useFittedFiles();

  describe('a cell whose intended value is known', () => {
    let uri: string;
    let finding: Diagnostic;
    let first: CodeAction;
    let others: readonly CodeAction[];
    before(async () => {
      ({ uri, finding } = await files.fitted('meant.csv', withCell(penguins, LINE, COLUMN, '37500')));
      [first, ...others] = await files.client.fixes(uri, finding);
    });

    it('The message of a finding names the intended value', () => {
      assert.match(messageOf(finding), /Probably 3750 was meant: a zero too many\.$/);
    });

    it('The preferred fix is the first and replaces the cell with the intended value', () => {
      assert.equal(first.title, 'Replace 37500 with 3750: a zero too many (body_mass_g)');
      assert.equal(first.isPreferred, true);
      assert.ok(others.every(({ isPreferred }) => isPreferred !== true));
      assert.equal(editsOf(first)[0].newText, '3750');
    });

    it('A fix makes the cell empty', () => {
      assert.ok(others.some(({ title }) => title === 'Make the cell empty (body_mass_g)'));
    });

    it('The finding is gone once the cell has its intended value', async () => {
      const version = await files.client.change(uri, '3750', editsOf(first)[0].range);

      assert.ok(findsNothingAt(LINE)(await files.client.diagnostics(uri, version)));
    });
  });

  it('One fix corrects all cells of a column with the same error', async () => {
    const heights = Array.from(
      { length: 200 },
      (_, n) => `${(1.55 + ((n * 37) % 100) / 250).toFixed(2)},${60 + ((n * 53) % 40)}`,
    );
    const wrong = [9, 63, 69, 123];
    const inCentimetres = heights.map((row, n) =>
      wrong.includes(n) ? `${Math.round(100 * Number(row.split(',')[0]))},${row.split(',')[1]}` : row,
    );
    const { uri, finding } = await files.fitted('units.csv', `height,weight\n${inCentimetres.join('\n')}\n`);

    const [one, all] = await files.client.fixes(uri, finding);

    assert.match(one.title, /^Replace 1\d\d with 1\.\d\d: /);
    assert.match(all.title, /^Correct all 4 cells of this kind: /);
    assert.deepEqual(
      editsOf(all)
        .map(({ newText }) => newText)
        .sort(),
      wrong.map((n) => heights[n].split(',')[0]).sort(),
    );
  });

  it('The last fix replaces a cell with its expected value, and the finding is gone', async () => {
    const { uri, finding } = await files.fitted('replace.csv');

    const last = (await files.client.fixes(uri, finding)).at(-1) as CodeAction;

    assert.match(last.title, /^Replace 63000 with the expected \d{4} \(body_mass_g\)$/);
    assert.equal(last.isPreferred, undefined);
    const [{ textDocument }] = last.edit?.documentChanges as TextDocumentEdit[];
    assert.deepEqual(textDocument, { uri, version: 1 });
    const [{ range, newText }] = editsOf(last);
    assert.deepEqual(range, rangeOf(PLANTED, LINE, COLUMN));
    const version = await files.client.change(uri, newText, range);
    assert.ok(findsNothingAt(LINE)(await files.client.diagnostics(uri, version)));
  });

  it('A fix writes the expected number with the decimal comma of the table', async () => {
    const lines = synthetic(400)
      .split('\n')
      .map((line, n) => {
        const [width, height, depth, colour] = line.split(',');
        if (n === 0) return '"width";"height";"depth";"colour"';
        if (line === '') return '';
        const numbers = [width, height, depth].map((number) => number.replace('.', ','));
        return [...numbers, `"${colour}; ""so"""`].join(';');
      });
    lines[20] = lines[20].replace(/^[^;]*/, '900,5');
    const { uri, finding } = await files.fitted('comma.csv', lines.join('\n'));

    const last = (await files.client.fixes(uri, finding)).at(-1) as CodeAction;

    assert.match(editsOf(last)[0].newText, /^-?\d+,\d+$/);
  });

  it('A client without commands of its own is offered those of the server', async () => {
    const { uri, finding } = await files.fitted('offers.csv');

    const offered = (await files.client.fixes(uri, finding)).flatMap(({ title, command }) =>
      command === undefined ? [] : [[title, command.command, command.arguments]],
    );

    assert.deepEqual(offered, [
      ['Mark line 12 as expected', ServerCommand.expect, [{ uri, row: 10 }]],
      ['Fit again without line 12', ServerCommand.refitWithout, [{ uri, row: 10 }]],
      ['Fit again without the column body_mass_g', ServerCommand.refitWithout, [{ uri, column: 'body_mass_g' }]],
    ]);
  });

  it('A client with commands of its own is offered them', async () => {
    const uri = 'file:///a.csv';
    const own = await Client.start(FULL, null, undefined, { commands: Object.values(ClientCommand) });
    await own.open(uri, PLANTED);
    await own.fit(uri, QUICK);
    const [finding] = await own.diagnostics(uri, 1, (found) => found.length > 0);

    const actions = await own.fixes(uri, finding);

    assert.deepEqual(
      actions.flatMap(({ command }) => command?.command ?? []),
      [
        ClientCommand.markExpected,
        ClientCommand.showSimilarRows,
        ClientCommand.refitWithout,
        ClientCommand.refitWithout,
      ],
    );
    assert.equal(await own.stop(), 0);
  });

  describe('a repeated value that may be a code for missing', () => {
    const uri = 'file:///codes.csv';
    // Written in two ways.
    const text = [11, 50, 100, 150].reduce(
      (table, line) => withCell(table, line, 4, line === 50 ? '-999.0' : '-999'),
      penguins,
    );
    let own: Client;
    let withoutCommands: readonly CodeAction[];
    let withCommands: readonly CodeAction[];
    before(async () => {
      own = await Client.start(FULL, null, undefined, { commands: Object.values(ClientCommand) });
      withoutCommands = await fixesFor(files.client);
      withCommands = await fixesFor(own);
    });
    after(async () => {
      await own.stop();
      await files.client.close(uri);
    });

    async function fixesFor(each: Client): Promise<readonly CodeAction[]> {
      await each.open(uri, text);
      await each.fit(uri, QUICK);
      const [finding] = await each.diagnostics(uri, 1, hasCode('column.repeated-value'));
      return each.fixes(uri, finding);
    }

    it('A client that cannot change settings gets no fix for a repeated value', () => {
      assert.deepEqual(withoutCommands, []);
    });

    it('A client with commands is offered to count a repeated value as missing', () => {
      const [fix, ...others] = withCommands;

      assert.deepEqual(others, []);
      assert.deepEqual(
        [fix.title, fix.isPreferred, fix.command?.command, fix.command?.arguments],
        [
          'Count -999, -999.0 as missing in this file',
          true,
          ClientCommand.countAsMissing,
          [{ uri, values: ['-999', '-999.0'] }],
        ],
      );
    });

    it('A repeated value that the settings count as missing is not reported', async () => {
      own.settings = { missingValues: ['', 'NA', '-999', '-999.0'] };
      const seen = own.published.all.length;

      await own.notify('workspace/didChangeConfiguration', { settings: null });

      const { diagnostics } = await own.published.next(
        'the diagnostics after the change',
        (params) => params.uri === uri,
        seen,
      );
      assert.deepEqual(diagnostics, []);
    });
  });
});
