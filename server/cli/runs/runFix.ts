/** Corrects cells whose intended value is certain, and changes nothing else. */
import type { FixFlags } from '../commands/fix';
import { readingOptionsOf } from '../flagConversion';
import { UsageError } from '../usageError';
import { DISK } from '../../disk/fileSystem';
import { readTable } from '../../core/csv/table/table';
import { readColumn } from '../../core/csv/table/tableColumn';
import { inferSteps } from '../../core/schema/infer';
import { CHANGES_HEADER, changesCsv } from '../../pipeline/fixing/changesCsv';
import { FileSource } from '../../disk/fileSource';
import { withinHeap } from '../../disk/heapLimit';
import { changesOf, type Change } from '../../pipeline/fixing/fixCells';
import { dialectOverrides, runPipeline, schemaOverrides } from '../../pipeline/fitTable';
import { printable, printablePath } from '../../words/printable';
import { FitProblem } from '../../words/fitProblem';
import { readTyped, wholeText } from '../../formats/table/readTable';
import type { ExpectedRows } from '../../formats/sidecar';
import { requireWritable, splicedPieces } from '../../pipeline/fixing/splicing';
import { kernelEngine } from '../../kernels/node';
import type { Finding, FitOptions } from '../../protocol';
import { about, seconds, notePrinter, writeOutput } from '../console';
import { expectedBeside } from './expected';
import { requireApart } from '../outputs';

/** Maximum number of changes that are printed. */
const MOST_CHANGES = 20;

export async function runFix(file: string, flags: FixFlags): Promise<void> {
  const list = flags.changes ?? (await listBeside(flags.out));
  requireApart({ 'the input file': file }, { '--out': flags.out, '--changes': list });
  const source = about(file, () => FileSource.open(file, flags.encoding));
  const printNote = notePrinter(file, flags.quiet);
  const expected = await expectedBeside(file, printNote);
  const { fixed, changes } = about(file, () => {
    const options = readingOptionsOf(flags);
    // Rejects unreadable input before the whole text is in memory.
    readTyped(source, dialectOverrides(options), () => undefined);
    const text = wholeText(source);
    if (text.trim() === '') throw new FitProblem('The file is empty; there is nothing to fix.');
    const encoding = encodingOf(source);
    const table = readTable(text, dialectOverrides(options));
    const schema = withinHeap(
      inferSteps(table.columns, (index) => readColumn(table, index, 'all'), schemaOverrides(options)),
    );
    const findings = flags.fit ? findingsIn(source, options, expected, printNote) : [];
    const changes = withinHeap(changesOf(table, schema, findings, source.isEncodingKnown));
    return {
      fixed: splicedPieces((start, end) => source.bytes(start, end), source.byteLength, text, encoding, changes),
      changes,
    };
  });
  // The list is written first, so that no file is changed without one.
  await writeOutput(list, file, changesCsv(changes, flags.escapeFormulas === true));
  await writeOutput(flags.out, file, fixed);
  if (source.note !== undefined) printNote(source.note);
  if (flags.quiet !== true) process.stdout.write(changeSummary(printablePath(flags.out), printablePath(list), changes));
  source.close();
}

/**
 * Returns the default path of the list of changes, beside the corrected file.
 *
 * @throws UsageError if that path holds another kind of file, or if `out` is a device
 */
async function listBeside(out: string): Promise<string> {
  const list = `${out.replace(/\.[^./\\]*$/, '')}.changes.csv`;
  if (out.startsWith('/dev/'))
    throw new UsageError(`${out} is a device; name a file for the list of changes with --changes`);
  const beginning = await DISK.readShort(list).catch(() => '');
  if (beginning !== undefined && beginning.split(/\r?\n/, 1)[0] !== CHANGES_HEADER)
    throw new UsageError(`${list} is not a list of changes and would be overwritten; name another file with --changes`);
  return list;
}

/** Returns the findings of a fit with default options; none if the table cannot be fitted. */
function findingsIn(
  source: FileSource,
  options: FitOptions,
  expected: ExpectedRows,
  printNote: (line: string) => void,
): readonly Finding[] {
  try {
    return withinHeap(
      runPipeline(source, options, seconds, kernelEngine(__dirname, { report: printNote }), {
        model: false,
        findings: Infinity,
        expected,
      }),
    ).report.findings;
  } catch (error) {
    if (!(error instanceof FitProblem)) throw error;
    printNote(`unlikely numbers are not corrected: ${error.message}`);
    return [];
  }
}

/** Returns the encoding of the file. @throws FitProblem if cells cannot be written in it */
function encodingOf({ exactEncoding }: FileSource): string {
  if (exactEncoding === undefined)
    throw new FitProblem(
      'The encoding is broken, so no cell can be written without changing others; run "convert" first.',
    );
  requireWritable(exactEncoding);
  return exactEncoding;
}

function changeSummary(out: string, list: string, changes: readonly Change[]): string {
  if (changes.length === 0) return `${out}: nothing was changed; no cell has an intended value that is certain\n`;
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
