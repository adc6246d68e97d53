/**
 * From a sweep to the number of components that is reported: the best K is searched thoroughly, then any K beside it
 * that may be better still - one that would be if its search were as fruitful as the best one so far - whatever else
 * the caller is unsure of, and any K that is left with a lower BIC.
 */
import type { Mixture } from '../mixture/model';
import type { Candidate, FitStep, Trial, Tried } from './trial';

export interface Climber {
  /**
   * Searches one K; without a trial where a sample tells that it is clearly worse than the best.
   *
   * @param smaller the best of one component less
   * @param before what is known of this K already
   * @param best the best that was run over all rows so far, if it is sound
   */
  thorough(
    k: number,
    smaller: Mixture | undefined,
    before: Trial | undefined,
    best: Trial | undefined,
  ): Generator<FitStep | undefined, Tried>;
  /** Whether a K above the best may be better, whatever the sweep made of it. */
  isUnsure(best: Trial): boolean;
}

export interface Choice {
  readonly trial: Trial;
  /** By K. */
  readonly selection: readonly Candidate[];
}

/** @param swept by K, from 1 on; at least one of them was run over all rows */
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
    // One component has one optimum: there is nothing to be searched.
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

/** Which K is to be searched next, if any. */
function nextOf(
  tried: readonly Tried[],
  searched: ReadonlySet<number>,
  best: number,
  gain: number,
  climber: Climber,
): number | undefined {
  const { candidate, trial } = tried[best];
  if (candidate.reason === 'degenerate') {
    // A thorough search may end where the likelihood has no maximum though a short one did not: then what was sound is
    // gone back to.
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
 * A thorough search finds a better objective, which may have a worse BIC: then the best may be one that is far from
 * where it was sought.
 */
function nextLower(tried: readonly Tried[], searched: ReadonlySet<number>, { bic }: Candidate): number | undefined {
  const lower = tried.map(({ candidate }, i) =>
    searched.has(i) || candidate.reason !== 'converged' || !(candidate.bic < bic) ? undefined : candidate,
  );
  return lower.some((other) => other !== undefined) ? chosen(lower) : undefined;
}

/**
 * Index of the lowest BIC among the fits that converged and are not degenerate; among all where there is none. Places
 * without a fit are passed over.
 */
function chosen(candidates: readonly (Candidate | undefined)[]): number {
  const there = candidates.filter((candidate) => candidate !== undefined);
  const sound = there.filter(({ reason }) => reason === 'converged');
  const among = sound.length > 0 ? sound : there;
  return candidates.indexOf(among.reduce((a, b) => (b.bic < a.bic ? b : a)));
}
