/** `mixture-lens score FILE --model MODEL.json`: judges the rows of a file by a model from `fit --out`. */
import { Command } from 'commander';
import { addOutputOptions, addReadingOptions, type OutputFlags, type ReadingFlags } from '../fitOptions';

/** Options of `score`. */
export interface ScoreFlags extends ReadingFlags, OutputFlags {
  readonly model: string;
}

export function scoreCommand(): Command {
  const command = new Command('score')
    .description('Judge the rows of a CSV file by a fitted model.')
    .argument('<FILE>', 'the CSV file, or - for standard input')
    .requiredOption('--model <MODEL.json>', 'the model file, written by "fit --out"');
  return addOutputOptions(addReadingOptions(command)).action(async (file: string, flags: ScoreFlags) => {
    await (await import('../runs/allRuns')).runScore(file, flags);
  });
}
