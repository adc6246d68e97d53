/** Findings about columns and groups of rows: repeated values, small groups, and columns that are not checked. */
import assert from 'node:assert/strict';
import type { Diagnostic } from 'vscode-languageserver';
import { ServerCommand, type FitReport } from '../../server/protocol';
import { Client, hasCode, messageOf } from './client';
import { QUICK } from './fittedFiles';
import { penguins, rangeOf, withCell } from './tables';

describe('findings about columns and groups', function () {
  this.timeout(60_000);
  let client: Client;
  before(async () => (client = await Client.start()));
  after(async () => assert.equal(await client.stop(), 0));

  const withRepeats = (...lines: readonly number[]): string =>
    lines.reduce((table, line) => withCell(table, line, 4, '-999'), penguins);

  describe('a value that is repeated far from all others', () => {
    const uri = 'file:///codes.csv';
    const text = withRepeats(11, 50, 100, 150, 222, 300);
    let report: FitReport;
    let found: readonly Diagnostic[];
    before(async () => {
      await client.open(uri, text);
      report = await client.fit(uri, QUICK);
      found = await client.diagnostics(uri, 1, hasCode('column.repeated-value'));
    });

    it('A repeated value is one diagnostic, at the header of its column', () => {
      assert.deepEqual(
        found.map(({ code, severity, range }) => [code, severity, range]),
        [['column.repeated-value', 2, rangeOf(text, 0, 4)]],
      );
      assert.equal(
        messageOf(found[0]),
        '-999 stands in 6 rows, far from 172 to 231: a code for missing? It counts as missing in the fit.',
      );
    });

    it('The report of the fit has the repeated value with its first line', () => {
      assert.deepEqual(
        report.findings.map((finding) => [
          finding.code,
          'column' in finding && finding.column,
          'line' in finding && finding.line,
        ]),
        [['column.repeated-value', 'flipper_length_mm', 12]],
      );
    });

    it('A repeated value counts as missing in the fit', () => {
      assert.equal(report.columns.find(({ name }) => name === 'flipper_length_mm')?.missing, 8);
    });
  });

  it('Without a header, the diagnostic of a repeated value is at its first cell', async () => {
    const text = withRepeats(11, 50, 100, 150, 222, 300);
    const headless = text.slice(text.indexOf('\n') + 1);
    await client.open('file:///headless.csv', headless);

    await client.fit('file:///headless.csv', QUICK);

    const [first] = await client.diagnostics('file:///headless.csv', 1, hasCode('column.repeated-value'));
    assert.deepEqual(first.range, rangeOf(headless, 10, 4));
  });

  it('The diagnostic of a repeated value follows the number of its rows through edits', async () => {
    const uri = 'file:///code-edits.csv';
    const text = withRepeats(11, 50, 100);
    await client.open(uri, text);
    await client.fit(uri, QUICK);

    const version = await client.change(uri, '-999', rangeOf(text, 200, 4));

    const messages = (await client.diagnostics(uri, version))
      .filter(({ code }) => code === 'column.repeated-value')
      .map(messageOf);
    assert.deepEqual(
      messages.map((message) => message.slice(0, '-999 stands in 4 rows'.length)),
      ['-999 stands in 4 rows'],
    );
  });

  describe('a small group of rows', () => {
    const uri = 'file:///group.csv';
    let report: FitReport;
    let found: readonly Diagnostic[];
    let groups: readonly Diagnostic[];
    before(async () => {
      const lines = penguins.trimEnd().split('\n');
      const own = Array.from(
        { length: 12 },
        (_, i) =>
          `"Gentoo","Dream",${(70 + Math.sin(i) * 0.8).toFixed(1)},${(30 + Math.cos(i * 2) * 0.4).toFixed(1)},${100 + ((i * 7) % 5)},${1500 + ((i * 37) % 11) * 25},"female",2008`,
      );
      await client.open(uri, `${[...lines.slice(0, 201), ...own, ...lines.slice(201)].join('\n')}\n`);
      report = await client.fit(uri, { starts: 3 });
      found = await client.diagnostics(uri, 1, hasCode('group.small'));
      groups = found.filter(({ code }) => code === 'group.small');
    });

    it('A small group is one diagnostic at its first row', () => {
      const [group, ...others] = groups;

      assert.deepEqual(others, []);
      assert.deepEqual([group.severity, group.range.start], [3, { line: 201, character: 0 }]);
      assert.match(
        messageOf(group),
        /^12 rows \(3\.4 %\) are a group of their own \(cluster \d\): .*flipper_length_mm 102 \(elsewhere 20\d\)/,
      );
    });

    it('The related information of a small group has ten of its other rows', () => {
      assert.deepEqual(
        groups[0].relatedInformation?.map(({ location: { range } }) => range.start.line),
        [202, 203, 204, 205, 206, 207, 208, 209, 210, 211],
      );
    });

    it('The rows of a small group have no diagnostics of their own', () => {
      assert.ok(
        !found.some(
          ({
            code,
            range: {
              start: { line },
            },
          }) => code !== 'group.small' && line >= 201 && line < 213,
        ),
      );
    });

    it('The report of the fit has all rows of a small group', () => {
      assert.deepEqual(
        report.findings.flatMap((finding) => (finding.code === 'group.small' ? [finding.rows] : [])),
        [Array.from({ length: 12 }, (_, i) => 200 + i)],
      );
    });

    it('The hover of a row says that its cluster is a small group', async () => {
      assert.match(await client.hoverText(uri, 203, 2), /\(a small group\)/);
    });
  });

  describe('columns that are not checked', () => {
    const uri = 'file:///unchecked.csv';
    let unchecked: FitReport['unchecked'];
    before(async () => {
      const noted = penguins
        .trimEnd()
        .split('\n')
        .map((line, i) =>
          i === 0 ? `id,${line},note` : `p${i}x${(i * 7919) % 1000},${line},${i % 50 === 0 ? `seen ${i}` : ''}`,
        );
      await client.open(uri, `${noted.join('\n')}\n`);
      ({ unchecked } = await client.fit(uri, QUICK));
    });

    it('The report of the fit has the unchecked columns, each with a reason', () => {
      assert.deepEqual(
        unchecked.map(({ column }) => column),
        ['id', 'note'],
      );
      assert.ok(unchecked.every(({ reason }) => reason !== ''));
    });

    it('An unchecked column has no diagnostics', async () => {
      assert.deepEqual(await client.diagnostics(uri), []);
    });

    it('The lens without unlikely cells names the unchecked columns', async () => {
      const [, lens] = await client.lenses(uri);

      assert.equal(lens, 'no unlikely cells among 8 of 10 columns; not checked: id, note');
    });

    it('The exported report without unlikely cells names the unchecked columns', async () => {
      const report = await client.execute<string>(ServerCommand.export, { uri, format: 'report' });

      assert.ok(report.includes('No unlikely cells among 8 of 10 columns; not checked: id, note.'));
    });
  });
});
