/** Tests the numbers that may have been intended by the digits of a wrong one, and conversions of units. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { conversions, unitIn } from '../../../server/core/slips/conversions';
import { digitSlips, typedNumber, type NumberCandidate, type TypedNumber } from '../../../server/core/slips/digitSlips';

function typed(text: string): TypedNumber {
  const found = typedNumber(Number(text), text.split('.')[1]?.length ?? 0, false);
  assert.ok(found !== undefined);
  return found;
}

function kinds(written: string, meant: number): readonly string[] {
  return digitSlips(typed(written))
    .filter(({ number }) => number === meant)
    .map(({ kind }) => kind);
}

describe('digitSlips', () => {
  it('digitSlips recognises each slip of a key', () => {
    assert.ok(kinds('375', 3750).includes('missing'));
    assert.ok(kinds('38750', 3750).includes('extra'));
    assert.ok(kinds('37750', 3750).includes('doubled'));
    assert.ok(kinds('7350', 3750).includes('exchanged'));
    assert.ok(kinds('6750', 3750).includes('mistyped'));
  });

  it('A number of more digits than people type has the slips of signs and powers of ten alone', () => {
    const slips = digitSlips(typed('1.0283988403585'));

    assert.deepEqual(new Set(slips.map(({ kind }) => kind)), new Set(['sign', 'tens']));
  });

  it('digitSlips recognises slips of marks, signs and powers of ten', () => {
    assert.deepEqual(kinds('189', 18.9), ['markLost', 'tens']);
    assert.ok(kinds('18.9', 1.89).includes('markMoved'));
    assert.deepEqual(kinds('-4.5', 4.5), ['sign']);
    assert.ok(kinds('0.0371', 37.1).includes('tens'));
    assert.ok(kinds('1.234', 1234).includes('thousands'));
    assert.ok(
      digitSlips({ ...typed('1234'), hasThousands: true }).some(
        ({ kind, number }) => kind === 'thousands' && number === 1.234,
      ),
    );
  });

  it('A slip to a neighbouring key is likelier than one to a distant key', () => {
    const logOf = (meant: number): number =>
      digitSlips(typed('64')).find(({ kind, number }) => kind === 'mistyped' && number === meant)?.logChannel ??
      -Infinity;
    assert.ok(logOf(54) > logOf(14));
  });

  it('No candidate begins with a zero before other digits', () => {
    for (const { plain } of digitSlips(typed('63000'))) assert.match(plain, /^-?(0(\.|$)|[1-9])/);
    assert.ok(!kinds('63000', 3000).includes('mistyped'));
  });

  it('The text of each candidate reads as its number', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -1_000_000, max: 1_000_000 }),
        fc.integer({ min: 0, max: 4 }),
        (digits, decimals) => {
          const found = typedNumber(digits / 10 ** decimals, decimals, false);
          assert.ok(found !== undefined);
          for (const { number, plain, logChannel } of digitSlips(found)) {
            assert.equal(Number(plain), number);
            assert.ok(logChannel < 0);
          }
        },
      ),
    );
  });

  it('The probabilities of the texts typed for one number sum to at most one', () => {
    // The texts within one slip of 4207, and the probabilities that each was typed for it.
    const near = new Set(
      digitSlips(typed('4207'))
        .map(({ plain }) => plain)
        .filter((plain) => !plain.includes('.')),
    );

    let sum = 0;
    for (const written of near)
      for (const { number, logChannel } of digitSlips(typed(written))) if (number === 4207) sum += Math.exp(logChannel);

    assert.ok(sum <= 1 && sum > 0.2, String(sum));
  });
});

describe('conversions', () => {
  const meant = (
    written: string,
    unit: string | undefined,
    step: number,
    decimals: number,
  ): readonly NumberCandidate[] => conversions(typed(written), unit, step, decimals);

  it('A number in another unit is converted and rounded to the step of the column', () => {
    assert.ok(meant('70.9', 'cm', 1, 0).some(({ number, detail }) => number === 180 && detail === 'in cm'));
    assert.ok(meant('98.6', '°C', 0.1, 1).some(({ number }) => number === 37));
    assert.ok(meant('154', 'kg', 0.1, 1).some(({ number, detail }) => number === 69.9 && detail === 'lb kg'));
  });

  it('A conversion is a guess if the unit of the column is unknown', () => {
    assert.ok(meant('154', undefined, 0.1, 1).some(({ number, isGuess }) => number === 69.9 && isGuess === true));
    assert.ok(meant('154', 'kg', 0.1, 1).every(({ isGuess }) => isGuess === undefined));
  });

  it('All conversions lead to the known unit of the column', () => {
    assert.deepEqual([...new Set(meant('70.9', 'cm', 1, 0).map(({ detail }) => detail?.split(' ')[1]))], ['cm']);
  });
});

describe('unitIn', () => {
  it('unitIn reads the unit from the last word of a column name', () => {
    assert.deepEqual(['body_mass_g', 'height (cm)', 'temp.C', 'Dia.m', 'species', 'weight'].map(unitIn), [
      'g',
      'cm',
      '°C',
      'm',
      undefined,
      undefined,
    ]);
  });
});
