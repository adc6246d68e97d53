/** Fits a mixture to a table by passes in its database. */
import { version } from '../../../../package.json';
import { DEFAULT_MISSING } from '../../../core/csv/dialect/dialect';
import { requireHeap } from '../../../disk/heapLimit';
import { modelJson } from '../../../formats/model/writeModel';
import { kernelEngine } from '../../../kernels/node';
import { fitInDatabase, type DatabaseFit } from '../../../pipeline/inDatabase/fitInDatabase';
import type { FitOptions } from '../../../protocol';
import { jsonReport } from '../../../protocol/reportJson';
import { openSample } from '../../../sources/openSample';
import type { SqlSession } from '../../../sources/sqlSession';
import { notePrinter, seconds, writeOutput } from '../../console';
import type { FitFlags } from '../../fitOptions';
import { fitOptionsOf } from '../../flagConversion';
import { databaseSummary } from '../../fitSummary';
import { requireApart } from '../../outputs';
import { inputsNamed, openDatabase } from '../../tableInput';
import { UsageError } from '../../usageError';
import { requireKeys } from './databaseKeys';
import { interruptible } from './interruption';

/** Number of rows of the sample where none is given. */
const DEFAULT_SAMPLE = 20_000;
/** Time in milliseconds between two chances for an interruption to be heard. */
const PAUSE = 50;

export async function runFitInDatabase(file: string, flags: FitFlags): Promise<void> {
  requireFlags(flags);
  requireApart(inputsNamed(file), { '--out': flags.out });
  const options: FitOptions = {
    ...(await fitOptionsOf(flags)),
    missing: [...DEFAULT_MISSING],
    delimiter: ',',
    header: true,
    decimal: '.',
  };
  const printNote = notePrinter(file, flags.quiet);
  await interruptible(file, async (signal) => {
    const session = await openDatabase(file, flags, printNote, { signal });
    try {
      requireKeys(
        flags.key ?? [],
        session.columns.map(({ name }) => name),
      );
      const { report, model } = await fitOver(session, flags, options, { printNote, signal });
      signal.throwIfAborted();
      if (flags.out !== undefined) await writeOutput(flags.out, file, [modelJson(report, model, version)]);
      if (flags.json === true) process.stdout.write(`${JSON.stringify(jsonReport(report))}\n`);
      else if (flags.quiet !== true) process.stdout.write(databaseSummary(file, report));
    } finally {
      await session.close();
    }
  });
}

/** Refuses options that a fit in a database does not have. @throws UsageError */
function requireFlags({ method, missing, scores, report }: FitFlags): void {
  if (method === 'lbfgs') throw new UsageError('--in-database fits by em; leave --method out');
  const flag =
    scores !== undefined
      ? '--scores'
      : report !== undefined
        ? '--report'
        : missing !== undefined
          ? '--missing'
          : undefined;
  if (flag !== undefined) throw new UsageError(`--in-database has no ${flag}; leave one of the two out`);
}

async function fitOver(
  session: SqlSession,
  { sample = DEFAULT_SAMPLE, key }: FitFlags,
  options: FitOptions,
  { printNote, signal }: { readonly printNote: (line: string) => void; readonly signal: AbortSignal },
): Promise<DatabaseFit> {
  const began = seconds();
  const { source, notes } = await openSample(session, { rows: sample, seed: options.seed ?? 0, keys: key }, signal);
  notes.forEach(printNote);
  const read = seconds() - began;
  const { dialect, relation, columns } = session;
  const engine = kernelEngine(__dirname, { threads: options.threads, report: printNote });
  const fit = fitInDatabase(source, { dialect, relation, columns }, options, { clock: seconds, engine });
  try {
    const result = await driven(fit, session, signal);
    return { ...result, report: { ...result.report, seconds: { ...result.report.seconds, read } } };
  } finally {
    source.close();
  }
}

/** Runs a fit and its statements; an interruption is heard between two steps. */
async function driven(
  fit: ReturnType<typeof fitInDatabase>,
  session: SqlSession,
  signal: AbortSignal,
): Promise<DatabaseFit> {
  let paused = performance.now();
  for (let next = fit.next(); ;) {
    if (next.done === true) return next.value;
    requireHeap();
    if (performance.now() - paused > PAUSE) {
      await new Promise((resolve) => setImmediate(resolve));
      paused = performance.now();
    }
    signal.throwIfAborted();
    const step = next.value;
    if (step === undefined || !('statements' in step)) next = fit.next();
    else {
      const results = [];
      for (const statement of step.statements) results.push(await session.query(statement, signal));
      next = fit.next(results);
    }
  }
}
