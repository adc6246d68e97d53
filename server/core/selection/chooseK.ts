/**
 * From a sweep to the reported number of components. The best K is searched thoroughly; then any K beside it that may
 * be better (if its search gains as much as the best search so far) or of which the caller is unsure; then any K left
 * with a lower BIC.
 */
import type { Mixture } from '../mixture/model';
import type { Candidate, FitStep, Trial, Tried } from './trial';

export interface Climber {
  /**
   * Searches one K; returns no trial where a sample shows that K is clearly worse than the best.
   *
   * @param smaller best mixture of one component less
   * @param before earlier trial of this K
   * @param best best trial over all rows so far, unless it is degenerate
   */
  thorough(
    k: number,
    smaller: Mixture | undefined,
    before: Trial | undefined,
    best: Trial | undefined,
  ): Generator<FitStep | undefined, Tried>;
  /** Whether a K above the best may be better, whatever the sweep found for it. */
  isUnsure(best: Trial): boolean;
}

export interface Choice {
  readonly trial: Trial;
  /** Best fit of each K, by K. */
  readonly selection: readonly Candidate[];
}

/**
 * Climbs from the swept candidates to the chosen one.
 *
 * @param swept by K, from 1 on; at least one of them was run over all rows
 */
export function* climb(swept: readonly Tried[], climber: Climber): Generator<FitStep | undefined, Choice> {
  const tried = [...swept];
  const searched = new Set<number>();
  let best = chosen(tried.map(({ candidate, trial }) => (trial === undefined ? undefined : candidate)));
  let gain = 0;
  for (let next: number | undefined = best; next !== undefined; next = nextOf(tried, searched, best, gain, climber)) {
    searched.add(next);
    const {
      candidate: { k, bic },
      trial: before,
    } = tried[next];
    // A single component has one optimum, so a search would find nothing.
    if (k > 1 || before === undefined) {
      const { trial } = (tried[next] = yield* climber.thorough(
        k,
        tried[next - 1]?.best,
        before,
        soundTrial(tried[best]),
      ));
      if (k > 1 && trial !== undefined && trial.candidate.reason !== 'degenerate')
        gain = Math.max(gain, bic - trial.candidate.bic);
    }
    best = chosen(
      tried.map(({ candidate, trial }, i) => (searched.has(i) && trial !== undefined ? candidate : undefined)),
    );
  }
  return { trial: tried[best].trial as Trial, selection: tried.map(({ candidate }) => candidate) };
}

function soundTrial({ trial }: Tried): Trial | undefined {
  return trial?.candidate.reason === 'degenerate' ? undefined : trial;
}

/** Index of the K to search next; undefined if none is left. */
function nextOf(
  tried: readonly Tried[],
  searched: ReadonlySet<number>,
  best: number,
  gain: number,
  climber: Climber,
): number | undefined {
  const { candidate, trial } = tried[best];
  if (candidate.reason === 'degenerate') {
    // A thorough search may end where the likelihood has no maximum, though a short one did not: fall back to a sound
    // fit.
    const others = tried.map((other, i) =>
      searched.has(i) || other.candidate.reason !== 'converged' ? undefined : other.candidate,
    );
    return others.some((other) => other !== undefined) ? chosen(others) : undefined;
  }
  const isUnsure = best > 0 && trial !== undefined && climber.isUnsure(trial);
  const beside = [best + 1, best - 1].find(
    (i) =>
      i > 0 &&
      i in tried &&
      !searched.has(i) &&
      ((i > best && isUnsure) || tried[i].candidate.bic - gain < candidate.bic),
  );
  return beside ?? nextLower(tried, searched, candidate);
}

/**
 * A thorough search finds a better objective, which may have a worse BIC: then the best may be a K far from where the
 * search began.
 */
function nextLower(tried: readonly Tried[], searched: ReadonlySet<number>, { bic }: Candidate): number | undefined {
  const lower = tried.map(({ candidate }, i) =>
    searched.has(i) || candidate.reason !== 'converged' || !(candidate.bic < bic) ? undefined : candidate,
  );
  return lower.some((other) => other !== undefined) ? chosen(lower) : undefined;
}

/**
 * Index of the lowest BIC among the fits that converged and are not degenerate, or among all fits if there are no such
 * fits. Skips places without a fit.
 */
function chosen(candidates: readonly (Candidate | undefined)[]): number {
  const there = candidates.filter((candidate) => candidate !== undefined);
  const sound = there.filter(({ reason }) => reason === 'converged');
  const among = sound.length > 0 ? sound : there;
  return candidates.indexOf(among.reduce((a, b) => (b.bic < a.bic ? b : a)));
}
