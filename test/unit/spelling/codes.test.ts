import assert from 'node:assert/strict';
import { codeMatcher } from '../../../server/core/spelling/codes';
import { meaningFinder, spellingsOf } from '../../../server/core/spelling/misspeltLevels';

const ZIPS = ['90210', '10001', '60601', '94105', '02139'];
const PARTS = ['A-101', 'A-102', 'BS-20'];
const AGES = ['18-25', '26-35', '36-45', '46-55'];

/** The level that a text in the given number of cells means among levels of 50 cells each, and how it differs. */
function meant(levels: readonly string[], text: string, cells = 1): string | undefined {
  const found = codeMatcher(levels.map((name) => ({ name, count: 50 })))(text, cells);
  return found === undefined ? undefined : `${levels[found.at]} ${found.sort}`;
}

describe('codeMatcher', () => {
  it('A code with letters that look like digits or with a lost zero is misspelt', () => {
    for (const [text, level] of [
      ['9O210', '90210'],
      ['l0OO1', '10001'],
      ['9o21O', '90210'],
      ['2139', '02139'],
    ])
      assert.equal(meant(ZIPS, text), `${level} misspelt`, text);
    for (const [text, level] of [
      ['A-1O2', 'A-102'],
      ['BS-2O', 'BS-20'],
    ])
      assert.equal(meant(PARTS, text), `${level} misspelt`, text);
  });

  it('A code with other marks is a variant', () => {
    for (const [text, level] of [
      ['90210-', '90210'],
      ["'10001", '10001'],
    ])
      assert.equal(meant(ZIPS, text), `${level} variant`, text);
    for (const [text, level] of [
      ['A_101', 'A-101'],
      ['A101', 'A-101'],
      ['A-102.', 'A-102'],
    ])
      assert.equal(meant(PARTS, text), `${level} variant`, text);
  });

  it('A code of the usual form or without a level means nothing', () => {
    for (const text of ['90211', 'other', '9O211', '90210+', '1', '']) assert.equal(meant(ZIPS, text), undefined, text);
  });

  it('A frequent code means nothing', () => {
    assert.equal(meant(ZIPS, '9O210', 20), undefined);
  });

  it('A code that several levels explain means nothing', () => {
    assert.equal(meant(['B1', '81', '8B'], 'BB'), undefined);
  });

  it('A sign or letter that changes the meaning of a number is no slip', () => {
    assert.equal(meant(['1', '2', '3'], '2-'), undefined);
    assert.equal(meant(['12', '34', '56'], '1-2'), undefined);
    assert.equal(meant(['5', '10', '20'], '-5'), undefined);
    assert.equal(meant(['65', '70', '80'], '65+'), undefined);
    assert.equal(meant(['T1', 'T2', 'T3'], 'T1a'), undefined);
  });

  it('A digit in a word is no slip in a column without digits', () => {
    assert.equal(meant(['solo', 'duo'], 'S0lo'), undefined, 'no digits in the column');
  });

  it('A band of numbers that overlaps others is misspelt, one with other marks a variant', () => {
    assert.deepEqual(
      ['18-52', '81-25', '26 - 35', '36–45', '46-5'].map((text) => meant(AGES, text)),
      ['18-25 misspelt', '18-25 misspelt', '26-35 variant', '36-45 variant', '46-55 misspelt'],
    );
  });

  it('A band of numbers that may be right means nothing', () => {
    for (const text of ['56-65', '0-17', '65+', 'under 18', '56-66', '18-45'])
      assert.equal(meant(AGES, text), undefined, text);
    assert.equal(meant(['1-2', '2-1', '3-0'], '2-0'), undefined, 'results of matches');
    assert.equal(meant(['0-10', '10-20', '20-30'], '30-40'), undefined);
  });

  it('A code is misspelt within its column and as a new text', () => {
    const { meant: found } = spellingsOf([...ZIPS, '9O210'], [50, 50, 50, 50, 50, 1]);
    assert.deepEqual(found, [...ZIPS.map(() => undefined), { level: 0, sort: 'misspelt' }]);
    assert.deepEqual(meaningFinder({ levels: ZIPS, counts: [50, 50, 50, 50, 50], rate: 0.01 })('9O210'), {
      level: 0,
      sort: 'misspelt',
    });
  });
});
