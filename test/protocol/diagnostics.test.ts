import assert from 'node:assert/strict';
import type { Diagnostic } from 'vscode-languageserver';
import { BARE, Client, messageOf } from './client';
import { penguins, rangeOf, skewed, synthetic, withCell } from './tables';

const quick = { k: 3, starts: 2 } as const;

describe('diagnostics over the protocol', function () {
  this.timeout(60_000);
  let client: Client;
  before(async () => (client = await Client.start()));
  after(async () => assert.equal(await client.stop(), 0));

  const codes = (diagnostics: readonly Diagnostic[]): unknown[] => diagnostics.map(({ code }) => code);
  const atLine = (line: number) => (diagnostics: readonly Diagnostic[]): boolean => diagnostics.some(({ range }) => range.start.line === line);

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
    assert.match(messageOf(first), /^Unlikely row \(p [=<] \d(\.\d)?e-\d+\)\. body_mass_g is 63000, expected \d{4} \(\d{4} to \d{4}\) given its other cells\.$/);
    assert.deepEqual({ ...first, message: '' }, {
      range: rangeOf(text, 11, 5), severity: 2, source: 'mixture-lens', code: 'row.low-likelihood', message: '', ...related(first),
    });
    assert.ok(others.length < 4, 'hardly any of the genuine birds');
  });

  const related = ({ relatedInformation }: Diagnostic): object => (relatedInformation === undefined ? {} : { relatedInformation });

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
    assert.deepEqual(found.find(({ range }) => range.start.line === 30)?.range, { start: rangeOf(text, 30, 4).start, end: { line: 30, character: rangeOf(text, 30, 4).start.character + 1 } });
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
    assert.deepEqual([...new Set(codes(found))].sort(), ['cell.bad-number', 'quote.stray', 'quote.unclosed', 'row.ragged']);
    assert.deepEqual(found.find(({ code, range }) => code === 'row.ragged' && range.start.line === 3)?.range, {
      start: { line: 3, character: 3 }, end: { line: 3, character: 5 },
    });
    assert.equal(found.find(({ code }) => code === 'quote.unclosed')?.severity, 1);
  });

  it('tells rows divided by another delimiter without any fit', async () => {
    const uri = 'file:///mixed.csv';
    const text = synthetic(60).split('\n').map((line, n) => (n === 9 || n === 30 ? line.replaceAll(',', ';') : line)).join('\n');
    await client.open(uri, text);
    const found = await client.diagnostics(uri);
    assert.deepEqual(found.map(({ code, severity, range }) => [code, severity, range.start.line, range.end.character]), [
      ['delimiter.mixed', 2, 9, text.split('\n')[9].length], ['delimiter.mixed', 2, 30, text.split('\n')[30].length],
    ]);
    assert.match(messageOf(found[0]), /^This row has 1 cell, the table has 4 columns\. Its cells are divided by ";" where/);
    const version = await client.change(uri, text.split('\n')[9].replaceAll(';', ','), { start: { line: 9, character: 0 }, end: { line: 9, character: 999 } });
    assert.deepEqual((await client.diagnostics(uri, version)).map(({ range }) => range.start.line), [30]);
  });

  it('tells cells that are no numbers without any fit, and levels that the fit did not have', async () => {
    const uri = 'file:///bad.csv';
    const text = withCell(synthetic(200), 9, 1, 'oops');
    await client.open(uri, text);
    const [bad] = await client.diagnostics(uri);
    assert.deepEqual([bad.code, bad.range], ['cell.bad-number', rangeOf(text, 9, 1)]);
    assert.equal(bad.message, '"oops" is not a number, as the other cells of height are; it counts as missing. Mend it, or name it among the missing values.');
    await client.fit(uri, { k: 2, starts: 2 });
    const version = await client.change(uri, 'green', rangeOf(text, 20, 3));
    const found = await client.diagnostics(uri, version);
    const level = found.find(({ code }) => code === 'cell.unknown-level');
    assert.equal(level?.range.start.line, 20);
    assert.equal(level.message, '"green" is no value of colour that the fit knows ("blue", "red"); it counts as missing. Mend it, or fit again.');
    assert.match(await client.says(uri, 20, rangeOf(text, 20, 3).start.character + 1), /^\*\*colour\*\* is "green", which the fit did not have, predicted "(red|blue)"/);
  });

  it('tells numbers that a kind cannot hold, in files and in edited rows', async () => {
    const uri = 'file:///skewed.csv';
    const text = withCell(skewed(150), 9, 0, '-3');
    await client.open(uri, text);
    await client.fit(uri, { k: 2, starts: 2, kinds: { visits: 'poisson', income: 'lognormal' } });
    const version = await client.change(uri, '0', rangeOf(text, 20, 1));
    const found = (await client.diagnostics(uri, version)).filter(({ code }) => code === 'cell.unsuitable-number');
    assert.deepEqual(found.map(({ range, message }) => [range.start.line, message]), [
      [9, '"-3" is not a whole number from 0 to 9e15, as the kind poisson of visits needs; it counts as missing. Mend it, or choose another kind.'],
      [20, '"0" is not a positive number, as the kind lognormal of income needs; it counts as missing. Mend it, or choose another kind.'],
    ]);
    assert.match(await client.says(uri, 9, 1), /^\*\*visits\*\* is \\-3, which is not a whole number from 0 to 9e15, predicted \d+\.\d \(\d+ to \d+\)/);
    assert.match(await client.says(uri, 0, 10), /^\| Cluster 1 \| \d+ % \| [\d.]+ ± [\d.]+ \(meanlog [\d.]+, sdlog [\d.]+\) \|$/m);
  });

  it('shows 200 at most, and says how many more there are', async () => {
    const lines = synthetic(900).split('\n');
    const text = lines.map((line, i) => (i > 0 && i <= 450 ? `${line},surplus` : line)).join('\n');
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
      version = await client.change(uri, digits, { start: at.start, end: version === 1 ? at.end : { line: 20, character: at.start.character + digits.length - 1 } });
    }
    const found = await client.diagnostics(uri, 2);
    assert.ok(atLine(20)(found));
    // Whatever else was on its way comes before the diagnostics of a document opened now.
    await client.open('file:///later.csv', 'a,b\n1,2\n');
    await client.diagnostics('file:///later.csv');
    assert.deepEqual(client.published.all.filter((params) => params.uri === uri && (params.version ?? 0) > 1).map((params) => params.version), [version]);
  });

  it('is cleared with the document', async () => {
    const uri = 'file:///closing.csv';
    await client.open(uri, 'a,b\n1\n');
    assert.equal((await client.diagnostics(uri)).length, 1);
    const before = client.published.all.length;
    await client.close(uri);
    const cleared = await client.published.next('the diagnostics after the close', (params) => params.uri === uri, before);
    assert.deepEqual(cleared.diagnostics, []);
  });
});
