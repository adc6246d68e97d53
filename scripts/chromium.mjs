// Chromium for the tests: the one that is there, else the system's package, else Playwright's own download.
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import { chromium } from 'playwright-core';
import { run } from './children.mjs';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const usualPlaces = [
  '/usr/bin',
  '/usr/local/bin',
  '/snap/bin',
  '/Applications/Google Chrome.app/Contents/MacOS',
  '/Applications/Chromium.app/Contents/MacOS',
];
const quiet = [
  '--disable-gpu',
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];
const isRoot = process.getuid?.() === 0;

/** The program's path, or undefined. `CHROMIUM_PATH` is believed as it stands. */
export function findChromium() {
  if (process.env.CHROMIUM_PATH) return process.env.CHROMIUM_PATH;
  const folders = [...usualPlaces, ...(process.env.PATH ?? '').split(delimiter)];
  const programs = folders.flatMap((folder) =>
    [...names, 'Google Chrome', 'Chromium'].map((name) => join(folder, name)),
  );
  return [...programs, chromium.executablePath()].find((program) => program && existsSync(program));
}

/** Finds Chromium, or installs it. */
export async function ensureChromium() {
  const found = findChromium();
  if (found) return found;
  process.stderr.write('Installing Chromium (once) …\n');
  const ways = [];
  if (isRoot && existsSync('/usr/bin/apt-get')) ways.push(installWithApt);
  ways.push(installWithPlaywright);
  for (const install of ways) {
    await install();
    const installed = findChromium();
    if (installed) return installed;
  }
  throw new Error(
    'No Chromium was found and none could be installed: install it, or set CHROMIUM_PATH to the program.',
  );
}

async function installWithApt() {
  const options = {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    stdio: ['ignore', 'ignore', 'inherit'],
  };
  // An old package list is better than none, so a failed update is not yet the end.
  await run('apt-get', ['update', '-qq'], options);
  await run('apt-get', ['install', '-y', '-qq', 'chromium'], options);
}

async function installWithPlaywright() {
  const cli = join(dirname(createRequire(import.meta.url).resolve('playwright-core/package.json')), 'cli.js');
  await run(process.execPath, [cli, 'install', 'chromium'], { stdio: ['ignore', 'ignore', 'inherit'] });
}

/** A headless browser that asks nothing of the network but the pages it is given. */
export async function launchChromium() {
  return chromium.launch({
    executablePath: await ensureChromium(),
    // The sandbox refuses to work for root, which is what containers run as.
    chromiumSandbox: !isRoot,
    args: quiet,
    // Signals are handled where children are ended; a second handler would race with it.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });
}
