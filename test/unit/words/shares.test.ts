// Shares as percentages.
import assert from 'node:assert/strict';
import { percent as panelPercent } from '../../../pictures/format';
import { percentage } from '../../../server/protocol/shares';
import { sharesWords } from '../../../server/words/comparing/changeWords';
import { percentWords } from '../../../server/words/findingClauses';
import { finePercent, percent } from '../../../server/words/numbers';

describe('percentages', () => {
  it('A share above zero is never written as zero, and one below one never as all', () => {
    const writers = [percent, finePercent, percentWords, panelPercent, (x: number): string => percentage(x, 3)];

    for (const write of writers) {
      assert.match(write(1e-7), /^</);
      assert.match(write(1 - 1e-7), /^>/);
    }
  });

  it('Exactly nothing and exactly everything have no decimals', () => {
    assert.deepEqual(
      [0, 1].map((share) => percentage(share, 1)),
      ['0 %', '100 %'],
    );
  });

  it('The limits are written with the decimals of the other shares', () => {
    assert.deepEqual(
      [percentage(0.0004), percentage(0.0004, 1), percentage(0.9996), percentage(0.9996, 1), percentage(0.4567, 1)],
      ['<1 %', '<0.1 %', '>99 %', '>99.9 %', '45.7 %'],
    );
  });

  it('A share that changes from little to much is not written as nothing', () => {
    assert.equal(sharesWords([0.001, 0.09]), '<1 % → 9 %');
  });
});
