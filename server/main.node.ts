/**
 * The language server as a program of its own: `node main.cjs --stdio`, or --node-ipc under an editor written in Node.
 */
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { version } from '../package.json';
import { serverFiles } from './lsp/bundles';
import { startServer } from './lsp/server';

const TRANSPORT = /^--(stdio|node-ipc|socket(=.*)?|pipe(=.*)?)$/;

if (process.argv.some((argument) => TRANSPORT.test(argument))) {
  startServer(createConnection(ProposedFeatures.all), serverFiles(__dirname, version));
} else {
  process.stderr.write('Say how to talk to the language server: --stdio, --node-ipc, --socket=PORT or --pipe=NAME.\n');
  process.exitCode = 2;
}
