/**
 * The estimate `robust`: `map` under the error channels of the columns. The fit uses the kept cells alone, so it equals
 * `map` bit for bit where no cell is set aside.
 *
 * The cells to set aside are sought twice: first from the fit of all but the wildest cells; then, if that fit sets any
 * aside or has components that may consist of wrong cells, by a search on a sample of the rows in which wrong cells
 * cannot have components of their own to begin with. The one with the better BIC over all rows is taken. Where K is
 * free, components that exist only for wrong cells are removed.
 */
import { countAside, isSameAside, nothingAside, type Aside } from './aside';
import { channelParameters, channelPrior, cleanChannels, type Channel } from './errorChannel';
import { withoutScattered } from './scattered';
import { fieldOf, sweepUnderChannels, type Contaminated } from './search/sampleSearch';
import { asideUnder, orClean, settled, type Problem, type SettledFit } from './settle';
import { withoutShadows } from './shadows';
import { isSuspect, wildCells } from './search/suspicion';
import { totalWeight, type Matrix } from '../data/matrix';
import type { Candidate, Fit, SearchSettings, FitStep } from '../selection/fitMixture';
import type { Mixture } from '../mixture/model';
import { rowPatterns } from '../data/missingPatterns';
import { sampleOf } from '../mixture/subsample';

export interface RobustFit {
  /** The fit with the figures of the model and its channels: they include the cost of the cells set aside. */
  readonly fit: Fit;
  readonly channels: readonly Channel[];
  readonly aside: Aside;
  /** The fitted rows without the cells set aside. */
  readonly kept: Matrix;
}

/** Maximum number of rows that are searched for another explanation of the wrong cells. */
const MOST_SEARCHED = 2000;

/**
 * Fits under the error channels.
 *
 * @throws never, as `fit`
 */
export function* robustFit(matrix: Matrix, options: SearchSettings): Generator<FitStep | undefined, RobustFit> {
  const clean = cleanChannels(matrix);
  const problem: Problem = { matrix, patterns: yield* rowPatterns(matrix), clean, options };
  const first = yield* settled(problem, wildCells(matrix, clean));
  if (options.from !== undefined) return resultOf(first, matrix);
  // Where no cell is set aside, needless components may be the only problem.
  const simple = isClean(first) ? yield* withoutNeedless(first, problem) : first;
  if (isClean(simple) && !isSuspect(simple.fit)) return resultOf(simple, matrix);
  return resultOf(yield* withoutNeedless(yield* orBetter(simple, problem), problem), matrix);
}

function isClean({ state }: SettledFit): boolean {
  return countAside(state.aside) === 0;
}

/** The fit, or the one that a search on a sample leads to, if that is better. */
function* orBetter(first: SettledFit, problem: Problem): Generator<FitStep | undefined, SettledFit> {
  const found = yield* soughtBySample(first.fit, problem);
  const aside = yield* asideUnder(found.mixture, problem, found.channels);
  // The search would come to the same fit again.
  if (first.isSought && isSameAside(aside, first.state.aside)) return first;
  const second = yield* settled(problem, aside);
  return isBetter(second, first, problem.options) ? second : first;
}

/** Removes components that exist only for wrong cells, where K is free. */
function* withoutNeedless(best: SettledFit, problem: Problem): Generator<FitStep | undefined, SettledFit> {
  const smaller = problem.options.k === 'auto' ? yield* fewerOf(best, problem) : undefined;
  if (smaller === undefined) return best;
  const { k } = smaller.shape;
  const known: Problem = { ...problem, options: { ...problem.options, k } };
  const fewer = yield* settled(known, yield* asideUnder(smaller, problem, best.state.channels));
  const selection = [...best.fit.selection.filter((other) => other.k < k), ...fewer.fit.selection];
  return yield* withoutNeedless({ ...fewer, fit: { ...fewer.fit, selection } }, problem);
}

function* fewerOf(
  { fit: { mixture, statistics }, kept, state: { channels, aside } }: SettledFit,
  { matrix, clean }: Problem,
): Generator<undefined, Mixture | undefined> {
  if (mixture.shape.k === 1) return undefined;
  return (
    withoutShadows(mixture, statistics, kept) ??
    (yield* withoutScattered(mixture, matrix, orClean(channels, clean), aside, kept))
  );
}

function isBetter(a: SettledFit, b: SettledFit, { k }: SearchSettings): boolean {
  if ((a.fit.reason === 'degenerate') !== (b.fit.reason === 'degenerate')) return b.fit.reason === 'degenerate';
  return k === 'auto' ? a.state.bic < b.state.bic : a.state.objective < b.state.objective;
}

function* soughtBySample({ k, mixture }: Fit, { matrix, clean, options }: Problem): Generator<undefined, Contaminated> {
  const sample = sampleOf(matrix, MOST_SEARCHED, options.seed);
  const field = yield* fieldOf(sample, clean, options.priorStrength);
  const most = Math.min(
    options.k === 'auto' ? Math.min(options.maxComponents, k + 1) : options.k,
    Math.max(1, Math.floor(sample.rows / 5)),
  );
  const known: readonly Mixture[] = [mixture];
  const swept = yield* sweepUnderChannels(field, options.k === 'auto' ? 1 : most, most, known, options.seed);
  return swept.reduce((a, b) => (b.bic < a.bic ? b : a));
}

/** Adds the cost of the channels to the figures of the fit. */
function resultOf({ fit: found, state: { channels, aside, nlml }, kept }: SettledFit, matrix: Matrix): RobustFit {
  const cost = nlml - found.nlml;
  if (countAside(aside) === 0) return { fit: found, channels, aside: nothingAside(matrix), kept };
  const rows = totalWeight(matrix);
  const parameters = channelParameters(channels);
  const prior = channelPrior(channels);
  const dearer = <C extends Candidate>(one: C): C => ({
    ...one,
    nlml: one.nlml + cost,
    objective: one.objective + cost + prior,
    bic: one.bic + 2 * cost + parameters * Math.log(rows),
    icl: one.icl + 2 * cost + parameters * Math.log(rows),
    aic: one.aic + 2 * cost + 2 * parameters,
    ...(one.heldOut !== undefined && { heldOut: one.heldOut + cost / rows }),
  });
  const trace = found.trace.map((step) => ({
    ...step,
    nlml: step.nlml + cost,
    objective: step.objective + cost + prior,
  }));
  return { fit: { ...dearer(found), trace, selection: found.selection.map(dearer) }, channels, aside, kept };
}
