/** Makes a table or view of a table's rows with their scores, in its database. */
import { readModel } from '../../../formats/model/readModel';
import { scoringSelect } from '../../../formats/sql/scoringSelect';
import { sqlTails } from '../../../formats/sql/sqlTails';
import { locate, requireKeys } from '../../../sources/openTable';
import { plural } from '../../../words/findingClauses';
import { printable, printablePath } from '../../../words/printable';
import type { RequestedResult, ScoreFlags } from '../../commands/score';
import { about, notePrinter } from '../../console';
import { readText } from '../../readText';
import { openDatabase } from '../../tableInput';
import { UsageError } from '../../usageError';
import { interruptible } from './interruption';

export async function runScoreInto(
  file: string | undefined,
  flags: ScoreFlags,
  { kind, name }: RequestedResult,
): Promise<void> {
  const flag = kind === 'table' ? '--into' : '--as-view';
  if (file === undefined) throw new UsageError(`${flag} needs a table, such as shop.duckdb#sales`);
  if (flags.table !== undefined) throw new UsageError('--table belongs to --sql');
  requireDatabase(file, flag);
  requireName(name, flag);
  const modelText = await readText(flags.model);
  const { model } = about(flags.model, () => readModel(modelText));
  await interruptible(file, async (signal) => {
    const session = await openDatabase(file, flags, notePrinter(file, flags.quiet), { signal, writes: true });
    try {
      const { dialect, relation, columns } = session;
      const names = columns.map((column) => column.name);
      requireKeys(flags.key ?? [], columns);
      const select = scoringSelect(
        model,
        { dialect, relation, columns },
        { carried: flags.key ?? names, tails: sqlTails(model) },
      );
      const rows = await session.create?.({ kind, name, select, replaces: flags.replace === true }, signal);
      if (flags.json === true) process.stdout.write(`${JSON.stringify({ kind, name, rows })}\n`);
      else if (flags.quiet !== true) process.stdout.write(madeLine(file, kind, name, rows));
    } finally {
      await session.close();
    }
  });
}

function madeLine(file: string, kind: RequestedResult['kind'], name: string, rows: number | undefined): string {
  const count = rows === undefined ? '' : ` of ${plural(rows, 'row')}`;
  return `${printablePath(file)}: made the ${kind} "${printable(name, 60)}"${count} with their scores\n`;
}

/** Requires a table of a database that tables can be added to. */
function requireDatabase(file: string, flag: string): void {
  const { kind } = about(file, () => locate(file));
  if (kind !== 'duckdb' && kind !== 'clickhouse')
    throw new UsageError(
      `${file}: ${flag} makes tables in DuckDB and ClickHouse only; write the scores of this file with --scores FILE`,
    );
}

/** Requires a name without a schema: the result stands beside the table. */
function requireName(name: string, flag: string): void {
  if (name === '' || name.includes('.'))
    throw new UsageError(
      `${flag} "${printable(name, 60)}": give a name without points; the result stands beside the table`,
    );
}
