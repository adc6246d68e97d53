/** `mixture-lens fix FILE --apply meant --out FIXED.csv`: corrects cells whose intended value is certain. */
import { Command, Option } from 'commander';
import { addReadingOptions, type ReadingFlags } from '../fitOptions';

/** Options of `fix`. */
export interface FixFlags extends ReadingFlags {
  readonly out: string;
  readonly changes?: string;
  readonly fit: boolean;
  readonly escapeFormulas?: boolean;
  readonly quiet?: boolean;
}

export function fixCommand(): Command {
  const command = new Command('fix')
    .description('Correct cells whose intended value is certain; all other bytes of the file stay the same.')
    .argument('<FILE>', 'the CSV file, or - for standard input')
    .addOption(
      new Option('--apply <which>', 'meant: write the intended value of mistyped cells')
        .choices(['meant'])
        .makeOptionMandatory(),
    )
    .requiredOption('--out <FIXED.csv>', 'write the corrected file')
    .option('--changes <CHANGES.csv>', 'write the list of changes (default: FIXED.changes.csv, beside --out)')
    .option('--no-fit', 'skip the fit; correct only what reading alone shows, not unlikely numbers')
    .option(
      '--escape-formulas',
      'in the list of changes, put an apostrophe before cells that spreadsheets would read as formulas',
    )
    .option('--quiet', 'print only errors');
  return addReadingOptions(command).action(async (file: string, flags: FixFlags) => {
    await (await import('../runs/allRuns')).runFix(file, flags);
  });
}
