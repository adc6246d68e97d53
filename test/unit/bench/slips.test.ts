/** Tests the slips that the benchmark of spelling plants. */
import assert from 'node:assert/strict';
import { LETTERS, planted, VARIANTS } from '../../../bench/slips/generate.mjs';
import { folded } from '../../../server/core/spelling/texts/folding';
import { slipOf } from '../../../server/core/spelling/texts/slipChannel';

const rows = Array.from({ length: 600 }, (_, n) => [String(n), ['New York', 'Hamburg', 'Oslo', 'ab'][n % 4], 'Bergen']);

describe('planted slips', () => {
  const spec = { rows, columns: [1], rate: 0.1, kinds: [...LETTERS, ...VARIANTS], seed: 3 };

  it('The same seed plants the same slips', () => {
    assert.deepEqual(planted(spec), planted(spec));
  });

  it('Another seed plants other slips', () => {
    assert.notDeepEqual(planted(spec), planted({ ...spec, seed: 4 }));
  });

  it('Slips stand at their reported rows and nowhere else', () => {
    const { rows: dirty, slips } = planted(spec);
    assert.ok(slips.length > 20);
    const places = new Map(slips.map((slip) => [slip.row, slip]));
    dirty.forEach((row, n) =>
      assert.deepEqual(row, places.has(n) ? [rows[n][0], places.get(n)?.typed, rows[n][2]] : rows[n]),
    );
    for (const { row, meant, typed } of slips) assert.ok(rows[row][1] === meant && typed !== meant && meant.length > 3);
  });

  it('A slip is of its reported kind', () => {
    for (const kind of [...LETTERS, ...VARIANTS]) {
      const { slips } = planted({ ...spec, kinds: [kind], rate: 0.5 });

      assert.ok(slips.length > 50, kind);
      for (const { meant, typed } of slips) {
        if (VARIANTS.includes(kind)) assert.equal(folded(typed), folded(meant), kind);
        else
          assert.ok(
            (slipOf(folded(typed), folded(meant))?.edits.length ?? 0) <= (kind === 'twice' ? 2 : 1),
            `${kind}: ${typed}`,
          );
      }
    }
  });
});
