/** Places of tables, told from the form of an argument. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { locationOf } from '../../../server/sources/location';
import { FitProblem } from '../../../server/words/fitProblem';

const SERVER = {
  kind: 'clickhouse',
  host: 'localhost',
  port: 8123,
  user: 'default',
  database: 'db',
  table: 't',
  where: undefined,
  isFinal: false,
  isEncrypted: false,
  isOpenToOthers: true,
};

describe('location of a table', () => {
  const files: readonly (readonly [argument: string, location: object])[] = [
    ['a.csv', { kind: 'text', path: 'a.csv' }],
    ['-', { kind: 'text', path: '-' }],
    ['data/*.csv', { kind: 'text', path: 'data/*.csv' }],
    ['a.csv.gz', { kind: 'gzip', path: 'a.csv.gz' }],
    ['a.JSONL', { kind: 'jsonLines', path: 'a.JSONL' }],
    ['a.ndjson.gz', { kind: 'jsonLines', path: 'a.ndjson.gz' }],
    ['data/*.parquet', { kind: 'parquet', path: 'data/*.parquet' }],
    ['a.feather', { kind: 'arrow', path: 'a.feather' }],
    ['a.duckdb', { kind: 'duckdb', path: 'a.duckdb', table: undefined }],
    ['a.duckdb#', { kind: 'duckdb', path: 'a.duckdb', table: undefined }],
    ['a.duckdb#s.t', { kind: 'duckdb', path: 'a.duckdb', table: 's.t' }],
    ['a#b.duckdb#c#d', { kind: 'duckdb', path: 'a#b.duckdb', table: 'c#d' }],
    ['a.db#t', { kind: 'sqlite', path: 'a.db', table: 't' }],
    ['a.sqlite3', { kind: 'sqlite', path: 'a.sqlite3', table: undefined }],
    ['a.xlsx#Sheet 1', { kind: 'excel', path: 'a.xlsx', table: 'Sheet 1' }],
    ['a.db.csv', { kind: 'text', path: 'a.db.csv' }],
  ];
  for (const [argument, location] of files)
    it(`${argument} is ${(location as { kind: string }).kind}`, () => {
      assert.deepEqual(locationOf(argument), location);
    });

  it('A file that is there keeps a name that looks like a table of a database', () => {
    const argument = 'a.db#b.csv';

    const location = locationOf(argument, (path) => path === argument);

    assert.deepEqual(location, { kind: 'text', path: argument });
  });

  it('A folder is a table of Parquet files', () => {
    assert.deepEqual(
      locationOf('data/', undefined, () => true),
      { kind: 'parquet', path: 'data/' },
    );
  });

  const addresses: readonly (readonly [title: string, address: string, parts: object])[] = [
    ['this machine needs no encryption', 'clickhouse://localhost/db/t', { isOpenToOthers: false }],
    [
      'another machine gets encryption and its port',
      'clickhouse://h.example/db/t',
      { host: 'h.example', port: 8443, isEncrypted: true, isOpenToOthers: false },
    ],
    ['encryption can be turned off', 'clickhouse://h.example/db/t?tls=0', { host: 'h.example' }],
    [
      'encryption can be turned on',
      'clickhouses://localhost:9/db/t',
      { port: 9, isEncrypted: true, isOpenToOthers: false },
    ],
    ['port 80 is kept', 'clickhouse://localhost:80/db/t', { port: 80, isOpenToOthers: false }],
    [
      'a user, a condition and FINAL are read',
      'clickhouse://me%40x@localhost/db/t%2Fu?where=a%20%3E%201&final=1',
      { user: 'me@x', table: 't/u', where: 'a > 1', isFinal: true, isOpenToOthers: false },
    ],
  ];
  for (const [title, address, parts] of addresses)
    it(`In an address, ${title}`, () => {
      assert.deepEqual(locationOf(address), { ...SERVER, ...parts });
    });

  const refused: readonly (readonly [address: string, message: RegExp])[] = [
    ['clickhouse://u:geheim@localhost/db/t', /holds a password/],
    ['clickhouse://localhost/db', /needs a database and a table/],
    ['clickhouse://localhost/db/t/u', /needs a database and a table/],
    ['clickhouse://localhost/db/t?wher=x', /unknown part "wher"/],
    ['clickhouse://localhost/db/t?final=yes', /final of the address must be 0 or 1/],
    ['clickhouses://localhost/db/t?tls=0', /contradict/],
    ['clickhouse://localhost/db/%zz', /%25/],
    ['clickhouse:///db/t', /no address|needs a database/],
    ['https://example.org/a.csv', /no such kind of address/],
  ];
  for (const [address, message] of refused)
    it(`${address.replace('geheim', '…')} is refused`, () => {
      assert.throws(() => locationOf(address), message);
    });

  it('No message quotes a password', () => {
    assert.throws(
      () => locationOf('clickhouse://u:geheim@localhost/db/t'),
      (error) => error instanceof FitProblem && !error.message.includes('geheim'),
    );
  });

  it('Any text is a place or is refused with a problem', () => {
    const parts = fc.constantFrom('clickhouse://', 'a', '@', ':', '/', '?', '#', '%', '.duckdb', '.parquet', '[', ']');
    fc.assert(
      fc.property(fc.array(parts, { maxLength: 12 }), (list) => {
        try {
          return typeof locationOf(list.join('')).kind === 'string';
        } catch (error) {
          return error instanceof FitProblem;
        }
      }),
    );
  });
});
