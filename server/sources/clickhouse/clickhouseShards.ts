/**
 * Sums over the shards of a `Distributed` table. ClickHouse computes nested SELECTs where the statement arrives, to
 * which the shards would send their rows; here each shard computes the whole statement over its own table, as the inner
 * side of a join, and only sums cross the network.
 */
import { printable } from '../../words/printable';
import { FitProblem } from '../../words/fitProblem';
import { quoteLiteral } from '../sqlQuoting';
import type { SqlSession } from '../sqlSession';

/** Tables of the shards of a `Distributed` table. */
export interface ShardedTable {
  readonly cluster: string;
  readonly database: string;
  readonly table: string;
}

/** A name in `engine_full`: plain, or in quotation marks with the escapes of C. */
const NAME = /\s*(?:([A-Za-z_]\w*)|'((?:[^'\\]|\\.)*)'|`((?:[^`\\]|\\.)*)`)\s*/.source;
const DISTRIBUTED = new RegExp(`^Distributed\\(${NAME},${NAME},${NAME}[,)]`, 's');

/** Reads the description of a table's engine; undefined for any other engine. */
export function shardedTable(engine: string): ShardedTable | undefined {
  const parts = DISTRIBUTED.exec(engine)?.slice(1);
  if (parts === undefined) return undefined;
  const nameAt = (i: number): string =>
    parts[i] ?? (parts[i + 1] ?? parts[i + 2] ?? '').replace(/\\(.)/gs, (_, mark: string) => mark);
  const [cluster, database, table] = [nameAt(0), nameAt(3), nameAt(6)];
  return database === '' ? undefined : { cluster, database, table };
}

/**
 * Requires that the user may ask all shards at once. Returns the problem in words; undefined if there is none.
 *
 * @throws FitProblem for problems of another kind, such as a shard that does not run
 */
export async function shardsProblem(cluster: string, query: SqlSession['query']): Promise<string | undefined> {
  try {
    await query(`SELECT count() FROM ${everyShard(cluster)}`);
    return undefined;
  } catch (error) {
    if (!(error instanceof FitProblem) || !error.message.startsWith('the server refuses')) throw error;
    return `rows, not sums, leave the shards of "${printable(cluster)}": ${error.message}`;
  }
}

/** FROM expression of one row on each shard. */
function everyShard(cluster: string): string {
  return `cluster(${quoteLiteral('clickhouse', cluster)}, system, one)`;
}

/** The end of a statement whose sums are by the values of its first column, perhaps the most frequent first. */
const BY_VALUE = /\nGROUP BY (\w+)\nORDER BY (sum\(1\) DESC, )?\1(\nLIMIT \d+)?$/;

/**
 * Returns the statement that adds up a statement's sums over all shards.
 *
 * @param statement SELECT of sums over the table of a shard, whose first column is that of its GROUP BY, if any
 */
export function shardedSums(statement: string, cluster: string): string {
  const byValue = BY_VALUE.exec(statement);
  const keys = byValue === null ? 0 : 1;
  const [, , isByCount, limit = ''] = byValue ?? [];
  // A value that is rare on one shard may be frequent on all.
  const { items, rest } = selectedItems(statement.slice(0, statement.length - limit.length));
  const other = items.slice(keys).find((item) => !item.startsWith('sum('));
  if (other !== undefined) throw new Error(`no sum over rows: ${other.slice(0, 60)}`);
  const named = items.map((item, i) => `${item} AS s${i}`).join(', ');
  const sums = items.map((_, i) => (i < keys ? `s${i}` : `sum(s${i})`)).join(', ');
  const order = keys > 0 ? `\nGROUP BY s0\nORDER BY ${isByCount === undefined ? '' : 'sum(s1) DESC, '}s0${limit}` : '';
  return (
    `SELECT ${sums}\nFROM ${everyShard(cluster)}\nALL INNER JOIN (SELECT toUInt8(0) AS dummy, ${named}${rest}) ` +
    `USING (dummy)${order}`
  );
}

/** Splits a SELECT into its items and the rest from FROM on; commas and FROM in parentheses and quotes do not count. */
function selectedItems(statement: string): { readonly items: readonly string[]; readonly rest: string } {
  const items: string[] = [];
  let depth = 0;
  let start = 'SELECT '.length;
  const tokens = /'(?:[^'\\]|\\.)*'|`(?:[^`\\]|\\.)*`|[()[\],]|\sFROM\s/gs;
  tokens.lastIndex = start;
  for (let token = tokens.exec(statement); token !== null; token = tokens.exec(statement)) {
    const [text] = token;
    if (text === '(' || text === '[') depth++;
    else if (text === ')' || text === ']') depth--;
    else if (depth > 0 || (text !== ',' && text.trim() !== 'FROM')) continue;
    else {
      items.push(statement.slice(start, token.index).trim());
      start = token.index + 1;
      if (text !== ',') return { items, rest: statement.slice(token.index) };
    }
  }
  throw new Error('a SELECT without FROM');
}
