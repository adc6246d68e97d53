/** The rows that are marked as expected beside a file. */
import { ExpectedRows, parseSidecar, SIDECAR_SUFFIX } from '../../formats/sidecar';
import { MOST_BYTES } from '../../disk/textFile';
import { about } from '../console';
import { readTextIfThere } from '../readText';

/** @throws UsageError where there is a sidecar that cannot be read */
export async function expectedBeside(file: string): Promise<ExpectedRows | undefined> {
  if (file === '-') return undefined;
  const sidecar = file + SIDECAR_SUFFIX;
  const text = await readTextIfThere(sidecar, MOST_BYTES.sidecar);
  return text === undefined ? undefined : about(file, () => new ExpectedRows(parseSidecar(text, sidecar)));
}
