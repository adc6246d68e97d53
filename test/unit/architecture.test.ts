/** The walls of docs/architecture.md, checked on the imports as they stand. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { CORE } from '../../scripts/coreRooms.mjs';

/** The rooms of the server from the ground up: files import from the rooms before theirs, and from the others named. */
const FLOORS: readonly (readonly [room: string, others: readonly string[]])[] = [
  ['server/core', []],
  ['server/protocol.ts', ['server/protocol']],
  ['server/protocol', []],
  ['server/kernels', ['node:']],
  ['server/words', []],
  ['server/formats', []],
  ['server/pipeline', []],
  ['server/disk', ['node:']],
  ['server/threads', ['node:os', 'node:worker_threads', 'vscode-languageserver']],
  ['server/files', ['node:crypto', 'vscode-languageserver']],
  ['server/lsp', ['vscode-languageserver', 'vscode-languageserver-textdocument', 'node:path', 'node:url']],
];
const BELOW_CLI = FLOORS.map(([room]) => room).filter((room) => !['server/files', 'server/lsp'].includes(room));
const WIRE = ['server/protocol.ts', 'server/protocol'];

/** Who may import whom: a folder's files may import, outside their own folder, only from these. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(
    FLOORS.map(([room, others], floor) => [room, [...FLOORS.slice(0, floor).map(([below]) => below), ...others]]),
  ),
  // The wire is plain data and knows nothing, kernels know the core alone.
  'server/protocol': ['server/protocol.ts'],
  'server/protocol.ts': ['server/protocol'],
  'server/kernels': ['server/core', 'node:'],
  'server/cli': [...BELOW_CLI, 'package.json', 'commander', 'node:path', 'node:v8'],
  'server/main.node.ts': ['server/lsp', 'server/words', 'package.json', 'vscode-languageserver', 'node:'],
  'server/main.report.ts': [...WIRE, 'pictures', 'linkedom', 'node:worker_threads'],
  // Files are written in one way, whoever writes them.
  client: [
    ...WIRE,
    'server/disk/writeFiles.ts',
    'server/words/fitProblem.ts',
    'webview/messages.ts',
    'pictures/palette.ts',
    'vscode',
    'vscode-languageclient',
    'node:',
  ],
  webview: [...WIRE, 'pictures', '@vscode/webview-ui-toolkit', '@observablehq/plot'],
  pictures: [...WIRE, '@observablehq/plot'],
};

/** Files in a folder of the server that a person can still take in. */
const MOST_FILES = 12;

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

function filesIn(folder: string): string[] {
  return readdirSync(folder).filter((name) => name.endsWith('.ts'));
}

function foldersUnder(folder: string): string[] {
  const inside = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return [folder, ...inside.flatMap(({ name }) => foldersUnder(join(folder, name)))];
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
      const may = [place, ...allowed];
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
    const rank = (path: string): number => CORE.indexOf(path.split('/')[2] ?? '');
    const wrong = filesUnder('server/core')
      .flatMap(importsOf)
      .filter(({ file, target }) => {
        const [from, to] = [rank(file), rank(target)];
        return from < 0 || to > from;
      });
    assert.deepEqual(wrong, []);
  });

  it('no two files have one name', () => {
    const names = ['server', 'client', 'webview', 'pictures']
      .flatMap(filesUnder)
      .filter((file) => !isWithin(file, 'server/kernels/assembly') && !/\/main\.ts$/.test(file))
      .map((file) => file.split('/').at(-1));
    assert.deepEqual(
      names.filter((name, i) => names.indexOf(name) !== i),
      [],
    );
  });

  it('no folder of the server is crowded', () => {
    const crowded = foldersUnder('server').filter((folder) => filesIn(folder).length > MOST_FILES);
    assert.deepEqual(crowded, []);
  });

  it('no file has outgrown its room', () => {
    const long = ['server', 'client', 'webview', 'pictures']
      .flatMap(filesUnder)
      .filter((file) => readFileSync(file, 'utf8').split('\n').length > 400);
    assert.deepEqual(long, []);
  });
});
