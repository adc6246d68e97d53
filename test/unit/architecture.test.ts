/** The walls of docs/architecture.md, checked on the imports as they stand. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

/** Who may import whom: a folder's files may import, outside their own folder, only from these. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  'server/core': [],
  'server/protocol.ts': [],
  'server/protocol': [],
  'server/kernels': ['server/core', 'node:'],
  'server/jobs': ['server/core', 'server/kernels', 'server/protocol.ts'],
  'server/lsp': [
    'server/core',
    'server/kernels',
    'server/jobs',
    'server/protocol.ts',
    'vscode-languageserver',
    'vscode-languageserver-textdocument',
    'node:',
  ],
  'server/cli': [
    'server/core',
    'server/kernels',
    'server/jobs',
    'server/protocol.ts',
    'package.json',
    'commander',
    'node:',
  ],
  'server/main.node.ts': ['server/lsp', 'package.json', 'vscode-languageserver', 'node:'],
  'server/main.report.ts': ['server/protocol.ts', 'pictures', 'linkedom', 'node:'],
  client: [
    'server/protocol.ts',
    'webview/messages.ts',
    'pictures/palette.ts',
    'vscode',
    'vscode-languageclient',
    'node:',
  ],
  webview: ['server/protocol.ts', 'pictures', '@vscode/webview-ui-toolkit', '@observablehq/plot'],
  pictures: ['server/protocol.ts', '@observablehq/plot'],
};
const NODE_ALLOWED = ['server/jobs'];

/** Within core, each stage takes the one before it: this order is the way data goes. */
const STAGES = ['csv', 'families', 'spelling', 'schema', 'mixture', 'contamination', 'insight', 'slips'];

interface Import {
  readonly file: string;
  readonly target: string;
}

function filesUnder(path: string): string[] {
  if (path.endsWith('.ts')) return [path];
  return readdirSync(path, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory()
      ? filesUnder(join(path, entry.name))
      : entry.name.endsWith('.ts')
        ? [join(path, entry.name)]
        : [],
  );
}

function importsOf(file: string): Import[] {
  const source = readFileSync(file, 'utf8');
  return [...source.matchAll(/^(?:import|export)\b[^'";]*?from\s+'([^']+)'|^import\s+'([^']+)'/gm)].map(
    ([, from, bare]) => {
      const name = from ?? bare;
      return { file, target: name.startsWith('.') ? normalize(join(dirname(file), name)).replaceAll('\\', '/') : name };
    },
  );
}

function isWithin(target: string, place: string): boolean {
  const path = place.replace(/\.ts$/, '');
  return target === path || target === place || target.startsWith(path.endsWith(':') ? path : `${path}/`);
}

describe('the walls of the house', () => {
  for (const [place, allowed] of Object.entries(ALLOWED)) {
    it(`${place} imports only from ${allowed.length === 0 ? 'itself' : allowed.join(', ')}`, () => {
      const may = [place, ...allowed, ...(NODE_ALLOWED.includes(place) ? ['node:'] : [])];
      const files = filesUnder(place);
      assert.ok(files.length > 0, `${place} is empty`);
      const wrong = files.flatMap(importsOf).filter(({ target }) => !may.some((inside) => isWithin(target, inside)));
      assert.deepEqual(wrong, []);
    });
  }

  it('features of the language server do not import each other', () => {
    const wrong = filesUnder('server/lsp/features')
      .flatMap(importsOf)
      .filter(({ file, target }) => isWithin(target, 'server/lsp/features') && target !== file);
    assert.deepEqual(wrong, []);
  });

  it('no production file imports a test', () => {
    const wrong = ['server', 'client', 'webview', 'pictures']
      .flatMap(filesUnder)
      .flatMap(importsOf)
      .filter(({ target }) => isWithin(target, 'test'));
    assert.deepEqual(wrong, []);
  });

  it('within core, data goes one way', () => {
    const rank = (path: string): number => STAGES.indexOf(path.split('/')[2] ?? '');
    const wrong = filesUnder('server/core')
      .flatMap(importsOf)
      .filter(({ file, target }) => {
        const [from, to] = [rank(file), rank(target)];
        return to > from && from >= 0;
      });
    assert.deepEqual(wrong, []);
  });

  it('no file has outgrown its room', () => {
    const long = ['server', 'client', 'webview', 'pictures']
      .flatMap(filesUnder)
      .filter((file) => readFileSync(file, 'utf8').split('\n').length > 400);
    assert.deepEqual(long, []);
  });
});
