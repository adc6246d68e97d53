/**
 * The estimate `robust`: `map` under the error channels of the columns. The fit is that of the cells that are kept, so that
 * it is `map`, bit for bit, where none is set aside.
 *
 * Which cells are set aside is sought twice: from the fit of all but the plainly wild cells, and where that sets any aside, or has components
 * that may consist of wrong cells, by a search on a sample of the rows in which wrong cells cannot have
 * components of their own to begin with. The better of the two, by BIC over all rows, is the result.
 */
import { countAside, isSameAside, nothingAside, weightsAside, withoutCells, type Aside } from './aside';
import { channelParameters, channelPrior, channelsAfter, cleanChannels, LEAST_OBSERVED, spreadOf, type Channel } from './channel';
import { contaminated, fieldOf, sweepUnderChannels, type Contaminated } from './search';
import { withoutShadows } from './shadows';
import { cellsSetAside } from './step';
import { rowsOf, totalWeight, type Matrix } from '../matrix';
import type { Scores } from '../mixture/engine';
import { score } from '../mixture/expectation';
import { fit, type Candidate, type Fit, type FitOptions, type FitStep } from '../mixture/fit';
import { shapeOf, type Mixture } from '../mixture/model';
import { rowPatterns, type RowPatterns } from '../mixture/patterns';
import { seededRandom } from '../random';

export interface RobustFit {
  /** Its figures are those of the model with its channels: cells set aside cost what they cost. */
  readonly fit: Fit;
  readonly channels: readonly Channel[];
  readonly aside: Aside;
  /** The fitted rows without the cells set aside. */
  readonly kept: Matrix;
}

/** Cells so many robust standard deviations from the median take no part in the first fit, if they are few. */
const WILD = 10;
const FEW = 0.1;
/** Where the sd of a column is no more than so many robust ones, no cell is wild. */
const PLAINLY_USUAL = 1.5;
const MOST_CELLS = 2500;
/** Rounds of setting aside and of fitting on from where the fit is. */
const MOST_ROUNDS = 4;
/** Rows that are searched for another reading of what is wrong. */
const MOST_SEARCHED = 2000;
/** A component of less than this share of the rows, or up to a tenth and wider than the others by so much, may be of wrong cells. */
const SMALL = 0.02;
const LARGEST_SUSPECT = 0.1;
const WIDER = 1.5;
/** Of so many rows small components are no sign, and those of wrong cells are plainly wide: a search for nothing would take long. */
const MANY_ROWS = 20_000;
const WIDER_OF_MANY = 2.5;

/** A fit with what it sets aside. */
interface Settled {
  readonly fit: Fit;
  readonly state: Contaminated;
  readonly kept: Matrix;
  /** Whether it was sought among all optima, and not fitted on from a fit of which other cells were set aside. */
  readonly isSought: boolean;
}

/** @throws never, as `fit` */
export function* robustFit(matrix: Matrix, options: FitOptions): Generator<FitStep | undefined, RobustFit> {
  const clean = cleanChannels(matrix);
  const patterns = yield* rowPatterns(matrix);
  const first = yield* settled(matrix, clean, patterns, wildCells(matrix, clean), options);
  const isClean = countAside(first.state.aside) === 0 && !isSuspect(first.fit);
  if (isClean || options.from !== undefined) return resultOf(first, matrix);
  const better = yield* orBetter(first, matrix, clean, patterns, options);
  return resultOf(yield* unshadowed(better, matrix, clean, patterns, options), matrix);
}

/** The fit, or the one that a search on a sample leads to, if that is better. */
function* orBetter(first: Settled, matrix: Matrix, clean: readonly Channel[], patterns: RowPatterns, options: FitOptions): Generator<FitStep | undefined, Settled> {
  const found = yield* soughtBySample(matrix, clean, first.fit, options);
  const channels = found.channels.map((channel, d) => (channel.rate > 0 ? channel : clean[d]));
  const aside = yield* cellsSetAside(found.mixture, matrix, channels, patterns, yield* score(found.mixture, matrix));
  // The same search would come to the same fit again.
  if (first.isSought && isSameAside(aside, first.state.aside)) return first;
  const second = yield* settled(matrix, clean, patterns, aside, options);
  return isBetter(second, first, options) ? second : first;
}

/** The fit without components that are shadows of others, where K is free. */
function* unshadowed(best: Settled, matrix: Matrix, clean: readonly Channel[], patterns: RowPatterns, options: FitOptions): Generator<FitStep | undefined, Settled> {
  const smaller = options.k === 'auto' ? withoutShadows(best.fit.mixture, best.kept) : undefined;
  if (smaller === undefined) return best;
  const channels = best.state.channels.map((channel, d) => (channel.rate > 0 ? channel : clean[d]));
  const aside = yield* cellsSetAside(smaller, matrix, channels, patterns, yield* score(smaller, matrix));
  const fewer = yield* settled(matrix, clean, patterns, aside, { ...options, k: smaller.shape.k });
  const others = best.fit.selection.filter(({ k }) => k < smaller.shape.k);
  return { ...fewer, fit: { ...fewer.fit, selection: [...others, ...fewer.fit.selection] } };
}

function isBetter(a: Settled, b: Settled, { k }: FitOptions): boolean {
  if ((a.fit.reason === 'degenerate') !== (b.fit.reason === 'degenerate')) return b.fit.reason === 'degenerate';
  return k === 'auto' ? a.state.bic < b.state.bic : a.state.objective < b.state.objective;
}

/** Cells that no distribution of most of the others is meant to reach; none of a column in which they are more than a few. */
function wildCells(matrix: Matrix, channels: readonly Channel[]): Aside {
  return matrix.columns.map(({ values, facts, levels }, d) => {
    const { centre, scale } = channels[d].spread;
    const isUsual = levels.length > 0 || facts.observed < LEAST_OBSERVED || facts.sd <= PLAINLY_USUAL * ((spreadOf(values, MOST_CELLS)?.sd ?? 0) || facts.sd);
    if (isUsual) return new Uint32Array(0);
    const wild: number[] = [];
    for (let n = 0; n < values.length; n++) if (Math.abs(values[n] - centre) > (WILD / 3) * scale) wild.push(n);
    return wild.length > FEW * facts.observed ? new Uint32Array(0) : Uint32Array.from(wild);
  });
}

/** A fit of all cells but these, and what it sets aside itself, in turns. */
function* settled(matrix: Matrix, clean: readonly Channel[], patterns: RowPatterns, first: Aside, options: FitOptions): Generator<FitStep | undefined, Settled> {
  let best = yield* fitWithout(matrix, clean, first, options);
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const next = yield* setAsideBy(best, matrix, patterns);
    if (isSameAside(next, best.state.aside)) break;
    const kept = withoutCells(matrix, next);
    const from = { shape: shapeOf(kept.columns, best.fit.k, options.priorStrength), theta: best.fit.mixture.theta };
    const onward = yield* fitWithout(matrix, clean, next, { ...options, from }, kept);
    // A component that lost all its rows to the channels leaves another number of components to be found.
    const further = onward.fit.reason === 'degenerate' && options.from === undefined ? yield* fitWithout(matrix, clean, next, options, kept) : onward;
    if (further.state.objective >= best.state.objective && countAside(best.state.aside) > 0) break;
    best = further.isSought ? further : withSearchOf(best.fit, further);
  }
  return best;
}

/** A fit that goes on from another one, with what is known of the search that led to that. */
function withSearchOf({ starts, certificate, selection }: Fit, further: Settled): Settled {
  return { ...further, fit: { ...further.fit, starts, certificate, selection: selectionWith(selection, further.fit) } };
}

function selectionWith(selection: readonly Candidate[], { selection: [own] }: Fit): readonly Candidate[] {
  return selection.map((other) => (other.k === own.k ? { ...own, heldOut: other.heldOut } : other));
}

function* fitWithout(matrix: Matrix, clean: readonly Channel[], aside: Aside, options: FitOptions, without = withoutCells(matrix, aside)): Generator<FitStep | undefined, Settled> {
  const found = yield* fit(without, options, without === matrix);
  const channels = channelsAfter(clean, matrix, weightsAside(matrix, aside));
  const state = contaminated(found.mixture, matrix, channels, aside, found.nlml, found.objective - found.nlml);
  return { fit: found, state, kept: without, isSought: options.from === undefined };
}

function* setAsideBy({ fit: { mixture, statistics, scores }, state: { channels, aside } }: Settled, matrix: Matrix, patterns: RowPatterns): Generator<undefined, Aside> {
  const known: Scores = scores ?? (yield* score(mixture, matrix));
  return yield* cellsSetAside(mixture, matrix, channels, patterns, known, { mixture, statistics, aside });
}

/** Whether a component may be there for the sake of wrong cells alone. */
function isSuspect({ mixture: { shape, theta }, statistics }: Fit): boolean {
  const { k, columns } = shape;
  // Among levels alone no component is wide.
  if (k === 1 || !columns.some(({ marginal }) => marginal.continuous)) return false;
  const rows = statistics.reduce((sum, own, i) => (i < k ? sum + own : sum), 0);
  const widths = columns.filter(({ marginal }) => marginal.continuous).map(({ marginal, parameters }) =>
    Float64Array.from({ length: k }, (_, j) => -marginal.peak(theta, parameters + j * marginal.parameterCount)));
  const [small, wider] = rows < MANY_ROWS ? [SMALL, WIDER] : [0, WIDER_OF_MANY];
  return Array.from({ length: k }, (_, j) => j).some((j) => {
    const share = statistics[j] / rows;
    if (share < small) return true;
    if (share > LARGEST_SUSPECT) return false;
    return widths.some((own) => own[j] - average(own, statistics, j, k) > Math.log(wider));
  });
}

function average(values: Float64Array, weights: Float64Array, but: number, k: number): number {
  let [sum, total] = [0, 0];
  for (let j = 0; j < k; j++) {
    if (j === but) continue;
    sum += weights[j] * values[j];
    total += weights[j];
  }
  return sum / total;
}

function* soughtBySample(matrix: Matrix, clean: readonly Channel[], { k, mixture }: Fit, options: FitOptions): Generator<undefined, Contaminated> {
  const sample = sampleOf(matrix, options.seed);
  const field = yield* fieldOf(sample, clean, options.priorStrength);
  const most = Math.min(options.k === 'auto' ? Math.min(options.maxComponents, k + 1) : options.k, Math.max(1, Math.floor(sample.rows / 5)));
  const known: readonly Mixture[] = [mixture];
  const swept = yield* sweepUnderChannels(field, options.k === 'auto' ? 1 : most, most, known, options.seed);
  return swept.reduce((a, b) => (b.bic < a.bic ? b : a));
}

function sampleOf(matrix: Matrix, seed: number): Matrix {
  if (matrix.rows <= MOST_SEARCHED) return matrix;
  const random = seededRandom(seed, 0x0dd5);
  const rows = Uint32Array.from({ length: matrix.rows }, (_, n) => n);
  for (let i = 0; i < MOST_SEARCHED; i++) {
    const at = i + Math.floor(random() * (rows.length - i));
    [rows[i], rows[at]] = [rows[at], rows[i]];
  }
  const sample = rowsOf(matrix, rows.slice(0, MOST_SEARCHED));
  const columns = sample.columns.map((column) => {
    let missing = 0;
    for (const value of column.values) if (value !== value) missing++;
    return { ...column, facts: { ...column.facts, observed: MOST_SEARCHED - missing, missing } };
  });
  return matrix.engine?.hold({ ...sample, columns }) ?? { ...sample, columns };
}

/** The figures of the fit with those of its channels. */
function resultOf({ fit: found, state: { channels, aside, nlml }, kept }: Settled, matrix: Matrix): RobustFit {
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
  const trace = found.trace.map((step) => ({ ...step, nlml: step.nlml + cost, objective: step.objective + cost + prior }));
  return { fit: { ...dearer(found), trace, selection: found.selection.map(dearer) }, channels, aside, kept };
}
