import assert from 'node:assert/strict';
import type { CodeAction, CodeLens, Diagnostic, TextDocumentEdit, TextEdit } from 'vscode-languageserver';
import { ServerCommand } from '../../server/protocol';
import { rowFindings } from '../../server/protocol/report/report';
import { BARE, Client, messageOf } from './client';
import { penguins, rangeOf, skewed, synthetic, withCell } from './tables';

const quick = { k: 3, starts: 2 } as const;

describe('diagnostics over the protocol', function () {
  this.timeout(60_000);
  let client: Client;
  before(async () => (client = await Client.start()));
  after(async () => assert.equal(await client.stop(), 0));

  const codes = (diagnostics: readonly Diagnostic[]): unknown[] => diagnostics.map(({ code }) => code);
  const atLine =
    (line: number) =>
    (diagnostics: readonly Diagnostic[]): boolean =>
      diagnostics.some(({ range }) => range.start.line === line);

  it('has none on a clean file before a fit', async () => {
    await client.open('file:///clean.csv', penguins);
    assert.deepEqual(await client.diagnostics('file:///clean.csv'), []);
  });

  it('flags a planted value at its cell, ranked first', async () => {
    const uri = 'file:///planted.csv';
    const text = withCell(penguins, 11, 5, '63000');
    await client.open(uri, text);
    await client.fit(uri, quick);
    const [first, ...others] = await client.diagnostics(uri, 1, (found) => found.length > 0);
    assert.match(
      messageOf(first),
      /^Unlikely cell \(p [=<] \d(\.\d)?e-\d+\)\. body_mass_g is 63000, expected \d{4} \(\d{4} to \d{4}\) given its other cells\.$/,
    );
    assert.deepEqual(
      { ...first, message: '' },
      {
        range: rangeOf(text, 11, 5),
        severity: 2,
        source: 'mixture-lens',
        code: 'cell.unlikely',
        message: '',
        ...related(first),
      },
    );
    assert.ok(others.length < 4, 'hardly any of the genuine birds');
  });

  const related = ({ relatedInformation }: Diagnostic): object =>
    relatedInformation === undefined ? {} : { relatedInformation };

  it('reports each of several wrong cells at once, of whatever kind', async () => {
    const uri = 'file:///many-slips.csv';
    // A digit too many, a lost decimal point, a misplaced one, and digits too few.
    const slips = [
      [11, 5, '63000', 'body_mass_g'],
      [40, 3, '187', 'bill_depth_mm'],
      [77, 2, '4.61', 'bill_length_mm'],
      [120, 4, '19', 'flipper_length_mm'],
      [260, 5, '505', 'body_mass_g'],
    ] as const;
    const text = slips.reduce((before, [line, column, cell]) => withCell(before, line, column, cell), penguins);
    await client.open(uri, text);
    const { findings } = await client.fit(uri, quick);
    const found = (await client.diagnostics(uri, 1, atLine(11))).filter(
      ({ code }) => code === 'cell.unlikely' || code === 'cell.slip',
    );
    for (const [line, column, cell, name] of slips) {
      const own = found.filter(({ range }) => range.start.line === line);
      assert.deepEqual(
        own.map(({ range }) => range),
        [rangeOf(text, line, column)],
      );
      assert.ok(messageOf(own[0]).includes(`${name} is ${cell}, expected`), messageOf(own[0]));
      assert.deepEqual(
        rowFindings(findings)
          .find(({ row }) => row === line - 1)
          ?.cells.map((each) => [each.column, each.value]),
        [[name, cell]],
        'on the wire, too',
      );
    }
    assert.ok(found.length < slips.length + 3, 'hardly any of the genuine birds');
  });

  it('marks a row of which no single cell stands out as a whole', async () => {
    const uri = 'file:///whole.csv';
    let state = 7;
    const uniform = (): number => (state = (state * 48271) % 2147483647) / 2147483647;
    const normal = (): number => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
    // Each of its cells is 2.6 standard deviations off, as one cell in a hundred is; all of them together never are.
    const lines = Array.from({ length: 300 }, (_, row) =>
      Array.from({ length: 8 }, (_, d) => (row === 25 ? (d % 2 === 0 ? 2.6 : -2.6) : normal()).toFixed(4)).join(','),
    );
    await client.open(uri, `a,b,c,d,e,f,g,h\n${lines.join('\n')}\n`);
    const { findings } = await client.fit(uri, { k: 1 });
    const [first] = await client.diagnostics(uri, 1, atLine(26));
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

  it(
    'reports a value that is repeated far from all others ' +
      'once, on its header, and where there is none on its first cell',
    async () => {
      const text = [11, 50, 100, 150, 222, 300].reduce((before, line) => withCell(before, line, 4, '-999'), penguins);
      await client.open('file:///codes.csv', text);
      const { findings, columns } = await client.fit('file:///codes.csv', quick);
      const found = await client.diagnostics('file:///codes.csv', 1, (all) =>
        all.some(({ code }) => code === 'column.repeated-value'),
      );
      assert.deepEqual(
        found.map(({ code, severity, range }) => [code, severity, range]),
        [['column.repeated-value', 2, rangeOf(text, 0, 4)]],
      );
      assert.equal(
        messageOf(found[0]),
        '-999 stands in 6 rows, far from 172 to 231: a code for missing? It counts as missing in the fit.',
      );
      assert.deepEqual(
        findings.map((finding) => [
          finding.code,
          'column' in finding && finding.column,
          'line' in finding && finding.line,
        ]),
        [['column.repeated-value', 'flipper_length_mm', 12]],
      );
      assert.equal(columns.find(({ name }) => name === 'flipper_length_mm')?.missing, 8);
      const headless = text.slice(text.indexOf('\n') + 1);
      await client.open('file:///headless.csv', headless);
      await client.fit('file:///headless.csv', quick);
      const [first] = await client.diagnostics('file:///headless.csv', 1, (all) =>
        all.some(({ code }) => code === 'column.repeated-value'),
      );
      assert.deepEqual(first.range, rangeOf(headless, 10, 4));
    },
  );

  it('follows a repeated value while rows are edited', async () => {
    const uri = 'file:///code-edits.csv';
    const text = [11, 50, 100].reduce((before, line) => withCell(before, line, 4, '-999'), penguins);
    await client.open(uri, text);
    await client.fit(uri, quick);
    const version = await client.change(uri, '-999', rangeOf(text, 200, 4));
    const messages = (await client.diagnostics(uri, version))
      .filter(({ code }) => code === 'column.repeated-value')
      .map(messageOf);
    assert.deepEqual(
      messages.map((message) => message.slice(0, '-999 stands in 4 rows'.length)),
      ['-999 stands in 4 rows'],
    );
  });

  it('reports a small group of rows as one diagnostic', async () => {
    const uri = 'file:///group.csv';
    const lines = penguins.trimEnd().split('\n');
    const own = Array.from(
      { length: 12 },
      (_, i) =>
        `"Gentoo","Dream",${(70 + Math.sin(i) * 0.8).toFixed(1)},${(30 + Math.cos(i * 2) * 0.4).toFixed(1)},${100 + ((i * 7) % 5)},${1500 + ((i * 37) % 11) * 25},"female",2008`,
    );
    await client.open(uri, `${[...lines.slice(0, 201), ...own, ...lines.slice(201)].join('\n')}\n`);
    const { findings } = await client.fit(uri, { starts: 3 });
    const found = await client.diagnostics(uri, 1, (all) => all.some(({ code }) => code === 'group.small'));
    const [group, ...others] = found.filter(({ code }) => code === 'group.small');
    assert.deepEqual(others, []);
    assert.deepEqual([group.severity, group.range.start], [3, { line: 201, character: 0 }]);
    assert.match(
      messageOf(group),
      /^12 rows \(3\.4 %\) are a group of their own \(cluster \d\): .*flipper_length_mm 102 \(elsewhere 20\d\)/,
    );
    assert.deepEqual(
      group.relatedInformation?.map(({ location: { range } }) => range.start.line),
      [202, 203, 204, 205, 206, 207, 208, 209, 210, 211],
    );
    assert.ok(
      !found.some(
        ({
          code,
          range: {
            start: { line },
          },
        }) => code !== 'group.small' && line >= 201 && line < 213,
      ),
      'its rows excuse each other',
    );
    assert.deepEqual(
      findings.flatMap((finding) => (finding.code === 'group.small' ? [finding.rows] : [])),
      [Array.from({ length: 12 }, (_, i) => 200 + i)],
    );
    assert.match(await client.says(uri, 203, 2), /\(a small group\)/);
  });

  it('names the columns in which nothing was looked for, wherever it says that nothing was found', async () => {
    const uri = 'file:///unchecked.csv';
    const noted = penguins
      .trimEnd()
      .split('\n')
      .map((line, i) =>
        i === 0 ? `id,${line},note` : `p${i}x${(i * 7919) % 1000},${line},${i % 50 === 0 ? `seen ${i}` : ''}`,
      );
    await client.open(uri, `${noted.join('\n')}\n`);
    const { unchecked } = await client.fit(uri, quick);
    assert.deepEqual(
      unchecked.map(({ column }) => column),
      ['id', 'note'],
    );
    assert.ok(unchecked.every(({ reason }) => reason !== ''));
    assert.deepEqual(await client.diagnostics(uri), []);
    const [, lens] = (await client.request<CodeLens[]>('textDocument/codeLens', { textDocument: { uri } })).map(
      ({ command }) => command?.title,
    );
    assert.equal(lens, 'no unlikely cells among 8 of 10 columns; not checked: id, note');
    const report = await client.request<string>('workspace/executeCommand', {
      command: ServerCommand.export,
      arguments: [{ uri, format: 'report' }],
    });
    assert.ok(report.includes('No unlikely cells among 8 of 10 columns; not checked: id, note.'));
  });

  it('counts faulty rows and unreadable cells of the current text where nothing else is found', async () => {
    const uri = 'file:///faulty-later.csv';
    const found = async (): Promise<string | undefined> =>
      (await client.request<CodeLens[]>('textDocument/codeLens', { textDocument: { uri } }))[1].command?.title;
    await client.open(uri, penguins);
    await client.fit(uri, quick);
    assert.deepEqual(await client.diagnostics(uri), []);
    assert.equal(await found(), 'no unlikely cells among 8 of 8 columns');
    const { start } = rangeOf(penguins, 20, 7);
    const yearEnd = rangeOf(penguins, 20, 7).end;
    const comma = { line: 20, character: start.character - 1 };
    const cut = await client.change(uri, '', { start: comma, end: yearEnd });
    assert.deepEqual(codes(await client.diagnostics(uri, cut)), ['row.ragged']);
    assert.equal(await found(), 'no unlikely cells among 8 of 8 columns, beside one faulty row or quotation mark');
    const unread = await client.change(uri, 'x', rangeOf(penguins, 30, 5));
    assert.equal((await client.diagnostics(uri, unread)).length, 2);
    assert.equal(
      await found(),
      'no unlikely cells among 8 of 8 columns, beside 1 that cannot be read or does not add up and one faulty row or quotation mark',
    );
    const mended = await client.change(uri, ',2007', { start: comma, end: comma });
    await client.diagnostics(uri, mended);
    assert.equal(
      await found(),
      'no unlikely cells among 8 of 8 columns, beside 1 that cannot be read or does not add up',
    );
  });

  it('clears the finding when its cell is mended, and finds a new one, by the frozen model', async () => {
    const uri = 'file:///mended.csv';
    const text = withCell(penguins, 11, 5, '63000');
    await client.open(uri, text);
    await client.fit(uri, quick);
    await client.diagnostics(uri, 1, atLine(11));
    const mended = await client.change(uri, '3300', rangeOf(text, 11, 5));
    assert.ok(!atLine(11)(await client.diagnostics(uri, mended)));
    const broken = await client.change(uri, '1', rangeOf(text, 30, 4));
    const found = await client.diagnostics(uri, broken);
    assert.deepEqual(found.find(({ range }) => range.start.line === 30)?.range, {
      start: rangeOf(text, 30, 4).start,
      end: { line: 30, character: rangeOf(text, 30, 4).start.character + 1 },
    });
    assert.equal(client.fits.all.filter((params) => params.uri === uri).length, 1, 'no fit but the first');
  });

  it('names the further guilty cells: with their places, or in the message for clients without', async () => {
    const text = withCell(withCell(penguins, 11, 5, '63000'), 11, 4, '900');
    const bare = await Client.start(BARE);
    for (const each of [client, bare]) {
      await each.open('file:///two.csv', text);
      await each.fit('file:///two.csv', quick);
      const [first] = await each.diagnostics('file:///two.csv', 1, (found) => found.length > 0);
      const told = [messageOf(first), ...(first.relatedInformation ?? []).map(({ message }) => message)].join(' ');
      assert.match(told, /body_mass_g is 63000, expected/);
      assert.match(told, /flipper_length_mm is 900, expected/);
      assert.equal((first.relatedInformation ?? []).length > 0, each === client);
    }
    await bare.stop();
  });

  it('tells problems of structure without any fit', async () => {
    await client.open('file:///ragged.csv', 'a,b\n1,2\n3\n4,5,6\n"7"x,8\n9,"10\n');
    const found = await client.diagnostics('file:///ragged.csv');
    assert.deepEqual([...new Set(codes(found))].sort(), [
      'cell.bad-number',
      'quote.stray',
      'quote.unclosed',
      'row.ragged',
    ]);
    assert.deepEqual(found.find(({ code, range }) => code === 'row.ragged' && range.start.line === 3)?.range, {
      start: { line: 3, character: 3 },
      end: { line: 3, character: 5 },
    });
    assert.equal(found.find(({ code }) => code === 'quote.unclosed')?.severity, 1);
  });

  it('tells rows divided by another delimiter without any fit', async () => {
    const uri = 'file:///mixed.csv';
    const text = synthetic(60)
      .split('\n')
      .map((line, n) => (n === 9 || n === 30 ? line.replaceAll(',', ';') : line))
      .join('\n');
    await client.open(uri, text);
    const found = await client.diagnostics(uri);
    assert.deepEqual(
      found.map(({ code, severity, range }) => [code, severity, range.start.line, range.end.character]),
      [
        ['delimiter.mixed', 2, 9, text.split('\n')[9].length],
        ['delimiter.mixed', 2, 30, text.split('\n')[30].length],
      ],
    );
    assert.match(
      messageOf(found[0]),
      /^This row has 1 cell, the table has 4 columns\. Its cells are divided by ";" where/,
    );
    const version = await client.change(uri, text.split('\n')[9].replaceAll(';', ','), {
      start: { line: 9, character: 0 },
      end: { line: 9, character: 999 },
    });
    assert.deepEqual(
      (await client.diagnostics(uri, version)).map(({ range }) => range.start.line),
      [30],
    );
  });

  it('tells many rows that are ragged in one way once, with the places of the others, and mends one or all', async () => {
    const uri = 'file:///short.csv';
    const short = new Set([5, 6, 20, 21, 22, 30]);
    const text = synthetic(60)
      .split('\n')
      .map((line, n) => (short.has(n) ? line.slice(0, line.lastIndexOf(',')) : n === 40 ? `${line},x` : line))
      .join('\n');
    await client.open(uri, text);
    const found = (await client.diagnostics(uri)).filter(({ code }) => code === 'row.ragged');
    assert.deepEqual(
      found.map(({ range }) => range.start.line),
      [5, 40],
    );
    assert.match(messageOf(found[0]), /^This row has 3 cells, the table has 4 columns\. .* 5 more rows are like it\.$/);
    assert.deepEqual(
      found[0].relatedInformation?.map(({ location, message }) => [location.range.start.line, message]),
      [6, 20, 21, 22, 30].map((line) => [line, 'This row, too.']),
    );
    const fixes = (diagnostic: Diagnostic): Promise<CodeAction[]> =>
      client.request('textDocument/codeAction', {
        textDocument: { uri },
        range: diagnostic.range,
        context: { diagnostics: [diagnostic] },
      });
    const [one, all] = await fixes(found[0]);
    assert.deepEqual(
      [one.title, all.title],
      ['Add the missing delimiters', 'Add the missing delimiters in all 6 such rows'],
    );
    const editsOf = ({ edit }: CodeAction): TextDocumentEdit['edits'] =>
      (edit?.documentChanges as TextDocumentEdit[])[0].edits;
    assert.deepEqual(
      editsOf(all).map((edit) => [edit.range.start.line, (edit as TextEdit).newText]),
      [5, 6, 20, 21, 22, 30].map((line) => [line, ',']),
    );
    const [surplus, ...others] = await fixes(found[1]);
    assert.deepEqual(
      [surplus.title, others, editsOf(surplus).map((edit) => (edit as TextEdit).newText)],
      ['Remove the surplus cells', [], ['']],
    );
    const [{ range, newText }] = editsOf(one) as TextEdit[];
    const version = await client.change(uri, newText, range);
    const now = await client.diagnostics(uri, version, (diagnostics) =>
      diagnostics.some(({ code, range: { start } }) => code === 'row.ragged' && start.line === 6),
    );
    assert.match(messageOf(now.find(({ code }) => code === 'row.ragged') as Diagnostic), / 4 more rows are like it\.$/);
    // Fewer are told where each of them is.
    const last = { line: 30, character: text.split('\n')[30].length };
    const fewer = await client.change(uri, ',', { start: last, end: last });
    const each = await client.diagnostics(uri, fewer, (diagnostics) =>
      diagnostics.every(({ range: { start } }) => start.line !== 30),
    );
    assert.deepEqual(
      each.filter(({ code }) => code === 'row.ragged').map(({ range: { start } }) => start.line),
      [6, 20, 21, 22, 40],
    );
  });

  it('tells many cells of one column that cannot be read for one reason once', async () => {
    const uri = 'file:///bounds.csv';
    const wrong: Readonly<Record<number, string>> = {
      3: '#DIV/0!',
      8: '#DIV/0!',
      9: 'inf',
      50: '#DIV/0!',
      60: '<0.5',
      70: '#REF!',
      90: '12 kg',
      91: 'oops',
    };
    const text = synthetic(200)
      .split('\n')
      .map((line, n) => (wrong[n] === undefined ? line : line.replace(/^[^,]*/, wrong[n])))
      .join('\n');
    await client.open(uri, text);
    const found = (await client.diagnostics(uri)).filter(({ code }) => code === 'cell.bad-number');
    assert.deepEqual(
      found.map(({ range }) => range.start.line),
      [3, 90, 91],
    );
    assert.match(messageOf(found[0]), /^"#DIV\/0!" is not a finite number, .* 4 more cells are like it\.$/);
    assert.deepEqual(
      found[0].relatedInformation?.map(({ location, message }) => [location.range.start.line, message]),
      [
        [8, '"#DIV/0!", too.'],
        [9, '"inf", too.'],
        [50, '"#DIV/0!", too.'],
        [70, '"#REF!", too.'],
      ],
    );
    const bare = await Client.start(BARE);
    await bare.open(uri, text);
    assert.equal(
      (await bare.diagnostics(uri)).filter(({ code }) => code === 'cell.bad-number').length,
      7,
      'whoever shows no further places has each by itself',
    );
    await bare.stop();
  });

  it('tells cells that are no numbers without any fit, and levels that the fit did not have', async () => {
    const uri = 'file:///bad.csv';
    const text = withCell(synthetic(200), 9, 1, 'oops');
    await client.open(uri, text);
    const [bad] = await client.diagnostics(uri);
    assert.deepEqual([bad.code, bad.range], ['cell.bad-number', rangeOf(text, 9, 1)]);
    assert.equal(
      bad.message,
      '"oops" is not a number, as the other cells of height are; ' +
        'it counts as missing. Fix it, or name it among the missing values.',
    );
    await client.fit(uri, { k: 2, starts: 2 });
    const version = await client.change(uri, 'green', rangeOf(text, 20, 3));
    const found = await client.diagnostics(uri, version);
    const level = found.find(({ code }) => code === 'cell.unknown-level');
    assert.equal(level?.range.start.line, 20);
    assert.equal(
      level.message,
      '"green" is not a value of colour that the fit knows ("blue", "red"); it counts as missing. Fix it, or fit again.',
    );
    assert.match(
      await client.says(uri, 20, rangeOf(text, 20, 3).start.character + 1),
      /^\*\*colour\*\* is "green", which the fit did not have, predicted "(red|blue)"/,
    );
  });

  it('tells numbers that a kind cannot hold, in files and in edited rows', async () => {
    const uri = 'file:///skewed.csv';
    const text = withCell(skewed(150), 9, 0, '-3');
    await client.open(uri, text);
    await client.fit(uri, { k: 2, starts: 2, kinds: { visits: 'poisson', income: 'lognormal' } });
    const version = await client.change(uri, '0', rangeOf(text, 20, 1));
    const found = (await client.diagnostics(uri, version)).filter(({ code }) => code === 'cell.unsuitable-number');
    assert.deepEqual(
      found.map(({ range, message }) => [range.start.line, message]),
      [
        [
          9,
          '"-3" is not a whole number from 0 to 9e15, as the kind poisson of visits needs; it counts as ' +
            'missing. Fix it, or choose another kind.',
        ],
        [
          20,
          '"0" is not a positive number, as the kind lognormal of income ' +
            'needs; it counts as missing. Fix it, or choose another kind.',
        ],
      ],
    );
    assert.match(
      await client.says(uri, 9, 1),
      /^\*\*visits\*\* is \\-3, which is not a whole number from 0 to 9e15, predicted \d+\.\d \(\d+ to \d+\)/,
    );
    assert.match(
      await client.says(uri, 0, 10),
      /^\| Cluster 1 \| \d+ % \| [\d.]+ ± [\d.]+ \(meanlog [\d.]+, sdlog [\d.]+\) \|$/m,
    );
  });

  it('shows 200 at most, and says how many more there are', async () => {
    const lines = synthetic(900).split('\n');
    const text = lines.map((line, i) => (i > 0 && i <= 450 ? line.replace(/\w+$/, '"$&"x') : line)).join('\n');
    await client.open('file:///many.csv', text);
    const found = await client.diagnostics('file:///many.csv');
    assert.equal(found.length, 201);
    assert.match(messageOf(found[200]), /^Not shown: 250 more structural problems\./);
    assert.equal(found[200].severity, 3);
  });

  it('judges only what is there when typing stops', async () => {
    const uri = 'file:///typing.csv';
    await client.open(uri, penguins);
    await client.fit(uri, quick);
    const at = rangeOf(penguins, 20, 5);
    let version = 1;
    for (const digits of ['6', '63', '630', '6300', '63000']) {
      version = await client.change(uri, digits, {
        start: at.start,
        end: version === 1 ? at.end : { line: 20, character: at.start.character + digits.length - 1 },
      });
    }
    const found = await client.diagnostics(uri, 2);
    assert.ok(atLine(20)(found));
    // Whatever else was on its way comes before the diagnostics of a document opened now.
    await client.open('file:///later.csv', 'a,b\n1,2\n');
    await client.diagnostics('file:///later.csv');
    assert.deepEqual(
      client.published.all
        .filter((params) => params.uri === uri && (params.version ?? 0) > 1)
        .map((params) => params.version),
      [version],
    );
  });

  it('is cleared with the document', async () => {
    const uri = 'file:///closing.csv';
    await client.open(uri, 'a,b\n1\n');
    assert.equal((await client.diagnostics(uri)).length, 1);
    const before = client.published.all.length;
    await client.close(uri);
    const cleared = await client.published.next(
      'the diagnostics after the close',
      (params) => params.uri === uri,
      before,
    );
    assert.deepEqual(cleared.diagnostics, []);
  });
});
