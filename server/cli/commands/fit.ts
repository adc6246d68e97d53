/** `mixture-lens fit FILE`: fits a mixture, prints a summary and writes the requested files. */
import { Command } from 'commander';
import { addFitOptions, TABLE_ARGUMENT, wholeNumber, type FitFlags } from '../fitOptions';
import { UsageError } from '../usageError';

export function fitCommand(): Command {
  const command = new Command('fit').description('Fit a mixture to a table.').argument('<FILE>', TABLE_ARGUMENT);
  return addFitOptions(command)
    .option('--in-database', 'let the database pass over its rows; only a sample leaves it')
    .option(
      '--sample <N>',
      'number of rows of the sample of --in-database, which decides kinds and the number of clusters (default: 20000)',
      wholeNumber(2),
    )
    .action(async (file: string, flags: FitFlags) => {
      const runs = await import('../runs/allRuns');
      if (flags.inDatabase === true) await runs.runFitInDatabase(file, flags);
      else if (flags.sample !== undefined) throw new UsageError('--sample belongs to --in-database');
      else await runs.runFit(file, flags);
    });
}
