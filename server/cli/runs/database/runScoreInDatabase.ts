/** Lists the unlikely rows of a table that its database judges by a model; only these rows leave it. */
import { readModel } from '../../../formats/model/readModel';
import { unlikelySelect, type UnlikelyTableRows } from '../../../formats/sql/unlikelySelect';
import { requireKeys } from '../../../sources/openTable';
import { DEFAULT_RETRIES, patientRetries } from '../../../sources/retries';
import { plural } from '../../../words/findingClauses';
import { logDensity, probability } from '../../../words/numbers';
import { printable } from '../../../words/printable';
import type { ScoreFlags } from '../../commands/score';
import { about, notePrinter } from '../../console';
import { MOST_FINDINGS } from '../../fitSummary';
import { readText } from '../../readText';
import { openDatabase } from '../../tableInput';
import { UsageError } from '../../usageError';
import { interruptible } from './interruption';

export async function runScoreInDatabase(file: string | undefined, flags: ScoreFlags): Promise<void> {
  if (file === undefined) throw new UsageError('--in-database needs a table, such as shop.duckdb#sales');
  if (flags.scores !== undefined)
    throw new UsageError('--in-database writes no --scores; print a SELECT with --sql, or leave --in-database out');
  if (flags.table !== undefined) throw new UsageError('--table belongs to --sql; name the table behind "#"');
  if (flags.missing !== undefined) throw new UsageError('--in-database has no --missing; leave one of the two out');
  const modelText = await readText(flags.model);
  const { model } = about(flags.model, () => readModel(modelText));
  const keys = flags.key ?? [];
  await interruptible(file, async (signal) => {
    const printNote = notePrinter(file, flags.quiet);
    const retries = patientRetries(flags.retries ?? DEFAULT_RETRIES, 0, printNote);
    const session = await openDatabase(file, flags, printNote, { signal, retries });
    try {
      const { dialect, relation, columns } = session;
      requireKeys(keys, columns);
      const { statements, read } = unlikelySelect(model, { dialect, relation, columns }, keys);
      const results = [];
      for (const statement of statements) results.push(await session.query(statement, signal));
      const found = read(results);
      process.stdout.write(flags.json === true ? json(found, keys) : flags.quiet === true ? '' : listing(found, keys));
    } finally {
      await session.close();
    }
  });
}

function json({ rows, unlikely, isCut }: UnlikelyTableRows, keys: readonly string[]): string {
  const rowsOut = unlikely.map(({ key, ...row }) => ({
    key: Object.fromEntries(keys.map((name, i) => [name, key[i]])),
    ...row,
  }));
  return `${JSON.stringify({ rows, isCut, unlikely: rowsOut })}\n`;
}

function listing({ rows, unlikely, isCut }: UnlikelyTableRows, keys: readonly string[]): string {
  const count = `${isCut ? 'at least ' : ''}${plural(unlikely.length, 'unlikely row')} of ${rows}`;
  if (unlikely.length === 0) return `${count}\n`;
  const lines = unlikely.slice(0, MOST_FINDINGS).map(({ key, cluster, logDensity: log, tail }) => {
    const row = keys.map((name, i) => `${printable(name)} ${printable(key[i] ?? 'NULL')}`).join(', ');
    const density = log === null ? '' : `, log density ${logDensity(log)}`;
    return `  ${row === '' ? 'a row' : row}: ${probability(tail)}, cluster ${cluster}${density}`;
  });
  const more = unlikely.length > MOST_FINDINGS ? [`  and ${unlikely.length - MOST_FINDINGS} more`] : [];
  return `${[`${count}:`, ...lines, ...more].join('\n')}\n`;
}
