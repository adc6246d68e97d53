/** `mixture-lens describe FILE`: prints how the table is read, and why, without a fit. */
import { Command } from 'commander';
import {
  addReadingOptions,
  addSourceOptions,
  TABLE_ARGUMENT,
  type ReadingFlags,
  type SourceFlags,
} from '../fitOptions';

/** Options of `describe`. */
export interface DescribeFlags extends ReadingFlags, SourceFlags {
  readonly json?: boolean;
}

export function describeCommand(): Command {
  const command = new Command('describe')
    .description('Show how a table is read: its delimiter, lines that are not rows, the kind of each column, and why.')
    .argument('<FILE>', TABLE_ARGUMENT)
    .option('--json', 'print the description as one JSON object');
  return addSourceOptions(addReadingOptions(command)).action(async (file: string, flags: DescribeFlags) => {
    await (await import('../runs/allRuns')).runDescribe(file, flags);
  });
}
