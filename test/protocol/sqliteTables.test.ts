/** Tables of SQLite on the command line, where this version of Node.js reads them. */
import assert from 'node:assert/strict';
import { sqliteClass } from '../../server/sources/files/sqliteFile';
import { useCommandLine } from './commandLine';

/** The class with the methods that write, which the program does not use. */
type WritableClass = new (path: string) => { exec(sql: string): void; close(): void };

const Database = sqliteClass() as unknown as WritableClass | undefined;

describe('tables of SQLite', () => {
  const cli = useCommandLine();
  before(function () {
    if (Database === undefined) return;
    const database = new Database(cli.pathOf('tables.sqlite'));
    database.exec(`CREATE TABLE "odd""name" (id INTEGER PRIMARY KEY, "x;--" REAL, label TEXT, bytes BLOB, big INTEGER);
      WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 59)
      INSERT INTO "odd""name" SELECT 60 - i, sqrt(i + 0.5), char(97 + i % 3), x'00ff', 9007199254740993 + i FROM n;
      UPDATE "odd""name" SET "x;--" = '1,5' WHERE id = 7;
      UPDATE "odd""name" SET "x;--" = NULL WHERE id = 8;
      CREATE TABLE bare (a INTEGER);`);
    database.close();
  });

  if (Database === undefined) {
    it('An older Node.js says which version reads them', () => {
      cli.write('tables.sqlite', 'SQLite format 3\0');

      const { status, stderr } = cli.run('fit', 'tables.sqlite');

      assert.equal(status, 2);
      assert.match(
        stderr,
        /^mixture-lens: tables\.sqlite: such files need the extension sqlite .*; use Node\.js 22\.5 or later, /,
      );
    });
    return;
  }

  it('A table is read in its own order, with hostile names and all digits', () => {
    const { status, stdout, stderr } = cli.run('convert', 'tables.sqlite#odd"name');

    assert.equal(status, 0);
    const rows = stdout.trimEnd().split(/\r?\n/);
    assert.deepEqual(rows.slice(0, 2), ['id,x;--,label,big', '1,7.713624310270756,c,9007199254741052']);
    assert.deepEqual(rows.slice(7, 9), ['7,"1,5",c,9007199254741046', '8,,b,9007199254741045']);
    assert.equal(stderr, 'mixture-lens: tables.sqlite#odd"name: not checked: column bytes: BLOB\n');
  });

  it('A text among numbers is a finding', () => {
    assert.match(
      cli.run('check', 'tables.sqlite#odd"name', '--key', 'id').stdout,
      /:7:2: warning: id 7: "1,5" is not a number/,
    );
  });

  it('A key orders the rows', () => {
    cli.run('fit', 'tables.sqlite#odd"name', '-k', '1', '--quiet', '--key', 'big', '--scores', 'scores.csv');

    assert.match(cli.read('scores.csv'), /^[^\n]*\n60,/);
  });

  const refused: readonly (readonly [table: string, message: RegExp])[] = [
    ['tables.sqlite', /: name one of its tables behind #: "bare", "odd"name"$/],
    ['tables.sqlite#od', /: no such table in the database; its tables are "odd"name", "bare"$/],
    ['tables.sqlite#bare', /: the table has no rows; at least two are needed$/],
    ['text.sqlite', /: this is no SQLite database, or it is damaged; check the file$/],
    ['no.sqlite', /: no such file; check the path$/],
  ];
  for (const [table, message] of refused)
    it(`${table} is refused`, () => {
      cli.write('text.sqlite', 'a,b\n1,2\n'.repeat(200));

      const { status, stderr } = cli.run('fit', table);

      assert.equal(status, 2);
      assert.match(stderr.trimEnd(), message);
    });
});
