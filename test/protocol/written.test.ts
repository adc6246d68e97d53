/** Numbers and dates as people write them: their diagnostics, what fixes write, and what edits change. */
import assert from 'node:assert/strict';
import type { Diagnostic } from 'vscode-languageserver';
import { ServerCommand, type FitReport } from '../../server/protocol';
import { Client, editsOf, hasCode, messageOf } from './client';

const ROWS = 120;
const two = (n: number): string => String(n).padStart(2, '0');
let state = 11;
const uniform = (): number => (state = (state * 48271) % 2147483647) / 2147483647;
const normal = (): number => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());

/** Prices, masses, dates and a column of numbers and words. Row n is on line n + 2, below a comment and the header. */
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

/** The range of a cell before any edit. Some cells contain commas. */
function rangeOf(line: number, column: number): Diagnostic['range'] {
  const before = lines[line].slice(0, column).reduce((length, cell) => length + cell.length + 1, 0);
  return { start: { line, character: before }, end: { line, character: before + lines[line][column].length } };
}

describe('numbers and dates as they are written', function () {
  this.timeout(60_000);
  const uri = 'file:///written.csv';
  let client: Client;
  let found: readonly Diagnostic[];
  before(async () => {
    client = await Client.start();
    await client.open(uri, TEXT);
    await client.fit(uri, { k: 1 });
    found = await client.diagnostics(uri, 1, hasCode('cell.unlikely'));
  });
  after(async () => assert.equal(await client.stop(), 0));

  /** The diagnostic of a cell. */
  const at = (row: number, column: number): Diagnostic =>
    found.find(
      ({ range }) => range.start.line === row + 2 && range.start.character === rangeOf(row + 2, column).start.character,
    ) ?? assert.fail(found.map((one) => `${one.range.start.line}: ${messageOf(one)}`).join('\n'));

  it('An unlikely price has an expected price in its currency', () => {
    assert.match(messageOf(at(10, 0)), /^price is \$20,012\.50, expected \$2\d{3} \(\d+ to \d+\) given/);
  });

  it('A number in another unit than its column is reported', () => {
    assert.match(
      messageOf(at(20, 1)),
      /^"72500 g" is in "g", but mass is in "kg"; it counts as missing\. Convert it\.$/,
    );
  });

  it('A date that the calendar does not have is reported', () => {
    assert.match(messageOf(at(30, 2)), /^"31\/04\/2023" is not a day of the calendar; visit is read as DD\/MM\/YYYY/);
  });

  it('A date with day and month exchanged is reported', () => {
    assert.match(messageOf(at(40, 2)), /^"04\/17\/2023" has the day and the month the other way round/);
  });

  it('A date far from all others is reported', () => {
    assert.match(messageOf(at(50, 2)), /^"05\/06\/2062" is far from the usual dates of visit/);
  });

  it('Only the wrong cells, the column of words and the lines that are not rows are reported', () => {
    assert.deepEqual(found.map(({ code }) => code).sort(), [
      'cell.bad-date',
      'cell.bad-date',
      'cell.bad-number',
      'cell.far-date',
      'cell.unlikely',
      'column.left-out',
      'line.passed-over',
    ]);
  });

  it('Lines that are not rows are one diagnostic, on the first of them', () => {
    const passed = found.find(({ code }) => code === 'line.passed-over');

    assert.deepEqual(
      [passed?.range.start.line, passed && messageOf(passed)],
      [0, 'This line and 1 more are not rows of the table; they are skipped.'],
    );
  });

  it('The header hover of numbers has their unit', async () => {
    assert.match(
      await client.hoverText(uri, 1, rangeOf(1, 1).start.character),
      / kg `[▁-█ \u00a0]+` \d+\.\d kg [^]* ± \d\.\d kg/,
    );
  });

  it('The header hover of dates has their format', async () => {
    assert.match(
      await client.hoverText(uri, 1, rangeOf(1, 2).start.character),
      /left out of the fit .* DD\\?\/MM\\?\/YYYY/,
    );
  });

  it('A fix writes a price as the column writes prices', async () => {
    const [fix] = await client.fixes(uri, at(10, 0));

    assert.match(editsOf(fix)[0].newText, /^"\$2,\d{3}\.\d{2}"$/);
  });

  it('A date that is corrected is no longer reported', async () => {
    const version = await client.change(uri, '30/04/2023', rangeOf(32, 2));

    const now = await client.diagnostics(uri, version, (diagnostics) =>
      diagnostics.every(({ range }) => range.start.line !== 32),
    );
    assert.equal(now.filter(({ code }) => code === 'cell.bad-date').length, 1);
  });

  it('A number that gets another unit is reported', async () => {
    const { start, end } = rangeOf(5, 1);

    const version = await client.change(uri, '70 lb', { start, end });

    const now = await client.diagnostics(uri, version, (diagnostics) =>
      diagnostics.some(({ range }) => range.start.line === 5),
    );
    assert.match(
      messageOf(now.find(({ range }) => range.start.line === 5) as Diagnostic),
      /^"70 lb" is in "lb", but mass is in "kg"/,
    );
    await client.change(uri, cells[3][1], { start, end: { line: 5, character: start.character + '70 lb'.length } });
  });

  it('The diagnostic of a footer moves with inserted lines', async () => {
    const other = 'file:///footer.csv';
    await client.open(other, `${TEXT.split('\n').slice(1).join('\n')}`);
    await client.fit(other, { k: 1 });
    const footer = (diagnostics: readonly Diagnostic[]): number | undefined =>
      diagnostics.find(({ code }) => code === 'line.passed-over')?.range.start.line;
    assert.equal(footer(await client.diagnostics(other, 1, (diagnostics) => diagnostics.length > 4)), ROWS + 1);

    const version = await client.change(other, `${cells[5].join(',')}\n`, {
      start: { line: 7, character: 0 },
      end: { line: 7, character: 0 },
    });

    assert.equal(
      footer(await client.diagnostics(other, version, (diagnostics) => footer(diagnostics) !== ROWS + 1)),
      ROWS + 2,
    );
  });

  describe('a column that is left out for its words', () => {
    it('The diagnostic of a column that is left out is at its header, with the share of numbers', () => {
      const finding = found.find(({ code }) => code === 'column.left-out') as Diagnostic;

      assert.deepEqual(finding.range, rangeOf(1, 3));
      assert.match(messageOf(finding), /^score is left out .* 6\d(\.\d)? % of its cells look like numbers/);
    });

    it('A fix fits again with the column as numbers, its words being unreadable', async () => {
      const finding = found.find(({ code }) => code === 'column.left-out') as Diagnostic;

      const [fix] = await client.fixes(uri, finding);

      assert.equal(fix.title, 'Fit again with score as numbers');
      assert.equal(fix.command?.command, ServerCommand.fit);
      const report = await client.request<FitReport>('workspace/executeCommand', {
        command: ServerCommand.fit,
        arguments: fix.command?.arguments,
      });
      assert.equal(report.columns.find(({ name }) => name === 'score')?.kind, 'normal');
      assert.ok((report.unreadable ?? []).some(({ column, text }) => column === 'score' && text === 'about 0'));
    });
  });

  describe('a sum that does not add up', () => {
    const other = 'file:///totals.csv';
    let finding: Diagnostic;
    before(async () => {
      const rows = Array.from({ length: ROWS }, (_, n) => {
        const [a, b] = [(n % 7) + 1, (n * n) % 31];
        return `${a};${1000 + b};${n === 12 ? '1,044.00' : `1,${String(a + b).padStart(3, '0')}.00`}`;
      });
      await client.open(other, `a;b;total\n${rows.join('\n')}\n`);
      finding = (await client.diagnostics(other, 1, hasCode('cell.broken-relation'))).find(
        ({ code }) => code === 'cell.broken-relation',
      ) as Diagnostic;
    });

    it('A number that breaks a relation of its row is reported before a fit', () => {
      assert.match(messageOf(finding), /^"1,044\.00" is not a \+ b, which is 1026 here\./);
    });

    it('A fix writes the number that keeps the relation, and the diagnostic is gone', async () => {
      const [fix] = await client.fixes(other, finding);
      assert.equal(editsOf(fix)[0].newText, '1,026.00');

      const version = await client.change(other, '1,026.00', finding.range);

      const now = await client.diagnostics(
        other,
        version,
        (diagnostics) => !hasCode('cell.broken-relation')(diagnostics),
      );
      assert.deepEqual(
        now.map(({ code }) => code),
        ['column.follows'],
      );
    });
  });
});
