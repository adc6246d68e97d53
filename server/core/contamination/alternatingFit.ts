/**
 * Fits under the error channels: alternates a fit without the cells set aside with the choice of the cells that this
 * fit sets aside.
 */
import { countAside, isSameAside, weightsAside, withoutCells, type Aside } from './asideCells';
import { channelsAfter, type Channel } from './errorChannel';
import { toContaminated, type Contaminated } from './search/sampleSearch';
import { cellsSetAside, type PatternedMatrix } from './asidePass';
import type { Matrix } from '../data/matrix';
import type { Scores } from '../mixture/engine';
import { score } from '../mixture/expectation';
import { fit, type Candidate, type Fit, type SearchSettings, type FitStep } from '../selection/fitMixture';
import { shapeOf, type Mixture } from '../mixture/model';

/** Maximum number of rounds of setting aside and continuing the fit. */
const MOST_ROUNDS = 4;

/** Matrix, channels and options of a fit. */
export interface Problem extends PatternedMatrix {
  /** Channels in which no cell is set aside. */
  readonly clean: readonly Channel[];
  readonly options: SearchSettings;
}

/** A fit with the cells that it sets aside. */
export interface SettledFit {
  readonly fit: Fit;
  readonly state: Contaminated;
  readonly keptCells: Matrix;
  /** Whether the fit was searched among all optima, rather than continued from a fit with other cells set aside. */
  readonly isSearched: boolean;
}

/** Fits without the given cells, then alternates between the cells that the fit sets aside and a new fit. */
export function* settle(problem: Problem, first: Aside): Generator<FitStep | undefined, SettledFit> {
  const { matrix, options } = problem;
  let best = yield* fitWithout(problem, first);
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const next = yield* cellsAsideBy(best, problem);
    if (isSameAside(next, best.state.aside)) break;
    const keptCells = withoutCells(matrix, next);
    const from = {
      shape: shapeOf(keptCells.columns, best.fit.k, options.priorStrength),
      theta: best.fit.mixture.theta,
    };
    const continued = yield* fitWithout({ ...problem, options: { ...options, from } }, next, keptCells);
    // If a component lost all its rows to the channels, the number of components is sought again.
    const candidate =
      continued.fit.reason === 'degenerate' && options.from === undefined
        ? yield* fitWithout(problem, next, keptCells)
        : continued;
    if (candidate.state.objective >= best.state.objective && countAside(best.state.aside) > 0) break;
    best = candidate.isSearched ? candidate : withSearchOf(best.fit, candidate);
  }
  return best;
}

/**
 * Finds the cells set aside by a mixture that was fitted to other cells: under its channels where they have a rate,
 * else under clean channels.
 */
export function* asideUnder(
  mixture: Mixture,
  problem: Problem,
  channels: readonly Channel[],
): Generator<undefined, Aside> {
  const { matrix, clean } = problem;
  return yield* cellsSetAside(mixture, problem, channelsOrClean(channels, clean), yield* score(mixture, matrix));
}

export function channelsOrClean(channels: readonly Channel[], clean: readonly Channel[]): readonly Channel[] {
  return channels.map((channel, d) => (channel.rate > 0 ? channel : clean[d]));
}

/** Returns a continued fit with the starts, certificate and selection of the search before it. */
function withSearchOf({ starts, certificate, selection }: Fit, continued: SettledFit): SettledFit {
  return {
    ...continued,
    fit: { ...continued.fit, starts, certificate, selection: selectionWith(selection, continued.fit) },
  };
}

function selectionWith(selection: readonly Candidate[], { selection: [chosen] }: Fit): readonly Candidate[] {
  return selection.map((other) => (other.k === chosen.k ? { ...chosen, heldOut: other.heldOut } : other));
}

function* fitWithout(
  { matrix, clean, options }: Problem,
  aside: Aside,
  keptCells = withoutCells(matrix, aside),
): Generator<FitStep | undefined, SettledFit> {
  const plainFit = yield* fit(keptCells, options, keptCells === matrix);
  const channels = channelsAfter(clean, matrix, weightsAside(matrix, aside));
  const state = toContaminated(plainFit, matrix, channels, aside);
  return { fit: plainFit, state, keptCells, isSearched: options.from === undefined };
}

function* cellsAsideBy(
  { fit: { mixture, statistics, scores }, state: { channels, aside } }: SettledFit,
  problem: Problem,
): Generator<undefined, Aside> {
  const allScores: Scores = scores ?? (yield* score(mixture, problem.matrix));
  return yield* cellsSetAside(mixture, problem, channels, allScores, { mixture, statistics, aside });
}
