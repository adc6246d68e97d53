/** The start and the end of the server, malformed streams, and many fits at once. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { ErrorCodes } from 'vscode-languageserver';
import { maxConcurrentFits } from '../../server/threads/fitQueue';
import { ServerCommand } from '../../server/protocol';
import { Client, refusal } from './client';
import { RawClient } from './rawClient';
import { penguins, synthetic } from './tables';

const INITIALIZE = { processId: process.pid, rootUri: null, capabilities: {} };

describe('the life of the server', function () {
  this.timeout(60_000);

  it('A request before `initialize` gets ServerNotInitialized, and later ones are served', async () => {
    const client = new RawClient();
    const hover = await client.request('textDocument/hover', {});
    assert.equal(hover.error?.code, ErrorCodes.ServerNotInitialized);
    assert.equal((await client.request('initialize', INITIALIZE)).error, undefined);
    assert.equal((await client.request('no/such', {})).error?.code, ErrorCodes.MethodNotFound);
    assert.equal(await client.stop(), 0);
  });

  it('A second `initialize` is refused, and the session goes on', async () => {
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
    ['a Content-Length that is not a number', 'Content-Length: many\r\n\r\n{}'],
    ['a Content-Length that is too short', 'Content-Length: 3\r\n\r\n{"jsonrpc":"2.0"}\r\n\r\n'],
    ['bytes that are not messages', Buffer.alloc(10_000, 0xfe)],
  ] as const) {
    it(`The server ends with status 1 and one line when standard input holds ${what}`, async () => {
      const { server, logged } = new RawClient();
      const exit = once(server, 'close');

      server.stdin.write(bytes);

      assert.deepEqual((await exit)[0], 1);
      assert.match(logged.join(''), /^mixture-lens: standard input is not the language server protocol: [^\n]+\n$/);
    });
  }

  it('Thirty fits requested at once all end, without a thread for each of them', async () => {
    const client = await Client.start();
    const uris = Array.from({ length: 30 }, (_, n) => `file:///${n}.csv`);
    for (const uri of uris) await client.open(uri, synthetic(300));

    const answers = Promise.all(uris.map((uri) => client.fit(uri, { k: 2, starts: 1 })));
    let maxThreads = 0;
    for (let n = 0; n < uris.length; n++) {
      await client.fits.next('the end of a fit', () => true, n);
      if (process.platform === 'linux') maxThreads = Math.max(maxThreads, threadsOf(client.pid));
    }

    assert.ok((await answers).every(({ k }) => k === 2));
    // Node has some threads of its own; a fit has one, and one for each further processor.
    assert.ok(maxThreads <= 16 + 3 * maxConcurrentFits(), `${maxThreads} threads`);
    assert.equal(await client.stop(), 0);
  });

  describe('rows that cannot be fitted or left out', () => {
    const uri = 'file:///a.csv';
    let client: Client;
    before(async () => {
      client = await Client.start();
      await client.open(uri, penguins);
    });
    after(async () => assert.equal(await client.stop(), 0));

    it('A fit of a single row is refused', async () => {
      assert.match((await refusal(client.fit(uri, { rows: [[0, 1]] }))).message, /one row.*at least two/i);
    });

    it('A fit without a row that does not exist is refused', async () => {
      await client.fit(uri, { k: 2, starts: 1 });

      const without = client.execute(ServerCommand.refitWithout, { uri, row: 1e9 });

      assert.match((await refusal(without)).message, /no row 1000000000/);
    });
  });
});

function threadsOf(pid: number): number {
  return Number(/^Threads:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
}
