/** Corrects cells whose intended value is certain, and changes nothing else. */
import type { FixFlags } from '../commands/fix';
import { readingOptionsOf } from '../flagConversion';
import { UsageError } from '../usageError';
import { DISK } from '../../disk/fileSystem';
import { CHANGES_HEADER, changesCsv } from '../../pipeline/fixing/changesCsv';
import { FileSource } from '../../disk/fileSource';
import { withinHeap } from '../../disk/heapLimit';
import type { Change } from '../../pipeline/fixing/fixCells';
import { proposeFixes } from '../../pipeline/fixing/proposeFixes';
import { runPipeline } from '../../pipeline/fitTable';
import { printable, printablePath } from '../../words/printable';
import { FitProblem } from '../../words/fitProblem';
import type { ExpectedRows } from '../../formats/sidecar';
import { requireEncoding, splicedPieces } from '../../pipeline/fixing/splicing';
import { kernelEngine } from '../../kernels/node';
import type { Finding, FitOptions } from '../../protocol';
import { about, seconds, notePrinter, writeOutput } from '../console';
import { expectedBeside } from './expected';
import { requireApart } from '../outputs';
import { requireText } from '../tableInput';

/** Maximum number of changes that are printed. */
const MOST_CHANGES = 20;

export async function runFix(file: string, flags: FixFlags): Promise<void> {
  requireText(file, 'fix');
  const list = flags.changes ?? (await listBeside(flags.out));
  requireApart({ 'the input file': file }, { '--out': flags.out, '--changes': list });
  const source = about(file, () => FileSource.open(file, flags.encoding));
  const printNote = notePrinter(file, flags.quiet);
  const expected = await expectedBeside(file, printNote);
  const { fixed, changes } = about(file, () => {
    const options = readingOptionsOf(flags);
    const { text, changes: proposed } = withinHeap(
      proposeFixes(source, options, () => {
        requireEncoding(source.exactEncoding);
        return flags.fit ? findingsIn(source, options, expected, printNote) : [];
      }),
    );
    const changes = proposed.filter(({ isSure }) => isSure);
    const encoding = requireEncoding(source.exactEncoding);
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
