/** Checks that no output file of a command is its input or another output. */
import { resolve } from 'node:path';
import { fileIdentity } from '../disk/paths';
import { SIDECAR_SUFFIX } from '../formats/sidecar';
import { UsageError } from './usageError';

/**
 * Requires that each output has a file of its own, which is neither an input nor a sidecar.
 *
 * @param inputs paths of the inputs, by a description for messages
 * @param outputs paths of the outputs, by option; undefined if the option was not given
 * @throws UsageError that names the output, before anything is written
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
        `${file}: files named *${SIDECAR_SUFFIX} hold rows that are marked as expected; give ${option} another name`,
      );
    const identity = identityOf(file);
    const other = taken.get(identity);
    if (other !== undefined) throw new UsageError(`${file}: ${option} would overwrite ${other}; give another name`);
    taken.set(identity, `the output of ${option}`);
  }
}

function identityOf(file: string): string {
  return file === '-' ? resolve(file) : fileIdentity(file);
}
