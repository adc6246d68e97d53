/** Tests of sentences about spellings and about what was checked. */
import assert from 'node:assert/strict';
import { noUnlikelyCells } from '../../../server/protocol/report/checked';
import { variantWords } from '../../../server/protocol/report/spellings';

describe('sentences about spellings and checks', () => {
  it('One cell is spelt otherwise, and its number of cells is not given', () => {
    const spellings = [{ text: 'YES', meant: 'Yes', count: 1 }];

    assert.equal(
      variantWords({ column: 'answer', count: 1, spellings }),
      '1 cell of answer is spelt otherwise than most: "YES" for "Yes". It counts as the same.',
    );
  });

  it('A spelling that cannot be seen is explained beside its number of cells', () => {
    const spellings = [{ text: 'N\u03bfrth', meant: 'North', count: 2 }];

    assert.equal(
      variantWords({ column: 'side', count: 2, spellings }),
      '2 cells of side are spelt otherwise than most: "N\u03bfrth" (2, with a Greek letter, U+03BF) for "North". They count as the same.',
    );
  });

  it('Marked rows, other faults and unchecked columns stand in one sentence', () => {
    const coverage = { checked: 1, all: 2, unchecked: ['id'], unreadable: 1, groups: 1 };

    assert.equal(
      noUnlikelyCells(coverage, 3),
      'No unlikely cells among 1 of 2 columns but those marked as expected, apart from 1 small group of rows and ' +
        '1 cell that cannot be read or does not add up; not checked: id.',
    );
  });
});
