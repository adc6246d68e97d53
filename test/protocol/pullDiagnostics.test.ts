/** Diagnostics that a client requests (Language Server Protocol 3.17), instead of published ones. */
import assert from 'node:assert/strict';
import {
  CancellationTokenSource,
  LSPErrorCodes,
  type ClientCapabilities,
  type Diagnostic,
  type DocumentDiagnosticReport,
} from 'vscode-languageserver';
import { Client, FULL, refusal } from './client';
import { COLUMN, findsAt, LINE, PLANTED, QUICK } from './fittedFiles';
import { rangeOf, synthetic } from './tables';

const PULLING: ClientCapabilities = {
  ...FULL,
  workspace: { ...FULL.workspace, diagnostics: { refreshSupport: true } },
  textDocument: { ...FULL.textDocument, diagnostic: { relatedDocumentSupport: false } },
};

function itemsOf(report: DocumentDiagnosticReport): readonly Diagnostic[] {
  return report.kind === 'full' ? report.items : assert.fail('unchanged');
}

describe('pulled diagnostics', function () {
  this.timeout(60_000);

  describe('a client that requests diagnostics', () => {
    let client: Client;
    let count = 0;
    let uri = '';
    before(async () => (client = await Client.start(PULLING)));
    beforeEach(() => (uri = `file:///${count++}.csv`));
    after(async () => assert.equal(await client.stop(), 0));

    it('The server offers diagnostics of single documents, and publishes none', async () => {
      await client.open(uri, 'a,b\n1,2\n3\n');
      await client.pull(uri);

      assert.deepEqual(client.initialized?.capabilities.diagnosticProvider, {
        interFileDependencies: false,
        workspaceDiagnostics: false,
      });
      assert.deepEqual(client.published.all, []);
    });

    it('A request right after the opening waits for the findings', async () => {
      await client.open(uri, 'a,b\n1,2\n3\n');

      const items = itemsOf(await client.pull(uri));

      assert.deepEqual(
        items.map(({ code, range }) => [code, range.start.line]),
        [['row.ragged', 2]],
      );
    });

    it('A request with the current result id gets "unchanged"', async () => {
      await client.open(uri, 'a,b\n1,2\n3\n');
      const { resultId } = (await client.pull(uri)) as { resultId: string };

      const again = await client.pull(uri, resultId);

      assert.deepEqual(again, { kind: 'unchanged', resultId });
    });

    it('A request after an edit gets the findings of the new text', async () => {
      await client.open(uri, 'a,b\n1,2\n3\n');
      await client.pull(uri);
      await client.change(uri, ',4', { start: { line: 2, character: 1 }, end: { line: 2, character: 1 } });

      const items = itemsOf(await client.pull(uri));

      assert.deepEqual(items, []);
    });

    it('The client is called to request diagnostics again after a fit', async () => {
      await client.open(uri, PLANTED);
      const before = itemsOf(await client.pull(uri));
      const refreshes = client.received.all.length;

      await client.fit(uri, QUICK);
      await client.received.next('a refresh', (method) => method === 'workspace/diagnostic/refresh', refreshes);
      const after = itemsOf(await client.pull(uri));

      assert.ok(!findsAt(LINE)(before));
      const wrong = after.find(({ range }) => range.start.line === LINE);
      assert.deepEqual(wrong?.range, rangeOf(PLANTED, LINE, COLUMN));
    });

    it('A request for a file that is not open gets no findings', async () => {
      assert.deepEqual(await client.pull('file:///no-such.csv'), { kind: 'full', items: [] });
    });

    it('A waiting request gets no findings when its document is closed', async () => {
      await client.open(uri, synthetic(20_000));
      const waiting = client.pull(uri);
      await client.close(uri);

      assert.deepEqual(await waiting, { kind: 'full', items: [] });
    });

    it('A waiting request can be cancelled', async () => {
      await client.open(uri, synthetic(20_000));
      const source = new CancellationTokenSource();
      const waiting = client.connection.sendRequest('textDocument/diagnostic', { textDocument: { uri } }, source.token);
      source.cancel();

      assert.equal((await refusal(waiting)).code, LSPErrorCodes.RequestCancelled);
    });
  });

  for (const [what, capabilities, abilities] of [
    ['cannot be called to request them again', { ...PULLING, workspace: FULL.workspace }, {}],
    ['wants them published', PULLING, { pushDiagnostics: true }],
  ] as const) {
    it(`Diagnostics are published, and none are offered, to a client that ${what}`, async () => {
      const client = await Client.start(capabilities, null, undefined, abilities);
      await client.open('file:///a.csv', 'a,b\n1,2\n3\n');

      const published = await client.diagnostics('file:///a.csv');

      assert.equal(published.length, 1);
      assert.equal(client.initialized?.capabilities.diagnosticProvider, undefined);
      assert.equal(await client.stop(), 0);
    });
  }
});
