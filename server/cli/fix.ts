/** `mixture-lens fix FILE --apply meant --out FIXED.csv`: writes what was meant into the cells of which it is known, and nothing else. */
import { Command, Option } from 'commander';
import { readTable } from '../core/csv/table';
import { inferSchema } from '../core/schema/infer';
import { changesCsv } from '../jobs/changesCsv';
import { FileSource } from '../jobs/fileSource';
import { changesOf, type Change } from '../jobs/fixing';
import { dialectOverrides, schemaOverrides } from '../jobs/pipeline';
import { printable } from '../jobs/printable';
import { FitProblem } from '../jobs/problem';
import { wholeText } from '../jobs/reading';
import { spliced } from '../jobs/splicing';
import { about, teller, writeFile } from './console';
import { addReadingOptions, readingOptionsOf, type ReadingFlags } from './fitOptions';
import { requireApart } from './outputs';

interface FixFlags extends ReadingFlags {
  readonly out: string;
  readonly changes?: string;
  readonly escapeFormulas?: boolean;
  readonly quiet?: boolean;
}

/** Changes that are printed. */
const MOST_CHANGES = 20;

export function fixCommand(): Command {
  const command = new Command('fix')
    .description('Correct the cells of which it is known what was meant; every other byte of the file stays as it is.')
    .argument('<FILE>', 'the CSV file')
    .addOption(new Option('--apply <which>', 'meant: what somebody meant who mistyped a cell').choices(['meant']).makeOptionMandatory())
    .requiredOption('--out <FIXED.csv>', 'write the corrected file there')
    .option('--changes <CHANGES.csv>', 'write the list of changes there (default: beside --out, as FIXED.changes.csv)')
    .option('--escape-formulas', 'in that list, an apostrophe before cells that spreadsheets would take for formulas')
    .option('--quiet', 'print nothing but errors');
  return addReadingOptions(command).action((file: string, flags: FixFlags) => runFix(file, flags));
}

function runFix(file: string, flags: FixFlags): void {
  const list = flags.changes ?? `${flags.out.replace(/\.[^./\\]*$/, '')}.changes.csv`;
  requireApart({ 'the file that is read': file }, { '--out': flags.out, '--changes': list });
  const source = about(file, () => FileSource.open(file, flags.encoding));
  about(file, () => {
    const text = wholeText(source);
    const encoding = encodingOf(source);
    const options = readingOptionsOf(flags);
    const table = readTable(text, dialectOverrides(options));
    const changes = changesOf(table, inferSchema(table, schemaOverrides(options)));
    writeFile(flags.out, spliced((start, end) => source.bytes(start, end), source.byteLength, text, encoding, changes));
    writeFile(list, changesCsv(changes, flags.escapeFormulas === true));
    if (source.note !== undefined) teller(file, flags.quiet)(source.note);
    if (flags.quiet !== true) process.stdout.write(told(flags.out, list, changes));
  });
  source.close();
}

function encodingOf({ exactEncoding }: FileSource): string {
  if (exactEncoding === undefined) throw new FitProblem('Its encoding is broken, so that cells cannot be written without changing others; run "convert" first.');
  return exactEncoding;
}

function told(out: string, list: string, changes: readonly Change[]): string {
  if (changes.length === 0) return `${out}: nothing was changed; there is no cell of which it is known what was meant\n`;
  const shown = changes.slice(0, MOST_CHANGES).map(({ line, column, before, after, reason }) => `  line ${line}, ${printable(column)}: "${printable(before)}" became "${printable(after)}"; it ${printable(reason, 200)}`);
  const more = changes.length > MOST_CHANGES ? [`  and ${changes.length - MOST_CHANGES} more`] : [];
  return [`${out}: ${changes.length} ${changes.length === 1 ? 'cell was' : 'cells were'} changed; ${list} lists ${changes.length === 1 ? 'it' : 'them'}`, ...shown, ...more, ''].join('\n');
}
