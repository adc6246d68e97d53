// Bundles every program of the product into dist/. `--production` minifies and leaves source maps out.
import { build, context } from 'esbuild';
import { rmSync } from 'node:fs';
import { buildKernels } from './scripts/kernels.mjs';

const production = process.argv.includes('--production');
const watch = process.argv.includes('--watch');

const shared = { bundle: true, sourcemap: !production, minify: production, legalComments: 'none', logLevel: 'warning' };
const node = { ...shared, platform: 'node', format: 'cjs', target: 'node20', outExtension: { '.js': '.cjs' } };

/**
 * Programs of their own that others load only when they are asked for them: text that is never run takes time to
 * compile, too.
 */
const apart = {
  name: 'apart',
  setup: ({ onResolve }) =>
    onResolve({ filter: /\/main\.node$/ }, ({ kind }) =>
      kind === 'dynamic-import' ? { path: './main.cjs', external: true } : undefined,
    ),
};

/** @type {import('esbuild').BuildOptions[]} */
const programs = [
  { ...node, entryPoints: { extension: 'client/extension.ts' }, outdir: 'dist/client', external: ['vscode'] },
  {
    ...node,
    entryPoints: {
      main: 'server/main.node.ts',
      worker: 'server/threads/worker.ts',
      kernelThread: 'server/kernels/thread.ts',
      cli: 'server/cli/main.ts',
      report: 'server/main.report.ts',
    },
    outdir: 'dist/server',
    plugins: [apart],
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

rmSync('dist', { recursive: true, force: true });
await buildKernels('dist/server/kernels.wasm', { relaxed: false });
await buildKernels('dist/server/kernels.relaxed.wasm', { relaxed: true });
if (watch) {
  for (const options of programs) await (await context(options)).watch();
} else {
  await Promise.all(programs.map((options) => build(options)));
}
