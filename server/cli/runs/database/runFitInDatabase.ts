/** Fits a mixture to a table by passes in its database. */
import { version } from '../../../../package.json';
import { DEFAULT_MISSING } from '../../../core/csv/dialect/dialect';
import { modelJson } from '../../../formats/model/writeModel';
import { kernelEngine } from '../../../kernels/node';
import { fitInDatabase, type DatabaseFit } from '../../../pipeline/inDatabase/fitInDatabase';
import type { FitOptions } from '../../../protocol';
import { jsonReport } from '../../../protocol/reportJson';
import { identityOf } from '../../../sources/location';
import { openSample } from '../../../sources/openSample';
import { locate, requireKeys } from '../../../sources/openTable';
import { DEFAULT_RETRIES, patientRetries } from '../../../sources/retries';
import type { SqlSession } from '../../../sources/sqlSession';
import { FitProblem } from '../../../words/fitProblem';
import { notePrinter, seconds, writeOutput } from '../../console';
import type { FitFlags } from '../../fitOptions';
import { fitOptionsOf } from '../../flagConversion';
import { unjudgedSummary } from '../../fitSummary';
import { requireApart } from '../../outputs';
import { inputsNamed, openDatabase } from '../../tableInput';
import { UsageError } from '../../usageError';
import { interruptible } from './interruption';
import { runPasses } from './passRunner';
import { StateFile, statePath, withRemedy } from './stateFile';

/** Number of rows of the sample where none is given. */
export const DEFAULT_SAMPLE = 20_000;

export async function runFitInDatabase(file: string, flags: FitFlags): Promise<void> {
  requireDatabaseFlags(flags);
  requireApart(inputsNamed(file), { '--out': flags.out, '--state': statePath(flags) });
  const options: FitOptions = {
    ...(await fitOptionsOf(flags)),
    missing: [...DEFAULT_MISSING],
    delimiter: ',',
    header: true,
    decimal: '.',
  };
  const printNote = notePrinter(file, flags.quiet);
  const state = await StateFile.open(flags, seconds);
  const retries = patientRetries(flags.retries ?? DEFAULT_RETRIES, options.seed ?? 0, printNote);
  const run = async (signal: AbortSignal): Promise<void> => {
    const session = await openDatabase(file, flags, printNote, { signal, retries, hasPasses: true });
    try {
      requireKeys(flags.key ?? [], session.columns);
      const { report, model } = await fitOver(session, flags, options, { file, printNote, signal, state });
      signal.throwIfAborted();
      if (flags.out !== undefined) await writeOutput(flags.out, file, [modelJson(report, model, version)]);
      if (flags.json === true) process.stdout.write(`${JSON.stringify(jsonReport(report))}\n`);
      else if (flags.quiet !== true) process.stdout.write(unjudgedSummary(file, report, 'in the database'));
      await state.remove(flags.resume);
    } finally {
      await session.close();
    }
  };
  await interruptible(file, run, () => state.remedy);
}

/** Returns an option that needs rows in memory; undefined if none is given. */
export function flagBesidePasses({ method, scores, report }: FitFlags): string | undefined {
  if (method === 'lbfgs') return '--method lbfgs';
  return scores !== undefined ? '--scores' : report !== undefined ? '--report' : undefined;
}

/** Refuses options that a fit in a database does not have. @throws UsageError */
export function requireDatabaseFlags(flags: FitFlags): void {
  if (flags.method === 'lbfgs') throw new UsageError('--in-database fits by em; leave --method out');
  const flag = flagBesidePasses(flags) ?? (flags.missing === undefined ? undefined : '--missing');
  if (flag !== undefined) throw new UsageError(`--in-database has no ${flag}; leave one of the two out`);
}

/** Surroundings of a run. */
interface Surroundings {
  readonly file: string;
  readonly printNote: (line: string) => void;
  readonly signal: AbortSignal;
  readonly state: StateFile;
}

async function fitOver(
  session: SqlSession,
  { sample: rows = DEFAULT_SAMPLE, key }: FitFlags,
  options: FitOptions,
  { file, printNote, signal, state }: Surroundings,
): Promise<DatabaseFit> {
  const began = seconds();
  const seed = options.seed ?? 0;
  const { source, notes, hash } = await openSample(session, { rows, seed, keys: key }, signal);
  try {
    notes.forEach(printNote);
    const read = seconds() - began;
    const { threads, ...others } = options;
    const origin = { program: version, source: identityOf(locate(file)), seed, sample: hash };
    state.begin({ ...origin, options: { ...others, sample: rows } });
    const { dialect, columns } = session;
    const { relation } = session.shards ?? session;
    const engine = kernelEngine(__dirname, { threads, report: printNote });
    const fit = fitInDatabase(source, { dialect, relation, columns }, options, {
      clock: seconds,
      engine,
      hasBlocks: session.inBlocks !== undefined,
    });
    const result = await runPasses(fit, session, state, signal);
    return { ...result, report: { ...result.report, seconds: { ...result.report.seconds, read } } };
  } catch (error) {
    await state.flush();
    throw error instanceof FitProblem ? withRemedy(error, state.remedy) : error;
  } finally {
    source.close();
  }
}
