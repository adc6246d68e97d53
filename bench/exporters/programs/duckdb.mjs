import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { remarked } from '../known.mjs';
import { insertStatements, remarkStatements } from '../sql.mjs';

const types = {
  id: 'integer',
  height: 'double',
  income: 'decimal(12,2)',
  conc: 'double',
  pop: 'bigint',
  visits: 'integer',
  member: 'boolean',
  day: 'date',
  stamp: 'timestamp',
  city: 'varchar',
  ratio: 'double',
  share: 'double',
};
const query = '(SELECT * FROM d ORDER BY id)';
const remarks = remarkStatements();

const ways = [
  ['COPY', ''],
  ['COPY, hard texts', '', { names: remarked, query: `(${remarks.query})` }],
  ['COPY, no header', '(HEADER false)', { noHeader: true }],
  ['COPY, semicolons, NULL', "(DELIMITER ';', NULLSTR 'NULL')"],
  ['COPY, FORCE_QUOTE *', '(FORCE_QUOTE *)'],
  ['COPY, DATEFORMAT', "(DATEFORMAT '%d.%m.%Y', TIMESTAMPFORMAT '%d/%m/%Y %I:%M:%S %p', DELIMITER '\t')"],
];

/** The folder that `npm install @duckdb/node-api` was called in. */
const folderOfModule = process.env.DUCKDB_MODULE;
const manifest = () => resolve(folderOfModule, 'node_modules/@duckdb/node-api/package.json');

async function exports(folder) {
  const { DuckDBInstance } = createRequire(manifest())('@duckdb/node-api');
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  await connection.run(insertStatements(types, { infinities: ["'inf'::double", "'-inf'::double"] }));
  await connection.run(remarks.statements);
  const exported = [];
  for (const [name, options, more] of ways) {
    const file = join(folder, `${exported.length}.csv`);
    await connection.run(`COPY ${more?.query ?? query} TO '${file}' ${options}`);
    exported.push({ name, file, ...more });
  }
  connection.closeSync();
  return exported;
}

export default [
  {
    name: 'DuckDB',
    install: 'npm install @duckdb/node-api in an empty folder, and DUCKDB_MODULE=that folder',
    find: () =>
      folderOfModule !== undefined && existsSync(manifest())
        ? createRequire(manifest())(manifest()).version
        : undefined,
    exports,
  },
];
