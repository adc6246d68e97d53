/**
 * The choice of the number of components after a sweep. The best K is searched thoroughly; then any neighbouring K that
 * may be better (if its search gains as much as the best search so far) or that the caller considers uncertain; then
 * any other K with a lower BIC. If the largest K of the sweep is chosen, larger ones are searched while the BIC falls.
 */
import type { Mixture } from '../mixture/model';
import type { Candidate, FitStep, Trial, KOutcome } from './trial';

export interface Climber {
  /**
   * Searches one K; returns no trial where a sample shows that K is clearly worse than the best.
   *
   * @param smaller best mixture of one component less
   * @param previous earlier trial of this K
   * @param best best trial over all rows so far, unless it is degenerate
   */
  fitThoroughly(
    k: number,
    smaller: Mixture | undefined,
    previous: Trial | undefined,
    best: Trial | undefined,
  ): Generator<FitStep | undefined, KOutcome>;
  /** Whether a K above the best may be better, whatever the sweep found for it. */
  isUncertain(best: Trial): boolean;
}

export interface Choice {
  readonly trial: Trial;
  /** Best fit of each K, by K. */
  readonly selection: readonly Candidate[];
}

/**
 * Climbs from the swept candidates to the chosen one.
 *
 * @param sweptOutcomes by K, from 1 on; at least one of them was run over all rows
 */
export function* climb(sweptOutcomes: readonly KOutcome[], climber: Climber): Generator<FitStep | undefined, Choice> {
  const outcomes = [...sweptOutcomes];
  const searched = new Set<number>();
  let best = indexOfBest(outcomes.map(({ candidate, trial }) => (trial === undefined ? undefined : candidate)));
  let gain = 0;
  for (
    let next: number | undefined = best;
    next !== undefined;
    next = nextIndex(outcomes, searched, best, gain, climber)
  ) {
    searched.add(next);
    const {
      candidate: { k, bic },
      trial: previous,
    } = outcomes[next];
    // A single component has one optimum, so a search would find nothing.
    if (k > 1 || previous === undefined) {
      const { trial } = (outcomes[next] = yield* climber.fitThoroughly(
        k,
        outcomes[next - 1]?.best,
        previous,
        soundTrial(outcomes[best]),
      ));
      if (k > 1 && trial !== undefined && trial.candidate.reason !== 'degenerate')
        gain = Math.max(gain, bic - trial.candidate.bic);
    }
    best = indexOfBest(
      outcomes.map(({ candidate, trial }, i) => (searched.has(i) && trial !== undefined ? candidate : undefined)),
    );
  }
  return { trial: outcomes[best].trial as Trial, selection: outcomes.map(({ candidate }) => candidate) };
}

/** Number of consecutive K without a lower BIC after which larger K are not tried. */
const PATIENCE_BEYOND_SWEEP = 2;

/**
 * Searches K beyond the sweep while the BIC falls, if the sweep's largest K was chosen.
 *
 * @param limit largest K to try
 */
export function* climbBeyond(choice: Choice, climber: Climber, limit: number): Generator<FitStep | undefined, Choice> {
  let best = choice.trial;
  const selection = [...choice.selection];
  if (best.candidate.k !== selection.length || best.candidate.reason !== 'converged') return choice;
  let smaller = best.finished.mixture;
  while (selection.length < Math.min(limit, best.candidate.k + PATIENCE_BEYOND_SWEEP)) {
    const outcome = yield* climber.fitThoroughly(selection.length + 1, smaller, undefined, best);
    const { candidate, trial } = outcome;
    selection.push(candidate);
    smaller = outcome.best;
    if (trial !== undefined && candidate.reason === 'converged' && candidate.bic < best.candidate.bic) best = trial;
  }
  return { trial: best, selection };
}

function soundTrial({ trial }: KOutcome): Trial | undefined {
  return trial?.candidate.reason === 'degenerate' ? undefined : trial;
}

/** Returns the index of the K to search next; undefined if none is left. */
function nextIndex(
  outcomes: readonly KOutcome[],
  searched: ReadonlySet<number>,
  best: number,
  gain: number,
  climber: Climber,
): number | undefined {
  const { candidate, trial } = outcomes[best];
  if (candidate.reason === 'degenerate') {
    // A thorough search may end where the likelihood has no maximum, though a short one did not: fall back to a sound
    // fit.
    const fallbacks = outcomes.map((other, i) =>
      searched.has(i) || other.candidate.reason !== 'converged' ? undefined : other.candidate,
    );
    return fallbacks.some((other) => other !== undefined) ? indexOfBest(fallbacks) : undefined;
  }
  const isUncertain = best > 0 && trial !== undefined && climber.isUncertain(trial);
  const neighbour = [best + 1, best - 1].find(
    (i) =>
      i > 0 &&
      i in outcomes &&
      !searched.has(i) &&
      ((i > best && isUncertain) || outcomes[i].candidate.bic - gain < candidate.bic),
  );
  return neighbour ?? nextLowerIndex(outcomes, searched, candidate);
}

/**
 * Returns the index of the lowest BIC below the best candidate's, among the K not searched yet; undefined if there is
 * none. A thorough search may end with a better objective but a worse BIC: then the best K may lie far from the first.
 */
function nextLowerIndex(
  outcomes: readonly KOutcome[],
  searched: ReadonlySet<number>,
  { bic }: Candidate,
): number | undefined {
  const lower = outcomes.map(({ candidate }, i) =>
    searched.has(i) || candidate.reason !== 'converged' || !(candidate.bic < bic) ? undefined : candidate,
  );
  return lower.some((other) => other !== undefined) ? indexOfBest(lower) : undefined;
}

/**
 * Returns the index of the lowest BIC among the fits that converged and are not degenerate, or among all fits if there
 * are no such fits. Skips places without a fit.
 */
function indexOfBest(candidates: readonly (Candidate | undefined)[]): number {
  const present = candidates.filter((candidate) => candidate !== undefined);
  const sound = present.filter(({ reason }) => reason === 'converged');
  const eligible = sound.length > 0 ? sound : present;
  return candidates.indexOf(eligible.reduce((a, b) => (b.bic < a.bic ? b : a)));
}
