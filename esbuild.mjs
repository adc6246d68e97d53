// Bundles every program of the product into dist/. `--production` minifies and leaves source maps out.
import { build, context } from 'esbuild';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeDeclarations } from './scripts/declarations.mjs';
import { buildKernels } from './scripts/kernels.mjs';
import { writeNotices } from './scripts/notices.mjs';
import { writeSbom } from './scripts/sbom.mjs';

const production = process.argv.includes('--production');
const watch = process.argv.includes('--watch');

const shared = {
  bundle: true,
  sourcemap: !production,
  minify: production,
  legalComments: 'none',
  logLevel: 'warning',
  metafile: true,
};
const node = {
  ...shared,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  outExtension: { '.js': '.cjs' },
  // Before import() loads a CommonJS file, Node.js scans all of it for the names of its exports; require() does not.
  supported: { 'dynamic-import': false },
};

/** Bundles that others load only when they need them, by the module that they are made of. */
const APART = {
  'main.node': './main.cjs',
  'main.mcp': './mcp.cjs',
  allRuns: './runs.cjs',
  clickhouseClient: './clickhouse.cjs',
};

/**
 * Programs of their own that others load only when they are asked for them: text that is never run takes time to
 * compile, too.
 */
const apart = {
  name: 'apart',
  setup: ({ onResolve }) =>
    onResolve({ filter: /\/(?:main\.node|main\.mcp|allRuns|clickhouseClient)$/ }, ({ kind, path }) =>
      kind === 'dynamic-import' ? { path: APART[path.split('/').at(-1)], external: true } : undefined,
    ),
};

/** Leaves out the JSON Schema validator of the MCP SDK, which compiles code and which no tool needs. */
const withoutValidator = {
  name: 'withoutValidator',
  setup: ({ onLoad }) =>
    onLoad({ filter: /[\\/]sdk[\\/]dist[\\/]esm[\\/]validation[\\/]ajv-provider\.js$/ }, () => ({
      contents: 'export class AjvJsonSchemaValidator {}',
    })),
};

/** @type {import('esbuild').BuildOptions[]} */
const programs = [
  { ...node, entryPoints: { extension: 'client/extension.ts' }, outdir: 'dist/client', external: ['vscode'] },
  {
    ...node,
    entryPoints: {
      main: 'server/main.node.ts',
      mcp: 'server/main.mcp.ts',
      worker: 'server/threads/worker.ts',
      kernelThread: 'server/kernels/thread.ts',
      cli: 'server/cli/main.ts',
      runs: 'server/cli/runs/allRuns.ts',
      report: 'server/main.report.ts',
      clickhouse: 'server/sources/clickhouse/clickhouseClient.ts',
    },
    outdir: 'dist/server',
    plugins: [apart, withoutValidator],
  },
  { ...node, entryPoints: { node: 'server/main.library.ts' }, outdir: 'dist/library' },
  {
    ...shared,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    entryPoints: { node: 'server/main.library.ts' },
    outdir: 'dist/library',
    // A bundler that makes CommonJS of it leaves no URL.
    banner: {
      js: [
        "import { dirname as folderOf } from 'node:path';",
        "import { fileURLToPath as pathOf } from 'node:url';",
        "const __dirname = import.meta.url ? folderOf(pathOf(import.meta.url)) : '.';",
      ].join('\n'),
    },
  },
  {
    ...shared,
    platform: 'browser',
    format: 'esm',
    target: 'es2022',
    entryPoints: { browser: 'server/main.browser.ts' },
    outdir: 'dist/library',
    loader: { '.wasm': 'binary' },
  },
  {
    ...shared,
    platform: 'browser',
    format: 'esm',
    target: 'es2022',
    entryPoints: { panel: 'webview/main.ts' },
    outdir: 'dist/webview',
  },
];

/** Metadata that esbuild writes about each bundle; it is not packed. */
const METAFILE = 'out/metafile.json';

rmSync('dist', { recursive: true, force: true });
copyCatalogues('l10n', 'dist/l10n');
const kernels = [
  await buildKernels('dist/server/kernels.wasm', { relaxed: false }),
  await buildKernels('dist/server/kernels.relaxed.wasm', { relaxed: true }),
];
if (watch) {
  for (const options of programs) await (await context(options)).watch();
} else {
  const results = await Promise.all(programs.map((options) => build(options)));
  await listPackages([...kernels, ...results.map(({ metafile }) => metafile)]);
  writeDeclarations('server/main.library.ts', ['dist/library/index.d.ts', 'dist/library/index.d.cts']);
}

/** Copies the translations of the server's and the panel's messages. */
function copyCatalogues(from, to) {
  mkdirSync(to, { recursive: true });
  for (const name of readdirSync(from)) {
    const language = /^messages\.(\w+)\.json$/.exec(name)?.[1];
    if (language === undefined) continue;
    writeFileSync(join(to, `${language}.json`), JSON.stringify(JSON.parse(readFileSync(join(from, name), 'utf8'))));
  }
}

/** Writes which packages are in the bundles, with their licences. */
async function listPackages(metafiles) {
  const merged = {
    inputs: Object.assign({}, ...metafiles.map(({ inputs }) => inputs)),
    outputs: Object.assign({}, ...metafiles.map(({ outputs }) => outputs)),
  };
  mkdirSync('out', { recursive: true });
  writeFileSync(METAFILE, JSON.stringify(merged));
  writeNotices(merged, 'dist/THIRD-PARTY-NOTICES.txt');
  await writeSbom(METAFILE, 'dist/sbom.cdx.json');
}
