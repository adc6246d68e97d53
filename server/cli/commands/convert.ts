/** `mixture-lens convert FILE`: writes the table as plain CSV. */
import { Command } from 'commander';
import {
  addReadingOptions,
  addSourceOptions,
  TABLE_ARGUMENT,
  type ReadingFlags,
  type SourceFlags,
} from '../fitOptions';

/** Options of `convert`. */
export interface ConvertFlags extends ReadingFlags, SourceFlags {
  readonly out?: string;
}

export function convertCommand(): Command {
  const command = new Command('convert')
    .description(
      'Write the table as Mixture Lens reads it, as plain CSV (RFC 4180): ' +
        'no comments, preambles or footers, and all rows of equal length.',
    )
    .argument('<FILE>', TABLE_ARGUMENT)
    .option('--out <FILE.csv>', 'write to this file instead of standard output');
  return addSourceOptions(addReadingOptions(command)).action(async (file: string, flags: ConvertFlags) => {
    await (await import('../runs/allRuns')).runConvert(file, flags);
  });
}
