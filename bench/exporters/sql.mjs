// The known table in SQL.
import { remarked, rows } from './known.mjs';

/**
 * Statements that make a table and fill it.
 *
 * @param {Record<string, string>} types by column; columns without one are left out
 * @param {{ infinities: readonly [string, string], boolean?: readonly [string, string], escapes?: boolean }} literals
 * what stands for infinity, its opposite, true and false; whether backslashes are escapes
 */
export function insertStatements(
  types,
  { infinities: [infinity, minusInfinity], boolean: [yes, no] = ['true', 'false'], escapes = false },
  table = 'd',
) {
  const names = Object.keys(rows[0]).filter((name) => Object.hasOwn(types, name));
  const literal = (value) => {
    if (value === undefined) return 'NULL';
    if (typeof value === 'boolean') return value ? yes : no;
    if (value === Infinity || value === -Infinity) return value > 0 ? infinity : minusInfinity;
    if (typeof value === 'number') return String(value);
    return `'${(escapes ? value.replaceAll('\\', '\\\\') : value).replaceAll("'", "''")}'`;
  };
  const tuples = rows.map((row) => `(${names.map((name) => literal(row[name])).join(', ')})`);
  return `CREATE TABLE ${table} (${names.map((name) => `${name} ${types[name]}`).join(', ')});\nINSERT INTO ${table} VALUES\n${tuples.join(',\n')};`;
}

/** Statements that make a table `r` with hard texts and fill it, and the query of its columns `id, remark, height`. */
export function remarkStatements({ escapes = false, real = 'double precision', text = 'varchar(40)' } = {}) {
  const statements = insertStatements(
    { id: 'integer', remark: text, height: real },
    { infinities: ['NULL', 'NULL'], escapes },
    'r',
  );
  return { statements, query: `SELECT ${remarked.join(', ')} FROM r ORDER BY id` };
}
