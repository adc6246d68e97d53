/** `mixture-lens score FILE --model MODEL.json`: judges the rows of a file by a model from `fit --out`. */
import { Command } from 'commander';
import {
  addKeyOption,
  addOutputOptions,
  addReadingOptions,
  addSourceOptions,
  TABLE_ARGUMENT,
  type KeyFlags,
  type OutputFlags,
  type ReadingFlags,
  type SourceFlags,
} from '../fitOptions';

/** Options of `score`. */
export interface ScoreFlags extends ReadingFlags, OutputFlags, SourceFlags, KeyFlags {
  readonly model: string;
}

export function scoreCommand(): Command {
  const command = new Command('score')
    .description('Judge the rows of a table by a fitted model.')
    .argument('<FILE>', TABLE_ARGUMENT)
    .requiredOption('--model <MODEL.json>', 'the model file, written by "fit --out"');
  return addSourceOptions(addKeyOption(addOutputOptions(addReadingOptions(command)))).action(
    async (file: string, flags: ScoreFlags) => {
      await (await import('../runs/allRuns')).runScore(file, flags);
    },
  );
}
