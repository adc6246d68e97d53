import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LSPErrorCodes } from 'vscode-languageserver';
import { ServerCommand } from '../../server/protocol';
import { Client, FULL, refusal, SERVER } from './client';
import { penguins, synthetic } from './tables';

describe('the server as a program', function () {
  this.timeout(60_000);

  it('announces what it can do', async () => {
    const client = await Client.start();
    assert.deepEqual(client.initialized?.capabilities, {
      textDocumentSync: { openClose: true, change: 2 },
      hoverProvider: true,
      codeActionProvider: { codeActionKinds: ['quickfix'] },
      codeLensProvider: {},
      inlayHintProvider: true,
      workspace: { fileOperations: { didRename: { filters: [{ pattern: { glob: '**' } }] } } },
      executeCommandProvider: { commands: Object.values(ServerCommand), workDoneProgress: true },
    });
    assert.equal(await client.stop(), 0);
  });

  it('lives on when the worker of a fit is lost', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'mixture-lens-'));
    try {
      copyFileSync(SERVER, join(folder, 'main.cjs'));
      const client = await Client.start(FULL, null, join(folder, 'main.cjs'));
      await client.open('file:///a.csv', penguins);
      const { code, message } = await refusal(client.fit('file:///a.csv'));
      assert.equal(code, LSPErrorCodes.RequestFailed);
      assert.match(message, /^The fit stopped by an error of its own: [^\n]*$/);
      assert.match(await client.says('file:///a.csv', 0, 2), /^\*\*species\*\*/);
      assert.equal(await client.stop(), 0);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('says how to be started', () => {
    const { status, stderr } = spawnSync(process.execPath, [SERVER], { encoding: 'utf8' });
    assert.deepEqual(
      [status, stderr],
      [2, 'Say how to talk to the language server: --stdio, --node-ipc, --socket=PORT or --pipe=NAME.\n'],
    );
  });

  it('stops with a fit under way', async () => {
    const client = await Client.start();
    await client.open('file:///a.csv', synthetic(20_000));
    const { answer } = client.ask('file:///a.csv');
    await client.iterations.next('iterations');
    const stopped = client.stop();
    await assert.rejects(answer);
    assert.equal(await stopped, 0);
  });

  it('ends without a word when its client is gone, even during a fit', async () => {
    const client = await Client.start();
    await client.open('file:///a.csv', synthetic(20_000));
    client.ask('file:///a.csv');
    await client.iterations.next('iterations');
    // By the protocol, an end without a shutdown request before it is an error.
    assert.equal(await client.vanish(), 1);
    assert.deepEqual(client.logged, []);
  });
});
