/**
 * `mixture-lens fix FILE --apply meant --out FIXED.csv`: writes what was meant into the cells of which it is known, and
 * nothing else.
 */
import { UsageError } from '../usageError';
import { DISK } from '../../disk/fileSystem';
import { Command, Option } from 'commander';
import { readTable } from '../../core/csv/table/table';
import { complete } from '../../core/numeric/generators';
import { inferSchema } from '../../core/schema/infer';
import { CHANGES_HEAD, changesCsv } from '../../pipeline/fixing/changesCsv';
import { FileSource } from '../../disk/fileSource';
import { changesOf, type Change } from '../../pipeline/fixing/fixCells';
import { dialectOverrides, runPipeline, schemaOverrides } from '../../pipeline/fitTable';
import { printable, printablePath } from '../../words/printable';
import { FitProblem } from '../../words/fitProblem';
import { readTyped, wholeText } from '../../formats/table/readTable';
import type { ExpectedRows } from '../../formats/sidecar';
import { requireWritable, spliced } from '../../pipeline/fixing/splicing';
import { kernelEngine } from '../../kernels/node';
import type { Finding, FitOptions } from '../../protocol';
import { about, seconds, teller, writeOutput } from '../console';
import { expectedBeside } from './expected';
import { addReadingOptions, readingOptionsOf, type ReadingFlags } from '../fitOptions';
import { requireApart } from '../outputs';

interface FixFlags extends ReadingFlags {
  readonly out: string;
  readonly changes?: string;
  readonly fit: boolean;
  readonly escapeFormulas?: boolean;
  readonly quiet?: boolean;
}

/** Changes that are printed. */
const MOST_CHANGES = 20;

export function fixCommand(): Command {
  const command = new Command('fix')
    .description('Correct the cells of which it is sure what was meant; every other byte of the file stays as it is.')
    .argument('<FILE>', 'the CSV file')
    .addOption(
      new Option('--apply <which>', 'meant: what was meant by a mistyped cell')
        .choices(['meant'])
        .makeOptionMandatory(),
    )
    .requiredOption('--out <FIXED.csv>', 'write the corrected file there')
    .option('--changes <CHANGES.csv>', 'write the list of changes there (default: beside --out, as FIXED.changes.csv)')
    .option('--no-fit', 'correct what reading alone shows, without a mixture that says which numbers are unlikely')
    .option('--escape-formulas', 'in that list, an apostrophe before cells that spreadsheets would take for formulas')
    .option('--quiet', 'print nothing but errors');
  return addReadingOptions(command).action((file: string, flags: FixFlags) => runFix(file, flags));
}

async function runFix(file: string, flags: FixFlags): Promise<void> {
  const list = flags.changes ?? (await listBeside(flags.out));
  requireApart({ 'the file that is read': file }, { '--out': flags.out, '--changes': list });
  const source = about(file, () => FileSource.open(file, flags.encoding));
  const tell = teller(file, flags.quiet);
  const expected = await expectedBeside(file, tell);
  const { fixed, changes } = about(file, () => {
    const options = readingOptionsOf(flags);
    // Refuses what no reader takes before all of it is in memory.
    readTyped(source, dialectOverrides(options), () => undefined);
    const text = wholeText(source);
    if (text.trim() === '') throw new FitProblem('The file is empty; there is nothing to fix.');
    const encoding = encodingOf(source);
    const table = readTable(text, dialectOverrides(options));
    const changes = changesOf(
      table,
      inferSchema(table, schemaOverrides(options)),
      flags.fit ? findingsIn(source, options, expected, tell) : [],
      source.isEncodingKnown,
    );
    return {
      fixed: spliced((start, end) => source.bytes(start, end), source.byteLength, text, encoding, changes),
      changes,
    };
  });
  // The list first: a file is never changed without one.
  await writeOutput(list, file, changesCsv(changes, flags.escapeFormulas === true));
  await writeOutput(flags.out, file, fixed);
  if (source.note !== undefined) tell(source.note);
  if (flags.quiet !== true) process.stdout.write(told(printablePath(flags.out), printablePath(list), changes));
  source.close();
}

/** @throws UsageError if a file of another kind is there, or if there is no such place */
async function listBeside(out: string): Promise<string> {
  const list = `${out.replace(/\.[^./\\]*$/, '')}.changes.csv`;
  if (out.startsWith('/dev/'))
    throw new UsageError(`${out} is a device: name a file for the list of changes by --changes`);
  const beginning = await DISK.readShort(list).catch(() => '');
  if (beginning !== undefined && beginning.split(/\r?\n/, 1)[0] !== CHANGES_HEAD)
    throw new UsageError(`${list} is no list of changes and would be overwritten; name another file by --changes`);
  return list;
}

/** What a fit with the default options finds; a table that cannot be fitted has still been read. */
function findingsIn(
  source: FileSource,
  options: FitOptions,
  expected: ExpectedRows,
  tell: (line: string) => void,
): readonly Finding[] {
  try {
    return complete(
      runPipeline(source, options, seconds, kernelEngine(__dirname, { tell }), {
        model: false,
        findings: Infinity,
        expected,
      }),
    ).report.findings;
  } catch (error) {
    if (!(error instanceof FitProblem)) throw error;
    tell(`unlikely numbers are not reported: ${error.message}`);
    return [];
  }
}

/** @throws FitProblem where its cells cannot be written */
function encodingOf({ exactEncoding }: FileSource): string {
  if (exactEncoding === undefined)
    throw new FitProblem(
      'Its encoding is broken, so that cells cannot be written without changing others; run "convert" first.',
    );
  requireWritable(exactEncoding);
  return exactEncoding;
}

function told(out: string, list: string, changes: readonly Change[]): string {
  if (changes.length === 0) return `${out}: nothing was changed; there is no cell of which it is sure what was meant\n`;
  const shown = changes
    .slice(0, MOST_CHANGES)
    .map(
      ({ line, column, before, after, reason }) =>
        `  line ${line}, ${printable(column)}: "${printable(before)}" ` +
        `became "${printable(after)}"; it ${printable(reason, 200)}`,
    );
  const more = changes.length > MOST_CHANGES ? [`  and ${changes.length - MOST_CHANGES} more`] : [];
  return [
    `${out}: ${changes.length} ${changes.length === 1 ? 'cell was' : 'cells were'} changed; ${list} ` +
      `lists ${changes.length === 1 ? 'it' : 'them'}`,
    ...shown,
    ...more,
    '',
  ].join('\n');
}
