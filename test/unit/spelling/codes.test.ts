import assert from 'node:assert/strict';
import { codeMeant } from '../../../server/core/spelling/codes';
import { meaningOf, spellingsOf } from '../../../server/core/spelling/misspeltLevels';

const ZIPS = ['90210', '10001', '60601', '94105', '02139'];

/** By text what it means among levels that stand in so many cells. */
function meant(levels: readonly string[], text: string, cells = 1): string | undefined {
  const found = codeMeant(levels.map((name) => ({ name, count: 50 })))(text, cells);
  return found === undefined ? undefined : `${levels[found.at]} ${found.sort}`;
}

describe('codes that are written as no other', () => {
  it('mean the level that they are but for letters that look like digits, marks and lost zeros', () => {
    for (const [text, level] of [
      ['9O210', '90210'],
      ['l0OO1', '10001'],
      ['9o21O', '90210'],
      ['2139', '02139'],
    ])
      assert.equal(meant(ZIPS, text), `${level} misspelt`, text);
    for (const [text, level] of [
      ['90210-', '90210'],
      ["'10001", '10001'],
    ])
      assert.equal(meant(ZIPS, text), `${level} variant`, text);
    const parts = ['A-101', 'A-102', 'BS-20'];
    for (const [text, level] of [
      ['A_101', 'A-101'],
      ['A101', 'A-101'],
      ['A-102.', 'A-102'],
    ])
      assert.equal(meant(parts, text), `${level} variant`, text);
    for (const [text, level] of [
      ['A-1O2', 'A-102'],
      ['BS-2O', 'BS-20'],
    ])
      assert.equal(meant(parts, text), `${level} misspelt`, text);
  });

  it('are none where they are written as others, mean none or several, or are common', () => {
    for (const text of ['90211', 'other', '9O211', '90210+', '1', '']) assert.equal(meant(ZIPS, text), undefined, text);
    assert.equal(meant(ZIPS, '9O210', 20), undefined);
    assert.equal(meant(['B1', '81', '8B'], 'BB'), undefined);
    assert.equal(meant(['1', '2', '3'], '2-'), undefined);
    assert.equal(meant(['12', '34', '56'], '1-2'), undefined);
    assert.equal(meant(['5', '10', '20'], '-5'), undefined);
    assert.equal(meant(['65', '70', '80'], '65+'), undefined);
    assert.equal(meant(['T1', 'T2', 'T3'], 'T1a'), undefined);
    assert.equal(meant(['solo', 'duo'], 'S0lo'), undefined, 'no digits in the column');
  });

  it('are bands that overlap with others, and those with other marks', () => {
    const ages = ['18-25', '26-35', '36-45', '46-55'];
    assert.deepEqual(
      ['18-52', '81-25', '26 - 35', '36–45', '46-5'].map((text) => meant(ages, text)),
      ['18-25 misspelt', '18-25 misspelt', '26-35 variant', '36-45 variant', '46-55 misspelt'],
    );
    for (const text of ['56-65', '0-17', '65+', 'under 18', '56-66', '18-45'])
      assert.equal(meant(ages, text), undefined, text);
    assert.equal(meant(['1-2', '2-1', '3-0'], '2-0'), undefined, 'results of matches');
    assert.equal(meant(['0-10', '10-20', '20-30'], '30-40'), undefined);
  });

  it('are misspelt, also where they are new', () => {
    const { meant: found } = spellingsOf([...ZIPS, '9O210'], [50, 50, 50, 50, 50, 1]);
    assert.deepEqual(found, [...ZIPS.map(() => undefined), { level: 0, sort: 'misspelt' }]);
    assert.deepEqual(meaningOf({ levels: ZIPS, counts: [50, 50, 50, 50, 50], rate: 0.01 })('9O210'), {
      level: 0,
      sort: 'misspelt',
    });
  });
});
