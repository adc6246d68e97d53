/**
 * Conditional distributions of single cells under a mixture: p(x_d | x_-d) is again a mixture of the components'
 * marginals, with weights p(k | x_-d) ∝ π_k Π_(e≠d) p_e(x_e | k), given the row's other sound cells.
 */
import { RowAssessor } from '../contamination/setAside';
import { RowTerms } from '../contamination/rowTerms';
import type { Prediction } from '../families/family';
import { logSumExp } from '../families/functions/special';
import type { Cells } from '../data/matrix';
import type { SoundnessTest } from '../mixture/engine';
import { normalDeviateOf } from './tails/tailBounds';
import { heavyTailOf } from './exempt/heavyTails';
import { skewedDistance, skewedTail } from './exempt/skew';
import { logWeightsOf } from './standing';
import { NOWHERE, type Near, type JudgingMixture } from './judgingMixture';

/** Tail probability below which a cell is guilty of an unlikely row, and no witness against other cells. */
export const GUILTY_BELOW = 1e-4;
/** Maximum number of guilty cells in a row; a row with more belongs to another table. */
const MOST_GUILTY = 5;
/** Posterior above which a row belongs to a group. */
const MEMBER = 0.5;
/** Weight above which a row may belong to a component. */
const LEAST_WEIGHT = 0.01;

/** Surprise of one cell of a row under the model. */
export interface CellSurprise {
  /** Index of the model's column. */
  readonly column: number;
  /** Prediction for the cell, computed on access, since most are never read. */
  readonly prediction: Prediction;
  /** Tail probability of the cell's value; undefined when it is missing. */
  readonly tail: number | undefined;
  /**
   * Conditional log density, in the data's units, of a value of the matrix in the cell's place, given the sound cells.
   */
  logDensityOf(value: number): number;
}

/** Judges the rows of a table one at a time. */
export class CellJudge {
  /** p(k | the kept cells), and the row's log density on the matrix's own scale. */
  readonly posterior: Float64Array;
  logDensity = 0;
  /** Index of the row's group, or −1. */
  group = -1;
  /**
   * Whether a guilty cell of the row lies in a heavy tail or a heap of its column, which says nothing new of the row.
   */
  hasExcusedCell = false;
  private readonly terms: RowTerms;
  private readonly assessor: RowAssessor;
  private readonly common: Float64Array;
  private readonly withGroup: readonly Float64Array[];
  private readonly sound: Uint8Array;
  private readonly doubtful: Uint8Array;
  private readonly joint: Float64Array;
  private readonly weights: Float64Array;
  private readonly tails: Float64Array;
  private readonly columnRows: readonly Float64Array[];
  private readonly logKept: readonly number[];
  private readonly logK: number;
  /** Peak log densities of numbers, at d × K + k; ∞ for levels and counts, which are never near. */
  private readonly peaks: Float64Array;
  private readonly near: readonly Near[];
  /** Least distance, in nats, between a number with a tail at the bound and its column's peak log density. */
  private readonly drop: number;
  /** Middle entry of `near`: its ½z² and its log weight. */
  private readonly nearest: number;
  private readonly leastLogWeight: number;

  /** @param bound tail probability above which tails need not be exact */
  constructor(
    private readonly judging: JudgingMixture,
    columns: Cells['columns'],
    bound = 1,
  ) {
    const { mixture, channels, standings, rows } = judging;
    const {
      theta,
      shape: { k },
    } = mixture;
    this.logK = Math.log(k);
    this.drop = 0.5 * normalDeviateOf(Math.min(1, bound) / 2) ** 2;
    this.near = [0.85, 0.3, 0.05].flatMap((weight) =>
      bound / weight < 1
        ? [{ weight, logWeight: Math.log(weight), halfSquare: 0.5 * normalDeviateOf(bound / weight / 2) ** 2 }]
        : [],
    );
    const middle = this.near.at(1) ?? NOWHERE;
    this.nearest = middle.halfSquare;
    this.leastLogWeight = middle.logWeight;
    this.peaks = new Float64Array(columns.length * k).fill(Infinity);
    mixture.shape.columns.forEach(({ marginal, parameters }, d) => {
      if (marginal.continuous)
        for (let j = 0; j < k; j++)
          this.peaks[d * k + j] = marginal.peak(theta, parameters + j * marginal.parameterCount);
    });
    this.terms = new RowTerms(mixture, columns);
    this.assessor = new RowAssessor(this.terms, theta.subarray(0, k), mixture, channels);
    this.posterior = new Float64Array(k);
    this.common = logWeightsOf(theta, k, (j) => standings[j] === 'common');
    this.withGroup = standings.map((standing, own) =>
      standing === 'group' ? logWeightsOf(theta, k, (j) => standings[j] === 'common' || j === own) : this.common,
    );
    this.sound = new Uint8Array(columns.length);
    this.doubtful = new Uint8Array(columns.length);
    this.joint = new Float64Array(k);
    this.weights = new Float64Array(k);
    this.tails = new Float64Array(columns.length);
    this.columnRows = columns.map((_, d) => rows.subarray(d * k, (d + 1) * k));
    this.logKept = channels.map(({ rate }) => Math.log1p(-rate));
  }

  /** Conditions under which a cell is plainly sound, for an engine. */
  get test(): SoundnessTest {
    return { drop: this.drop, near: this.near };
  }

  /** Loads a row, and sets its wrong cells aside. @returns number of cells set aside */
  load(n: number): number {
    const {
      terms,
      assessor,
      posterior,
      judging: { channels, standings },
    } = this;
    terms.load(n);
    const count = assessor.setAside();
    const total = logSumExp(assessor.joint, 0, terms.k);
    this.logDensity = total;
    for (let d = 0; d < terms.width; d++) {
      if (terms.observed[d] === 0) continue;
      this.logDensity +=
        assessor.kept[d] === 1 ? this.logKept[d] : this.logKept[d] + channels[d].logOdds + assessor.logWrongOf(d);
    }
    this.group = -1;
    for (let j = 0; j < terms.k; j++) {
      posterior[j] = Math.exp(assessor.joint[j] - total);
      if (posterior[j] > MEMBER && standings[j] === 'group') this.group = j;
    }
    return count;
  }

  /** Continues with the row that `isPlainlySound` loaded and that is known to have no wrong cell. */
  believe(): void {
    this.assessor.kept.set(this.terms.observed);
    this.group = -1;
  }

  /**
   * Whether no cell of a row of common components can have a tail probability below the bound, judged with almost no
   * exponentials: most rows are plainly sound. Marks the doubtful cells. The caller never asks about rows with bounds,
   * since these have no density to measure nearness by.
   *
   * @param bounds log densities of cells with tails at the bound, by column
   */
  isPlainlySound(n: number, bounds: Float64Array): boolean {
    const { common, joint, logK, terms, doubtful, peaks, nearest, leastLogWeight } = this;
    terms.load(n);
    const { k, width, terms: values, row } = terms;
    for (let j = 0; j < k; j++) joint[j] = common[j];
    for (let d = 0, at = 0; d < width; d++) for (let j = 0; j < k; j++, at++) joint[j] += values[at];
    let likeliest = 0;
    for (let j = 1; j < k; j++) if (joint[j] > joint[likeliest]) likeliest = j;
    const most = joint[likeliest];
    let isSound = true;
    for (let d = 0, at = 0; d < width; d++, at += k) {
      doubtful[d] = 0;
      let others = -Infinity;
      for (let j = 0; j < k; j++) {
        const rest = joint[j] - values[at + j];
        if (rest > others) others = rest;
      }
      others += logK;
      // Most cells are near their row's component, both with and without themselves.
      if (
        peaks[at + likeliest] - values[at + likeliest] <= nearest &&
        most - values[at + likeliest] - others >= leastLogWeight
      )
        continue;
      if (
        row[d] !== row[d] ||
        most - others >= bounds[d] ||
        this.isPlainlyNear(at, others) ||
        this.isPlainlyNear(at, this.logSumWithout(at))
      )
        continue;
      doubtful[d] = 1;
      isSound = false;
    }
    return isSound;
  }

  /** log Σ_k of the joint densities without the cell whose terms begin at `at`. */
  private logSumWithout(at: number): number {
    const {
      joint,
      weights,
      terms: { k, terms },
    } = this;
    for (let j = 0; j < k; j++) weights[j] = joint[j] - terms[at + j];
    return logSumExp(weights, 0, k);
  }

  /**
   * Whether a single component near the cell makes its tail large enough. @param total upper limit of the log sum of
   * the components' joint densities without the cell
   */
  private isPlainlyNear(at: number, total: number): boolean {
    const {
      joint,
      peaks,
      near,
      terms: { k, terms },
    } = this;
    for (let j = 0; j < k; j++) {
      const half = peaks[at + j] - terms[at + j];
      const logWeight = joint[j] - terms[at + j] - total;
      for (let i = 0; i < near.length; i++)
        if (half <= near[i].halfSquare && logWeight >= near[i].logWeight) return true;
    }
    return false;
  }

  /**
   * Tail probabilities of the loaded row's cells, each given the other sound cells; 1 where missing. As long as a cell
   * is guilty, the most surprising one stops being a witness; then the remaining cells judge all.
   *
   * @param among `all`; or `doubtful`: also 1 for cells whose tail is plainly above the bound, including all cells that
   * `isPlainlySound` left unmarked
   */
  cellTails(among: 'all' | 'doubtful', isMarked = false): Float64Array {
    const {
      terms: { width, observed },
      sound,
      tails,
      doubtful,
    } = this;
    let marks = isMarked && among === 'doubtful';
    const found = (d: number): number =>
      (marks && doubtful[d] === 0) || (among === 'doubtful' && this.isNear(d)) ? 1 : this.tailOf(d);
    sound.set(this.assessor.kept);
    let isKnown = false;
    for (let guilty = 0; guilty < Math.min(MOST_GUILTY, width - 1); guilty++) {
      this.sumSound();
      let guiltiest = -1;
      for (let d = 0; d < width; d++) {
        if (sound[d] === 0) continue;
        tails[d] = found(d);
        if (guiltiest < 0 || tails[d] < tails[guiltiest]) guiltiest = d;
      }
      isKnown = guiltiest < 0 || tails[guiltiest] >= GUILTY_BELOW;
      if (isKnown) break;
      sound[guiltiest] = 0;
      // A cell that was plainly sound given all cells need not be so without the guilty one.
      marks = false;
    }
    if (!isKnown) this.sumSound();
    this.hasExcusedCell = false;
    for (let d = 0; d < width; d++) {
      if (observed[d] === 0) tails[d] = 1;
      else tails[d] = this.excused(d, isKnown && sound[d] === 1 ? tails[d] : found(d));
    }
    return tails;
  }

  /** Whether a single component near the cell, likely enough given the other cells, lifts its tail above the bound. */
  private isNear(d: number): boolean {
    const {
      terms: { k, terms, row },
      peaks,
      near,
    } = this;
    if (row[d] !== row[d]) return false;
    const weights = this.weightsWithout(d);
    for (let j = 0; j < k; j++) {
      const half = peaks[d * k + j] - terms[d * k + j];
      for (const { weight, halfSquare } of near) if (half <= halfSquare && weights[j] >= weight) return true;
    }
    return false;
  }

  /**
   * Distance of a cell from the nearest component that its row may belong to, in standard deviations; NaN for levels
   * and counts. For a bound, the distance at which a normal has the bound's probability as its tail.
   */
  distanceOf(d: number): number {
    const {
      terms: { k, terms },
      judging: {
        mixture: { shape },
      },
    } = this;
    if (!shape.columns[d].marginal.continuous) return NaN;
    const weights = this.weightsWithout(d);
    const skew = this.judging.skews[d];
    const isBound = this.terms.boundOf(d) !== undefined;
    let least = Infinity;
    for (let j = 0; j < k; j++) {
      if (weights[j] <= LEAST_WEIGHT) continue;
      const distance = isBound
        ? normalDeviateOf(Math.exp(terms[d * k + j]))
        : skew === undefined
          ? Math.sqrt(2 * (this.peaks[d * k + j] - terms[d * k + j]))
          : skewedDistance(skew, j, this.terms.row[d]);
      least = Math.min(least, distance);
    }
    return least;
  }

  /** Raises a cell's tail probability to at least the value of its column's heavy tail or heap. */
  private excused(d: number, tail: number): number {
    const heavy = this.judging.heavyTails[d];
    const heapShare = this.heapShareOf(d);
    if (tail < GUILTY_BELOW && (heavy !== undefined || heapShare > 0)) this.hasExcusedCell = true;
    return Math.max(tail, heavy === undefined ? 0 : heavyTailOf(heavy, this.distanceOf(d)), heapShare);
  }

  private heapShareOf(d: number): number {
    const value = this.terms.row[d];
    return this.judging.heaps[d]?.find((heap) => heap.value === value)?.share ?? 0;
  }

  /** Surprise of every cell of the loaded row, in the order of the columns; missing cells only have a prediction. */
  cells(): readonly CellSurprise[] {
    const tails = this.cellTails('all').slice();
    const {
      mixture: { shape, theta },
    } = this.judging;
    return shape.columns.map(({ marginal, parameters }, column) => {
      const weights = this.weightsWithout(column).slice();
      return {
        column,
        get prediction() {
          return marginal.predict(theta, parameters, weights);
        },
        logDensityOf(value) {
          const found = weights.map((weight) => Math.log(weight));
          for (let j = 0; j < found.length; j++)
            marginal.addLogDensity(
              theta,
              parameters + j * marginal.parameterCount,
              Float64Array.of(value),
              0,
              1,
              found,
              j,
            );
          return logSumExp(found, 0, found.length);
        },
        tail: this.terms.observed[column] === 0 ? undefined : tails[column],
      };
    });
  }

  private tailOf(d: number): number {
    const {
      mixture: { shape, theta },
    } = this.judging;
    const { marginal, parameters } = shape.columns[d];
    const weights = this.weightsWithout(d);
    const skew = this.judging.skews[d];
    const bound = this.terms.boundOf(d);
    if (bound !== undefined) {
      const within = marginal.bounded?.tail(theta, parameters, weights, bound, this.columnRows[d]) ?? 1;
      return skew === undefined ? within : Math.max(within, skewedTail(skew, weights, bound.limit));
    }
    const tail = marginal.tail(theta, parameters, weights, this.terms.row[d], this.columnRows[d]);
    return skew === undefined ? tail : Math.max(tail, skewedTail(skew, weights, this.terms.row[d]));
  }

  /** p(k | the sound cells except d). */
  private weightsWithout(d: number): Float64Array {
    const {
      terms: { k, terms },
      joint,
      weights,
      sound,
    } = this;
    for (let j = 0; j < k; j++) weights[j] = sound[d] === 1 ? joint[j] - terms[d * k + j] : joint[j];
    const total = logSumExp(weights, 0, k);
    for (let j = 0; j < k; j++) weights[j] = Math.exp(weights[j] - total);
    return weights;
  }

  private sumSound(): void {
    const {
      terms: { k, width, terms },
      joint,
      sound,
    } = this;
    joint.set(this.group < 0 ? this.common : this.withGroup[this.group]);
    for (let d = 0; d < width; d++) if (sound[d] === 1) for (let j = 0; j < k; j++) joint[j] += terms[d * k + j];
  }
}
