/** Tables of scores on a ClickHouse server whose statements fail. */
import assert from 'node:assert/strict';
import { createInClickhouse } from '../../../server/sources/clickhouse/clickhouseResults';
import type { SqlValue } from '../../../server/sources/sqlSession';
import { FitProblem } from '../../../server/words/fitProblem';

const PLACE = { database: 'shop', table: 'sales' };
const RESULT = { kind: 'table', name: 'scored', select: 'SELECT 1', replaces: true } as const;

describe('createInClickhouse', () => {
  let statements: string[];
  let lines: string[];

  /** Makes the table on a server that refuses statements of a form. */
  async function make(refused: RegExp): Promise<number | undefined> {
    [statements, lines] = [[], []];
    const query = (sql: string): Promise<readonly (readonly SqlValue[])[]> =>
      Promise.resolve(sql.includes('count()') ? [[7]] : [['scored']]);
    const run = async (sql: string): Promise<void> => {
      statements.push(sql.split(' ')[0]);
      if (refused.test(sql)) throw new FitProblem('the server refuses: too large');
      await Promise.resolve();
    };
    return await createInClickhouse({ query, run, report: (line) => lines.push(line) }, PLACE, RESULT);
  }

  it('The number of rows is that of the table that was made', async () => {
    assert.equal(await make(/^$/), 7);
  });

  it('A former table that cannot be dropped is reported, and the result stands', async () => {
    const rows = await make(/^DROP/);

    assert.equal(rows, 7);
    assert.deepEqual(statements, ['CREATE', 'INSERT', 'RENAME', 'DROP']);
    assert.equal(lines.length, 1);
    assert.match(
      lines[0],
      /^the table `shop`\.`mixture_lens_\w+` is left over and can be dropped by hand: .*too large$/,
    );
  });

  it('A table that is not whole is dropped, and the failure is thrown', async () => {
    await assert.rejects(make(/^INSERT/), /too large/);

    assert.deepEqual(statements, ['CREATE', 'INSERT', 'DROP']);
    assert.deepEqual(lines, []);
  });
});
