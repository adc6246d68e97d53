/** Tests the publisher of diagnostics where it fails. */
import assert from 'node:assert/strict';
import type { Connection, PublishDiagnosticsParams } from 'vscode-languageserver';
import { OpenDocument } from '../../../server/files/open/openDocument';
import { Publisher } from '../../../server/lsp/diagnostics/publisher';

describe('a publisher that fails', () => {
  it('The failure is logged, and the version gets no diagnostics, so that no client waits', async () => {
    const errors: string[] = [];
    const document = new OpenDocument('file:///a.csv', 3, 'a,b\n1,2\n');
    document.patched = () => {
      throw new Error('broken');
    };

    const published = await new Promise<PublishDiagnosticsParams>((resolve) => {
      const connection = {
        sendDiagnostics: (params: PublishDiagnosticsParams) => {
          resolve(params);
          return Promise.resolve();
        },
        console: { error: (line: string) => errors.push(line) },
      } as unknown as Pick<Connection, 'sendDiagnostics' | 'console'>;
      const client = { relatedInformation: false, explanationOf: () => undefined, published: () => undefined };
      new Publisher(connection, client).publishNow(document);
    });

    assert.deepEqual(published, { uri: 'file:///a.csv', version: 3, diagnostics: [] });
    assert.match(errors.join('\n'), /^Diagnostics of file:\/\/\/a\.csv: Error: broken/);
  });
});
