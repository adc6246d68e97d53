// Opens the samples in a real VS Code with the built extension, for any browser: `npm start [-- --port N]`.
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { repository, startWorkbench } from './workbench.mjs';

const { values } = parseArgs({ options: { port: { type: 'string', default: '0' } } });
const port = Number(values.port);
if (!Number.isInteger(port) || port < 0 || port > 65535) {
  process.stderr.write(`--port ${values.port}: a number from 0 (any free port) to 65535 is needed.\n`);
  process.exit(2);
}

// A copy, so that whatever is tried out leaves the repository as it is.
const folder = mkdtempSync(join(tmpdir(), 'mixture-lens-start-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
const samples = join(folder, 'samples');
cpSync(join(repository, 'samples'), samples, { recursive: true });

try {
  const workbench = await startWorkbench({ port });
  const address = workbench.url(samples, { open: join(samples, 'staff.csv') });
  process.stdout.write(
    `Open this in a browser:\n\n  ${address}\n\nCtrl+C ends it. Edits go to a copy of the samples.\n`,
  );
  await workbench.ended;
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
}
