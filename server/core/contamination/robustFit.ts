/**
 * The estimate `robust`: `map` under the error channels of the columns. The fit uses the kept cells alone, so it equals
 * `map` bit for bit where no cell is set aside.
 *
 * The cells to set aside are sought twice: first from the fit of all but the wildest cells; then, if that fit sets any
 * aside or has components that may consist of wrong cells, by a search on a sample of the rows in which wrong cells
 * cannot have components of their own to begin with. The fit with the better BIC over all rows is returned. Where K is
 * free, components that exist only for wrong cells are removed; K beyond those of the sweep are tried only if its
 * largest K is left after that.
 */
import { countAside, isSameAside, emptyAside, type Aside } from './asideCells';
import { channelParameters, channelPrior, cleanChannels, type Channel } from './errorChannel';
import { withoutScattered } from './scattered';
import { searchFieldOf, sweepUnderChannels, type Contaminated } from './search/sampleSearch';
import { asideUnder, channelsOrClean, settle, type Problem, type SettledFit } from './alternatingFit';
import { withoutShadows } from './shadows';
import { isSuspect, wildCells } from './search/wrongCellSigns';
import { totalWeight, type Matrix } from '../data/matrix';
import { LARGEST_SWEPT, type Candidate, type Fit, type SearchSettings, type FitStep } from '../selection/fitMixture';
import type { Mixture } from '../mixture/model';
import { rowPatterns } from '../data/missingPatterns';
import { sampleOf } from '../mixture/subsample';

export interface RobustFit {
  /** The fit with the figures of the model and its channels: they include the cost of the cells set aside. */
  readonly fit: Fit;
  readonly channels: readonly Channel[];
  readonly aside: Aside;
  /** The fitted rows without the cells set aside. */
  readonly keptCells: Matrix;
}

/** Maximum number of rows of the sample that is searched for a better fit. */
const MOST_SEARCHED = 2000;

/**
 * Fits under the error channels.
 *
 * @throws never, as `fit`
 */
export function* robustFit(matrix: Matrix, options: SearchSettings): Generator<FitStep | undefined, RobustFit> {
  const maxComponents = Math.min(options.maxComponents, LARGEST_SWEPT);
  const swept = yield* fitUnderChannels(matrix, { ...options, maxComponents });
  const isAtEdge = options.k === 'auto' && options.from === undefined && swept.fit.k === LARGEST_SWEPT;
  if (!isAtEdge || options.maxComponents === LARGEST_SWEPT) return swept;
  const further = yield* fitUnderChannels(matrix, options);
  return further.fit.bic <= swept.fit.bic ? further : swept;
}

function* fitUnderChannels(matrix: Matrix, options: SearchSettings): Generator<FitStep | undefined, RobustFit> {
  const clean = cleanChannels(matrix);
  const problem: Problem = { matrix, patterns: yield* rowPatterns(matrix), clean, options };
  const first = yield* settle(problem, wildCells(matrix, clean));
  if (options.from !== undefined) return resultOf(first, matrix);
  // Where no cell is set aside, needless components may be the only problem.
  const simple = isClean(first) ? yield* removeNeedless(first, problem) : first;
  if (isClean(simple) && !isSuspect(simple.fit)) return resultOf(simple, matrix);
  return resultOf(yield* removeNeedless(yield* searchForBetter(simple, problem), problem), matrix);
}

function isClean({ state }: SettledFit): boolean {
  return countAside(state.aside) === 0;
}

/** Searches a sample for a better fit; returns the first fit if there is none. */
function* searchForBetter(first: SettledFit, problem: Problem): Generator<FitStep | undefined, SettledFit> {
  const alternative = yield* searchBySample(first.fit, problem);
  const aside = yield* asideUnder(alternative.mixture, problem, alternative.channels);
  // The same cells are set aside, so a search would return the same fit.
  if (first.isSearched && isSameAside(aside, first.state.aside)) return first;
  const second = yield* settle(problem, aside);
  return isBetter(second, first, problem.options) ? second : first;
}

/** Removes components that exist only for wrong cells, where K is free. */
function* removeNeedless(best: SettledFit, problem: Problem): Generator<FitStep | undefined, SettledFit> {
  const smaller = problem.options.k === 'auto' ? yield* mixtureOfFewer(best, problem) : undefined;
  if (smaller === undefined) return best;
  const { k } = smaller.shape;
  const fixedProblem: Problem = { ...problem, options: { ...problem.options, k } };
  const fewer = yield* settle(fixedProblem, yield* asideUnder(smaller, problem, best.state.channels));
  const selection = [...best.fit.selection.filter((other) => other.k < k), ...fewer.fit.selection];
  return yield* removeNeedless({ ...fewer, fit: { ...fewer.fit, selection } }, problem);
}

function* mixtureOfFewer(
  { fit: { mixture, statistics }, keptCells, state: { channels, aside } }: SettledFit,
  { matrix, clean }: Problem,
): Generator<undefined, Mixture | undefined> {
  if (mixture.shape.k === 1) return undefined;
  return (
    withoutShadows(mixture, statistics, keptCells) ??
    (yield* withoutScattered(mixture, matrix, channelsOrClean(channels, clean), aside, keptCells))
  );
}

function isBetter(a: SettledFit, b: SettledFit, { k }: SearchSettings): boolean {
  if ((a.fit.reason === 'degenerate') !== (b.fit.reason === 'degenerate')) return b.fit.reason === 'degenerate';
  return k === 'auto' ? a.state.bic < b.state.bic : a.state.objective < b.state.objective;
}

function* searchBySample({ k, mixture }: Fit, { matrix, clean, options }: Problem): Generator<undefined, Contaminated> {
  const sample = sampleOf(matrix, MOST_SEARCHED, options.seed);
  const field = yield* searchFieldOf(sample, clean, options.priorStrength);
  const maxK = Math.min(
    options.k === 'auto' ? Math.min(options.maxComponents, k + 1) : options.k,
    Math.max(1, Math.floor(sample.rows / 5)),
  );
  const starts: readonly Mixture[] = [mixture];
  const swept = yield* sweepUnderChannels(field, options.k === 'auto' ? 1 : maxK, maxK, starts, options.seed);
  return swept.reduce((a, b) => (b.bic < a.bic ? b : a));
}

/** Adds the cost of the channels to the figures of the fit. */
function resultOf(
  { fit: plainFit, state: { channels, aside, nlml }, keptCells }: SettledFit,
  matrix: Matrix,
): RobustFit {
  if (countAside(aside) === 0) return { fit: plainFit, channels, aside: emptyAside(matrix), keptCells };
  const cost: ChannelCost = { channels, nlml: nlml - plainFit.nlml, rows: totalWeight(matrix) };
  const prior = channelPrior(channels);
  const trace = plainFit.trace.map((step) => ({
    ...step,
    nlml: step.nlml + cost.nlml,
    objective: step.objective + cost.nlml + prior,
  }));
  const selection = plainFit.selection.map((candidate) => withChannelCost(candidate, cost));
  return { fit: { ...withChannelCost(plainFit, cost), trace, selection }, channels, aside, keptCells };
}

/** Cost of channels and of the cells set aside. */
export interface ChannelCost {
  readonly channels: readonly Channel[];
  /** Addition to the NLML of the kept cells, in nats. */
  readonly nlml: number;
  /** Number of rows, each as often as it counts. */
  readonly rows: number;
}

/** Adds the cost of the channels to the figures of a candidate. */
export function withChannelCost<C extends Candidate>(candidate: C, { channels, nlml: cost, rows }: ChannelCost): C {
  const parameters = channelParameters(channels);
  return {
    ...candidate,
    nlml: candidate.nlml + cost,
    objective: candidate.objective + cost + channelPrior(channels),
    bic: candidate.bic + 2 * cost + parameters * Math.log(rows),
    icl: candidate.icl + 2 * cost + parameters * Math.log(rows),
    aic: candidate.aic + 2 * cost + 2 * parameters,
    ...(candidate.heldOut !== undefined && { heldOut: candidate.heldOut + cost / rows }),
  };
}
