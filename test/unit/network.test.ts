/** Tests the promise of SECURITY.md that no program uses the network, on the sources of the programs. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const MODULES = /from '(?:node:)?(?:https?|http2|net|tls|dgram|dns|inspector)(?:\/\w+)?'/;
const GLOBALS = /\b(?:fetch|sendBeacon|XMLHttpRequest|WebSocket|EventSource|WebTransport)\s*\(/;

describe('network access', () => {
  it('No program imports a module or calls a function that opens a connection', () => {
    const files = ['server', 'client', 'webview', 'pictures']
      .flatMap((folder) => readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)))
      .filter((file) => file.endsWith('.ts'));
    assert.ok(files.length > 300);

    const wrong = files.filter((file) => {
      const source = readFileSync(file, 'utf8');
      return MODULES.test(source) || GLOBALS.test(source);
    });

    assert.deepEqual(wrong, []);
  });
});
