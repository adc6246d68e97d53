/** Diagnostics of unlikely cells and rows: places, messages, related information, and what edits change. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { Diagnostic } from 'vscode-languageserver';
import { ServerCommand, type FitReport } from '../../server/protocol';
import { rowFindings } from '../../server/protocol/report/report';
import { BARE, Client, FULL, messageOf } from './client';
import { COLUMN, findsAt, LINE, PLANTED, QUICK } from './fittedFiles';
import { penguins, rangeOf, withCell } from './tables';

describe('diagnostics of unlikely cells', function () {
  this.timeout(60_000);
  let client: Client;
  before(async () => (client = await Client.start()));
  after(async () => assert.equal(await client.stop(), 0));

  it('A clean file has no diagnostics before a fit', async () => {
    await client.open('file:///clean.csv', penguins);

    assert.deepEqual(await client.diagnostics('file:///clean.csv'), []);
  });

  describe('a planted value', () => {
    const uri = 'file:///planted.csv';
    let first: Diagnostic;
    let others: readonly Diagnostic[];
    before(async () => {
      await client.open(uri, PLANTED);
      await client.fit(uri, QUICK);
      [first, ...others] = await client.diagnostics(uri, 1, (found) => found.length > 0);
    });

    it('A planted value is the first diagnostic, a warning at its cell', () => {
      assert.deepEqual(
        { ...first, message: undefined, relatedInformation: undefined },
        {
          range: rangeOf(PLANTED, LINE, COLUMN),
          severity: 2,
          source: 'mixture-lens',
          code: 'cell.unlikely',
          message: undefined,
          relatedInformation: undefined,
        },
      );
    });

    it('The message of an unlikely cell has its tail, value, expected value and interval', () => {
      assert.match(
        messageOf(first),
        /^body_mass_g is 63000, expected \d{4} \(\d{4} to \d{4}\) given its other cells \(p [=<] \d(\.\d)?e-\d+\)\.$/,
      );
    });

    it('Fewer than four genuine rows have a diagnostic beside a planted value', () => {
      assert.ok(others.length < 4);
    });

    it('The related information of an unlikely cell has two similar rows with their values', () => {
      const similar = (first.relatedInformation ?? []).filter(({ message }) => /much like it/.test(message));

      assert.equal(similar.length, 2);
      const cellsOf = (line: number): readonly string[] => PLANTED.split('\n')[line].split(',');
      for (const { location, message } of similar) {
        const [, lineNumber, value] = /^Line (\d+), much like it, has (\d{4})\.$/.exec(message) ?? [];
        const line = Number(lineNumber) - 1;
        assert.deepEqual(location.range, rangeOf(PLANTED, line, COLUMN));
        assert.equal(cellsOf(line)[COLUMN], value);
        assert.equal(cellsOf(line)[0], cellsOf(LINE)[0]);
      }
    });

    it('The command similarRows answers the ranges of ten rows', async () => {
      const ranges = await client.execute<unknown[]>(ServerCommand.similarRows, { uri, row: LINE - 1 });

      assert.equal(ranges.length, 10);
    });
  });

  describe('several wrong cells', () => {
    const uri = 'file:///many-slips.csv';
    // A digit too many, a lost decimal point, a misplaced one, and digits too few.
    const slips = [
      [11, 5, '63000', 'body_mass_g'],
      [40, 3, '187', 'bill_depth_mm'],
      [77, 2, '4.61', 'bill_length_mm'],
      [120, 4, '19', 'flipper_length_mm'],
      [260, 5, '505', 'body_mass_g'],
    ] as const;
    const text = slips.reduce((table, [line, column, cell]) => withCell(table, line, column, cell), penguins);
    let report: FitReport;
    let found: readonly Diagnostic[];
    before(async () => {
      await client.open(uri, text);
      report = await client.fit(uri, QUICK);
      found = (await client.diagnostics(uri, 1, findsAt(11))).filter(
        ({ code }) => code === 'cell.unlikely' || code === 'cell.slip',
      );
    });

    for (const [line, column, cell, name] of slips) {
      it(`The wrong cell ${cell} of ${name} has a diagnostic at its place`, () => {
        const own = found.filter(({ range }) => range.start.line === line);

        assert.deepEqual(
          own.map(({ range }) => range),
          [rangeOf(text, line, column)],
        );
        assert.ok(messageOf(own[0]).includes(`${name} is ${cell}, expected`), messageOf(own[0]));
      });

      it(`The report of the fit blames the cell ${cell} of ${name}`, () => {
        assert.deepEqual(
          rowFindings(report.findings)
            .find(({ row }) => row === line - 1)
            ?.cells.map((each) => [each.column, each.value]),
          [[name, cell]],
        );
      });
    }

    it('Fewer than three genuine rows have a diagnostic beside several wrong cells', () => {
      assert.ok(found.length < slips.length + 3);
    });
  });

  it('A row of which no single cell stands out has one diagnostic for the whole row', async () => {
    const uri = 'file:///whole.csv';
    let state = 7;
    const uniform = (): number => (state = (state * 48271) % 2147483647) / 2147483647;
    const normal = (): number => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
    // Each cell of row 25 is 2.6 standard deviations off, as one cell in a hundred is; all of them together never are.
    const lines = Array.from({ length: 300 }, (_, row) =>
      Array.from({ length: 8 }, (_, d) => (row === 25 ? (d % 2 === 0 ? 2.6 : -2.6) : normal()).toFixed(4)).join(','),
    );
    await client.open(uri, `a,b,c,d,e,f,g,h\n${lines.join('\n')}\n`);

    const { findings } = await client.fit(uri, { k: 1 });

    const [first] = await client.diagnostics(uri, 1, findsAt(26));
    assert.deepEqual(
      [first.code, first.range],
      ['row.low-likelihood', { start: { line: 26, character: 0 }, end: { line: 26, character: lines[25].length } }],
    );
    assert.match(
      messageOf(first),
      /^Unlikely row \(p [=<] .*e-\d+\)\. No single cell stands out; its cells together do\. [a-h] is -?2\.6000, expected .* given its other cells\.$/,
    );
    assert.deepEqual(
      rowFindings(findings).map(({ code, line }) => [code, line]),
      [['row.low-likelihood', 27]],
    );
  });

  describe('two wrong cells of one row', () => {
    const uri = 'file:///two.csv';
    let bare: Client;
    before(async () => (bare = await Client.start(BARE)));
    after(() => bare.stop());

    async function firstFor(each: Client): Promise<Diagnostic> {
      await each.open(uri, withCell(PLANTED, LINE, 4, '900'));
      await each.fit(uri, QUICK);
      return (await each.diagnostics(uri, 1, (found) => found.length > 0))[0];
    }

    it('The related information of a diagnostic has the further wrong cells of its row', async () => {
      const first = await firstFor(client);

      const related = first.relatedInformation ?? [];
      const words = [messageOf(first), ...related.map(({ message }) => message)].join(' ');
      assert.match(words, /body_mass_g is 63000, expected/);
      assert.match(words, /flipper_length_mm is 900, expected/);
      assert.ok(related.length > 0);
    });

    it('A client without related information has all wrong cells of a row in the message', async () => {
      const first = await firstFor(bare);

      assert.match(messageOf(first), /body_mass_g is 63000, expected/);
      assert.match(messageOf(first), /flipper_length_mm is 900, expected/);
      assert.equal((first.relatedInformation ?? []).length, 0);
    });
  });

  describe('a client with links and limits', () => {
    let able: Client;
    let found: readonly Diagnostic[];
    before(async () => {
      able = await Client.start(
        { ...FULL, textDocument: { ...FULL.textDocument, publishDiagnostics: { codeDescriptionSupport: true } } },
        { errorBelow: 1e-6, diagnosticLimit: 1 },
      );
      await able.open('file:///a.csv', withCell(PLANTED, 40, 4, '900'));
      await able.fit('file:///a.csv', QUICK);
      found = await able.diagnostics('file:///a.csv', 1, ([first]) => first?.code === 'cell.unlikely');
    });
    after(async () => assert.equal(await able.stop(), 0));

    it('The setting errorBelow makes a very unlikely cell an error', () => {
      assert.equal(found[0].severity, 1);
    });

    it('The last diagnostic has the number of those beyond diagnosticLimit', () => {
      assert.equal(found.length, 2);
      assert.match(messageOf(found[1]), /^Not shown: \d+ more unlikely rows?\./);
    });

    it('The code of a diagnostic links to the heading of its description', () => {
      const href = found[0].codeDescription?.href ?? '';

      const [, file, line] = /^file:\/\/(.*findings\.md)#L(\d+)$/.exec(href) ?? [];
      assert.equal(readFileSync(file, 'utf8').split('\n')[Number(line) - 1], '## cell.unlikely');
    });
  });

  describe('edits after a fit', () => {
    const uri = 'file:///mended.csv';
    before(async () => {
      await client.open(uri, PLANTED);
      await client.fit(uri, QUICK);
      await client.diagnostics(uri, 1, findsAt(LINE));
    });

    it('A diagnostic is gone once its cell is corrected', async () => {
      const corrected = await client.change(uri, '3300', rangeOf(PLANTED, LINE, COLUMN));

      assert.ok(!findsAt(LINE)(await client.diagnostics(uri, corrected)));
    });

    it('A cell that becomes wrong has a diagnostic without another fit', async () => {
      const { start } = rangeOf(PLANTED, 30, 4);

      const broken = await client.change(uri, '1', rangeOf(PLANTED, 30, 4));

      const found = await client.diagnostics(uri, broken);
      assert.deepEqual(found.find(({ range }) => range.start.line === 30)?.range, {
        start,
        end: { line: 30, character: start.character + 1 },
      });
      assert.equal(client.fits.all.filter((params) => params.uri === uri).length, 1);
    });
  });

  it('Diagnostics are published once for the text at which typing stops', async () => {
    const uri = 'file:///typing.csv';
    await client.open(uri, penguins);
    await client.fit(uri, QUICK);
    const at = rangeOf(penguins, 20, 5);

    let version = 1;
    for (const digits of ['6', '63', '630', '6300', '63000']) {
      version = await client.change(uri, digits, {
        start: at.start,
        end: version === 1 ? at.end : { line: 20, character: at.start.character + digits.length - 1 },
      });
    }

    assert.ok(findsAt(20)(await client.diagnostics(uri, 2)));
    // Whatever else was on its way comes before the diagnostics of a document that is opened now.
    await client.open('file:///later.csv', 'a,b\n1,2\n');
    await client.diagnostics('file:///later.csv');
    assert.deepEqual(
      client.published.all
        .filter((params) => params.uri === uri && (params.version ?? 0) > 1)
        .map((params) => params.version),
      [version],
    );
  });

  it('A document that is closed has its diagnostics cleared', async () => {
    const uri = 'file:///closing.csv';
    await client.open(uri, 'a,b\n1\n');
    assert.equal((await client.diagnostics(uri)).length, 1);
    const seen = client.published.all.length;

    await client.close(uri);

    const cleared = await client.published.next(
      'the diagnostics after the close',
      (params) => params.uri === uri,
      seen,
    );
    assert.deepEqual(cleared.diagnostics, []);
  });
});
