/** Tests that imports and files keep the boundaries of docs/architecture.md. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { CORE } from '../../scripts/coreRooms.mjs';

/** The rooms of the server, lowest first: files import from lower rooms, and from the other modules listed. */
const FLOORS: readonly (readonly [room: string, others: readonly string[]])[] = [
  // Messages in the reader's language.
  ['language', ['intl-messageformat']],
  ['server/core', []],
  ['server/protocol.ts', ['server/protocol']],
  ['server/protocol', []],
  ['server/kernels', ['node:']],
  ['server/words', []],
  // Types of SARIF alone.
  ['server/formats', ['sarif']],
  ['server/pipeline', []],
  ['server/disk', ['node:', 'picomatch']],
  ['server/sources', ['node:', '@duckdb/node-api', '@clickhouse/client']],
  ['server/threads', ['node:os', 'node:worker_threads', 'vscode-languageserver']],
  ['server/files', ['node:crypto', 'vscode-languageserver']],
  ['server/mcp', ['@modelcontextprotocol/sdk', 'zod', 'node:path']],
  ['server/lsp', ['vscode-languageserver', 'vscode-languageserver-textdocument', 'node:path', 'node:url']],
];
/** Rooms that no other room of the floors imports: the tops, and the one that alone may open connections. */
const TOP_ROOMS = ['server/mcp', 'server/lsp', 'server/sources'];
const BELOW_CLI = FLOORS.map(([room]) => room).filter(
  (room) => room === 'server/sources' || !['server/files', ...TOP_ROOMS].includes(room),
);
const PURE = BELOW_CLI.filter(
  (room) => !['server/kernels', 'server/disk', 'server/sources', 'server/threads'].includes(room),
);
const WIRE = ['server/protocol.ts', 'server/protocol', 'language'];

/** By folder or file: the places outside it that its files may import from. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(
    FLOORS.map(([room, others], floor) => {
      const below = FLOORS.slice(0, floor).map(([name]) => name);
      return [room, [...below.filter((name) => !TOP_ROOMS.includes(name)), ...others]];
    }),
  ),
  // The protocol is plain data and imports nothing else; kernels import only from the core.
  'server/protocol': ['server/protocol.ts', 'language'],
  'server/protocol.ts': ['server/protocol'],
  'server/kernels': ['server/core', 'node:'],
  'server/cli': [...BELOW_CLI, 'package.json', 'commander', 'node:path', 'node:v8'],
  'server/main.node.ts': ['server/lsp', 'server/words', 'package.json', 'vscode-languageserver', 'node:'],
  'server/main.mcp.ts': ['server/mcp', 'server/words', 'package.json', '@modelcontextprotocol/sdk'],
  'server/library': PURE,
  'server/main.library.ts': ['server/library', 'server/kernels', 'server/disk', 'package.json', 'node:'],
  'server/main.browser.ts': ['server/library', 'server/kernels', 'package.json', 'dist/server'],
  'server/main.report.ts': [...WIRE, 'server/threads/threadLanguage.ts', 'pictures', 'linkedom', 'node:worker_threads'],
  // The client writes files with the code of the server.
  client: [
    ...WIRE,
    'server/disk/writeFiles.ts',
    'server/disk/access/catalogueFile.ts',
    'server/words/fitProblem.ts',
    'webview/messages.ts',
    'pictures/palette.ts',
    'pictures/htmlPage.ts',
    'vscode',
    'vscode-languageclient',
    'node:',
  ],
  webview: [...WIRE, 'pictures', '@vscode/webview-ui-toolkit', '@observablehq/plot'],
  pictures: [...WIRE, '@observablehq/plot'],
};

/** Maximum number of files in a folder of the server. */
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

/** Returns the base names that several files have. */
function repeatedNames(files: readonly string[]): readonly (string | undefined)[] {
  const names = files.map((file) => file.split('/').at(-1));
  return names.filter((name, i) => names.indexOf(name) !== i);
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

describe('architecture boundaries', () => {
  for (const [place, allowed] of Object.entries(ALLOWED)) {
    it(`${place} imports only from ${allowed.length === 0 ? 'itself' : allowed.join(', ')}`, () => {
      const permitted = [place, ...allowed];
      const files = filesUnder(place);

      assert.ok(files.length > 0, `${place} is empty`);

      const wrong = files
        .flatMap(importsOf)
        .filter(({ target }) => !permitted.some((inside) => isWithin(target, inside)));
      assert.deepEqual(wrong, []);
    });
  }

  it('Features of the language server do not import each other', () => {
    const wrong = filesUnder('server/lsp/features')
      .flatMap(importsOf)
      .filter(({ file, target }) => isWithin(target, 'server/lsp/features') && target !== file);

    assert.deepEqual(wrong, []);
  });

  it('No production file imports a test', () => {
    const wrong = ['language', 'server', 'client', 'webview', 'pictures']
      .flatMap(filesUnder)
      .flatMap(importsOf)
      .filter(({ target }) => isWithin(target, 'test'));

    assert.deepEqual(wrong, []);
  });

  it('Files of server/core import only from their own or an earlier room', () => {
    const rank = (path: string): number => CORE.indexOf(path.split('/')[2] ?? '');

    const wrong = filesUnder('server/core')
      .flatMap(importsOf)
      .filter(({ file, target }) => {
        const [from, to] = [rank(file), rank(target)];
        return (from < 0 || to > from) && !isWithin(target, 'language');
      });

    assert.deepEqual(wrong, []);
  });

  it('No two production files share a base name', () => {
    const files = ['language', 'server', 'client', 'webview', 'pictures']
      .flatMap(filesUnder)
      .filter((file) => !isWithin(file, 'server/kernels/assembly') && !/\/main\.ts$/.test(file));

    assert.deepEqual(repeatedNames(files), []);
  });

  it('No two test files share a base name', () => {
    assert.deepEqual(repeatedNames(filesUnder('test')), []);
  });

  it(`No folder of the server has more than ${MOST_FILES} files`, () => {
    const crowded = foldersUnder('server').filter((folder) => filesIn(folder).length > MOST_FILES);
    assert.deepEqual(crowded, []);
  });

  it('Every production file has fewer than 400 lines', () => {
    const long = ['language', 'server', 'client', 'webview', 'pictures']
      .flatMap(filesUnder)
      .filter((file) => readFileSync(file, 'utf8').split('\n').length > 400);

    assert.deepEqual(long, []);
  });
});
