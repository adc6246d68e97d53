import assert from 'node:assert/strict';
import { LONGEST_CELL } from '../../../server/core/csv/columns/limits';
import { inputOf, readTyped } from '../../../server/formats/table/readTable';

const rows = 'a,b,c\n' + '1,x,2\n'.repeat(40);
const read = (text: string): number => readTyped(inputOf(text), {}, () => 'all').table.rowCount;

describe('a cell that is too long', () => {
  it('is read up to the limit', () => {
    assert.equal(read(`${rows}3,"${'y'.repeat(LONGEST_CELL / 2)}",4\n`), 41);
  });

  it('is refused with its line where a quotation mark is never closed', () => {
    assert.throws(
      () => read(`${rows}3,"${'y,1\n'.repeat(LONGEST_CELL / 3)}`),
      /^FitProblem: The row on line 42 has a cell of more than 16 MB: .*quotation mark there is never closed/,
    );
  });

  it('is refused without quotes, and in the header', () => {
    const long = 'y'.repeat(LONGEST_CELL + 2 ** 21);
    assert.throws(() => read(`${rows}3,${long},4\n`), /FitProblem: The row on line 42 has a cell of more than 16 MB/);
    assert.throws(() => read(`a,${long}\n1,2\n3,4\n`), /FitProblem: The row on line 1 has a cell of more than 16 MB/);
  });
});
