/** `mixture-lens check FILE...`: checks files against a model or by a fit of their own, for builds and commit hooks. */
import { Command, Option } from 'commander';
import { CHECK_FORMATS, FAIL_ON, type CheckFormat, type FailOn } from '../checking/verdict';
import {
  addKeyOption,
  addReadingOptions,
  addSourceOptions,
  wholeNumber,
  type KeyFlags,
  type ReadingFlags,
  type SourceFlags,
} from '../fitOptions';

/** Options of `check`. */
export interface CheckFlags extends ReadingFlags, SourceFlags, KeyFlags {
  readonly model?: string;
  readonly seed?: number;
  readonly threads?: number;
  readonly failOn: FailOn;
  readonly maxFindings: number;
  readonly baseline?: string;
  readonly writeBaseline?: string;
  readonly format: CheckFormat;
  readonly out?: string;
  readonly stdinName: string;
}

export function checkCommand(): Command {
  const command = new Command('check')
    .description('Check tables; exit with 0 if they are clean, 1 if there are findings, 2 if one cannot be checked.')
    .argument(
      '<FILE...>',
      'CSV files, patterns such as "data/**/*.csv", - for standard input, or other tables (docs/sources.md)',
    )
    .option('--model <MODEL.json>', 'judge by this model, written by "fit --out" (default: a fit of each file)')
    .option('--seed <N>', 'without --model, seed of the random number generator (default: 0)', wholeNumber(0))
    .addOption(
      new Option('--fail-on <severity>', 'least severity that counts for exit status 1; any includes information')
        .choices(FAIL_ON)
        .default('any'),
    )
    .option('--max-findings <N>', 'exit with 0 up to this many findings that count', wholeNumber(0), 0)
    .option('--baseline <FILE>', 'do not report the findings that this file holds')
    .option('--write-baseline <FILE>', 'write all findings as the new baseline, and count none of them')
    .addOption(new Option('--format <format>', 'format of the report').choices(CHECK_FORMATS).default('text'))
    .option('--out <FILE>', 'write the report to a file, and only a summary to standard output')
    .option('--stdin-name <name>', 'name of standard input in the report', 'stdin');
  return addSourceOptions(addKeyOption(addReadingOptions(command)))
    .option('--threads <N>', 'maximum number of threads; results do not depend on it', wholeNumber(1))
    .action(async (files: string[], flags: CheckFlags) => {
      await (await import('../runs/allRuns')).runCheck(files, flags);
    });
}
