// Runs the suite of test/vscode in desktop VS Code, which is downloaded: `npm run test:desktop [-- VERSION]`.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beside, bundleSuite, copySamples } from './extensionHost.mjs';
import { errorsInLogs } from './hostLog.mjs';
import { readRecord } from './record.mjs';
import { repository } from './workbench.mjs';

const { runTests } = await import('@vscode/test-electron');
const records = mkdtempSync(join(tmpdir(), 'mixture-lens-desktop-'));
const recordFile = join(records, 'vscode.jsonl');
const workspace = copySamples();
try {
  await runTests({
    version: process.argv[2] ?? 'stable',
    extensionDevelopmentPath: [repository, beside],
    extensionTestsPath: await bundleSuite(),
    extensionTestsEnv: { MIXTURE_LENS_RECORD: recordFile },
    // A profile of its own, so that neither the settings nor the extensions of whoever runs this take part.
    launchArgs: [
      workspace.samples,
      '--disable-extensions',
      '--disable-workspace-trust',
      '--user-data-dir',
      join(records, 'profile'),
    ],
  });
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
}
const { passed, failed, ended } = readRecord(recordFile);
const errors = errorsInLogs(join(records, 'profile'));
for (const error of errors) process.stdout.write(`In the extension host's log: ${error}\n`);
process.stdout.write(`${passed} passed, ${failed} failed${ended ? '' : ' (ended too early)'}\n`);
if (!ended || passed === 0 || failed > 0 || errors.length > 0) process.exitCode = 1;
workspace.remove();
rmSync(records, { recursive: true, force: true });
