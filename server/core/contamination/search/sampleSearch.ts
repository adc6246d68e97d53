/**
 * The search for mixtures under error channels, on a sample of the rows. From starts that wild cells cannot attract, EM
 * alternates with the step that sets cells aside. Neither raises the objective.
 */
import { setAsideBounds, withoutBoundsOf } from '../../data/cellBounds';
import { clip, type Clipping } from './clipping';
import { isSameAside, weightsAside, wrongCost, type Aside } from '../asideCells';
import { channelCost, channelParameters, channelPrior, channelsAfter, type Channel } from '../errorChannel';
import { cellsSetAside, type PatternedMatrix } from '../asidePass';
import { totalWeight, type Matrix } from '../../data/matrix';
import { em, FEW_PLAIN_STEPS, lastStep, type RunOptions } from '../../mixture/em';
import { discardSteps } from '../../numeric/generators';
import { score } from '../../mixture/expectation';
import { holdWithEngineOf, type FillPosterior, type Scores } from '../../mixture/engine';
import { shapeOf, type Mixture } from '../../mixture/model';
import { addComponent, type MoveKind } from '../../mixture/exploration/moves';
import { rowPatterns } from '../../data/missingPatterns';
import { mixtureFromPosterior, start, startKind } from '../../mixture/start';
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

/** Sample to search, with the data that all runs of the search share. */
export interface SearchField extends PatternedMatrix {
  /** Returns a matrix without these cells: a shared copy, valid until the next call. */
  readonly withoutCells: (aside: Aside) => Matrix;
  /** Channels in which no cell is set aside. */
  readonly channels: readonly Channel[];
  readonly clipping: Clipping;
  readonly strength: number;
}

/** Maximum number of turns of EM and setting aside, and EM steps per turn. */
const MOST_TURNS = 12;
const STEPS_PER_TURN = 4;
const RUN: RunOptions = { estimate: 'map', maxIterations: 100, tolerance: 1e-5 };
/** Starts from scratch, and from the best of one component less, for each number of components. */
const STARTS = 2;
const GROWN_KINDS: readonly MoveKind[] = ['split', 'place', 'place'];
/** Number of components beyond the best at which the sweep ends. */
const WORSE_COUNT = 2;
/** Distance from the median of its component, in robust standard deviations, beyond which a start sets a cell aside… */
const FAR_DISTANCE = 4.5;
/** …plus this value divided by the number of rows, since few rows give a poor estimate of the deviation. */
const FAR_ALLOWANCE = 18;
const LEAST_ROWS = 5;

export function* searchFieldOf(
  matrix: Matrix,
  channels: readonly Channel[],
  strength: number,
): Generator<undefined, SearchField> {
  return {
    matrix,
    withoutCells: scratchOf(matrix),
    channels,
    patterns: yield* rowPatterns(matrix),
    clipping: clip(matrix, channels),
    strength,
  };
}

/**
 * Sets cells aside in one copy of a matrix, and restores those set aside before: an engine never releases memory.
 */
function scratchOf(matrix: Matrix): (aside: Aside) => Matrix {
  const columns = matrix.columns.map((column) => ({
    ...column,
    values: column.values.slice(),
    changes: column.values,
    ...withoutBoundsOf(column.bounds, new Uint32Array(0)),
  }));
  const copy = holdWithEngineOf(matrix, { ...matrix, columns });
  let previous: Aside = matrix.columns.map(() => new Uint32Array(0));
  return (aside) => {
    previous.forEach((rows, d) => {
      for (const row of rows) copy.columns[d].values[row] = matrix.columns[d].values[row];
      copy.columns[d].bounds?.kinds.set(matrix.columns[d].bounds?.kinds ?? []);
    });
    aside.forEach((rows, d) => {
      for (const row of rows) copy.columns[d].values[row] = NaN;
      setAsideBounds(copy.columns[d].bounds, rows);
    });
    previous = aside;
    return copy;
  };
}

/**
 * Finds the best mixture for each number of components up to `maxK`, until further ones are clearly worse.
 *
 * @param startMixtures mixtures from a fit without channels, which serve as further starts
 */
export function* sweepUnderChannels(
  field: SearchField,
  from: number,
  maxK: number,
  startMixtures: readonly Mixture[],
  seed: number,
): Generator<undefined, readonly Contaminated[]> {
  const results: Contaminated[] = [];
  let leader: Contaminated | undefined;
  for (let k = from; k <= maxK; k++) {
    const best = yield* searchUnderChannels(
      field,
      k,
      results.at(-1),
      startMixtures.filter(({ shape }) => shape.k === k),
      seed,
    );
    results.push(best);
    if (leader === undefined || best.bic < leader.bic) leader = best;
    if (k - leader.mixture.shape.k >= WORSE_COUNT) break;
  }
  return results;
}

function* searchUnderChannels(
  field: SearchField,
  k: number,
  smaller: Contaminated | undefined,
  startMixtures: readonly Mixture[],
  seed: number,
): Generator<undefined, Contaminated> {
  let best: Contaminated | undefined;
  const consider = (result: Contaminated): void => {
    if (best === undefined || result.objective < best.objective) best = result;
  };
  const random = (index: number): Random => seededRandom(seed, 0xc0 + 1000 * k + index);
  for (const mixture of startMixtures)
    consider(yield* runUnderChannels(field, yield* peel(field, mixture, field.matrix)));
  if (smaller !== undefined)
    for (const [index, kind] of GROWN_KINDS.entries())
      consider(yield* runUnderChannels(field, yield* growFrom(field, smaller, kind, random(index))));
  const { trimmed, clippedCells, space } = field.clipping;
  const shape = shapeOf(trimmed.columns, k, field.strength);
  for (let index = 0; index < (k === 1 ? 1 : STARTS); index++) {
    const startMixture = yield* start(
      shape,
      { matrix: clippedCells, space, estimate: 'map', kind: startKind(index) },
      random(GROWN_KINDS.length + index),
    );
    consider(yield* runUnderChannels(field, yield* peel(field, startMixture, clippedCells)));
  }
  return best as Contaminated;
}

/** Beginning of a run. */
interface Beginning {
  readonly mixture: Mixture;
  readonly aside: Aside;
}

/** Alternates EM and the step that sets cells aside, until neither changes anything. */
function* runUnderChannels(
  field: SearchField,
  { mixture: startMixture, aside: startAside }: Beginning,
): Generator<undefined, Contaminated> {
  const { matrix, withoutCells } = field;
  let mixture = startMixture;
  let aside = startAside;
  let channels = channelsAfter(field.channels, matrix, weightsAside(matrix, aside));
  for (let turn = 0; turn < MOST_TURNS; turn++) {
    ({ mixture } = yield* discardSteps(
      em(mixture, withoutCells(aside), { ...RUN, maxIterations: STEPS_PER_TURN }, STEPS_PER_TURN),
    ));
    const next = yield* cellsSetAside(mixture, field, channels, yield* score(mixture, matrix));
    if (isSameAside(next, aside)) break;
    aside = next;
    channels = channelsAfter(field.channels, matrix, weightsAside(matrix, aside));
  }
  const run = yield* discardSteps(em(mixture, withoutCells(aside), RUN, FEW_PLAIN_STEPS));
  return toContaminated({ mixture: run.mixture, ...lastStep(run) }, matrix, channels, aside);
}

/** A mixture fitted to the kept cells alone, with its NLML and objective on them. */
type KeptFit = Pick<Contaminated, 'mixture' | 'nlml' | 'objective'>;

/** Adds the cost of channels and cells set aside to the figures of a fit to the kept cells. */
export function toContaminated(
  { mixture, nlml: nlmlOfKept, objective }: KeptFit,
  matrix: Matrix,
  channels: readonly Channel[],
  aside: Aside,
): Contaminated {
  const prior = objective - nlmlOfKept;
  const observed = matrix.columns.map(({ facts }) => facts.observed);
  const nlml =
    nlmlOfKept + channelCost(channels, observed, weightsAside(matrix, aside)) + wrongCost(matrix, aside, channels);
  const bic = 2 * nlml + (mixture.shape.freeParameters + channelParameters(channels)) * Math.log(totalWeight(matrix));
  return { mixture, channels, aside, nlml, objective: nlml + prior + channelPrior(channels), bic };
}

/**
 * Adds a component, around rows of low density or as half of another; all cells of the rows of a placed component are
 * restored.
 */
function* growFrom(
  field: SearchField,
  { mixture, aside }: Contaminated,
  kind: MoveKind,
  random: Random,
): Generator<undefined, Beginning> {
  const { matrix, clipping, withoutCells } = field;
  const isPlace = kind === 'place';
  const scored = isPlace ? matrix : withoutCells(aside);
  const grownMixture = yield* addComponent(
    mixture,
    { matrix: scored, space: isPlace ? clipping.wideSpace : clipping.space, estimate: 'map', kind },
    random,
  );
  if (!isPlace) return { mixture: grownMixture, aside };
  const { posterior } = yield* score(grownMixture, matrix);
  const { k } = grownMixture.shape;
  return { mixture: grownMixture, aside: aside.map((rows) => rows.filter((row) => posterior[row * k + k - 1] < 0.5)) };
}

/**
 * Sets the wild cells of each component aside, by the median and the interquartile range of the component's rows, which
 * a few wild cells do not affect.
 *
 * @param scored rows by whose posteriors the components are assigned
 */
function* peel(
  { matrix, withoutCells, clipping: { trimmed }, strength }: SearchField,
  mixture: Mixture,
  scored: Matrix,
): Generator<undefined, Beginning> {
  const { k } = mixture.shape;
  const { posterior } = yield* score(mixture, scored);
  const component = assignRows(posterior, matrix.rows, k);
  const aside = matrix.columns.map((column, d) =>
    mixture.shape.columns[d].marginal.continuous ? farCells(column.values, component, k) : new Uint32Array(0),
  );
  const shape = shapeOf(trimmed.columns, k, strength);
  return { mixture: yield* mixtureFromPosterior(shape, withoutCells(aside), 'map', fillWith({ posterior }, k)), aside };
}

function assignRows(posterior: Float64Array, rows: number, k: number): Uint32Array {
  const component = new Uint32Array(rows);
  for (let n = 0; n < rows; n++) {
    for (let j = 1; j < k; j++) if (posterior[n * k + j] > posterior[n * k + component[n]]) component[n] = j;
  }
  return component;
}

function fillWith({ posterior }: Pick<Scores, 'posterior'>, k: number): FillPosterior {
  return (from, count, target, stride) => {
    for (let j = 0; j < k; j++) for (let i = 0; i < count; i++) target[j * stride + i] = posterior[(from + i) * k + j];
  };
}

function farCells(values: Float64Array, component: Uint32Array, k: number): Uint32Array {
  const farRows: number[] = [];
  for (let j = 0; j < k; j++) {
    const rows = Array.from(values.keys()).filter((n) => component[n] === j && values[n] === values[n]);
    if (rows.length < LEAST_ROWS) continue;
    const { median, quartileSd } = robustSpread(Float64Array.from(rows, (n) => values[n]).sort());
    const reach = (FAR_DISTANCE + FAR_ALLOWANCE / rows.length) * quartileSd;
    if (quartileSd > 0) farRows.push(...rows.filter((n) => Math.abs(values[n] - median) > reach));
  }
  return Uint32Array.from(farRows).sort();
}
