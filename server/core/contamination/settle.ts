/**
 * Fits under the error channels: alternates a fit without the cells set aside and the choice of the cells that this fit
 * sets aside.
 */
import { countAside, isSameAside, weightsAside, withoutCells, type Aside } from './aside';
import { channelsAfter, type Channel } from './errorChannel';
import { contaminated, type Contaminated } from './search/sampleSearch';
import { cellsSetAside } from './asideStep';
import type { Matrix } from '../data/matrix';
import type { Scores } from '../mixture/engine';
import { score } from '../mixture/expectation';
import { fit, type Candidate, type Fit, type SearchSettings, type FitStep } from '../selection/fitMixture';
import { shapeOf, type Mixture } from '../mixture/model';
import type { RowPatterns } from '../data/missingPatterns';

/** Maximum number of rounds of setting aside and continuing the fit. */
const MOST_ROUNDS = 4;

/** Matrix, channels and options of a fit. */
export interface Problem {
  readonly matrix: Matrix;
  readonly patterns: RowPatterns;
  /** Channels in which no cell is set aside. */
  readonly clean: readonly Channel[];
  readonly options: SearchSettings;
}

/** A fit with the cells that it sets aside. */
export interface SettledFit {
  readonly fit: Fit;
  readonly state: Contaminated;
  readonly kept: Matrix;
  /** Whether the fit was searched among all optima, rather than continued from a fit with other cells set aside. */
  readonly isSought: boolean;
}

/** Fits without the given cells, then alternates with setting aside what the fit itself sets aside. */
export function* settled(problem: Problem, first: Aside): Generator<FitStep | undefined, SettledFit> {
  const { matrix, options } = problem;
  let best = yield* fitWithout(problem, first);
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const next = yield* setAsideBy(best, problem);
    if (isSameAside(next, best.state.aside)) break;
    const kept = withoutCells(matrix, next);
    const from = { shape: shapeOf(kept.columns, best.fit.k, options.priorStrength), theta: best.fit.mixture.theta };
    const onward = yield* fitWithout({ ...problem, options: { ...options, from } }, next, kept);
    // If a component lost all its rows to the channels, the number of components is sought again.
    const further =
      onward.fit.reason === 'degenerate' && options.from === undefined
        ? yield* fitWithout(problem, next, kept)
        : onward;
    if (further.state.objective >= best.state.objective && countAside(best.state.aside) > 0) break;
    best = further.isSought ? further : withSearchOf(best.fit, further);
  }
  return best;
}

/**
 * The cells set aside by a mixture that was fitted to other cells: under its channels where they have a rate, else
 * under clean channels.
 */
export function* asideUnder(
  mixture: Mixture,
  { matrix, patterns, clean }: Problem,
  channels: readonly Channel[],
): Generator<undefined, Aside> {
  return yield* cellsSetAside(mixture, matrix, orClean(channels, clean), patterns, yield* score(mixture, matrix));
}

export function orClean(channels: readonly Channel[], clean: readonly Channel[]): readonly Channel[] {
  return channels.map((channel, d) => (channel.rate > 0 ? channel : clean[d]));
}

/** A continued fit, with the record of the search before it. */
function withSearchOf({ starts, certificate, selection }: Fit, further: SettledFit): SettledFit {
  return { ...further, fit: { ...further.fit, starts, certificate, selection: selectionWith(selection, further.fit) } };
}

function selectionWith(selection: readonly Candidate[], { selection: [own] }: Fit): readonly Candidate[] {
  return selection.map((other) => (other.k === own.k ? { ...own, heldOut: other.heldOut } : other));
}

function* fitWithout(
  { matrix, clean, options }: Problem,
  aside: Aside,
  without = withoutCells(matrix, aside),
): Generator<FitStep | undefined, SettledFit> {
  const found = yield* fit(without, options, without === matrix);
  const channels = channelsAfter(clean, matrix, weightsAside(matrix, aside));
  const state = contaminated(found.mixture, matrix, channels, aside, found.nlml, found.objective - found.nlml);
  return { fit: found, state, kept: without, isSought: options.from === undefined };
}

function* setAsideBy(
  { fit: { mixture, statistics, scores }, state: { channels, aside } }: SettledFit,
  { matrix, patterns }: Problem,
): Generator<undefined, Aside> {
  const known: Scores = scores ?? (yield* score(mixture, matrix));
  return yield* cellsSetAside(mixture, matrix, channels, patterns, known, { mixture, statistics, aside });
}
