/** The files that a command is to write: none may be the input, or another output. */
import { resolve } from 'node:path';
import { fileIdentity } from '../disk/sameFile';
import { SIDECAR_SUFFIX } from '../formats/sidecar';
import { UsageError } from './usageError';

/**
 * @param inputs what is read, with what it is called
 * @param outputs by option; undefined where it was not given
 * @throws UsageError before anything is written
 */
export function requireApart(
  inputs: Readonly<Record<string, string>>,
  outputs: Readonly<Record<string, string | undefined>>,
): void {
  const taken = new Map(Object.entries(inputs).map(([what, file]) => [identityOf(file), what]));
  for (const [option, file] of Object.entries(outputs)) {
    if (file === undefined) continue;
    if (file === '' || file === '-') throw new UsageError(`${option} needs the name of a file`);
    if (file.endsWith(SIDECAR_SUFFIX))
      throw new UsageError(
        `${file}: files of this name hold rows that are marked as expected; give ${option} another name`,
      );
    const identity = identityOf(file);
    const other = taken.get(identity);
    if (other !== undefined) throw new UsageError(`${file}: ${option} would overwrite ${other}; give another name`);
    taken.set(identity, `what ${option} writes`);
  }
}

function identityOf(file: string): string {
  return file === '-' ? resolve(file) : fileIdentity(file);
}
