// The known table in SQL.
import { columns, rows } from './known.mjs';

/**
 * Statements that make the table `d` and fill it.
 *
 * @param {Record<string, string>} types by column; columns without one are left out
 * @param {{ infinities: readonly [string, string], boolean?: readonly [string, string] }} literals what stands for infinity, its opposite, true and false
 */
export function insertStatements(types, { infinities: [infinity, minusInfinity], boolean: [yes, no] = ['true', 'false'] }) {
  const names = columns.filter((name) => Object.hasOwn(types, name));
  const literal = (value) => {
    if (value === undefined) return 'NULL';
    if (typeof value === 'boolean') return value ? yes : no;
    if (value === Infinity || value === -Infinity) return value > 0 ? infinity : minusInfinity;
    return typeof value === 'number' ? String(value) : `'${value.replaceAll("'", "''")}'`;
  };
  const tuples = rows.map((row) => `(${names.map((name) => literal(row[name])).join(', ')})`);
  return `CREATE TABLE d (${names.map((name) => `${name} ${types[name]}`).join(', ')});\nINSERT INTO d VALUES\n${tuples.join(',\n')};`;
}
