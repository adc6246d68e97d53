/** Paths of the server's files. */
import { join } from 'node:path';
import { REPORT_SCRIPT } from '../threads/reportThread';
import type { ServerFiles } from './server';

/**
 * @param folder of the built server, two levels below the product's own
 * @param version of the product
 */
export function serverFiles(folder: string, version: string): ServerFiles {
  return {
    version,
    worker: join(folder, 'worker.cjs'),
    report: join(folder, REPORT_SCRIPT),
    languages: join(folder, '..', 'l10n'),
    findings: join(folder, '..', '..', 'docs', 'findings.md'),
  };
}
