// A language client that measures the built server, over its stdio.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createMessageConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-jsonrpc/node';

const server = join(import.meta.dirname, '../../dist/server/main.cjs');

export async function startClient() {
  const child = spawn(process.execPath, [server, '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const connection = createMessageConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  const waiting = [];
  connection.onNotification('textDocument/publishDiagnostics', (published) => {
    for (const one of waiting.splice(0)) if (!one(published)) waiting.push(one);
  });
  connection.listen();
  await connection.sendRequest('initialize', { processId: process.pid, rootUri: null, capabilities: {} });
  await connection.sendNotification('initialized', {});
  let version = 1;
  const at = (line, character) => ({ line, character });
  return {
    open: (uri, text) =>
      connection.sendNotification('textDocument/didOpen', { textDocument: { uri, languageId: 'csv', version, text } }),
    fit: (uri, options) =>
      connection.sendRequest('workspace/executeCommand', {
        command: 'mixtureLens.server.fit',
        arguments: [{ uri, options }],
      }),
    /** Replaces `length` units. Returns the new version. */
    async change(uri, line, character, length, text) {
      const range = { start: at(line, character), end: at(line, character + length) };
      await connection.sendNotification('textDocument/didChange', {
        textDocument: { uri, version: ++version },
        contentChanges: [{ range, text }],
      });
      return version;
    },
    hover: (uri, line, character) =>
      connection.sendRequest('textDocument/hover', { textDocument: { uri }, position: at(line, character) }),
    /** The first diagnostics from now on that are of this version or a later one; undefined when they do not come. */
    diagnostics: (uri, from, milliseconds = 60_000) =>
      new Promise((resolve) => {
        const timer = setTimeout(resolve, milliseconds);
        waiting.push((published) => {
          if (published.uri !== uri || !(published.version >= from)) return false;
          clearTimeout(timer);
          resolve(published.diagnostics);
          return true;
        });
      }),
    async stop() {
      await connection.sendRequest('shutdown');
      await connection.sendNotification('exit');
      connection.dispose();
    },
  };
}
