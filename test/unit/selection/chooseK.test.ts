/** Tests which numbers of components are searched after a sweep, and which one is chosen. */
import assert from 'node:assert/strict';
import { complete } from '../../../server/core/numeric/generators';
import { climb, type Choice } from '../../../server/core/selection/chooseK';
import type { Mixture } from '../../../server/core/mixture/model';
import type { Candidate, FitReason, Trial, KOutcome } from '../../../server/core/selection/trial';

/** Outcome of the fit of one K. */
type Outcome = readonly [bic: number, reason?: FitReason];

/** A trial of one K with no more than the choice reads. */
function trialOf(k: number, [bic, reason = 'converged']: Outcome): Trial {
  const mixture = { shape: { k } } as unknown as Mixture;
  return { candidate: { k, bic, reason } as Candidate, finished: { mixture } as Trial['finished'] };
}

/**
 * Climbs from the outcomes of a sweep, K = 1 first; an estimated one has no trial over all rows.
 *
 * @param thorough outcomes of the thorough search by K, where they differ from those of the sweep
 * @param worse values of K whose search on a sample shows them to be worse than a sound best one
 */
function climbed(
  swept: readonly (Outcome | 'estimated')[],
  thorough: Readonly<Record<number, Outcome>> = {},
  worse: readonly number[] = [],
): { readonly choice: Choice; readonly searched: readonly number[] } {
  const searched: number[] = [];
  const tried = swept.map((outcome, i): KOutcome => {
    const trial = trialOf(i + 1, outcome === 'estimated' ? [1000] : outcome);
    return { candidate: trial.candidate, best: trial.finished.mixture, ...(outcome !== 'estimated' && { trial }) };
  });
  const choice = complete(
    climb(tried, {
      *fitThoroughly(k, smaller, before, best) {
        yield undefined;
        searched.push(k);
        assert.equal(smaller?.shape.k, k === 1 ? undefined : k - 1);
        assert.equal(before, tried[k - 1].trial);
        const trial = trialOf(k, thorough[k] ?? (swept[k - 1] as Outcome));
        const isWorse = best !== undefined && worse.includes(k);
        return { candidate: trial.candidate, best: trial.finished.mixture, ...(!isWorse && { trial }) };
      },
      isUncertain: () => worse.length > 0,
    }),
  );
  return { choice, searched };
}

describe('the choice of K after a sweep', () => {
  it('The best K of the sweep is searched and chosen', () => {
    const { choice, searched } = climbed([[100], [50], [70], [80]]);
    assert.deepEqual([choice.trial.candidate.k, searched], [2, [2]]);
    assert.deepEqual(
      choice.selection.map(({ k }) => k),
      [1, 2, 3, 4],
    );
  });

  it('A K beside the best is chosen where its search makes it better', () => {
    const { choice, searched } = climbed([[100], [47], [46, 'maxIterations'], [90]], { 2: [44], 3: [40], 4: [85] });
    assert.deepEqual([choice.trial.candidate.k, searched], [3, [2, 3]]);
  });

  it('A K far from the best is chosen where the best became worse by its search', () => {
    const far = climbed([[100], [55], [40], [90], [50]], { 3: [60] });
    assert.deepEqual([far.choice.trial.candidate.k, far.searched], [5, [3, 2, 5]]);
  });

  it('K = 1 is chosen where the best became worse by its search', () => {
    const one = climbed([[100], [95], [120]], { 2: [105] });
    assert.deepEqual([one.choice.trial.candidate.k, one.choice.trial.candidate.bic, one.searched], [1, 100, [2]]);
  });

  it('A K that did not converge is not searched, however low its BIC', () => {
    const unsound = climbed([[100], [40], [90], [50, 'degenerate'], [50, 'maxIterations']], { 2: [60] });
    assert.deepEqual([unsound.choice.trial.candidate.k, unsound.searched], [2, [2]]);
  });

  it('A best K that becomes degenerate gives way to the best sound K of the sweep', () => {
    const { choice, searched } = climbed([[100], [60], [50], [70]], { 3: [-500, 'degenerate'] });

    assert.deepEqual([choice.trial.candidate.k, choice.trial.candidate.reason, searched], [2, 'converged', [3, 2]]);
    assert.deepEqual(
      choice.selection.map(({ bic, reason }) => [bic, reason]),
      [
        [100, 'converged'],
        [60, 'converged'],
        [-500, 'degenerate'],
        [70, 'converged'],
      ],
    );
  });

  it('The choice falls back to K = 1 where the search of every other K is degenerate', () => {
    const degenerate: Outcome = [-500, 'degenerate'];
    const { choice, searched } = climbed([[100], [60], [50], [70]], { 2: degenerate, 3: degenerate, 4: degenerate });
    assert.deepEqual([choice.trial.candidate.k, choice.trial.candidate.bic, searched], [1, 100, [3, 2, 4]]);
  });

  it('A K estimated from a sample is run over all rows before it is chosen', () => {
    const { choice, searched } = climbed(['estimated', [95, 'degenerate'], [60]], { 1: [90], 3: [-9, 'degenerate'] });
    assert.deepEqual([choice.trial.candidate.k, searched], [1, [3, 1]]);
  });

  it('A K that was not run over all rows is never chosen, however low its BIC', () => {
    const { choice, searched } = climbed([[100], [50], 'estimated'], { 3: [40] }, [3]);
    assert.deepEqual([choice.trial.candidate.k, searched], [2, [2, 3]]);
    assert.deepEqual(
      choice.selection.map(({ bic }) => bic),
      [100, 50, 40],
    );
  });

  it('A K that is worse on a sample is run over all rows where the best is degenerate', () => {
    const { choice, searched } = climbed([[100], [60], [50]], { 3: [-9, 'degenerate'] }, [2]);
    assert.deepEqual([choice.trial.candidate.k, searched], [2, [3, 2]]);
  });

  it('A degenerate K is chosen only where all are degenerate', () => {
    const { choice, searched } = climbed([
      [100, 'degenerate'],
      [50, 'degenerate'],
      [60, 'degenerate'],
    ]);
    assert.deepEqual([choice.trial.candidate.k, searched], [2, [2]]);
  });
});
