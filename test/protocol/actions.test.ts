/**
 * What can be done about a row, and what stands beside the text: quick fixes, lenses, hints, and what is marked as
 * expected.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { CodeAction, CodeLens, Diagnostic, InlayHint, TextDocumentEdit } from 'vscode-languageserver';
import { ClientCommand, ServerCommand, type FitOptions, type FitReport, type TableReport } from '../../server/protocol';
import { rowFindings } from '../../server/protocol/report/report';
import { Client, FULL, messageOf, refusal } from './client';
import { penguins, rangeOf, synthetic, withCell } from './tables';

const quick = { k: 3, starts: 2 } as const;
const LINE = 11;
const planted = withCell(penguins, LINE, 5, '63000');

describe('what can be done, over the protocol', function () {
  this.timeout(60_000);
  let client: Client;
  let folder: string;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'mixture-lens-'));
    client = await Client.start(FULL, null);
  });
  after(async () => {
    assert.equal(await client.stop(), 0);
    rmSync(folder, { recursive: true });
  });

  /** A file on disk, open and fitted, with its finding. */
  async function fitted(name: string, text = planted): Promise<{ uri: string; finding: Diagnostic }> {
    const file = join(folder, name);
    writeFileSync(file, text);
    const uri = pathToFileURL(file).href;
    await client.open(uri, text);
    await client.fit(uri, quick);
    const [finding] = await client.diagnostics(uri, 1, (found) => found.length > 0);
    return { uri, finding };
  }

  async function fixes(uri: string, finding: Diagnostic): Promise<readonly CodeAction[]> {
    return client.request('textDocument/codeAction', {
      textDocument: { uri },
      range: finding.range,
      context: { diagnostics: [finding] },
    });
  }

  async function run<T>(command: string, argument: object): Promise<T> {
    return client.request('workspace/executeCommand', { command, arguments: [argument] });
  }

  const gone =
    (line: number) =>
    (diagnostics: readonly Diagnostic[]): boolean =>
      diagnostics.every(({ range }) => range.start.line !== line);

  it('puts what was meant in the place of the guilty cell, and the finding goes', async () => {
    const text = withCell(penguins, LINE, 5, '37500');
    const { uri, finding } = await fitted('meant.csv', text);
    assert.match(messageOf(finding), /Probably 3750 was meant: a zero too many\.$/);
    const [first, ...others] = await fixes(uri, finding);
    assert.equal(first.title, 'Replace 37500 with 3750: a zero too many (body_mass_g)');
    assert.equal(first.isPreferred, true);
    assert.ok(others.every(({ isPreferred }) => isPreferred !== true));
    assert.ok(others.some(({ title }) => title === 'Make the cell empty (body_mass_g)'));
    const [
      {
        edits: [edit],
      },
    ] = first.edit?.documentChanges as TextDocumentEdit[];
    assert.equal((edit as { newText: string }).newText, '3750');
    const version = await client.change(uri, '3750', edit.range);
    assert.ok(gone(LINE)(await client.diagnostics(uri, version)));
  });

  it('offers one fix for all cells of a column in which the same went wrong', async () => {
    const heights = Array.from(
      { length: 200 },
      (_, n) => `${(1.55 + ((n * 37) % 100) / 250).toFixed(2)},${60 + ((n * 53) % 40)}`,
    );
    const wrong = [9, 63, 69, 123];
    const spoilt = heights.map((row, n) =>
      wrong.includes(n) ? `${Math.round(100 * Number(row.split(',')[0]))},${row.split(',')[1]}` : row,
    );
    const { uri, finding } = await fitted('units.csv', `height,weight\n${spoilt.join('\n')}\n`);
    const [first, all] = await fixes(uri, finding);
    assert.match(first.title, /^Replace 1\d\d with 1\.\d\d: /);
    assert.match(all.title, /^Correct all 4 cells of this kind: /);
    const [{ edits }] = all.edit?.documentChanges as TextDocumentEdit[];
    assert.deepEqual(
      edits.map((edit) => (edit as { newText: string }).newText).sort(),
      wrong.map((n) => heights[n].split(',')[0]).sort(),
    );
  });

  it('puts the expected value in the place of the guilty cell if asked, last of all', async () => {
    const { uri, finding } = await fitted('replace.csv');
    const first = (await fixes(uri, finding)).at(-1) as CodeAction;
    assert.match(first.title, /^Replace 63000 with the expected \d{4} \(body_mass_g\)$/);
    assert.equal(first.isPreferred, undefined);
    const [
      {
        textDocument,
        edits: [edit],
      },
    ] = first.edit?.documentChanges as TextDocumentEdit[];
    assert.deepEqual(textDocument, { uri, version: 1 });
    assert.deepEqual(edit.range, rangeOf(planted, LINE, 5));
    const version = await client.change(uri, (edit as { newText: string }).newText, edit.range);
    assert.ok(gone(LINE)(await client.diagnostics(uri, version)));
  });

  it("offers the server's commands to a client that has none of its own", async () => {
    const { uri, finding } = await fitted('offers.csv');
    const offered = (await fixes(uri, finding)).flatMap(({ title, command }) =>
      command === undefined ? [] : [[title, command.command, command.arguments]],
    );
    assert.deepEqual(offered, [
      ['Mark row 11 as expected', ServerCommand.expect, [{ uri, row: 10 }]],
      ['Fit again without row 11', ServerCommand.refitWithout, [{ uri, row: 10 }]],
      ['Fit again without the column body_mass_g', ServerCommand.refitWithout, [{ uri, column: 'body_mass_g' }]],
    ]);
  });

  it('writes an expected level as the cell was written, quotes and decimal commas included', async () => {
    const text = synthetic(400)
      .split('\n')
      .map((line, n) => {
        const [width, height, depth, colour] = line.split(',');
        if (n === 0) return '"width";"height";"depth";"colour"';
        return line === ''
          ? ''
          : [width, height, depth]
              .map((number) => number.replace('.', ','))
              .concat(`"${colour}; ""so"""`)
              .join(';');
      })
      .join('\n');
    const spoilt = text
      .split('\n')
      .map((line, n) => (n === 20 ? line.replace(/^[^;]*/, '900,5') : line))
      .join('\n');
    const { uri, finding } = await fitted('comma.csv', spoilt);
    const first = (await fixes(uri, finding)).at(-1) as CodeAction;
    const [
      {
        edits: [edit],
      },
    ] = first.edit?.documentChanges as TextDocumentEdit[];
    assert.match((edit as { newText: string }).newText, /^-?\d+,\d+$/);
  });

  it('keeps what is marked as expected beside the file, and tells it no more', async () => {
    const { uri, finding } = await fitted('expected.csv');
    const sidecar = join(folder, 'expected.csv.mixture.json');
    assert.equal(await run(ServerCommand.expect, { uri, row: 10, reason: 'a heavy bird' }), true);
    await client.diagnostics(uri, 1, gone(LINE));
    const kept = JSON.parse(readFileSync(sidecar, 'utf8')) as {
      expected: { reason: string; cells: Record<string, string> }[];
    };
    assert.deepEqual(
      kept.expected.map(({ reason, cells }) => [reason, cells.body_mass_g, cells.species]),
      [['a heavy bird', '63000', 'Adelie']],
    );
    assert.match(await client.says(uri, LINE, finding.range.start.character), /Marked as expected: a heavy bird\./);
    // Told again once a cell of it changes, wherever the row then stands.
    const version = await client.change(uri, '63001', rangeOf(planted, LINE, 5));
    assert.ok(!gone(LINE)(await client.diagnostics(uri, version)));
    const back = await client.change(uri, '63000', rangeOf(planted, LINE, 5));
    assert.deepEqual(
      (await client.diagnostics(uri, back)).filter(({ range }) => range.start.line === LINE),
      [],
    );
    // Another client, and another day.
    await client.close(uri);
    await client.open(uri, planted);
    await client.fit(uri, quick);
    writeFileSync(sidecar, '{"version": 1, "expected": []}');
    await client.notify('workspace/didChangeWatchedFiles', {
      changes: [{ uri: pathToFileURL(sidecar).href, type: 2 }],
    });
    await client.diagnostics(uri, 1, (found) => !gone(LINE)(found));
  });

  it('refuses to mark what cannot be kept', async () => {
    await client.open('untitled:a', planted);
    assert.match((await refusal(run(ServerCommand.expect, { uri: 'untitled:a', row: 10 }))).message, /Save the file/);
    const { uri } = await fitted('broken.csv');
    const sidecar = join(folder, 'broken.csv.mixture.json');
    const later = '{"version": 2, "expected": []}';
    writeFileSync(sidecar, later);
    assert.match((await refusal(run(ServerCommand.expect, { uri, row: 10 }))).message, /broken\.csv\.mixture\.json: /);
    assert.equal(readFileSync(sidecar, 'utf8'), later);
    rmSync(sidecar);
    symlinkSync('/dev/zero', sidecar);
    assert.match(
      (await refusal(run(ServerCommand.expect, { uri, row: 10 }))).message,
      /broken\.csv\.mixture\.json: this is a pipe or a device, which may have no end; put a file in its place\./,
    );
    assert.match((await refusal(run(ServerCommand.expect, { uri, row: 1e6 }))).message, /no row/);
    assert.match((await refusal(run(ServerCommand.expect, { uri, row: -1 }))).message, /row must be/);
  });

  it('goes on marking where the sidecar is damaged, which is told in the log and kept', async () => {
    const { uri } = await fitted('damaged.csv');
    const sidecar = join(folder, 'damaged.csv.mixture.json');
    writeFileSync(sidecar, '{"version": 1, "exp');
    await client.fit(uri, quick);
    assert.equal(await run(ServerCommand.expect, { uri, row: 10 }), true);
    assert.equal((JSON.parse(readFileSync(sidecar, 'utf8')) as { expected: unknown[] }).expected.length, 1);
    assert.equal(readFileSync(`${sidecar}.damaged`, 'utf8'), '{"version": 1, "exp');
    assert.match(
      client.logged.join('\n'),
      /damaged\.csv\.mixture\.json is damaged \(.+\); 0 of its rows can be read\. It has been rewritten; the damaged file is/,
    );
  });

  it('keeps all of many rows that are marked at once', async () => {
    const { uri } = await fitted('many.csv');
    const rows = Array.from({ length: 50 }, (_, row) => row);
    assert.ok((await Promise.all(rows.map((row) => run(ServerCommand.expect, { uri, row })))).every(Boolean));
    const kept = JSON.parse(readFileSync(join(folder, 'many.csv.mixture.json'), 'utf8')) as { expected: unknown[] };
    assert.equal(kept.expected.length, new Set(planted.split('\n').slice(1, 51)).size);
    assert.deepEqual(
      readdirSync(folder).filter((name) => name.includes('many.csv')),
      ['many.csv', 'many.csv.mixture.json'],
    );
  });

  it('fits again without a row, and without a column, and remembers both', async () => {
    const { uri } = await fitted('without.csv');
    const less = await run<FitReport>(ServerCommand.refitWithout, { uri, row: 10 });
    assert.equal(less.rowsFitted, less.rows - 1);
    assert.equal(less.k, 3, 'what was asked of the fit before still holds');
    const fewer = await run<FitReport>(ServerCommand.refitWithout, { uri, row: 20 });
    assert.equal(fewer.rowsFitted, fewer.rows - 2);
    const narrower = await run<FitReport>(ServerCommand.refitWithout, { uri, column: 'island' });
    assert.equal(narrower.columns.find(({ name }) => name === 'island')?.kind, 'ignored');
    assert.equal(narrower.rowsFitted, narrower.rows - 2);
    const again = await run<FitReport>(ServerCommand.fit, { uri, again: true });
    assert.deepEqual([again.rowsFitted, again.nlml], [narrower.rowsFitted, narrower.nlml]);
    const anew = await run<FitReport>(ServerCommand.fit, { uri, options: quick });
    assert.equal(anew.rowsFitted, undefined);
    const hover = await client.says(uri, LINE, rangeOf(planted, LINE, 5).start.character);
    assert.match(hover, /63000/);
  });

  it('fits again with another kind for a column, and settings hold for the others', async () => {
    const uri = 'file:///kinds.csv';
    await client.open(uri, planted);
    const withKind = (kind: string): Promise<FitOptions> =>
      run<FitOptions>(ServerCommand.withKind, { uri, column: 'year', kind });
    // Before a fit, too.
    assert.deepEqual(await withKind('poisson'), { kinds: { year: 'poisson' }, ignore: [] });
    await client.fit(uri, { ...quick, columns: ['species', 'body_mass_g'], kinds: { species: 'categorical' } });
    assert.deepEqual(await withKind('normal'), {
      ...quick,
      columns: ['species', 'body_mass_g', 'year'],
      ignore: [],
      kinds: { species: 'categorical', year: 'normal' },
    });
    const { columns } = await client.fit(uri, await withKind('normal'));
    assert.deepEqual(
      columns.flatMap(({ name, kind }) => (kind === 'ignored' ? [] : [[name, kind]])),
      [
        ['species', 'categorical'],
        ['body_mass_g', 'normal'],
        ['year', 'normal'],
      ],
    );
    assert.deepEqual(await withKind('ignored'), {
      ...quick,
      columns: ['species', 'body_mass_g'],
      ignore: ['year'],
      kinds: { species: 'categorical' },
    });
    assert.deepEqual((await withKind('auto')).kinds, { species: 'categorical' });
    assert.match((await refusal(withKind('gamma'))).message, /kind must be one of normal,/);
  });

  it('a row that was left out of the fit is judged all the same', async () => {
    const { uri } = await fitted('left.csv');
    const report = await run<FitReport>(ServerCommand.refitWithout, { uri, row: 10 });
    assert.equal(rowFindings(report.findings)[0].row, 10);
    await client.diagnostics(uri, 1, (found) => !gone(LINE)(found));
  });

  it('says what can be done above the header, and then what was found', async () => {
    const uri = 'file:///lens.csv';
    const lenses = async (): Promise<string[]> =>
      (await client.request<CodeLens[]>('textDocument/codeLens', { textDocument: { uri } })).map(
        ({ command }) => command?.title ?? '',
      );
    await client.open(uri, planted);
    assert.deepEqual(await lenses(), ['Fit mixture']);
    await client.fit(uri, quick);
    await client.diagnostics(uri, 1, (found) => found.length > 0);
    const after = await lenses();
    assert.match(after[0], /^3 clusters · NLML \d+\.\d\d\/row$/);
    assert.match(after[1], /^\d+ unlikely rows?$/);
    assert.equal(after[2], 'Refit');
    const version = await client.change(uri, '3300', rangeOf(planted, LINE, 5));
    await client.diagnostics(uri, version);
    assert.equal((await lenses())[2], 'edited since the fit - Refit');
    assert.deepEqual(
      await client.request('textDocument/codeLens', { textDocument: { uri: 'file:///nowhere.csv' } }),
      [],
    );
  });

  it('writes the cluster of uncertain rows behind them, or of all rows, or of none', async () => {
    const uri = 'file:///hints.csv';
    const text = synthetic(300);
    await client.open(uri, text);
    const range = { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } };
    const hints = async (): Promise<InlayHint[]> =>
      client.request('textDocument/inlayHint', { textDocument: { uri }, range });
    assert.deepEqual(await hints(), []);
    await client.fit(uri, { k: 2, starts: 2 });
    await client.diagnostics(uri);
    const uncertain = await hints();
    await configured(client, { clusterHints: 'all' }, async () => (await hints()).length === 99);
    const all = await hints();
    assert.deepEqual(
      all.map(({ position }) => position.line),
      Array.from({ length: 99 }, (_, i) => i + 1),
    );
    assert.ok(
      all.every(
        ({ position, label }) =>
          position.character === text.split('\n')[position.line].length &&
          typeof label === 'string' &&
          /^cluster [12], (>?\d+) %$/.test(label),
      ),
    );
    assert.ok(
      uncertain.length < 20 &&
        uncertain.every((hint) =>
          all.some(({ label, position }) => label === hint.label && position.line === hint.position.line),
        ),
    );
    await configured(client, { clusterHints: 'off' }, async () => (await hints()).length === 0);
    client.settings = null;
  });

  it('tells the rows on the lines of a selection', async () => {
    const uri = 'file:///rows.csv';
    await client.open(uri, 'a,b\n1,2\n"3\n4",5\n\n6,7\n8,9\n');
    const rows = (...lines: (readonly [number, number])[]): Promise<unknown> =>
      run(ServerCommand.rowsIn, {
        uri,
        ranges: lines.map(([from, to]) => ({ start: { line: from, character: 1 }, end: { line: to, character: 1 } })),
      });
    assert.deepEqual(await rows([0, 0]), []);
    assert.deepEqual(await rows([0, 1]), [[0, 1]]);
    assert.deepEqual(await rows([3, 5]), [[2, 3]]);
    assert.deepEqual(await rows([5, 6], [0, 1]), [
      [0, 1],
      [2, 4],
    ]);
    assert.deepEqual(await rows([0, 400], [2, 2]), [[0, 4]]);
    assert.equal((await refusal(run(ServerCommand.rowsIn, { uri, ranges: 'all' }))).code, -32602);
  });

  it('describes a table', async () => {
    const uri = 'file:///described.csv';
    await client.open(uri, 'size;sort\n1,5;x\n2,5;y\n3,5;x\n4,5;y\n');
    const { columns, ...table } = await run<TableReport>(ServerCommand.describe, { uri });
    assert.deepEqual(table, { rows: 4, delimiter: ';', header: true, decimal: ',' });
    assert.deepEqual(
      columns.map(({ name, kind }) => [name, kind]),
      [
        ['size', 'normal'],
        ['sort', 'bernoulli'],
      ],
    );
  });

  it('sets rows much like it beside an unlikely one', async () => {
    const { uri, finding } = await fitted('similar.csv');
    const similar = (finding.relatedInformation ?? []).filter(({ message }) => /much like it/.test(message));
    assert.equal(similar.length, 2);
    for (const { location, message } of similar) {
      const [, row, value] = /^Row (\d+), much like it, has (\d{4})\.$/.exec(message) ?? [];
      assert.deepEqual(location.range, rangeOf(planted, Number(row), 5));
      assert.equal(planted.split('\n')[Number(row)].split(',')[5], value);
      assert.equal(planted.split('\n')[Number(row)].split(',')[0], planted.split('\n')[LINE].split(',')[0]);
    }
    const ranges = await run<unknown[]>(ServerCommand.similarRows, { uri, row: 10 });
    assert.equal(ranges.length, 10);
  });

  it('explains codes where the client can show that, and ranks by the settings', async () => {
    const able = await Client.start(
      { ...FULL, textDocument: { ...FULL.textDocument, publishDiagnostics: { codeDescriptionSupport: true } } },
      { errorBelow: 1e-6, diagnosticLimit: 1 },
    );
    await able.open('file:///a.csv', withCell(planted, 40, 4, '900'));
    await able.fit('file:///a.csv', quick);
    const found = await able.diagnostics('file:///a.csv', 1, ([first]) => first?.code === 'cell.unlikely');
    assert.equal(found.length, 2);
    assert.equal(found[0].severity, 1);
    assert.match(messageOf(found[1]), /^Not shown: \d+ more unlikely rows?\./);
    const href = found[0].codeDescription?.href ?? '';
    const [, file, line] = /^file:\/\/(.*findings\.md)#L(\d+)$/.exec(href) ?? [];
    assert.equal(readFileSync(file, 'utf8').split('\n')[Number(line) - 1], '## cell.unlikely');
    assert.equal(await able.stop(), 0);
  });

  it(
    'offers to count a repeated value as missing, to a ' + 'client that can; then it is missing, and the finding goes',
    async () => {
      const own = await Client.start(FULL, null, undefined, { commands: Object.values(ClientCommand) });
      const uri = 'file:///codes.csv';
      // Written in two ways.
      const text = [11, 50, 100, 150].reduce(
        (before, line) => withCell(before, line, 4, line === 50 ? '-999.0' : '-999'),
        penguins,
      );
      for (const each of [client, own]) {
        await each.open(uri, text);
        await each.fit(uri, quick);
        const [finding] = await each.diagnostics(uri, 1, (all) =>
          all.some(({ code }) => code === 'column.repeated-value'),
        );
        const context = { textDocument: { uri }, range: finding.range, context: { diagnostics: [finding] } };
        const [fix, ...others] = await each.request<CodeAction[]>('textDocument/codeAction', context);
        assert.deepEqual(others, []);
        if (each === client) assert.equal(fix, undefined, 'the server cannot change settings');
        else {
          assert.deepEqual(
            [fix.title, fix.isPreferred, fix.command?.command, fix.command?.arguments],
            [
              'Count -999, -999.0 as missing in this file',
              true,
              ClientCommand.countAsMissing,
              [{ uri, values: ['-999', '-999.0'] }],
            ],
          );
        }
      }
      own.settings = { missingValues: ['', 'NA', '-999', '-999.0'] };
      const before = own.published.all.length;
      await own.notify('workspace/didChangeConfiguration', { settings: null });
      const { diagnostics } = await own.published.next(
        'the diagnostics after the change',
        (params) => params.uri === uri,
        before,
      );
      assert.deepEqual(diagnostics, []);
      await own.stop();
      await client.close(uri);
    },
  );

  it('gives a client that says so its own commands', async () => {
    const own = await Client.start(FULL, null, undefined, { commands: Object.values(ClientCommand) });
    await own.open('file:///a.csv', planted);
    await own.fit('file:///a.csv', quick);
    const [finding] = await own.diagnostics('file:///a.csv', 1, (found) => found.length > 0);
    const actions = await own.request<CodeAction[]>('textDocument/codeAction', {
      textDocument: { uri: 'file:///a.csv' },
      range: finding.range,
      context: { diagnostics: [finding] },
    });
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

  it('hovers are short, or not there, where that is wanted', async () => {
    const compact = await Client.start(FULL, { hovers: 'compact' });
    await compact.open('file:///a.csv', planted);
    await compact.fit('file:///a.csv', quick);
    assert.match(await compact.says('file:///a.csv', 3, 24), /^\*\*Row 3\*\* · cluster \d, >?\d+ % · about [^\n]*$/);
    assert.match(
      await compact.says('file:///a.csv', LINE, rangeOf(planted, LINE, 5).start.character),
      /^\*\*body\\_mass\\_g\*\* is 63000[^\n]*\n\n\*\*Row 11\*\*[^\n]*$/,
    );
    await configured(compact, { hovers: 'off' }, async () => (await compact.says('file:///a.csv', 3, 24)) === '');
    assert.equal(await compact.stop(), 0);
  });
});

/** Changes the settings, and waits until they hold: diagnostics are published anew once they do. */
async function configured(client: Client, settings: object, holds: () => Promise<boolean>): Promise<void> {
  client.settings = settings;
  let seen = client.published.all.length;
  await client.notify('workspace/didChangeConfiguration', { settings: null });
  while (!(await holds())) {
    await client.published.next('diagnostics by the new settings', () => true, seen);
    seen++;
  }
}
