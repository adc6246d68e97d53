/** `mixture-lens compare A B`: says by how much, and in what, two tables differ. */
import { Command } from 'commander';
import { DEFAULT_PERMUTATIONS, FEWEST_PERMUTATIONS, MOST_PERMUTATIONS } from '../../protocol/report/comparisonReports';
import {
  addModelOptions,
  addReadingOptions,
  addSourceOptions,
  nonNegative,
  share,
  wholeNumber,
  type FitFlags,
} from '../fitOptions';

/** Options of `compare`. */
export interface CompareFlags extends FitFlags {
  readonly git?: string;
  readonly permutations?: number;
  readonly failAbove?: number;
  readonly failBelow?: number;
}

export function compareCommand(): Command {
  const command = new Command('compare')
    .description('Say by how much, and in what, two tables differ.')
    .argument('<A>', 'a CSV file or another table (docs/sources.md), or a model file (.json) written by "fit --out"')
    .argument('[B]', 'the table to compare with A')
    .option('--git <rev>', 'compare a single file with its version in this revision of git, which is then A');
  return addSourceOptions(addReadingOptions(addModelOptions(command)))
    .option('--seed <N>', 'seed of the random number generator (default: 0)', wholeNumber(0))
    .option(
      '--permutations <N>',
      `number of permutations for p-values (default: ${DEFAULT_PERMUTATIONS})`,
      wholeNumber(FEWEST_PERMUTATIONS, MOST_PERMUTATIONS),
    )
    .option('--threads <N>', 'maximum number of threads; results do not depend on it', wholeNumber(1))
    .option(
      '--fail-above <loss>',
      'exit with 1 if the absolute loss, from 0 to 2, is larger, or the columns changed',
      nonNegative,
    )
    .option('--fail-below <P>', 'exit with 1 if the p-value is smaller, or the columns changed', share)
    .option('--json', 'print the comparison as one JSON object instead of a summary')
    .option('--out <FILE.json>', 'write the comparison as JSON')
    .option('--quiet', 'print only errors (and the JSON object of --json)')
    .action(async (a: string, b: string | undefined, flags: CompareFlags) => {
      await (await import('../runs/allRuns')).runCompare(a, b, flags);
    });
}
