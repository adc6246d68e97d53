/** Quoted names and values, against the engines themselves. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { quoteIdentifier, quoteLiteral } from '../../../server/sources/sqlQuoting';
import { openSession, type SqlSession } from '../../../server/sources/sqlSession';
import { locationOf } from '../../../server/sources/location';
import { runDuckdb } from '../../support/duckdbTables';
import { HOSTILE_TEXTS } from '../../support/hostileTexts';
import { TestFolder, useFolder } from '../../support/testFolder';
import { useClickhouse } from '../../clickhouse/server';

const NASTY = [
  '"',
  "'",
  '`',
  '\\',
  '\0',
  '\n',
  '\t',
  ';--',
  '/*',
  '*/',
  '😀',
  "\\'",
  '\\`',
  '""',
  '$1',
  '{x}',
  '%',
  '{x:UInt8}',
  '{}',
  '?',
  ':x',
  '\r',
  '\b',
  '--',
];
/** Maximum length of the names of real tables, whose characters become three of a file name each. */
const LONGEST_NAME = 12;
const OPTIONS = { timeoutSeconds: 30, programFolder: process.cwd() };
/** Number of values in a statement. */
const COUNT = 40;

/** Texts that engines can hold: half a surrogate pair is no character of UTF-8. */
const texts = fc.oneof(
  fc.array(fc.constantFrom(...NASTY, 'a', ' '), { minLength: 1, maxLength: 8 }).map((parts) => parts.join('')),
  fc.string({ unit: 'grapheme', minLength: 1 }),
  fc.constantFrom(...HOSTILE_TEXTS.filter((text) => !/\p{Cs}/u.test(text))),
);
const doubles = fc.double();

/**
 * Describes the behaviour that every engine shares.
 *
 * @param session returns an open session
 * @param run runs statements that write, and returns the rows of the last as text
 */
function quotes(session: () => SqlSession, run: (statements: readonly string[]) => Promise<string>): void {
  it('A table and its column may have any name, and its cell any text', async () => {
    const { dialect } = session();
    const names = fc
      .array(fc.constantFrom(...NASTY, 'a', 'é'), { minLength: 1, maxLength: LONGEST_NAME })
      .map((parts) => parts.join('').slice(0, LONGEST_NAME))
      .filter((name) => (dialect === 'clickhouse' || !name.includes('\0')) && !/\p{Cs}/u.test(name));
    await fc.assert(
      fc.asyncProperty(names, names, async (table, column) => {
        const [quotedTable, quotedColumn] = [table, column].map((name) => quoteIdentifier(dialect, name));
        const isOld = dialect === 'clickhouse';

        const rows = await run([
          `CREATE TABLE ${quotedTable} (${quotedColumn} ${isOld ? 'String' : 'VARCHAR'})${isOld ? ' ENGINE = Memory' : ''}`,
          `INSERT INTO ${quotedTable} SELECT ${quoteLiteral(dialect, column)}`,
          `SELECT count(*) FROM ${quotedTable} WHERE ${quotedColumn} = ${quoteLiteral(dialect, column)}`,
        ]);

        assert.equal(rows, '1');
        if (isOld) await run([`DROP TABLE ${quotedTable}`]);
      }),
      { numRuns: 25 },
    );
  });

  it('A text comes back as it was quoted', async () => {
    const { dialect } = session();
    await fc.assert(
      fc.asyncProperty(fc.array(texts, { minLength: COUNT, maxLength: COUNT }), async (values) => {
        const literals = values.map((value, i) => `${quoteLiteral(dialect, value)} AS c${i}`);

        const [row] = await session().query(`SELECT ${literals.join(', ')}`);

        assert.deepEqual(row, values);
      }),
      { numRuns: 20 },
    );
  });

  it('A number comes back as the same double', async () => {
    const { dialect } = session();
    await fc.assert(
      fc.asyncProperty(fc.array(doubles, { minLength: COUNT, maxLength: COUNT }), async (values) => {
        const literals = values.map((value, i) => `${quoteLiteral(dialect, value)} AS c${i}`);

        const [row] = await session().query(`SELECT ${literals.join(', ')}`);

        assert.deepEqual(row.map(withoutSign), values.map(withoutSign));
      }),
      { numRuns: 20 },
    );
  });

  it('A quoted name is a name, whatever it holds', async () => {
    const { dialect } = session();
    const names = texts.filter((name) => dialect === 'clickhouse' || !name.includes('\0'));
    await fc.assert(
      fc.asyncProperty(names, async (name) => {
        const quoted = quoteIdentifier(dialect, name);

        const rows = await session().query(`SELECT ${quoted} FROM (SELECT 7 AS ${quoted}) AS t`);

        assert.deepEqual(rows, [[7]]);
      }),
      { numRuns: 60 },
    );
  });
}

/** ClickHouse 18 reads −0 as 0. */
function withoutSign(value: unknown): unknown {
  return value === 0 ? Math.abs(value) : value;
}

describe('quoted names and values', () => {
  it('An empty name is refused', () => {
    assert.throws(() => quoteIdentifier('duckdb', ''), /empty name/);
  });

  it('A name with NUL is refused for DuckDB, which ends its statements there', () => {
    assert.throws(() => quoteIdentifier('duckdb', 'a\0b'), /NUL/);
  });

  describe('in DuckDB', () => {
    const folder = useFolder(new TestFolder());
    let session: SqlSession;
    before(async () => {
      await runDuckdb([`COPY (SELECT 1 AS a) TO '${folder.pathOf('one.parquet')}'`]);
      session = await openSession(locationOf(folder.pathOf('one.parquet')), OPTIONS);
    });
    after(() => session.close());
    quotes(
      () => session,
      async (statements) => String((await runDuckdb(statements))[0][0]),
    );
  });

  describe('in ClickHouse', function () {
    this.timeout(60_000);
    const clickhouse = useClickhouse();
    let session: SqlSession | undefined;
    before(async () => {
      const { server } = clickhouse;
      await server.run('CREATE TABLE one (a UInt8) ENGINE = Memory');
      session = await openSession(locationOf(server.addressOf('one')), OPTIONS);
    });
    after(() => session?.close());
    quotes(
      () => {
        assert.ok(session);
        return session;
      },
      async (statements) => {
        let answer = '';
        for (const statement of statements) answer = await clickhouse.server.run(statement);
        return answer.trim();
      },
    );
  });
});
