/** `mixture-lens describe FILE`: prints how the table is read, and why, without a fit. */
import { Command } from 'commander';
import { addReadingOptions, type ReadingFlags } from '../fitOptions';

/** Options of `describe`. */
export interface DescribeFlags extends ReadingFlags {
  readonly json?: boolean;
}

export function describeCommand(): Command {
  const command = new Command('describe')
    .description(
      'Show how a CSV file is read: its delimiter, lines that are not rows, the kind of each column, and why.',
    )
    .argument('<FILE>', 'the CSV file, or - for standard input')
    .option('--json', 'print the description as one JSON object');
  return addReadingOptions(command).action(async (file: string, flags: DescribeFlags) => {
    (await import('../runs/allRuns')).runDescribe(file, flags);
  });
}
