/** `mixture-lens convert FILE`: writes the table as plain CSV. */
import { Command } from 'commander';
import { addReadingOptions, type ReadingFlags } from '../fitOptions';

/** Options of `convert`. */
export interface ConvertFlags extends ReadingFlags {
  readonly out?: string;
}

export function convertCommand(): Command {
  const command = new Command('convert')
    .description(
      'Write the table as Mixture Lens reads it, as plain CSV (RFC 4180): ' +
        'no comments, preambles or footers, and all rows of equal length.',
    )
    .argument('<FILE>', 'the CSV file, or - for standard input')
    .option('--out <FILE.csv>', 'write to this file instead of standard output');
  return addReadingOptions(command).action(async (file: string, flags: ConvertFlags) => {
    await (await import('../runs/allRuns')).runConvert(file, flags);
  });
}
