/** `mixture-lens fit FILE`: fits a mixture, prints a summary and writes the requested files. */
import { Command } from 'commander';
import { addFitOptions, type FitFlags } from '../fitOptions';

export function fitCommand(): Command {
  const command = new Command('fit')
    .description('Fit a mixture to a CSV file.')
    .argument('<FILE>', 'the CSV file, or - for standard input');
  return addFitOptions(command).action(async (file: string, flags: FitFlags) => {
    await (await import('../runs/allRuns')).runFit(file, flags);
  });
}
