/** The rows that are marked as expected beside a file. */
import { existsSync } from 'node:fs';
import { ExpectedRows, parseSidecar, SIDECAR_SUFFIX } from '../jobs/sidecar';
import { about } from './console';
import { readText } from './readText';

/** @throws UsageError where there is a sidecar that cannot be read */
export function expectedBeside(file: string): ExpectedRows | undefined {
  const sidecar = file + SIDECAR_SUFFIX;
  if (file === '-' || !existsSync(sidecar)) return undefined;
  return about(file, () => new ExpectedRows(parseSidecar(readText(sidecar), sidecar)));
}
