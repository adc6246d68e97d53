// Bundles every program of the product into dist/. `--production` minifies and leaves source maps out.
import { build, context } from 'esbuild';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
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
const node = { ...shared, platform: 'node', format: 'cjs', target: 'node20', outExtension: { '.js': '.cjs' } };

/**
 * Programs of their own that others load only when they are asked for them: text that is never run takes time to
 * compile, too.
 */
const apart = {
  name: 'apart',
  setup: ({ onResolve }) =>
    onResolve({ filter: /\/main\.(node|mcp)$/ }, ({ kind, path }) =>
      kind === 'dynamic-import'
        ? { path: path.endsWith('.mcp') ? './mcp.cjs' : './main.cjs', external: true }
        : undefined,
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
      report: 'server/main.report.ts',
    },
    outdir: 'dist/server',
    plugins: [apart, withoutValidator],
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
const kernels = [
  await buildKernels('dist/server/kernels.wasm', { relaxed: false }),
  await buildKernels('dist/server/kernels.relaxed.wasm', { relaxed: true }),
];
if (watch) {
  for (const options of programs) await (await context(options)).watch();
} else {
  const results = await Promise.all(programs.map((options) => build(options)));
  await listPackages([...kernels, ...results.map(({ metafile }) => metafile)]);
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
