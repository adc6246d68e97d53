/** Tests the npm package as a project that installs it sees it, with the examples of docs/library.md. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { gatherNpmPackage } from '../../scripts/npmPackage.mjs';
import { installWorkbench, workbenchNode } from '../../scripts/workbench.mjs';
import type { FitReport } from '../../server/protocol';
import { TestFolder, useFolder } from '../support/testFolder';
import { version } from '../../package.json';
import { PENGUINS_PATH } from './commandLine';

const load = createRequire(join(process.cwd(), 'package.json'));
const TSC = join(dirname(load.resolve('typescript/package.json')), 'bin', 'tsc');

interface Example {
  readonly code: string;
  /** Lines that the example says it prints. */
  readonly printed: readonly string[];
}

/** Returns the code blocks of docs/library.md with these words behind their fence. */
function examples(fence: string): readonly Example[] {
  const page = readFileSync('docs/library.md', 'utf8');
  return [...page.matchAll(new RegExp(`^\`\`\`${fence}\\n([\\s\\S]*?)^\`\`\`$`, 'gm'))].map(([, code]) => ({
    code,
    printed: [...code.matchAll(/^\/\/ (.*)$/gm)].map(([, line]) => line),
  }));
}

describe('the packed npm package', function () {
  this.timeout(120_000);
  const folder = useFolder(new TestFolder());

  /** Runs a command in the project that installed the package. Returns its standard output. */
  function output(command: string, ...args: readonly string[]): string {
    const shell = process.platform === 'win32';
    const { status, stdout, stderr } = spawnSync(command, args, { cwd: folder.path, encoding: 'utf8', shell });
    assert.equal(status, 0, `${stdout}${stderr}`);
    return stdout;
  }

  const node = (...args: readonly string[]): string => output(process.execPath, ...args);

  before(() => {
    gatherNpmPackage(folder.pathOf('gathered'));
    folder.write('package.json', '{ "private": true, "type": "module" }');
    output('npm', 'pack', './gathered', '--ignore-scripts', '--silent');
    output(
      'npm',
      'install',
      `./mixture-lens-${version}.tgz`,
      '--ignore-scripts',
      '--offline',
      '--no-audit',
      '--no-fund',
    );
  });

  it('The manifest has a description in words, and nothing of the extension', () => {
    const manifest = JSON.parse(folder.read('node_modules/mixture-lens/package.json')) as Record<string, unknown>;

    assert.match(String(manifest['description']), /^A spell-checker for tabular data/);
    for (const field of ['contributes', 'activationEvents', 'main', 'scripts', 'devDependencies'])
      assert.ok(!(field in manifest), field);
  });

  it('npx runs the command line', () => {
    const stdout = output('npx', '--no-install', 'mixture-lens', 'fit', PENGUINS_PATH, '-k', '2');

    assert.match(stdout, /unlikely/);
  });

  it('The command line gives the same answer on the Node.js that VS Code brings', async function () {
    // VS Code may have to be installed first.
    this.timeout(300_000);
    const later = workbenchNode(await installWorkbench());
    const program = folder.pathOf('node_modules/mixture-lens/dist/server/cli.cjs');
    const fit = (runtime: string): Pick<FitReport, 'k' | 'nlml'> =>
      JSON.parse(output(runtime, program, 'fit', PENGUINS_PATH, '-k', '2', '--json')) as FitReport;

    const [own, its] = [fit(process.execPath), fit(later)];

    assert.match(output(later, '--version'), /^v(?:2[4-9]|[3-9]\d)\./);
    assert.equal(its.k, own.k);
    assert.ok(Math.abs(its.nlml - own.nlml) < 1e-9 * own.nlml, `${its.nlml} ${own.nlml}`);
  });

  for (const [at, { code, printed }] of examples('js run').entries())
    it(`Example ${at + 1} of docs/library.md prints what it says`, () => {
      folder.write(`example${at}.js`, code);

      const lines = node(`example${at}.js`).split('\n');

      assert.ok(printed.length > 0);
      for (const line of printed) assert.ok(lines.includes(line), `${line} is not among ${lines.join('\n')}`);
    });

  it('require gives the library, too', () => {
    const stdout = node('-e', "process.stdout.write(Object.keys(require('mixture-lens')).sort().join())");

    assert.equal(stdout, 'FitProblem,compare,describe,fit,readModel,score,writeModel');
  });

  const resolutions: readonly (readonly [file: string, module: string, resolution: string])[] = [
    ['example.mts', 'node16', 'node16'],
    ['example.cts', 'node16', 'node16'],
    ['example.ts', 'esnext', 'bundler'],
  ];
  for (const [file, module, resolution] of resolutions)
    it(`tsc --strict accepts ${file} under module resolution "${resolution}" without other types`, () => {
      const [{ code }] = examples('ts check');
      folder.write(file, code);

      const options = ['--strict', '--noEmit', '--module', module, '--moduleResolution', resolution];
      node(TSC, ...options, '--target', 'es2022', '--lib', 'es2022', '--typeRoots', 'none', file);
    });

  const bundled = `import { fit } from 'mixture-lens';
    const size = Array.from({ length: 60 }, (_, n) => Math.sin(n * n));
    fit({ columns: { size } }, { k: 1 }).then(({ report }) => globalThis.console.log(report.rows));`;

  for (const platform of ['browser', 'node'] as const)
    for (const format of ['esm', 'cjs'] as const)
      it(`esbuild bundles it for ${platform} as ${format}`, async () => {
        const entry = folder.pathOf(folder.write('entry.js', bundled));
        const file = `${platform}.${format === 'cjs' ? 'cjs' : 'mjs'}`;

        await build({
          entryPoints: [entry],
          bundle: true,
          platform,
          format,
          outfile: folder.pathOf(file),
          logLevel: 'error',
        });

        assert.equal(node(file).trim(), '60');
      });

  it('Vite bundles it for a page', () => {
    const vite = join(process.cwd(), 'node_modules', 'vite', 'bin', 'vite.js');
    folder.write('index.html', '<script type="module" src="entry.js"></script>');
    folder.write('entry.js', bundled);

    node(vite, 'build', '--logLevel', 'error');

    assert.ok(existsSync(folder.pathOf('dist/index.html')));
  });
});
