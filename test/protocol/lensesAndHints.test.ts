/** Code lenses above the header, and inlay hints with the cluster of each row. */
import assert from 'node:assert/strict';
import type { InlayHint } from 'vscode-languageserver';
import { Client } from './client';
import { COLUMN, LINE, PLANTED, QUICK } from './fittedFiles';
import { rangeOf, synthetic } from './tables';

describe('code lenses', function () {
  this.timeout(60_000);
  const uri = 'file:///lens.csv';
  let client: Client;
  before(async () => {
    client = await Client.start();
    await client.open(uri, PLANTED);
  });
  after(async () => assert.equal(await client.stop(), 0));

  it('A file that is not fitted has one lens, which fits it', async () => {
    assert.deepEqual(await client.lenses(uri), ['Fit mixture']);
  });

  it('A file that is not open has no lens', async () => {
    assert.deepEqual(await client.lenses('file:///nowhere.csv'), []);
  });

  describe('a fitted file', () => {
    before(async () => {
      await client.fit(uri, QUICK);
      await client.diagnostics(uri, 1, (found) => found.length > 0);
    });

    it('The lenses of a fitted file show its clusters, its unlikely rows, and "Refit"', async () => {
      const lenses = await client.lenses(uri);

      assert.match(lenses[0], /^3 clusters · NLML \d+\.\d\d\/row$/);
      assert.match(lenses[1], /^\d+ unlikely rows?$/);
      assert.equal(lenses[2], 'Refit');
    });

    it('The lens that fits again shows that the text was edited since the fit', async () => {
      const version = await client.change(uri, '3300', rangeOf(PLANTED, LINE, COLUMN));
      await client.diagnostics(uri, version);

      assert.equal((await client.lenses(uri))[2], 'edited since the fit - Refit');
    });
  });
});

describe('inlay hints', function () {
  this.timeout(60_000);
  const uri = 'file:///hints.csv';
  const text = synthetic(300);
  const first99Rows = { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } };
  let client: Client;
  let beforeFit: readonly InlayHint[];
  let byDefault: readonly InlayHint[];
  let all: readonly InlayHint[];
  const hints = (): Promise<readonly InlayHint[]> => client.hints(uri, first99Rows);
  before(async () => {
    client = await Client.start();
    await client.open(uri, text);
    beforeFit = await hints();
    await client.fit(uri, { k: 2, starts: 2 });
    await client.diagnostics(uri);
    byDefault = await hints();
    await client.configure({ clusterHints: 'all' }, async () => (await hints()).length === 99);
    all = await hints();
  });
  after(async () => assert.equal(await client.stop(), 0));

  it('A file that is not fitted has no hints', () => {
    assert.deepEqual(beforeFit, []);
  });

  it('The setting "all" shows the cluster of each row behind its last cell', () => {
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
  });

  it('By default few rows have a hint, with the label that "all" gives them', () => {
    assert.ok(
      byDefault.length < 20 &&
        byDefault.every((hint) =>
          all.some(({ label, position }) => label === hint.label && position.line === hint.position.line),
        ),
    );
  });

  it('The setting "off" removes all hints', async () => {
    await client.configure({ clusterHints: 'off' }, async () => (await hints()).length === 0);
  });
});
