/**
 * The language server as a separate program: `node main.cjs --stdio`, or --node-ipc under an editor written in Node.
 */
import { createConnection, ProposedFeatures, type Connection } from 'vscode-languageserver/node';
import { version } from '../package.json';
import { serverFiles } from './lsp/bundles';
import { FrameCheck } from './lsp/messageFraming';
import { startServer } from './lsp/server';
import { printable } from './words/printable';

const TRANSPORT = /^--(stdio|node-ipc|socket(=.*)?|pipe(=.*)?)$/;

if (process.argv.includes('--stdio')) {
  startServer(overStandardInput(), serverFiles(__dirname, version));
} else if (process.argv.some((argument) => TRANSPORT.test(argument))) {
  startServer(createConnection(ProposedFeatures.all), serverFiles(__dirname, version));
} else {
  process.stderr.write('Say how to talk to the language server: --stdio, --node-ipc, --socket=PORT or --pipe=NAME.\n');
  process.exitCode = 2;
}

/** Ends the server with an error where the stream is not the protocol, so that the client starts it again. */
function overStandardInput(): Connection {
  const check = new FrameCheck();
  process.stdin.on('data', (bytes: Uint8Array) => {
    const problem = check.accept(bytes);
    if (problem !== undefined) giveUp(problem);
  });
  return createConnection(ProposedFeatures.all, process.stdin, process.stdout);
}

function giveUp(problem: string): void {
  process.stderr.write(`mixture-lens: standard input is not the language server protocol: ${printable(problem)}\n`);
  process.exit(1);
}
