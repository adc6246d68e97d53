// Runs test files in this process: `node --import tsx scripts/mocha.mjs RECORD FOLDER…` (see test.mjs).
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import Mocha from 'mocha';
import { record } from './record.mjs';

const [recordFile, ...folders] = process.argv.slice(2);
// Properties are tried on the same values in every run, so that a change fails for what it changed.
const seed = process.env.MIXTURE_LENS_SEED ?? '1';
// The tests are CommonJS, and it has settings of its own.
if (seed !== 'random') createRequire(import.meta.url)('fast-check').configureGlobal({ seed: Number(seed) });

const mocha = new Mocha({ timeout: 60_000, grep: process.env.MIXTURE_LENS_GREP, forbidOnly: Boolean(process.env.CI) });
mocha.files = folders.flatMap(testFiles);
await mocha.loadFilesAsync();
const runner = mocha.run((failures) => {
  process.exitCode = failures ? 1 : 0;
  endEvenIfHeldOpen();
});
record(runner, recordFile);

function testFiles(folder) {
  let names;
  try {
    names = readdirSync(folder, { recursive: true });
  } catch {
    names = [];
  }
  return names
    .filter((name) => name.endsWith('.test.ts'))
    .sort()
    .map((name) => join(folder, name));
}

/** A test that leaves a socket or worker open would else keep this process until the stage's time limit. */
function endEvenIfHeldOpen() {
  const complain = () => {
    process.stderr.write(`The tests are over, but they left open: ${process.getActiveResourcesInfo().join(', ')}.\n`);
    process.exit(1);
  };
  setTimeout(complain, 5000).unref();
}
