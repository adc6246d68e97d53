/** Lists the unlikely rows of a table that its database judges by a model; only these rows leave it. */
import { readModel } from '../../formats/model/readModel';
import { MOST_UNLIKELY, unlikelySelect, type UnlikelyTableRow } from '../../formats/sql/unlikelySelect';
import { FitProblem } from '../../words/fitProblem';
import { logDensity, probability } from '../../words/numbers';
import { printable } from '../../words/printable';
import type { ScoreFlags } from '../commands/score';
import { about, notePrinter } from '../console';
import { MOST_FINDINGS } from '../fitSummary';
import { readText } from '../readText';
import { openDatabase } from '../tableInput';
import { UsageError } from '../usageError';

/** Exit status of a program that the signal SIGINT ends. */
const INTERRUPTED = 130;

export async function runScoreInDatabase(file: string | undefined, flags: ScoreFlags): Promise<void> {
  if (file === undefined) throw new UsageError('--in-database needs a table, such as shop.duckdb#sales');
  if (flags.scores !== undefined)
    throw new UsageError('--in-database writes no --scores; print a SELECT with --sql, or leave --in-database out');
  const modelText = await readText(flags.model);
  const { model } = about(flags.model, () => readModel(modelText));
  const stopping = new AbortController();
  const stop = (): void => stopping.abort();
  process.once('SIGINT', stop);
  const session = await openDatabase(file, flags, notePrinter(file, flags.quiet), stopping.signal);
  const keys = flags.key ?? [];
  try {
    const { dialect, relation, columns } = session;
    requireKeys(
      keys,
      columns.map(({ name }) => name),
    );
    const { statements, read } = unlikelySelect(model, { dialect, relation, columns }, keys);
    const results = [];
    for (const statement of statements) results.push(await session.query(statement, stopping.signal));
    const { rows, unlikely } = read(results);
    process.stdout.write(
      flags.json === true ? json(rows, keys, unlikely) : flags.quiet === true ? '' : listing(rows, keys, unlikely),
    );
  } catch (error) {
    if (stopping.signal.aborted) process.exitCode = INTERRUPTED;
    else throw error instanceof FitProblem ? new UsageError(`${file}: ${error.message}`) : error;
  } finally {
    process.off('SIGINT', stop);
    await session.close();
  }
}

function requireKeys(keys: readonly string[], columns: readonly string[]): void {
  const unknown = keys.find((key) => !columns.includes(key));
  if (unknown !== undefined) throw new FitProblem(`--key: there is no column "${printable(unknown)}"`);
}

function json(rows: number, keys: readonly string[], unlikely: readonly UnlikelyTableRow[]): string {
  const rowsOut = unlikely.map(({ key, ...row }) => ({
    key: Object.fromEntries(keys.map((name, i) => [name, key[i]])),
    ...row,
  }));
  return `${JSON.stringify({ rows, isCut: unlikely.length === MOST_UNLIKELY, unlikely: rowsOut })}\n`;
}

function listing(rows: number, keys: readonly string[], unlikely: readonly UnlikelyTableRow[]): string {
  const count = `${unlikely.length === MOST_UNLIKELY ? 'at least ' : ''}${unlikely.length} unlikely rows of ${rows}`;
  if (unlikely.length === 0) return `${count}\n`;
  const lines = unlikely.slice(0, MOST_FINDINGS).map(({ key, cluster, logDensity: log, tail }) => {
    const row = keys.map((name, i) => `${printable(name)} ${printable(key[i] ?? 'NULL')}`).join(', ');
    const density = log === null ? '' : `, log density ${logDensity(log)}`;
    return `  ${row === '' ? 'a row' : row}: ${probability(tail)}, cluster ${cluster}${density}`;
  });
  const more = unlikely.length > MOST_FINDINGS ? [`  and ${unlikely.length - MOST_FINDINGS} more`] : [];
  return `${[`${count}:`, ...lines, ...more].join('\n')}\n`;
}
