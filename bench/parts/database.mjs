// One pass of EM in each engine that is there, beside an iteration of our kernels, and how both grow with the rows.
//
//   npm run bench -- database            some minutes; writes the table of docs/scale.md
import { createReadStream, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { cache, load, repository } from '../core.mjs';
import { mixtureData, startFor } from '../data/mixtures.mjs';
import { digits, duration } from '../format.mjs';
import { iterationSeconds } from '../ours.mjs';
import { growth } from '../statistics.mjs';

export const name = 'database';
export const title = 'A pass in a database';
export const onlyNamed = true;
export const target = {
  document: join(repository, 'docs/scale.md'),
  begin: '<!-- bench database: begin, written by npm run bench -->',
  end: '<!-- bench database: end -->',
};

const K = 5;
const OURS = [2, 32];
/** A pass takes long enough for a few to tell. */
const THEIRS = [1, 5];
const SAMPLE = ['--in-database', '--sample', '2000'];

export async function run({ quick, tell }) {
  const sizes = quick ? [5e4, 1e5] : [1e6, 2e6];
  const engines = [duckdb, ...((await load('test/clickhouse/server.ts')).hasClickhouse ? [clickhouse] : [])];
  const absent = engines.includes(clickhouse) ? [] : ['ClickHouse'];
  const seconds = new Map([['Mixture Lens', []]]);
  for (const rows of sizes) {
    const data = await mixtureData({ rows, columns: 10 });
    const start = await startFor(data, K);
    tell(`${rows} rows in memory`);
    seconds.get('Mixture Lens').push((await iterationSeconds(data, start, OURS)).seconds);
    for (const engine of engines) {
      tell(`${rows} rows in ${engine.label}`);
      const measure = (table) => iterationSeconds(data, start, THEIRS, table, ...SAMPLE);
      const one = await engine.withTable(data, measure);
      seconds.set(engine.label, [...(seconds.get(engine.label) ?? []), one.seconds]);
    }
  }
  return {
    absent,
    notes: [
      'Ten normal columns without gaps, maximum likelihood, ' +
        `K = ${K}; an iteration in a database is a pass, or two where a leap is taken back. ` +
        'The slope is the power with which the time grows with the rows.',
    ],
    tables: [{ rows: [...seconds].map(([engine, values]) => rowOf(engine, sizes, values)) }],
  };
}

function rowOf(engine, sizes, values) {
  const times = sizes.map((size, i) => [`${size.toLocaleString('en')} rows`, duration(values[i])]);
  return { engine, ...Object.fromEntries(times), slope: digits(growth(sizes, values).slope) };
}

const duckdb = {
  label: 'DuckDB',
  async withTable(data, work) {
    const { DuckDBInstance } = createRequire(import.meta.url)('@duckdb/node-api');
    const file = join(cache, `${process.pid}.duckdb`);
    const instance = await DuckDBInstance.create(file);
    try {
      const connection = await instance.connect();
      await connection.run(`CREATE TABLE rows AS FROM read_csv('${data.csv.replaceAll("'", "''")}')`);
      connection.closeSync();
      instance.closeSync();
      return await work(`${file}#rows`);
    } finally {
      rmSync(file, { force: true });
    }
  },
};

const clickhouse = {
  label: 'ClickHouse',
  async withTable(data, work) {
    const { ClickhouseServer } = await load('test/clickhouse/server.ts');
    const server = await ClickhouseServer.start();
    try {
      const columns = data.names.map((column) => `${column} Float64`).join(', ');
      await server.run(`CREATE TABLE rows (${columns}) ENGINE = MergeTree ORDER BY tuple()`);
      await server.run('INSERT INTO rows FORMAT CSVWithNames', createReadStream(data.csv));
      return await work(server.addressOf('rows'));
    } finally {
      await server.stop();
    }
  },
};
