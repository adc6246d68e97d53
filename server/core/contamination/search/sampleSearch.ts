/**
 * The search for mixtures under error channels, on a sample of the rows. From starts that wild cells cannot attract, EM
 * alternates with the step that sets cells aside. Neither raises the objective.
 */
import { setAsideBounds, withoutBoundsOf } from '../../data/cellBounds';
import { clipped, type Clipping } from './clipping';
import { isSameAside, weightsAside, wrongCost, type Aside } from '../aside';
import { channelCost, channelParameters, channelPrior, channelsAfter, type Channel } from '../errorChannel';
import { cellsSetAside } from '../asideStep';
import { totalWeight, type Matrix } from '../../data/matrix';
import { em, FEW_PLAIN_STEPS, lastStep, type RunOptions } from '../../mixture/em';
import { quietly } from '../../numeric/generators';
import { score } from '../../mixture/expectation';
import { heldAs, type FillPosterior, type Scores } from '../../mixture/engine';
import { shapeOf, type Mixture } from '../../mixture/model';
import { grown, type MoveKind } from '../../mixture/moves';
import { rowPatterns, type RowPatterns } from '../../data/missingPatterns';
import { mixtureUnder, start, startKind } from '../../mixture/start';
import { seededRandom, type Random } from '../../numeric/random';
import { robustSpread } from '../../numeric/robust';

/** A mixture with the cells that it sets aside. */
export interface Contaminated {
  readonly mixture: Mixture;
  readonly channels: readonly Channel[];
  readonly aside: Aside;
  /** NLML of the kept cells, with the cost of the channels and of the cells set aside; natural logarithms. */
  readonly nlml: number;
  readonly objective: number;
  readonly bic: number;
}

/** Sample to search, with what every run of the search shares. */
export interface Field {
  readonly matrix: Matrix;
  /** Returns a matrix without these cells. It is one shared copy, valid until the next call. */
  readonly without: (aside: Aside) => Matrix;
  /** Channels in which no cell is set aside. */
  readonly channels: readonly Channel[];
  readonly patterns: RowPatterns;
  readonly clipping: Clipping;
  readonly strength: number;
}

/** Maximum number of turns of EM and setting aside, and EM steps per turn. */
const MOST_TURNS = 12;
const STEPS_PER_TURN = 4;
const RUN: RunOptions = { estimate: 'map', maxIterations: 100, tolerance: 1e-5 };
/** Starts from scratch, and from the best of one component less, for each number of components. */
const STARTS = 2;
const GROWN: readonly MoveKind[] = ['split', 'place', 'place'];
/** Number of components beyond the best at which the sweep ends. */
const WORSE = 2;
/** Distance from the median of its component, in robust standard deviations, beyond which a start sets a cell aside… */
const FAR = 4.5;
/** …plus this over the number of rows, since few rows give a poor deviation. */
const FAR_OF_FEW = 18;
const LEAST_ROWS = 5;

export function* fieldOf(matrix: Matrix, channels: readonly Channel[], strength: number): Generator<undefined, Field> {
  return {
    matrix,
    without: scratchOf(matrix),
    channels,
    patterns: yield* rowPatterns(matrix),
    clipping: clipped(matrix, channels),
    strength,
  };
}

/**
 * Sets cells aside in one copy of a matrix, and restores those set aside before: an engine never releases what it
 * holds.
 */
function scratchOf(matrix: Matrix): (aside: Aside) => Matrix {
  const columns = matrix.columns.map((column) => ({
    ...column,
    values: column.values.slice(),
    changes: column.values,
    ...withoutBoundsOf(column.bounds, new Uint32Array(0)),
  }));
  const copy = heldAs(matrix, { ...matrix, columns });
  let before: Aside = matrix.columns.map(() => new Uint32Array(0));
  return (aside) => {
    before.forEach((rows, d) => {
      for (const row of rows) copy.columns[d].values[row] = matrix.columns[d].values[row];
      copy.columns[d].bounds?.kinds.set(matrix.columns[d].bounds?.kinds ?? []);
    });
    aside.forEach((rows, d) => {
      for (const row of rows) copy.columns[d].values[row] = NaN;
      setAsideBounds(copy.columns[d].bounds, rows);
    });
    before = aside;
    return copy;
  };
}

/**
 * The best mixture for each number of components up to `most`, until further ones are clearly worse.
 *
 * @param known mixtures from a fit without channels, which serve as starts, too
 */
export function* sweepUnderChannels(
  field: Field,
  from: number,
  most: number,
  known: readonly Mixture[],
  seed: number,
): Generator<undefined, readonly Contaminated[]> {
  const found: Contaminated[] = [];
  let leader: Contaminated | undefined;
  for (let k = from; k <= most; k++) {
    const best = yield* searchUnderChannels(
      field,
      k,
      found.at(-1),
      known.filter(({ shape }) => shape.k === k),
      seed,
    );
    found.push(best);
    if (leader === undefined || best.bic < leader.bic) leader = best;
    if (k - leader.mixture.shape.k >= WORSE) break;
  }
  return found;
}

function* searchUnderChannels(
  field: Field,
  k: number,
  smaller: Contaminated | undefined,
  known: readonly Mixture[],
  seed: number,
): Generator<undefined, Contaminated> {
  let best: Contaminated | undefined;
  const enter = (one: Contaminated): void => {
    if (best === undefined || one.objective < best.objective) best = one;
  };
  const random = (index: number): Random => seededRandom(seed, 0xc0 + 1000 * k + index);
  for (const mixture of known) enter(yield* runUnderChannels(field, yield* peeled(field, mixture, field.matrix)));
  if (smaller !== undefined)
    for (const [index, kind] of GROWN.entries())
      enter(yield* runUnderChannels(field, yield* grownFrom(field, smaller, kind, random(index))));
  const shape = shapeOf(field.clipping.trimmed.columns, k, field.strength);
  for (let index = 0; index < (k === 1 ? 1 : STARTS); index++) {
    const begun = yield* start(
      shape,
      field.clipping.near,
      field.clipping.space,
      'map',
      startKind(index),
      random(GROWN.length + index),
    );
    enter(yield* runUnderChannels(field, yield* peeled(field, begun, field.clipping.near)));
  }
  return best as Contaminated;
}

/** Beginning of a run. */
interface Beginning {
  readonly mixture: Mixture;
  readonly aside: Aside;
}

/** Alternates EM and the step that sets cells aside, until neither changes anything. */
export function* runUnderChannels(
  field: Field,
  { mixture: begun, aside: first }: Beginning,
): Generator<undefined, Contaminated> {
  const { matrix, patterns, without } = field;
  let mixture = begun;
  let aside = first;
  let channels = channelsAfter(field.channels, matrix, weightsAside(matrix, aside));
  for (let turn = 0; turn < MOST_TURNS; turn++) {
    ({ mixture } = yield* quietly(
      em(mixture, without(aside), { ...RUN, maxIterations: STEPS_PER_TURN }, STEPS_PER_TURN),
    ));
    const next = yield* cellsSetAside(mixture, matrix, channels, patterns, yield* score(mixture, matrix));
    if (isSameAside(next, aside)) break;
    aside = next;
    channels = channelsAfter(field.channels, matrix, weightsAside(matrix, aside));
  }
  const run = yield* quietly(em(mixture, without(aside), RUN, FEW_PLAIN_STEPS));
  const { nlml, objective } = lastStep(run);
  return contaminated(run.mixture, matrix, channels, aside, nlml, objective - nlml);
}

/**
 * Adds the cost of channels and cells set aside to the figures of a run.
 *
 * @param prior the prior's share of the objective
 */
export function contaminated(
  mixture: Mixture,
  matrix: Matrix,
  channels: readonly Channel[],
  aside: Aside,
  nlmlOfKept: number,
  prior: number,
): Contaminated {
  const observed = matrix.columns.map(({ facts }) => facts.observed);
  const nlml =
    nlmlOfKept + channelCost(channels, observed, weightsAside(matrix, aside)) + wrongCost(matrix, aside, channels);
  const bic = 2 * nlml + (mixture.shape.freeParameters + channelParameters(channels)) * Math.log(totalWeight(matrix));
  return { mixture, channels, aside, nlml, objective: nlml + prior + channelPrior(channels), bic };
}

/**
 * Adds a component, around rows of low density or as half of another; rows that go to a placed component regain all
 * their cells.
 */
function* grownFrom(
  field: Field,
  { mixture, aside }: Contaminated,
  kind: MoveKind,
  random: Random,
): Generator<undefined, Beginning> {
  const { matrix, clipping, without } = field;
  const isPlace = kind === 'place';
  const among = isPlace ? matrix : without(aside);
  const more = yield* grown(
    mixture,
    { matrix: among, space: isPlace ? clipping.wide : clipping.space, estimate: 'map', kind },
    random,
  );
  if (!isPlace) return { mixture: more, aside };
  const { posterior } = yield* score(more, matrix);
  const { k } = more.shape;
  return { mixture: more, aside: aside.map((rows) => rows.filter((row) => posterior[row * k + k - 1] < 0.5)) };
}

/**
 * Sets the wild cells of each component aside, by the median and the interquartile range of the component's rows, which
 * a few wild cells do not affect.
 *
 * @param scored rows by whose posteriors the components are assigned
 */
function* peeled(
  { matrix, without, clipping: { trimmed }, strength }: Field,
  mixture: Mixture,
  scored: Matrix,
): Generator<undefined, Beginning> {
  const { k } = mixture.shape;
  const { posterior } = yield* score(mixture, scored);
  const component = assigned(posterior, matrix.rows, k);
  const aside = matrix.columns.map((column, d) =>
    mixture.shape.columns[d].marginal.continuous ? farCells(column.values, component, k) : new Uint32Array(0),
  );
  const shape = shapeOf(trimmed.columns, k, strength);
  return { mixture: yield* mixtureUnder(shape, without(aside), 'map', filling({ posterior }, k)), aside };
}

function assigned(posterior: Float64Array, rows: number, k: number): Uint32Array {
  const component = new Uint32Array(rows);
  for (let n = 0; n < rows; n++) {
    for (let j = 1; j < k; j++) if (posterior[n * k + j] > posterior[n * k + component[n]]) component[n] = j;
  }
  return component;
}

function filling({ posterior }: Pick<Scores, 'posterior'>, k: number): FillPosterior {
  return (from, count, own, stride) => {
    for (let j = 0; j < k; j++) for (let i = 0; i < count; i++) own[j * stride + i] = posterior[(from + i) * k + j];
  };
}

function farCells(values: Float64Array, component: Uint32Array, k: number): Uint32Array {
  const far: number[] = [];
  for (let j = 0; j < k; j++) {
    const rows = Array.from(values.keys()).filter((n) => component[n] === j && values[n] === values[n]);
    if (rows.length < LEAST_ROWS) continue;
    const { median, quartileSd } = robustSpread(Float64Array.from(rows, (n) => values[n]).sort());
    const reach = (FAR + FAR_OF_FEW / rows.length) * quartileSd;
    if (quartileSd > 0) far.push(...rows.filter((n) => Math.abs(values[n] - median) > reach));
  }
  return Uint32Array.from(far).sort();
}
