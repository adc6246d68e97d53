/**
 * Numbers and dates as people write them, over the protocol: what is told at their cells, what a fix writes, and what
 * edits change.
 */
import assert from 'node:assert/strict';
import type { CodeAction, Diagnostic, TextDocumentEdit } from 'vscode-languageserver';
import { ServerCommand, type FitReport } from '../../server/protocol';
import { Client, FULL, messageOf } from './client';

const ROWS = 120;
const two = (n: number): string => String(n).padStart(2, '0');
let state = 11;
const uniform = (): number => (state = (state * 48271) % 2147483647) / 2147483647;
const normal = (): number => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());

/** Prices, masses, dates and a column that is half numbers, in comments and a footer. Data row n is line n + 2. */
const cells = Array.from({ length: ROWS }, (_, n) => [
  `"$${(2000 + 150 * normal()).toLocaleString('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 })}"`,
  `${(70 + 5 * normal()).toFixed(1)} kg`,
  `${two(1 + ((n * 5) % 28))}/${two(1 + (n % 12))}/2023`,
  n % 3 === 0 ? `about ${n}` : `${(n * 37) % 101}.${n % 10}`,
]);
cells[10][0] = '"$20,012.50"';
cells[20][1] = '72500 g';
cells[30][2] = '31/04/2023';
cells[40][2] = '04/17/2023';
cells[50][2] = '05/06/2062';
const TEXT = ['# exported', 'price,mass,visit,score', ...cells.map((row) => row.join(',')), '(120 rows)', ''].join(
  '\n',
);

const lines = [['# exported'], ['price', 'mass', 'visit', 'score'], ...cells];

/** Of a cell as it stands before any edit; cells have commas in them. */
function rangeOf(line: number, column: number): Diagnostic['range'] {
  const before = lines[line].slice(0, column).reduce((length, cell) => length + cell.length + 1, 0);
  return { start: { line, character: before }, end: { line, character: before + lines[line][column].length } };
}

describe('numbers and dates as they are written, over the protocol', function () {
  this.timeout(60_000);
  const uri = 'file:///written.csv';
  let client: Client;
  let found: readonly Diagnostic[];
  before(async () => {
    client = await Client.start(FULL, null);
    await client.open(uri, TEXT);
    await client.fit(uri, { k: 1 });
    found = await client.diagnostics(uri, 1, (diagnostics) => diagnostics.some(({ code }) => code === 'cell.unlikely'));
  });
  after(async () => assert.equal(await client.stop(), 0));

  const at = (row: number, column: number): Diagnostic =>
    found.find(
      ({ range }) => range.start.line === row + 2 && range.start.character === rangeOf(row + 2, column).start.character,
    ) ?? assert.fail(found.map((one) => `${one.range.start.line}: ${messageOf(one)}`).join('\n'));

  it('are told where they are wrong, each with its own reason, and nowhere else', () => {
    assert.match(
      messageOf(at(10, 0)),
      /^Unlikely cell .* price is \$20,012\.50, expected \$2\d{3} \(\d+ to \d+\) given/,
    );
    assert.match(
      messageOf(at(20, 1)),
      /^"72500 g" is in "g", but mass is in "kg"; it counts as missing\. Convert it\.$/,
    );
    assert.match(messageOf(at(30, 2)), /^"31\/04\/2023" is no day of the calendar; visit is read as DD\/MM\/YYYY/);
    assert.match(messageOf(at(40, 2)), /^"04\/17\/2023" has the day and the month the other way round/);
    assert.match(messageOf(at(50, 2)), /^"05\/06\/2062" is far from the usual dates of visit/);
    assert.deepEqual(found.map(({ code }) => code).sort(), [
      'cell.bad-date',
      'cell.bad-date',
      'cell.bad-number',
      'cell.far-date',
      'cell.unlikely',
      'column.left-out',
      'line.passed-over',
    ]);
    const passed = found.find(({ code }) => code === 'line.passed-over');
    assert.deepEqual(
      [passed?.range.start.line, passed && messageOf(passed)],
      [0, 'This line and 1 more are no rows of the table; they are passed over.'],
    );
  });

  it('say what is counted, and how dates are written, at the head of their column', async () => {
    assert.match(
      await client.says(uri, 1, rangeOf(1, 1).start.character),
      / kg `[▁-█ \u00a0]+` \d+\.\d kg [^]* ± \d\.\d kg/,
    );
    assert.match(await client.says(uri, 1, rangeOf(1, 2).start.character), /left out of the fit .* DD\\?\/MM\\?\/YYYY/);
  });

  it('are mended in the form in which they stand', async () => {
    const finding = at(10, 0);
    const [fix] = await client.request<CodeAction[]>('textDocument/codeAction', {
      textDocument: { uri },
      range: finding.range,
      context: { diagnostics: [finding] },
    });
    const [
      {
        edits: [edit],
      },
    ] = fix.edit?.documentChanges as TextDocumentEdit[];
    assert.match((edit as { newText: string }).newText, /^"\$2,\d{3}\.\d{2}"$/);
  });

  it('are judged anew where they are edited', async () => {
    const version = await client.change(uri, '30/04/2023', rangeOf(32, 2));
    const now = await client.diagnostics(uri, version, (diagnostics) =>
      diagnostics.every(({ range }) => range.start.line !== 32),
    );
    assert.equal(now.filter(({ code }) => code === 'cell.bad-date').length, 1);
    const more = await client.change(uri, '70 lb', rangeOf(5, 1));
    const then = await client.diagnostics(uri, more, (diagnostics) =>
      diagnostics.some(({ range }) => range.start.line === 5),
    );
    assert.match(
      messageOf(then.find(({ range }) => range.start.line === 5) as Diagnostic),
      /^"70 lb" is in "lb", but mass is in "kg"/,
    );
    const { start } = rangeOf(5, 1);
    await client.change(uri, cells[3][1], { start, end: { line: 5, character: start.character + '70 lb'.length } });
  });

  it('stand where they do when lines before them come and go', async () => {
    const other = 'file:///footer.csv';
    await client.open(other, `${TEXT.split('\n').slice(1).join('\n')}`);
    await client.fit(other, { k: 1 });
    const passedAt = (diagnostics: readonly Diagnostic[]): number | undefined =>
      diagnostics.find(({ code }) => code === 'line.passed-over')?.range.start.line;
    assert.equal(passedAt(await client.diagnostics(other, 1, (diagnostics) => diagnostics.length > 4)), ROWS + 1);
    const version = await client.change(other, `${cells[5].join(',')}\n`, {
      start: { line: 7, character: 0 },
      end: { line: 7, character: 0 },
    });
    assert.equal(
      passedAt(await client.diagnostics(other, version, (diagnostics) => passedAt(diagnostics) !== ROWS + 1)),
      ROWS + 2,
    );
  });

  it('that push a column out are told at its header, with a fix that reads them', async () => {
    const finding = found.find(({ code }) => code === 'column.left-out') as Diagnostic;
    assert.deepEqual(finding.range, rangeOf(1, 3));
    assert.match(messageOf(finding), /^score is left out .* 6\d(\.\d)? % of its cells look like numbers/);
    const [fix] = await client.request<CodeAction[]>('textDocument/codeAction', {
      textDocument: { uri },
      range: finding.range,
      context: { diagnostics: [finding] },
    });
    assert.equal(fix.title, 'Fit again with score as numbers');
    assert.equal(fix.command?.command, ServerCommand.fit);
    const report = await client.request<FitReport>('workspace/executeCommand', {
      command: ServerCommand.fit,
      arguments: fix.command?.arguments,
    });
    assert.equal(report.columns.find(({ name }) => name === 'score')?.kind, 'normal');
    assert.ok((report.unreadable ?? []).some(({ column, text }) => column === 'score' && text === 'about 0'));
  });

  it('are told before a fit where they do not follow from others, with a fix that writes what does', async () => {
    const other = 'file:///totals.csv';
    const lines = Array.from({ length: ROWS }, (_, n) => [
      (n % 7) + 1,
      (n * n) % 31,
      n === 12 ? '1,044.00' : `1,${String((n % 7) + 1 + ((n * n) % 31)).padStart(3, '0')}.00`,
    ]);
    await client.open(
      other,
      `a;b;total\n${lines.map(([a, b, total]) => `${a};${1000 + Number(b)};${total}`).join('\n')}\n`,
    );
    const [finding] = (
      await client.diagnostics(other, 1, (diagnostics) =>
        diagnostics.some(({ code }) => code === 'cell.broken-relation'),
      )
    ).filter(({ code }) => code === 'cell.broken-relation');
    assert.match(messageOf(finding), /^"1,044\.00" is not a \+ b, which is 1026 here\./);
    const [fix] = await client.request<CodeAction[]>('textDocument/codeAction', {
      textDocument: { uri: other },
      range: finding.range,
      context: { diagnostics: [finding] },
    });
    const [
      {
        edits: [edit],
      },
    ] = fix.edit?.documentChanges as TextDocumentEdit[];
    assert.equal((edit as { newText: string }).newText, '1,026.00');
    const version = await client.change(other, '1,026.00', finding.range);
    const now = await client.diagnostics(other, version, (diagnostics) =>
      diagnostics.every(({ code }) => code !== 'cell.broken-relation'),
    );
    assert.deepEqual(
      now.map(({ code }) => code),
      ['column.follows'],
    );
  });
});
