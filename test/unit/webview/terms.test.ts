/** Tests how explained words are found in texts of the page. */
import assert from 'node:assert/strict';
import { wholeWord } from '../../../webview/terms';

describe('explained words', () => {
  it('A word is found in any of its forms, the longest first', () => {
    assert.deepEqual(
      ['error channels', 'one error channel.'].map((text) => wholeWord('error channel|error channels').exec(text)?.[0]),
      ['error channels', 'error channel'],
    );
  });

  it('A word within another word is not found', () => {
    assert.deepEqual(
      ['EMU', 'REM', 'EM_2', 'L’EM,'].map((text) => wholeWord('EM').test(text)),
      [false, false, false, true],
    );
  });

  it('A word with accents at its ends is found whole', () => {
    assert.equal(wholeWord('étape').exec('une étape suivie')?.[0], 'étape');
    assert.equal(wholeWord('tape').test('étape'), false);
  });

  it('A word is found in a script without blanks', () => {
    assert.equal(wholeWord('反復').exec('NLMLは反復10回ごとに')?.[0], '反復');
    assert.equal(wholeWord('BIC').exec('規準BICで選択')?.[0], 'BIC');
  });

  it('Signs of patterns in a word stand for themselves', () => {
    assert.equal(wholeWord('p (tail)').exec('x p (tail) y')?.[0], 'p (tail)');
  });
});
