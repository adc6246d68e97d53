/** The language server over standard input and output. A file of its own, so that other commands do not load what only it needs. */
import { createConnection, ProposedFeatures, StreamMessageReader, StreamMessageWriter } from 'vscode-languageserver/node';
import { version } from '../../package.json';
import { serverFiles } from '../lsp/files';
import { startServer } from '../lsp/server';

export function serve(folder: string): void {
  const connection = createConnection(ProposedFeatures.all, new StreamMessageReader(process.stdin), new StreamMessageWriter(process.stdout));
  startServer(connection, serverFiles(folder, version));
}
