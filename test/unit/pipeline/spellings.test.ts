/** Tests the words for spelling variants and for characters that look alike or are invisible. */
import assert from 'node:assert/strict';
import { clean } from '../../../server/words/clean';
import { unseenWords, variantWords } from '../../../server/protocol/report/spellings';

describe('words for spelling variants', () => {
  it('The words for variants name invisible characters and letters that look alike', () => {
    const spellings = ['Par\u200bis', 'P\u0430ris', 'Paris\u00a0', 'PARIS'].map((text) => ({
      text,
      meant: 'Paris',
      count: text === 'PARIS' ? 2 : 1,
    }));

    assert.equal(
      variantWords({ column: 'city', count: 5, spellings }, clean),
      '5 cells of city are spelt otherwise than most: "Paris" (with U+200B, which nobody sees), "Pаris" ' +
        '(with a Cyrillic letter, U+0430), "Paris" (with U+00A0 ' +
        'as a blank) and "PARIS" (2) for "Paris". They count as the same.',
    );
  });

  it('unseenWords names another normal form and a Cyrillic letter', () => {
    assert.equal(unseenWords('Mu\u0308ller', 'M\u00fcller'), 'in another form of Unicode');
    assert.equal(unseenWords('M\u043e\u0441\u043a\u0432\u0430', 'Moskva'), 'with a Cyrillic letter, U+043E');
  });

  it('unseenWords is undefined for a difference of capitals', () => {
    assert.equal(unseenWords('yes', 'Yes'), undefined);
  });
});
