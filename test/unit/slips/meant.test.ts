import assert from 'node:assert/strict';
import { judgeRow } from '../../../server/core/judging/rowJudgement';
import { meantOf } from '../../../server/core/slips/meantCell';
import { judgedText } from '../judging/judgedTables';
import { normalDeviate, seededRandom } from '../../../server/core/numeric/random';

describe('meantOf', () => {
  const WRONG = 40;

  /** The likeliest text intended by one number, ten times too large, among 200 numbers about 5. */
  function meantBy(typed: string, decimalsNear: number | undefined): string | undefined {
    const random = seededRandom(4, 0x3ea7);
    const rows = Array.from(
      { length: 200 },
      (_, n) =>
        `${n === WRONG ? typed : (5 + 0.3 * normalDeviate(random)).toFixed(1)},${normalDeviate(random).toFixed(2)}`,
    );
    const { model, encoded, table } = judgedText(`x,y\n${rows.join('\n')}\n`, { starts: 1, k: 1 });
    const { cells } = judgeRow(model, encoded.matrix, WRONG);
    const { reported, further } = meantOf(model, cells, 0, {
      textOf: () => typed,
      decimal: table.dialect.decimal,
      thousands: table.dialect.thousands,
      decimalsNear: () => decimalsNear,
    });
    return [...reported, ...further].find(({ text }) => text !== undefined)?.text;
  }

  it('The intended number has as many decimals as the cells near it', () => {
    assert.equal(meantBy('50', 1), '5.0');
  });

  it('The intended number has the decimals of the cell if those near it are unknown', () => {
    assert.equal(meantBy('50.0', undefined), '5.0');
    assert.equal(meantBy('51', undefined), '5.1');
  });
});
