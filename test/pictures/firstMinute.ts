/**
 * Takes the pictures of the first minute for docs/walk.md from the tests that walk through it: `npm run pictures`, or
 * alone, after a build, with `node --import tsx test/pictures/firstMinute.ts`.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repository } from '../../scripts/workbench.mjs';
import { openBrowser } from '../support/panelPage';
import { webp } from './webp';

const PICTURES = {
  'first-minute-light-700': 'light-narrow',
  'first-minute-dark-1600': 'dark-wide',
  'first-minute-contrast-700-line': 'contrast-narrow',
  'german-3-fix': 'german',
} as const;
const mocha = createRequire(import.meta.url).resolve('mocha/bin/mocha.js');
const folder = join(repository, 'docs', 'images', 'first-minute');
const taken = mkdtempSync(join(tmpdir(), 'mixture-lens-first-minute-'));

const { status } = spawnSync(
  process.execPath,
  ['--import', 'tsx', mocha, '--exit', 'test/web/firstMinute.test.ts', 'test/web/translated.test.ts'],
  { cwd: repository, stdio: 'inherit', env: { ...process.env, MIXTURE_LENS_PICTURES: taken } },
);
if (status === 0) {
  const browser = await openBrowser();
  const page = await (await browser.newContext()).newPage();
  mkdirSync(folder, { recursive: true });
  for (const [source, name] of Object.entries(PICTURES))
    writeFileSync(join(folder, `${name}.webp`), await webp(page, readFileSync(join(taken, `${source}.png`))));
  await browser.close();
}
rmSync(taken, { recursive: true, force: true });
process.exitCode = status ?? 1;
