/** Diagnostics of faulty rows, quotes and delimiters, with the fixes for them. */
import assert from 'node:assert/strict';
import type { CodeAction, Diagnostic } from 'vscode-languageserver';
import { Client, editsOf, messageOf } from './client';
import { QUICK } from './fittedFiles';
import { penguins, rangeOf, synthetic } from './tables';

describe('diagnostics of the structure of a table', function () {
  this.timeout(60_000);
  let client: Client;
  before(async () => (client = await Client.start()));
  after(async () => assert.equal(await client.stop(), 0));

  const codes = (diagnostics: readonly Diagnostic[]): unknown[] => diagnostics.map(({ code }) => code);

  describe('a table with several faults', () => {
    let found: readonly Diagnostic[];
    before(async () => {
      await client.open('file:///ragged.csv', 'a,b\n1,2\n3\n4,5,6\n"7"x,8\n9,"10\n');
      found = await client.diagnostics('file:///ragged.csv');
    });

    it('Faults of rows, quotes and numbers are reported without a fit', () => {
      assert.deepEqual([...new Set(codes(found))].sort(), [
        'cell.bad-number',
        'quote.stray',
        'quote.unclosed',
        'row.ragged',
      ]);
    });

    it('The diagnostic of a row with too many cells is at the surplus ones', () => {
      assert.deepEqual(found.find(({ code, range }) => code === 'row.ragged' && range.start.line === 3)?.range, {
        start: { line: 3, character: 3 },
        end: { line: 3, character: 5 },
      });
    });

    it('A quote that is never closed is an error', () => {
      assert.equal(found.find(({ code }) => code === 'quote.unclosed')?.severity, 1);
    });
  });

  describe('rows with another delimiter', () => {
    const uri = 'file:///mixed.csv';
    const lines = synthetic(60)
      .split('\n')
      .map((line, n) => (n === 9 || n === 30 ? line.replaceAll(',', ';') : line));
    let found: readonly Diagnostic[];
    before(async () => {
      await client.open(uri, lines.join('\n'));
      found = await client.diagnostics(uri);
    });

    it('A row with another delimiter is reported without a fit', () => {
      assert.deepEqual(
        found.map(({ code, severity, range }) => [code, severity, range.start.line, range.end.character]),
        [
          ['delimiter.mixed', 2, 9, lines[9].length],
          ['delimiter.mixed', 2, 30, lines[30].length],
        ],
      );
      assert.match(
        messageOf(found[0]),
        /^This row has 1 cell, the table has 4 columns\. Its cells are divided by ";" where/,
      );
    });

    it('A row that gets the delimiter of the table is no longer reported', async () => {
      const version = await client.change(uri, lines[9].replaceAll(';', ','), {
        start: { line: 9, character: 0 },
        end: { line: 9, character: 999 },
      });

      assert.deepEqual(
        (await client.diagnostics(uri, version)).map(({ range }) => range.start.line),
        [30],
      );
    });
  });

  describe('several rows with one cell too few, and one with a cell too many', () => {
    const uri = 'file:///short.csv';
    const short = [5, 6, 20, 21, 22, 30];
    const lines = synthetic(60)
      .split('\n')
      .map((line, n) => (short.includes(n) ? line.slice(0, line.lastIndexOf(',')) : n === 40 ? `${line},x` : line));
    let found: readonly Diagnostic[];
    let one: CodeAction;
    let all: CodeAction;
    before(async () => {
      await client.open(uri, lines.join('\n'));
      found = (await client.diagnostics(uri)).filter(({ code }) => code === 'row.ragged');
      [one, all] = await client.fixes(uri, found[0]);
    });

    it('Rows with the same fault are one diagnostic with the places of the others', () => {
      assert.deepEqual(
        found.map(({ range }) => range.start.line),
        [5, 40],
      );
      assert.match(
        messageOf(found[0]),
        /^This row has 3 cells, the table has 4 columns\. .* 5 more rows are like it\.$/,
      );
      assert.deepEqual(
        found[0].relatedInformation?.map(({ location, message }) => [location.range.start.line, message]),
        [6, 20, 21, 22, 30].map((line) => [line, 'This row, too.']),
      );
    });

    it('Fixes add the missing delimiters to one row or to all of them', () => {
      assert.deepEqual(
        [one.title, all.title],
        ['Add the missing delimiters', 'Add the missing delimiters in all 6 such rows'],
      );
      assert.deepEqual(
        editsOf(all).map(({ range, newText }) => [range.start.line, newText]),
        short.map((line) => [line, ',']),
      );
    });

    it('The only fix of a row with too many cells removes the surplus ones', async () => {
      const [surplus, ...others] = await client.fixes(uri, found[1]);

      assert.deepEqual(
        [surplus.title, others, editsOf(surplus).map(({ newText }) => newText)],
        ['Remove the surplus cells', [], ['']],
      );
    });

    it('The diagnostic of several rows follows edits, and four such rows have one each', async () => {
      const [{ range, newText }] = editsOf(one);
      const version = await client.change(uri, newText, range);
      const now = await client.diagnostics(uri, version, (diagnostics) =>
        diagnostics.some(({ code, range: { start } }) => code === 'row.ragged' && start.line === 6),
      );
      assert.match(
        messageOf(now.find(({ code }) => code === 'row.ragged') as Diagnostic),
        / 4 more rows are like it\.$/,
      );

      const last = { line: 30, character: lines[30].length };
      const fewer = await client.change(uri, ',', { start: last, end: last });
      const each = await client.diagnostics(uri, fewer, (diagnostics) =>
        diagnostics.every(({ range: { start } }) => start.line !== 30),
      );
      assert.deepEqual(
        each.filter(({ code }) => code === 'row.ragged').map(({ range: { start } }) => start.line),
        [6, 20, 21, 22, 40],
      );
    });
  });

  it('At most 200 faults are shown, and the last diagnostic has the number of the others', async () => {
    const lines = synthetic(900).split('\n');
    const text = lines.map((line, i) => (i > 0 && i <= 450 ? line.replace(/\w+$/, '"$&"x') : line)).join('\n');
    await client.open('file:///many.csv', text);

    const found = await client.diagnostics('file:///many.csv');

    assert.equal(found.length, 201);
    assert.match(messageOf(found[200]), /^Not shown: 250 more structural problems\./);
    assert.equal(found[200].severity, 3);
  });

  it('The lens without unlikely cells counts the faulty rows and unreadable cells after edits', async () => {
    const uri = 'file:///faulty-later.csv';
    const lens = async (): Promise<string> => (await client.lenses(uri))[1];
    await client.open(uri, penguins);
    await client.fit(uri, QUICK);
    assert.deepEqual(await client.diagnostics(uri), []);
    assert.equal(await lens(), 'no unlikely cells among 8 of 8 columns');

    const { start, end } = rangeOf(penguins, 20, 7);
    const comma = { line: 20, character: start.character - 1 };
    const cut = await client.change(uri, '', { start: comma, end });
    assert.deepEqual(codes(await client.diagnostics(uri, cut)), ['row.ragged']);
    assert.equal(await lens(), 'no unlikely cells among 8 of 8 columns, apart from one faulty row or quotation mark');

    const unread = await client.change(uri, 'x', rangeOf(penguins, 30, 5));
    assert.equal((await client.diagnostics(uri, unread)).length, 2);
    assert.equal(
      await lens(),
      'no unlikely cells among 8 of 8 columns, apart from 1 cell that cannot be read or does not add up and one faulty row or quotation mark',
    );

    const mended = await client.change(uri, ',2007', { start: comma, end: comma });
    await client.diagnostics(uri, mended);
    assert.equal(
      await lens(),
      'no unlikely cells among 8 of 8 columns, apart from 1 cell that cannot be read or does not add up',
    );
  });
});
