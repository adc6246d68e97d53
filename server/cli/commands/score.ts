/**
 * `mixture-lens score FILE --model MODEL.json`: judges the rows of a file by a model from `fit --out`; with `--sql`,
 * prints a SELECT that does so in a database; with `--into` and `--as-view`, makes a table or view of the scores there.
 */
import { Command, Option } from 'commander';
import { SQL_DIALECTS, type SqlDialectName } from '../../formats/sql/sqlDialects';
import {
  addKeyOption,
  addOutputOptions,
  addReadingOptions,
  addRetriesOption,
  addSourceOptions,
  TABLE_ARGUMENT,
  type KeyFlags,
  type OutputFlags,
  type ReadingFlags,
  type SourceFlags,
} from '../fitOptions';
import { UsageError } from '../usageError';

/** Options of `score`. */
export interface ScoreFlags extends ReadingFlags, OutputFlags, SourceFlags, KeyFlags {
  readonly model: string;
  readonly sql?: SqlDialectName;
  readonly table?: string;
  readonly inDatabase?: boolean;
  readonly retries?: number;
  readonly into?: string;
  readonly asView?: string;
  readonly replace?: boolean;
}

/** Table or view of scores that is to be made in a database. */
export type RequestedResult = { readonly kind: 'table' | 'view'; readonly name: string };

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
    .option('--in-database', 'let the database judge its rows, and list those that are unlikely as wholes')
    .option('--into <NAME>', 'let the database write its rows with their scores into a new table beside the table')
    .option('--as-view <NAME>', 'make a view of the rows with their scores instead, which follows the table')
    .option('--replace', 'replace the table or view that has the name of --into or --as-view');
  return addRetriesOption(addSourceOptions(addKeyOption(addOutputOptions(addReadingOptions(command))))).action(
    async (file: string | undefined, flags: ScoreFlags) => {
      const runs = await import('../runs/allRuns');
      if (flags.retries !== undefined && flags.inDatabase !== true)
        throw new UsageError('--retries belongs to --in-database');
      const result = resultOf(flags);
      if (flags.sql !== undefined) await runs.runScoreSql(file, flags, flags.sql);
      else if (result !== undefined) await runs.runScoreInto(file, flags, result);
      else if (flags.inDatabase === true) await runs.runScoreInDatabase(file, flags);
      else await runs.runScore(file, flags);
    },
  );
}

/** Returns the requested table or view; undefined without one. @throws UsageError */
function resultOf({ into, asView, replace, sql, scores, inDatabase }: ScoreFlags): RequestedResult | undefined {
  const result: RequestedResult | undefined =
    into !== undefined
      ? { kind: 'table', name: into }
      : asView !== undefined
        ? { kind: 'view', name: asView }
        : undefined;
  if (result === undefined) {
    if (replace === true) throw new UsageError('--replace belongs to --into or --as-view');
    return undefined;
  }
  const flag = result.kind === 'table' ? '--into' : '--as-view';
  if (into !== undefined && asView !== undefined) throw new UsageError('--into and --as-view: choose one of them');
  if (sql !== undefined) throw new UsageError(`--sql runs nothing; leave it out, or leave ${flag} out`);
  if (scores !== undefined) throw new UsageError(`--scores writes a file and ${flag} a table; choose one of them`);
  if (inDatabase === true) throw new UsageError(`--in-database lists rows and ${flag} writes them; choose one of them`);
  return result;
}
