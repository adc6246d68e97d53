/**
 * The Mocha runner inside the extension host: VS Code loads this file and waits for `run`.
 *
 * One file for both hosts, the VS Code server in headless Chromium and desktop VS Code. Neither hands back
 * more than an exit code, so the course of the run goes to the file that `MIXTURE_LENS_RECORD` names.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import Mocha from 'mocha';
import { record } from '../../scripts/record.mjs';

export async function run(): Promise<void> {
  const mocha = new Mocha({
    timeout: 20_000,
    grep: process.env['MIXTURE_LENS_GREP'],
    forbidOnly: Boolean(process.env['CI']),
  });
  const suites = join(__dirname, 'suite');
  for (const name of readdirSync(suites, { recursive: true, encoding: 'utf8' }).sort()) {
    if (name.endsWith('.test.cjs')) mocha.addFile(join(suites, name));
  }
  const failures = await new Promise<number>((resolve) => {
    const runner = mocha.run(resolve);
    const file = process.env['MIXTURE_LENS_RECORD'];
    if (file) record(runner, file);
  });
  if (failures > 0) throw new Error(`${failures} failed`);
}
