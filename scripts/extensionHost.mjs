// Runs the suite of test/vscode inside the extension host of the real VS Code, in headless Chromium.
import { build } from 'esbuild';
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launchChromium } from './chromium.mjs';
import { collectErrors, isOurs } from './hostLog.mjs';
import { repository, startWorkbench } from './workbench.mjs';

const source = join(repository, 'test', 'vscode');
const bundle = join(repository, 'out', 'test', 'vscode');

/** An extension beside ours: what others bring that tests need. */
export const beside = join(source, 'beside');

/** Bundles the runner and each suite file; answers the runner's path. The same bundle runs in desktop VS Code. */
export async function bundleSuite() {
  rmSync(bundle, { recursive: true, force: true });
  const suites = readdirSync(join(source, 'suite'), { recursive: true }).filter((name) => name.endsWith('.test.ts'));
  await build({
    entryPoints: ['index.ts', ...suites.map((name) => join('suite', name))].map((name) => join(source, name)),
    outbase: source,
    outdir: bundle,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    sourcemap: 'inline',
    logLevel: 'warning',
    // Mocha loads reporters and files by name, which a bundle cannot.
    external: ['vscode', 'mocha'],
  });
  return join(bundle, 'index.cjs');
}

/** A workspace of its own: the samples, copied, because tests edit them. */
export function copySamples() {
  const folder = mkdtempSync(join(tmpdir(), 'mixture-lens-suite-'));
  const samples = join(folder, 'samples');
  cpSync(join(repository, 'samples'), samples, { recursive: true });
  return { samples, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/**
 * Answers the exit code of the suite, or `null` when it did not come to its end in time, and the errors that the
 * extension host reported.
 * @returns {Promise<{ status: number | null, errors: string[] }>}
 */
export async function runInExtensionHost(recordFile, limitMilliseconds) {
  const tests = await bundleSuite();
  const workspace = copySamples();
  const workbench = await startWorkbench({ env: { MIXTURE_LENS_RECORD: recordFile }, beside });
  const browser = await launchChromium();
  try {
    const context = await browser.newContext({
      viewport: { width: 1400, height: 900 },
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    const page = await context.newPage();
    const errors = collectErrors(page);
    const exited = new Promise((resolve) => void page.exposeFunction('codeAutomationExit', (code) => resolve(code)));
    const gone = new Promise((resolve) => {
      page.once('crash', () => resolve(1));
      void workbench.ended.then(() => resolve(1));
    });
    await page.goto(workbench.url(workspace.samples, { tests }));
    const status = await Promise.race([exited, gone, outOfTime(limitMilliseconds)]);
    return { status, errors: errors.filter(isOurs) };
  } finally {
    await browser.close();
    await workbench.stop();
    workspace.remove();
  }
}

function outOfTime(milliseconds) {
  return new Promise((resolve) => setTimeout(() => resolve(null), milliseconds).unref());
}
