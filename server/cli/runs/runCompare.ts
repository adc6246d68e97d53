/** Compares two tables, and prints or writes how they differ. */
import type { CompareFlags } from '../commands/compare';
import { FileSource } from '../../disk/fileSource';
import { bytesInGit } from '../../disk/versions/gitFile';
import { withinHeap } from '../../disk/heapLimit';
import { readModel } from '../../formats/model/readModel';
import { kernelEngine } from '../../kernels/node';
import { runComparison, type First } from '../../pipeline/comparing/compareTables';
import type { ComparisonReport, FitOptions } from '../../protocol';
import { DEFAULT_PERMUTATIONS } from '../../protocol/report/comparisonReports';
import { FitProblem, TableProblem } from '../../words/fitProblem';
import { about, notePrinter, seconds, writeOutput } from '../console';
import { comparisonSummary, MOST_FINDINGS } from '../comparisonSummary';
import type { FitFlags } from '../fitOptions';
import { fitOptionsOf } from '../flagConversion';
import { requireApart } from '../outputs';
import { inputsNamed, openInput, requireText, type TableInput } from '../tableInput';
import { readText } from '../readText';
import { UsageError } from '../usageError';
import { expectedBeside } from './expected';

/** Exit status where the tables differ by more than --fail-above or --fail-below allow. */
const EXIT_DIFFERENT = 1;

/** Names and sources of the tables. */
interface Tables {
  readonly first: First;
  readonly second: FileSource;
  /** Names for messages. */
  readonly a: string;
  readonly b: string;
  /** Opened sources with their names. */
  readonly sources: readonly (readonly [name: string, source: FileSource])[];
  /** Options of reading that follow from the tables. */
  readonly readings: { readonly a: FitOptions; readonly b: FitOptions };
}

export async function runCompare(a: string, b: string | undefined, flags: CompareFlags): Promise<void> {
  const file = secondFile(a, b, flags.git);
  requireReachable(flags);
  requireApart({ ...inputsNamed(a, 'A'), ...(b !== undefined && inputsNamed(b, 'B')) }, { '--out': flags.out });
  const options = await fitOptionsOf(flags);
  const tables = flags.git === undefined ? await openBoth(a, file, flags) : openVersions(file, flags.git, flags);
  const printNote = notePrinter(tables.b, flags.quiet);
  const expected = await expectedBeside(file, printNote);
  const findings = flags.json === true || flags.out !== undefined ? Infinity : MOST_FINDINGS;
  const report = namingTables(tables, () =>
    withinHeap(
      runComparison(
        tables.first,
        tables.second,
        {
          ...options,
          ...tables.readings.a,
          readingOfSecond: { ...options, ...tables.readings.b },
          ...(flags.permutations !== undefined && { permutations: flags.permutations }),
          findings,
          expected,
        },
        seconds,
        kernelEngine(__dirname, { threads: flags.threads, report: printNote }),
      ),
    ),
  );
  for (const [name, source] of tables.sources) {
    if (source.note !== undefined) notePrinter(name, flags.quiet)(source.note);
    source.close();
  }
  // A reader that stops reading ends the program, whose status must be known by then.
  if (isTooDifferent(report, flags)) process.exitCode = EXIT_DIFFERENT;
  report.notes.forEach(printNote);
  if (flags.out !== undefined) await writeOutput(flags.out, file, [`${JSON.stringify(report)}\n`]);
  if (flags.json === true) process.stdout.write(`${JSON.stringify(report)}\n`);
  else if (flags.quiet !== true) process.stdout.write(comparisonSummary(tables.a, tables.b, report));
}

/** Requires that so many permutations can give a p-value below --fail-below. @throws UsageError */
function requireReachable({ failBelow, permutations = DEFAULT_PERMUTATIONS }: CompareFlags): void {
  if (failBelow === undefined || failBelow * (permutations + 1) > 1) return;
  throw new UsageError(
    `--fail-below ${failBelow} needs --permutations of at least ${Math.floor(1 / failBelow)}: ` +
      `no p-value is below 1/${permutations + 1} with ${permutations}`,
  );
}

/** Returns the path of B. @throws UsageError if the arguments do not name two tables */
function secondFile(a: string, b: string | undefined, git: string | undefined): string {
  if (git !== undefined && b !== undefined)
    throw new UsageError('--git compares one file with its version in git; name that file alone');
  if (git !== undefined && a === '-') throw new UsageError('--git needs the name of a file, not standard input');
  if (git !== undefined) return a;
  if (b === undefined) throw new UsageError('compare needs two tables A and B, or one file and --git REV');
  if (a === '-' && b === '-')
    throw new UsageError('A and B cannot both be standard input; name a file for one of them');
  return b;
}

async function openBoth(a: string, b: string, flags: FitFlags): Promise<Tables> {
  if (isModelName(b)) throw new UsageError(`${b}: B must be a table; put the model first`);
  const model = isModelName(a) ? await readText(a) : undefined;
  const open = (file: string): Promise<TableInput> => openInput(file, flags, notePrinter(file, flags.quiet));
  const ofA = model === undefined ? await open(a) : undefined;
  const first: First = ofA === undefined ? { model: about(a, () => readModel(model ?? '')) } : { input: ofA.source };
  const { source: second, reading } = await open(b);
  return {
    first,
    second,
    a,
    b,
    sources: [...(ofA === undefined ? [] : [[a, ofA.source] as const]), [b, second]],
    readings: { a: ofA?.reading ?? {}, b: reading },
  };
}

function isModelName(file: string): boolean {
  return /\.json$/i.test(file);
}

function openVersions(file: string, revision: string, { encoding }: FitFlags): Tables {
  requireText(file, 'compare --git');
  const second = about(file, () => FileSource.open(file, encoding));
  const input = about(file, () => FileSource.ofBytes(bytesInGit(file, revision), encoding));
  const name = `${file} in ${revision}`;
  const sources = [[name, input] as const, [file, second] as const];
  return { first: { input }, second, a: name, b: file, sources, readings: { a: {}, b: {} } };
}

/** Names the table that a problem is in. */
function namingTables<T>({ a, b }: Tables, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof TableProblem) throw new UsageError(`${error.table === 'a' ? a : b}: ${error.message}`);
    throw error instanceof FitProblem ? new UsageError(`${a}, ${b}: ${error.message}`) : error;
  }
}

function isTooDifferent(report: ComparisonReport, { failAbove, failBelow }: CompareFlags): boolean {
  const { p, losses, structure } = report;
  const loss = losses === undefined ? undefined : losses.absolute.value;
  const isOtherTable = structure.onlyInA.length + structure.onlyInB.length + structure.sorts.length > 0;
  if (isOtherTable && (failBelow !== undefined || failAbove !== undefined)) return true;
  return (
    (failBelow !== undefined && p < failBelow) ||
    (failAbove !== undefined && loss !== undefined && (loss === null || loss > failAbove))
  );
}
