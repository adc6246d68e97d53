/** `mixture-lens fit FILE`: fits a mixture, prints a summary and writes the requested files. */
import { Command } from 'commander';
import { addFitOptions, TABLE_ARGUMENT, type FitFlags } from '../fitOptions';

export function fitCommand(): Command {
  const command = new Command('fit').description('Fit a mixture to a table.').argument('<FILE>', TABLE_ARGUMENT);
  return addFitOptions(command).action(async (file: string, flags: FitFlags) => {
    await (await import('../runs/allRuns')).runFit(file, flags);
  });
}
