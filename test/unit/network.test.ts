/** Tests the promise of SECURITY.md on the network, on the sources of the programs. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const MODULES = /from '(?:node:)?(?:https?|http2|net|tls|dgram|dns|inspector)(?:\/\w+)?'/;
/** Clients of servers, and settings and statements of DuckDB that could open a connection. */
const CLIENTS = /from '@clickhouse\/|httpfs|\bINSTALL [a-z]|auto(?:install|load)_known_extensions(?!: 'false')/;
/** The only place that may open a connection: to the ClickHouse server that the user names. */
const CLIENT_FILE = 'server/sources/clickhouse/clickhouseClient.ts';
const GLOBALS = /\b(?:fetch|sendBeacon|XMLHttpRequest|WebSocket|EventSource|WebTransport)\s*\(/;

function filesUnder(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((file) => file.endsWith('.ts'));
}

describe('network access', () => {
  it('No program imports a module or calls a function that opens a connection', () => {
    const files = ['server', 'client', 'webview', 'pictures'].flatMap(filesUnder);
    assert.ok(files.length > 300);

    const wrong = files.filter((file) => {
      const source = readFileSync(file, 'utf8').replaceAll(/^import type .*$/gm, '');
      return MODULES.test(source) || GLOBALS.test(source) || CLIENTS.test(source);
    });

    assert.deepEqual(wrong, [CLIENT_FILE]);
  });

  it('The client of ClickHouse is in a bundle of its own, which only the commands load', () => {
    const importers = filesUnder('server').filter((file) =>
      readFileSync(file, 'utf8').includes(`/${CLIENT_FILE.split('/').at(-1)?.replace('.ts', '') ?? ''}'`),
    );
    const sources = [...filesUnder('server'), ...filesUnder('client')].filter((file) =>
      /sources\//.test(readFileSync(file, 'utf8').replaceAll(/^(?!import|\} from).*$/gm, '')),
    );

    assert.deepEqual(importers, ['server/sources/clickhouse/clickhouseSession.ts']);
    assert.deepEqual(
      sources.filter((file) => !file.startsWith('server/cli/')),
      [],
    );
  });
});
