/** `mixture-lens fit FILE`: fits a mixture, prints a summary and writes the requested files. */
import { Command } from 'commander';
import { addFitOptions, addRetriesOption, TABLE_ARGUMENT, wholeNumber, type FitFlags } from '../fitOptions';
import { UsageError } from '../usageError';

export function fitCommand(): Command {
  const command = new Command('fit').description('Fit a mixture to a table.').argument('<FILE>', TABLE_ARGUMENT);
  return addRetriesOption(addFitOptions(command))
    .option('--in-database', 'let the database pass over its rows; only a sample leaves it')
    .option(
      '--sample <N>',
      'number of rows of the sample of a fit beyond memory, which decides kinds and the number of clusters (default: 20000)',
      wholeNumber(2),
    )
    .option(
      '--memory-cells <N>',
      'number of cells above which a table is not read into memory: an engine fits its own as with --in-database, ' +
        'and other files are copied to a temporary one (default: half of the free memory, 16 bytes each)',
      wholeNumber(0),
    )
    .option('--state <FILE>', 'file for the state of --in-database after each pass (default: beside --out)')
    .option('--resume <FILE>', 'go on with an interrupted fit of --in-database from its state')
    .action(async (file: string, flags: FitFlags) => {
      const runs = await import('../runs/allRuns');
      if (flags.inDatabase === true || (await runs.isTooLarge(file, flags))) await runs.runFitInDatabase(file, flags);
      else if (process.exitCode === undefined) {
        requireNoDatabaseFlags(flags);
        await runs.runFit(file, flags);
      }
    });
}

/** Refuses options of a fit in a database. @throws UsageError */
function requireNoDatabaseFlags({ state, resume, retries }: FitFlags): void {
  const given = Object.entries({ state, resume, retries }).find(([, value]) => value !== undefined);
  if (given !== undefined) throw new UsageError(`--${given[0]} belongs to --in-database`);
}
