/** Prints a SELECT that scores the rows of a table by a model; it connects to nothing. */
import type { ScoreFlags } from '../../commands/score';
import { readModel } from '../../../formats/model/readModel';
import { scoringSelect } from '../../../formats/sql/scoringSelect';
import { sqlDialect, type SqlDialectName } from '../../../formats/sql/sqlDialects';
import { sqlTails } from '../../../formats/sql/sqlTails';
import { about } from '../../console';
import { readText } from '../../readText';
import { UsageError } from '../../usageError';

/** Name of the table where none is given. */
const DEFAULT_TABLE = 'data';

export async function runScoreSql(file: string | undefined, flags: ScoreFlags, dialect: SqlDialectName): Promise<void> {
  if (file !== undefined)
    throw new UsageError(
      '--sql prints a SELECT for a table of a database and reads no file; name the table by --table',
    );
  if (flags.json === true || flags.scores !== undefined)
    throw new UsageError('--sql scores nothing itself, so it has no --json and no --scores');
  const modelText = await readText(flags.model);
  const sql = about(flags.model, () => {
    const { model } = readModel(modelText);
    const relation = relationOf(flags.table ?? DEFAULT_TABLE, dialect);
    return scoringSelect(model, { dialect, relation }, { tails: sqlTails(model) });
  });
  process.stdout.write(`${sql};\n`);
}

/** Quotes the name of a table; points separate it from its schema and its database. */
function relationOf(table: string, dialect: SqlDialectName): string {
  const parts = table.split('.');
  if (parts.includes('')) throw new UsageError(`--table "${table}" has an empty name`);
  return parts.map(sqlDialect(dialect).identifier).join('.');
}
