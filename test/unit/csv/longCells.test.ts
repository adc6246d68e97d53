import assert from 'node:assert/strict';
import { LONGEST_CELL } from '../../../server/core/csv/columns/limits';
import { inputOf, readTyped } from '../../../server/formats/table/readTable';

const rows = 'a,b,c\n' + '1,x,2\n'.repeat(40);
const rowCountOf = (text: string): number => readTyped(inputOf(text), {}, () => 'all').table.rowCount;

describe('cell length limit', () => {
  for (const [where, length] of [
    ['half the limit', LONGEST_CELL / 2],
    ['just below the limit', LONGEST_CELL - 1],
    ['the limit', LONGEST_CELL],
  ] as const)
    it(`A cell of ${where} is read`, () => {
      assert.equal(rowCountOf(`${rows}3,${'y'.repeat(length)},4\n${'1,x,2\n'.repeat(40)}`), 81);
    });

  it('A quoted cell of half the limit is read', () => {
    assert.equal(rowCountOf(`${rows}3,"${'y'.repeat(LONGEST_CELL / 2)}",4\n${'1,x,2\n'.repeat(40)}`), 81);
  });

  it('A cell of the limit is read at the end of the file', () => {
    assert.equal(rowCountOf(`${rows}3,4,${'y'.repeat(LONGEST_CELL)}\n`), 41);
  });

  it('A cell whose quotation mark is never closed is refused with its line', () => {
    assert.throws(
      () => rowCountOf(`${rows}3,"${'y,1\n'.repeat(LONGEST_CELL / 3)}`),
      /^FitProblem: The row on line 42 has a cell of more than 16 MB: .*quotation mark there is never closed/,
    );
  });

  const long = 'y'.repeat(LONGEST_CELL + 1);

  it('A too long cell without quotes is refused with its line', () => {
    assert.throws(
      () => rowCountOf(`${rows}3,${long},4\n`),
      /FitProblem: The row on line 42 has a cell of more than 16 MB/,
    );
  });

  it('A too long cell of the header is refused with its line', () => {
    assert.throws(
      () => rowCountOf(`a,${long}\n1,2\n3,4\n`),
      /FitProblem: The row on line 1 has a cell of more than 16 MB/,
    );
  });
});
