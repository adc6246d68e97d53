/** Tests numbers of components beyond those that `auto` always compares. */
import assert from 'node:assert/strict';
import { complete } from '../../../server/core/numeric/generators';
import { normalDeviate, seededRandom } from '../../../server/core/numeric/random';
import { climbBeyond, type Choice } from '../../../server/core/selection/chooseK';
import type { Candidate, FitReason, KOutcome, Trial } from '../../../server/core/selection/trial';
import type { Mixture } from '../../../server/core/mixture/model';
import type { FitReport } from '../../../server/protocol';
import { fitText } from '../../support/fitText';

function trialOf(k: number, bic: number, reason: FitReason = 'converged'): Trial {
  const mixture = { shape: { k } } as unknown as Mixture;
  return { candidate: { k, bic, reason } as Candidate, finished: { mixture } as Trial['finished'] };
}

/**
 * Climbs from a choice among `swept` numbers of components.
 *
 * @param chosen BIC and number of the choice
 * @param beyond outcomes of the larger numbers, in order; an estimated one has no trial
 */
function climbedBeyond(
  swept: number,
  chosen: readonly [k: number, bic: number, reason?: FitReason],
  beyond: readonly (readonly [bic: number, reason?: FitReason | 'estimated'])[],
  limit = 20,
): { readonly choice: Choice; readonly searched: readonly number[] } {
  const searched: number[] = [];
  const trial = trialOf(...chosen);
  const selection = Array.from({ length: swept }, (_, i) =>
    i + 1 === trial.candidate.k ? trial : trialOf(i + 1, 999),
  );
  const choice = complete(
    climbBeyond(
      { trial, selection: selection.map(({ candidate }) => candidate) },
      {
        *fitThoroughly(k, smaller): Generator<undefined, KOutcome> {
          yield undefined;
          searched.push(k);
          assert.equal(smaller?.shape.k, k - 1);
          const [bic, reason] = beyond[k - swept - 1];
          const next = trialOf(k, bic, reason === 'estimated' ? 'converged' : reason);
          return {
            candidate: next.candidate,
            best: next.finished.mixture,
            ...(reason !== 'estimated' && { trial: next }),
          };
        },
        isUncertain: () => false,
      },
      limit,
    ),
  );
  return { choice, searched };
}

describe('the choice of K beyond the sweep', () => {
  it('Larger K are searched until two in a row have no lower BIC', () => {
    const { choice, searched } = climbedBeyond(10, [10, 50], [[40], [45], [30], [31], [32], [1]]);

    assert.deepEqual([choice.trial.candidate.k, searched], [13, [11, 12, 13, 14, 15]]);
  });

  it('The selection holds every K that was tried', () => {
    const { choice } = climbedBeyond(10, [10, 50], [[60], [61]]);

    assert.deepEqual(
      choice.selection.map(({ k }) => k),
      Array.from({ length: 12 }, (_, i) => i + 1),
    );
  });

  it('No K above the limit is searched', () => {
    assert.deepEqual(climbedBeyond(10, [10, 50], [[40], [30]], 12).searched, [11, 12]);
  });

  for (const [what, choice] of [
    ['a smaller K than the largest of the sweep', [7, 50]],
    ['a degenerate fit', [10, 50, 'degenerate']],
  ] as const)
    it(`Nothing is searched beyond ${what}`, () => {
      assert.deepEqual(climbedBeyond(10, choice, []).searched, []);
    });

  for (const reason of ['degenerate', 'maxIterations', 'estimated'] as const)
    it(`A lower BIC is not chosen if its fit is no converged one over all rows: ${reason}`, () => {
      const { choice } = climbedBeyond(10, [10, 50], [[40, reason], [60]]);

      assert.equal(choice.trial.candidate.k, 10);
    });
});

describe('a table of fourteen groups', function () {
  this.timeout(60_000);
  const random = seededRandom(3);
  const rows = Array.from({ length: 14 * 40 }, (_, i) =>
    [0, 1].map((d) => (12 * Math.floor((i % 14) / [1, 4][d]) + normalDeviate(random)).toFixed(3)).join(','),
  );
  const table = `x,y\n${rows.join('\n')}\n`;
  const options = { starts: 4, maxComponents: 20 } as const;
  const EDGE = /is the largest number of clusters that was tried, and more may fit better/;
  const edgeWarnings = ({ certificate }: FitReport): readonly string[] =>
    certificate.warnings.filter((warning) => EDGE.test(warning));

  for (const estimate of ['robust', 'map'] as const)
    it(`Each group has its component without a set number (${estimate})`, () => {
      const { report } = fitText(table, { ...options, estimate });

      assert.equal(report.k, 14);
      assert.deepEqual(edgeWarnings(report), []);
    });

  it('The estimates robust and map agree on clean rows, bit for bit', () => {
    const [robust, map] = (['robust', 'map'] as const).map(
      (estimate) => fitText(table, { ...options, estimate }).report,
    );

    assert.deepEqual([robust.nlml, robust.components, robust.selection], [map.nlml, map.components, map.selection]);
  });

  it('A choice at the largest number has a warning that names the remedy', () => {
    const { report } = fitText(table, { ...options, maxComponents: 12 });

    assert.equal(report.k, 12);
    assert.match(
      edgeWarnings(report)[0],
      /^12 is .* raise the setting maxComponents \(on the command line: --max-components\)\.$/,
    );
  });

  it('A choice at the largest number that the rows allow has a warning without that remedy', () => {
    const few = `x,y\n${Array.from({ length: 14 }, (_, i) => [0, 1].map(() => 1000 * (i % 2) + random())).join('\n')}\n`;

    const { report } = fitText(few, { ...options, estimate: 'map' });

    assert.equal(report.k, 2);
    assert.match(edgeWarnings(report)[0], /^2 is .*: there are too few rows to try more/);
  });

  it('No number above ten is tried by default, and a warning says so', () => {
    const { report } = fitText(table, { starts: 4 });

    assert.equal(report.k, 10);
    assert.match(edgeWarnings(report)[0], /^10 is .* raise the setting maxComponents/);
  });

  it('A set number has no warning', () => {
    assert.deepEqual(edgeWarnings(fitText(table, { ...options, k: 12 }).report), []);
  });
});
