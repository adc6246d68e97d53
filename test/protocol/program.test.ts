/** The language server as a program: its capabilities, its usage, and its end. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync } from 'node:fs';
import { LSPErrorCodes } from 'vscode-languageserver';
import { ServerCommand } from '../../server/protocol';
import { TestFolder } from '../support/testFolder';
import { Client, FULL, refusal, SERVER } from './client';
import { penguins, synthetic } from './tables';

describe('the language server as a program', function () {
  this.timeout(60_000);

  it('The server announces its capabilities', async () => {
    const client = await Client.start();

    assert.deepEqual(client.initialized?.capabilities, {
      positionEncoding: 'utf-16',
      textDocumentSync: { openClose: true, change: 2 },
      hoverProvider: true,
      codeActionProvider: { codeActionKinds: ['quickfix', 'source.fitMixture'] },
      codeLensProvider: {},
      inlayHintProvider: true,
      workspace: {
        fileOperations: {
          didDelete: { filters: [{ pattern: { glob: '**' } }] },
          didRename: { filters: [{ pattern: { glob: '**' } }] },
        },
      },
      executeCommandProvider: { commands: Object.values(ServerCommand), workDoneProgress: true },
    });
    assert.equal(await client.stop(), 0);
  });

  it('A fit whose worker is lost fails in one line, and the server goes on', async () => {
    // A copy of the server without the program of its worker beside it.
    const folder = new TestFolder();
    folder.create();
    try {
      copyFileSync(SERVER, folder.pathOf('main.cjs'));
      const client = await Client.start(FULL, null, folder.pathOf('main.cjs'));
      await client.open('file:///a.csv', penguins);

      const { code, message } = await refusal(client.fit('file:///a.csv'));

      assert.equal(code, LSPErrorCodes.RequestFailed);
      assert.match(message, /^The fit stopped by an error of its own: [^\n]*$/);
      assert.match(await client.hoverText('file:///a.csv', 0, 2), /^\*\*species\*\*/);
      assert.equal(await client.stop(), 0);
    } finally {
      folder.remove();
    }
  });

  it('A start without a transport names the transports and ends with status 2', () => {
    const { status, stderr } = spawnSync(process.execPath, [SERVER], { encoding: 'utf8' });

    assert.deepEqual(
      [status, stderr],
      [2, 'Say how to talk to the language server: --stdio, --node-ipc, --socket=PORT or --pipe=NAME.\n'],
    );
  });

  it('A shutdown during a fit ends the server with status 0', async () => {
    const client = await Client.start();
    await client.open('file:///a.csv', synthetic(20_000));
    const { answer } = client.requestFit('file:///a.csv');
    await client.iterations.next('iterations');
    const stopped = client.stop();
    await assert.rejects(answer);
    assert.equal(await stopped, 0);
  });

  it('The server ends without a message when its client is gone during a fit', async () => {
    const client = await Client.start();
    await client.open('file:///a.csv', synthetic(20_000));
    client.requestFit('file:///a.csv');
    await client.iterations.next('iterations');
    // By the protocol, an end without a shutdown request before it is an error.
    assert.equal(await client.vanish(), 1);
    assert.deepEqual(client.logged, []);
  });
});
