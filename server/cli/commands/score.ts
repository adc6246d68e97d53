/**
 * `mixture-lens score FILE --model MODEL.json`: judges the rows of a file by a model from `fit --out`; with `--sql`,
 * prints a SELECT that does so in a database.
 */
import { Command, Option } from 'commander';
import { SQL_DIALECTS, type SqlDialectName } from '../../formats/sql/sqlDialects';
import {
  addKeyOption,
  addOutputOptions,
  addReadingOptions,
  addSourceOptions,
  TABLE_ARGUMENT,
  type KeyFlags,
  type OutputFlags,
  type ReadingFlags,
  type SourceFlags,
} from '../fitOptions';

/** Options of `score`. */
export interface ScoreFlags extends ReadingFlags, OutputFlags, SourceFlags, KeyFlags {
  readonly model: string;
  readonly sql?: SqlDialectName;
  readonly table?: string;
  readonly inDatabase?: boolean;
}

export function scoreCommand(): Command {
  const command = new Command('score')
    .description('Judge the rows of a table by a fitted model.')
    .argument('[FILE]', `${TABLE_ARGUMENT}; none with --sql`)
    .requiredOption('--model <MODEL.json>', 'the model file, written by "fit --out"')
    .addOption(
      new Option('--sql <DIALECT>', 'print a SELECT that scores the rows of a table, and run nothing').choices(
        SQL_DIALECTS,
      ),
    )
    .option('--table <NAME>', 'the table of --sql, such as sales or shop.sales (default: data)')
    .option('--in-database', 'let the database judge its rows, and list those that are unlikely as wholes');
  return addSourceOptions(addKeyOption(addOutputOptions(addReadingOptions(command)))).action(
    async (file: string | undefined, flags: ScoreFlags) => {
      const runs = await import('../runs/allRuns');
      if (flags.sql !== undefined) await runs.runScoreSql(file, flags, flags.sql);
      else if (flags.inDatabase === true) await runs.runScoreInDatabase(file, flags);
      else await runs.runScore(file, flags);
    },
  );
}
