import assert from 'node:assert/strict';
import { marked } from 'marked';
import type { ClientCapabilities, CodeAction, CodeLens, InlayHint } from 'vscode-languageserver';
import { DRAWING } from '../support/hovers';
import { BARE, Client, FULL, messageOf, refusal } from './client';
import { penguins, rangeOf, synthetic, withCell } from './tables';

const quick = { k: 3, starts: 2 } as const;
const planted = withCell(penguins, 11, 5, '63000');

describe('hovers over the protocol', function () {
  this.timeout(60_000);
  let client: Client;
  before(async () => (client = await Client.start()));
  after(async () => assert.equal(await client.stop(), 0));

  it('tells a column from the header alone, and nothing of a row, before a fit', async () => {
    const uri = 'file:///before.csv';
    await client.open(uri, penguins);
    const hover = await client.hover(uri, { line: 0, character: 25 });
    assert.deepEqual(hover, {
      contents: {
        kind: 'markdown',
        value:
          '**bill\\_length\\_mm** · normal · numbers  \n32.1 `▁▄█▇▇▆▇█▇█▂▁\u00a0▁` ' +
          '59.6 · 2 cells missing (<1 %)  \nwritten to 0.1',
      },
      range: rangeOf(penguins, 0, 2),
    });
    assert.match(
      await client.says(uri, 0, 2),
      /^\*\*species\*\* · categorical · text with 3 levels {2}\n"Adelie" 44 % · "Gentoo" 36 % · "Chinstrap" 20 % · no cell missing$/,
    );
    assert.equal(await client.hover(uri, { line: 3, character: 4 }), null);
  });

  it('tells how the clusters differ in a column, after a fit', async () => {
    const uri = 'file:///header.csv';
    await client.open(uri, penguins);
    const report = await client.fit(uri, quick);
    const numeric = await client.says(uri, 0, 25);
    const rows = [...numeric.matchAll(/^\| Cluster (\d) \| (\d+) % \| ([\d.]+) ± ([\d.]+) \|$/gm)];
    assert.deepEqual(
      rows.map(([, number]) => number),
      ['1', '2', '3'],
    );
    rows.forEach(([, , , mean], k) => {
      const fitted = report.components[k].columns.bill_length_mm;
      assert.ok('mean' in fitted && Math.abs(Number(mean) - fitted.mean) < 0.1, numeric);
    });
    assert.match(await client.says(uri, 0, 2), /\| Cluster 1 \| \d+ % \| "\w+" [>\d]+ %(, "\w+" \d+ %)?/);
  });

  it('tells a row its cluster, density and rarity, on the cell under the pointer', async () => {
    const uri = 'file:///row.csv';
    await client.open(uri, penguins);
    await client.fit(uri, quick);
    const hover = await client.hover(uri, { line: 3, character: 24 });
    assert.deepEqual(hover?.range, rangeOf(penguins, 3, 2));
    const text = await client.says(uri, 3, 24);
    assert.match(text, /^\*\*Row 3\*\* · about \d+ in \d+ rows are this unlikely · log density −\d+\.\d$/m);
    assert.match(text, /^\| \*\*Cluster \d\*\* \| `█{8}` \| (>99|100) % \|$/m);
    assert.equal(await client.hover(uri, { line: 500, character: 0 }), null);
  });

  it('begins with the surprising cell under the pointer, and lists it under the others', async () => {
    const uri = 'file:///surprise.csv';
    await client.open(uri, planted);
    await client.fit(uri, quick);
    const expected = /\*\*body\\_mass\\_g\*\* is 63000, expected \d{4} \(\d{4} to \d{4}\)/;
    const there = await client.says(uri, 11, 37);
    assert.match(there.split('\n')[0], expected);
    assert.match(there.split('\n')[0], /given its other cells {2}$/);
    const elsewhere = await client.says(uri, 11, rangeOf(planted, 11, 7).start.character);
    assert.match(elsewhere, /^\*\*Row 11\*\*/);
    assert.match(elsewhere.slice(elsewhere.indexOf('\n- ')), expected);
    assert.match(elsewhere, /fewer than 1 in 10¹² rows/);
    assert.ok((elsewhere.match(/^- /gm) ?? []).length <= 3);
  });

  it('begins with what a missing cell should be', async () => {
    const uri = 'file:///missing.csv';
    await client.open(uri, penguins);
    await client.fit(uri, quick);
    const at = rangeOf(penguins, 4, 2).start.character;
    assert.match(
      await client.says(uri, 4, at),
      /^\*\*bill\\_length\\_mm\*\* is missing, predicted \d+\.\d \(\d+\.\d to \d+\.\d\) {2}\n/,
    );
    assert.match(
      await client.says(uri, 4, rangeOf(penguins, 4, 6).start.character),
      /^\*\*sex\*\* is missing, predicted "(fe)?male" \(\d+ %\) {2}\n/,
    );
  });

  it('judges an edited row by the frozen model, and says so', async () => {
    const uri = 'file:///stale.csv';
    await client.open(uri, penguins);
    await client.fit(uri, quick);
    const at = rangeOf(penguins, 20, 5);
    assert.doesNotMatch(await client.says(uri, 20, at.start.character), /The text changed/);
    await client.change(uri, '63000', at);
    const text = await client.says(uri, 20, at.start.character);
    assert.match(text, /^\*\*body\\_mass\\_g\*\* is 63000, expected/);
    assert.match(text, /The text changed since the fit/);
    assert.match(await client.says(uri, 0, 25), /The text changed since the fit/);
  });

  it('judges a row that lost a cell in a column that had all of them', async () => {
    const uri = 'file:///gap.csv';
    const text = synthetic(300);
    await client.open(uri, text);
    await client.fit(uri, { k: 2, starts: 2 });
    await client.change(uri, '', rangeOf(text, 7, 1));
    const says = await client.says(uri, 7, rangeOf(text, 7, 1).start.character);
    assert.match(says, /^\*\*height\*\* is missing, predicted -?\d/);
    assert.match(says, /log density −\d/);
    const diagnostics = await client.diagnostics(uri, 2);
    assert.ok(
      diagnostics.every(({ range }) => range.start.line !== 7),
      JSON.stringify(diagnostics),
    );
  });

  it('finds its columns by name when they move, and says when they are gone', async () => {
    const uri = 'file:///columns.csv';
    const text = synthetic(300);
    await client.open(uri, text);
    await client.fit(uri, { k: 2, starts: 2 });
    await client.change(
      uri,
      text
        .split('\n')
        .map((line, i) => (line === '' ? '' : `${i === 0 ? 'note' : 'n'},${line}`))
        .join('\n'),
    );
    assert.match(await client.says(uri, 5, 4), /^(\*\*width\*\* is .*\n)?\*\*Row 5\*\*/);
    await client.change(uri, text.replace('width', 'girth'));
    assert.equal(
      await client.says(uri, 5, 4),
      'The columns are no longer those of the fit, so it cannot judge this row. Fit again.',
    );
  });

  it('answers while a fit runs', async () => {
    const uri = 'file:///busy.csv';
    await client.open(uri, synthetic(20_000));
    const { answer, cancel } = client.ask(uri);
    await client.iterations.next('iterations', (params) => params.uri === uri);
    assert.match(await client.says(uri, 0, 1), /^\*\*width\*\* · normal/);
    assert.equal(await client.hover(uri, { line: 3, character: 1 }), null);
    assert.ok(
      client.fits.all.every((params) => params.uri !== uri),
      'the fit is still running',
    );
    cancel();
    await refusal(answer);
  });

  it('forgets the model with the document', async () => {
    const uri = 'file:///closed.csv';
    await client.open(uri, penguins);
    await client.fit(uri, quick);
    assert.notEqual(await client.hover(uri, { line: 3, character: 4 }), null);
    await client.close(uri);
    assert.equal(await client.hover(uri, { line: 3, character: 4 }), null);
    await client.open(uri, penguins);
    assert.equal(await client.hover(uri, { line: 3, character: 4 }), null);
  });

  it('is silent where there is nothing', async () => {
    for (const [name, text] of [
      ['empty', ''],
      ['blank', '\n\n\n'],
      ['binary', '\u0000\u0001\ufffd\n'],
    ] as const) {
      await client.open(`file:///${name}.csv`, text);
      const says = await client.says(`file:///${name}.csv`, 1, 0);
      assert.equal(says, '', name);
    }
    assert.equal(await client.hover('file:///never-opened.csv', { line: 0, character: 0 }), null);
    await client.open('file:///header-only.csv', 'a,b\n');
    assert.match(await client.says('file:///header-only.csv', 0, 2), /^\*\*b\*\* · left out of the fit/);
  });
});

describe('hovers on hostile files', function () {
  this.timeout(60_000);

  const hostile = [
    '[click](command:workbench.action.quit)',
    '![x](http://evil.example/x.png)',
    '<img src=x onerror=alert(1)>',
    '<a href="command:x">y</a>',
    '`code` **bold** _it_ ~~no~~',
    '| a | b |',
    '$(alert) &lt;b&gt; &#x5b;',
    'http://evil.example www.evil.example a@evil.example',
    '\u202Eevil\u2066\u0007\u001b[31m',
    'two\nlines\n\n# heading',
    '\\[x\\](y)',
    '{{x}} <!-- -->',
  ];
  const quoted = (cell: string): string => `"${cell.replaceAll('"', '""')}"`;
  /** A number, a column of hostile levels, and a header to match; one cell of each kind is out of place. */
  const table = [
    `size,${quoted(hostile[0])},${quoted('b' + hostile[2])}`,
    ...Array.from(
      { length: 240 },
      (_, i) => `${(i % 12) * 10 + ((i * 7) % 10) / 10},${quoted(hostile[i % 12])},${quoted(hostile[i % 3])}`,
    ),
    `0.5,${quoted(hostile[11])},${quoted(hostile[1])}`,
    `${quoted('<script>alert(1)</script>')},${quoted(hostile[1])},${quoted(hostile[1])}`,
  ].join('\n');

  /** Everything that any hover and diagnostic of the table says. */
  async function everything(
    capabilities?: ClientCapabilities,
    abilities?: object,
  ): Promise<{ hovers: string[]; diagnostics: string[] }> {
    const client = await Client.start(capabilities, null, undefined, abilities);
    const uri = 'file:///hostile.csv';
    await client.open(uri, table);
    await client.fit(uri, { k: 2, starts: 1, falseDiscoveryRate: 0.4 });
    const lines = table.split('\n');
    const hovers: string[] = [];
    for (let line = 0; line < lines.length; line++) {
      for (let character = 0; character <= lines[line].length; character += 4)
        hovers.push(await client.says(uri, line, character));
    }
    const found = await client.diagnostics(uri, 1, (diagnostics) =>
      diagnostics.some(({ code }) => code === 'cell.bad-number'),
    );
    await client.stop();
    return {
      hovers: [...new Set(hovers)],
      diagnostics: found.flatMap((one) => [
        messageOf(one),
        ...(one.relatedInformation ?? []).map(({ message }) => message),
      ]),
    };
  }

  it('let no Markdown, HTML, link, image, command or control character out of a cell', async () => {
    const { hovers, diagnostics } = await everything();
    assert.ok(hovers.length > 20);
    assert.ok(
      hovers.some((text) => text.includes('command\\:workbench')),
      'the hostile text is shown',
    );
    for (const text of hovers) {
      // What is our own is taken away; every punctuation mark that is left must be escaped.
      const foreign = text
        .replace(/\\[!-/:-@[-`{-~]/g, '')
        .replace(/^\| :-- .*$/gm, '')
        .replace(/[<>]\d+ %/g, '')
        .replace(/`[▁▂▃▄▅▆▇█░\u00a0]+`/g, '')
        .replace(/\*\*/g, '');
      assert.doesNotMatch(foreign, /[[\]<`_~#$&{}@!*\\]|:\/|^\s*>/m, text);
      assert.doesNotMatch(text.replaceAll('\n', ''), /[\p{Cc}\u202a-\u202e\u2066-\u2069]/u, text);
    }
    for (const message of diagnostics) {
      assert.doesNotMatch(message, /[\p{Cc}\u202a-\u202e\u2066-\u2069]/u, message);
    }
    assert.ok(diagnostics.some((message) => message.includes('"<script>alert(1)</script>" is not a number')));
  });

  it('give nothing to quick fixes, lenses and hints but one line of plain text', async () => {
    const client = await Client.start(FULL, { clusterHints: 'all' });
    const uri = 'file:///fixes.csv';
    await client.open(uri, table.replace(/^0\.5,/m, '90000,'));
    await client.fit(uri, { k: 2, starts: 1, falseDiscoveryRate: 0.4, kinds: { size: 'normal' } });
    const found = await client.diagnostics(uri, 1, (diagnostics) =>
      diagnostics.some(({ code }) => code === 'cell.sentinel' || code === 'cell.slip'),
    );
    const whole = { start: { line: 0, character: 0 }, end: { line: 999, character: 0 } };
    const fixes = (
      await Promise.all(
        found.map((one) =>
          client.request<CodeAction[]>('textDocument/codeAction', {
            textDocument: { uri },
            range: one.range,
            context: { diagnostics: [one] },
          }),
        ),
      )
    ).flat();
    const lenses = await client.request<CodeLens[]>('textDocument/codeLens', { textDocument: { uri } });
    const hints = await client.request<InlayHint[]>('textDocument/inlayHint', { textDocument: { uri }, range: whole });
    await client.stop();
    const titles = fixes.map(({ title }) => title);
    assert.ok(
      titles.some((title) => title.startsWith('Replace ')) && titles.some((title) => title.includes('column')),
      titles.join('\n'),
    );
    for (const title of titles) assert.doesNotMatch(title, /[\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
    for (const { command } of fixes) assert.ok(command === undefined || command.command.startsWith('mixtureLens.'));
    assert.ok(hints.length > 200 && lenses.length > 0);
    // Editors draw icons and links in these: no cell is told there.
    for (const { label, tooltip = '' } of hints)
      assert.match(
        `${typeof label === 'string' ? label : 'parts'}|${typeof tooltip === 'string' ? tooltip : 'markup'}`,
        /^cluster \d+, [<>]?\d+ %\|(or (cluster \d+, [<>]?\d+ %(; )?)+)?$/,
      );
    for (const { command } of lenses) assert.match(command?.title ?? '', /^[\w ·./−-]+$/);
  });

  it('are HTML and links of ours alone for a client that shows them, as its own library reads them', async () => {
    const { hovers } = await everything(FULL, DRAWING);
    assert.ok(
      hovers.some((text) => text.includes('<span')) &&
        hovers.some((text) => text.includes('](command:mixtureLens.changeKind?')),
    );
    const allowed =
      /^<\/?(p|br|strong|code|table|thead|tbody|tr|td|th|ul|li)( align="left")?>$|^<\/(span|a)>$|^<span style="background-color:#[0-9A-F]{6}(40)?;">$|^<a href="command:mixtureLens\.(changeKind|refitWithout)\?[\w%.-]+" title="[\w ,]+">$/;
    for (const text of hovers) {
      const html = await marked.parse(text, { gfm: true });
      for (const [tag] of html.matchAll(/<[^>]*>/g)) assert.match(tag, allowed, text);
    }
  });

  it('are plain text for a client without Markdown', async () => {
    const { hovers } = await everything(BARE);
    assert.ok(hovers.some((text) => text.includes('Row 3 · about')));
    assert.ok(hovers.some((text) => text.includes('[click](command:workbench.action.quit)')));
    assert.ok(hovers.every((text) => !text.includes('\\[click')));
  });
});
