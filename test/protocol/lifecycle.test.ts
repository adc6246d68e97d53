/** How a server begins, what ends it, and what it does under load. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { ErrorCodes } from 'vscode-languageserver';
import { fitsAtOnce } from '../../server/threads/fitQueue';
import { ServerCommand } from '../../server/protocol';
import { Client, refusal } from './client';
import { RawClient } from './rawClient';
import { penguins, synthetic } from './tables';

const INITIALIZE = { processId: process.pid, rootUri: null, capabilities: {} };

describe('the life of a server', function () {
  this.timeout(60_000);

  it('answers requests before `initialize` with ServerNotInitialized, and goes on', async () => {
    const client = new RawClient();
    const hover = await client.request('textDocument/hover', {});
    assert.equal(hover.error?.code, ErrorCodes.ServerNotInitialized);
    assert.equal((await client.request('initialize', INITIALIZE)).error, undefined);
    assert.equal((await client.request('no/such', {})).error?.code, ErrorCodes.MethodNotFound);
    assert.equal(await client.stop(), 0);
  });

  it('refuses a second `initialize`, and goes on with the first', async () => {
    const client = new RawClient();
    await client.request('initialize', INITIALIZE);
    assert.equal((await client.request('initialize', INITIALIZE)).error?.code, ErrorCodes.InvalidRequest);
    assert.equal(
      (await client.request('textDocument/codeLens', { textDocument: { uri: 'file:///a' } })).error,
      undefined,
    );
    assert.equal(await client.stop(), 0);
  });

  for (const [what, bytes] of [
    ['a Content-Length that is no number', 'Content-Length: many\r\n\r\n{}'],
    ['a Content-Length that is too short', 'Content-Length: 3\r\n\r\n{"jsonrpc":"2.0"}\r\n\r\n'],
    ['bytes that are no messages', Buffer.alloc(10_000, 0xfe)],
  ] as const) {
    it(`ends with one line and an error where standard input holds ${what}`, async () => {
      const { server, logged } = new RawClient();
      const exit = once(server, 'close');
      server.stdin.write(bytes);
      assert.deepEqual((await exit)[0], 1);
      assert.match(logged.join(''), /^mixture-lens: standard input is not the language server protocol: [^\n]+\n$/);
    });
  }

  it('fits thirty files that are asked for at once, a few at a time', async () => {
    const client = await Client.start();
    const uris = Array.from({ length: 30 }, (_, n) => `file:///${n}.csv`);
    for (const uri of uris) await client.open(uri, synthetic(300));
    const answers = Promise.all(uris.map((uri) => client.fit(uri, { k: 2, starts: 1 })));
    let most = 0;
    for (let n = 0; n < uris.length; n++) {
      await client.fits.next('the end of a fit', () => true, n);
      if (process.platform === 'linux') most = Math.max(most, threadsOf(client.pid));
    }
    assert.ok((await answers).every(({ k }) => k === 2));
    // Node has some threads of its own; a fit has one, and one for each further processor.
    assert.ok(most <= 16 + 3 * fitsAtOnce(), `${most} threads`);
    assert.equal(await client.stop(), 0);
  });

  it('refuses a fit of one row, and a fit without a row that is not there', async () => {
    const client = await Client.start();
    const uri = 'file:///a.csv';
    await client.open(uri, penguins);
    assert.match((await refusal(client.fit(uri, { rows: [[0, 1]] }))).message, /one row.*at least two/i);
    await client.fit(uri, { k: 2, starts: 1 });
    const without = client.request('workspace/executeCommand', {
      command: ServerCommand.refitWithout,
      arguments: [{ uri, row: 1e9 }],
    });
    assert.match((await refusal(without)).message, /no row 1000000000/);
    assert.equal(await client.stop(), 0);
  });
});

function threadsOf(pid: number): number {
  return Number(/^Threads:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
}
