/** Tests of texts joined as in the reader's language. */
import assert from 'node:assert/strict';
import { clauses, enumerated, enumeratedParts, enumeratedUpTo, sentences } from '../../language/joins';
import { setCatalogue } from '../../language/language';

describe('joined texts', () => {
  afterEach(() => {
    setCatalogue();
  });

  it('Items, clauses and sentences are joined with commas, semicolons and blanks', () => {
    assert.deepEqual(
      [enumerated(['a', 'b', 'c']), clauses(['a', 'b']), sentences(['A.', '', 'B.'])],
      ['a, b, c', 'a; b', 'A. B.'],
    );
  });

  it('Items, clauses and sentences are joined with the marks of the language', () => {
    setCatalogue({
      language: 'ja',
      messages: {
        '{items}, {next}': '{items}、{next}',
        '{clause}; {next}': '{clause}。{next}',
        '{text} {sentence}': '{text}{sentence}',
      },
    });

    assert.deepEqual(
      [enumerated(['a', 'b', 'c']), clauses(['a', 'b']), sentences(['甲。', '乙。'])],
      ['a、b、c', 'a。b', '甲。乙。'],
    );
  });

  it('Items that are objects keep their form', () => {
    assert.deepEqual(enumeratedParts([[{ data: 'a' }], ['b', { data: 'c' }]]), [
      { data: 'a' },
      ', ',
      'b',
      { data: 'c' },
    ]);
  });

  it('A long enumeration ends with the number of further items', () => {
    assert.equal(enumeratedUpTo(2, ['a', 'b']), 'a, b');
    assert.equal(enumeratedUpTo(2, ['a', 'b', 'c', 'd']), 'a, b and 2 more');
  });

  it('Nothing is joined to an empty text', () => {
    assert.deepEqual([enumerated([]), clauses([]), sentences([])], ['', '', '']);
  });
});
