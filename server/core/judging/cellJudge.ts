/**
 * Conditional distributions of single cells under a mixture: p(x_d | x_-d) is again a mixture of the components'
 * marginals, with weights p(k | x_-d) ∝ π_k Π_(e≠d) p_e(x_e | k), given the row's other sound cells.
 */
import { RowAssessor } from '../contamination/asideOfRow';
import { RowTerms } from '../contamination/rowTerms';
import { logSumExp } from '../families/functions/special';
import type { Cells } from '../data/matrix';
import type { SoundnessTest } from '../mixture/engine';
import { normalDeviateOf } from './tails/tailBounds';
import { withExemptions } from './exempt/exemptions';
import { skewedDistance, skewedTail } from './exempt/skew';
import { logWeightsOf } from './standing';
import { NEVER_NEAR, type NearnessCriterion, type JudgingMixture } from './judgingMixture';
import type { CellSurprise } from './surprisingCells';

/** Tail probability below which a cell is guilty of an unlikely row, and is ignored when other cells are judged. */
export const GUILTY_BELOW = 1e-4;
/** Maximum number of guilty cells in a row; a row with more belongs to another table. */
const MOST_GUILTY_CELLS = 5;
/** Posterior above which a row belongs to a group. */
const MEMBER_POSTERIOR = 0.5;
/** Weight above which a row may belong to a component. */
const LEAST_WEIGHT = 0.01;

/** Judges the rows of a table one at a time. */
export class CellJudge {
  /** p(k | the kept cells), and the row's log density on the matrix's own scale. */
  readonly posterior: Float64Array;
  logDensity = 0;
  /** Index of the row's group, or −1. */
  group = -1;
  /**
   * Whether a guilty cell of the row is exempt, such as in a heavy tail or a heap of its column, so that the row as a
   * whole is not judged.
   */
  hasExemptCell = false;
  private readonly terms: RowTerms;
  private readonly assessor: RowAssessor;
  private readonly commonLogWeights: Float64Array;
  private readonly groupLogWeights: readonly Float64Array[];
  private readonly isSound: Uint8Array;
  private readonly isDoubtful: Uint8Array;
  private readonly joint: Float64Array;
  private readonly weights: Float64Array;
  private readonly tails: Float64Array;
  private readonly columnRows: readonly Float64Array[];
  private readonly logSoundRates: readonly number[];
  private readonly logK: number;
  /** Peak log densities of numbers, at d × K + k; ∞ for levels and counts, which are never near. */
  private readonly peaks: Float64Array;
  private readonly nearnessCriteria: readonly NearnessCriterion[];
  /** Least distance, in nats, between a number with a tail at the bound and its column's peak log density. */
  private readonly drop: number;
  /** Middle entry of `nearnessCriteria`: its ½z² and its log weight. */
  private readonly nearestHalfSquare: number;
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
    this.nearnessCriteria = [0.85, 0.3, 0.05].flatMap((weight) =>
      bound / weight < 1
        ? [{ weight, logWeight: Math.log(weight), halfSquare: 0.5 * normalDeviateOf(bound / weight / 2) ** 2 }]
        : [],
    );
    const middleCriterion = this.nearnessCriteria.at(1) ?? NEVER_NEAR;
    this.nearestHalfSquare = middleCriterion.halfSquare;
    this.leastLogWeight = middleCriterion.logWeight;
    this.peaks = new Float64Array(columns.length * k).fill(Infinity);
    mixture.shape.columns.forEach(({ marginal, parameters }, d) => {
      if (marginal.continuous)
        for (let j = 0; j < k; j++)
          this.peaks[d * k + j] = marginal.peak(theta, parameters + j * marginal.parameterCount);
    });
    this.terms = new RowTerms(mixture, columns);
    this.assessor = new RowAssessor(this.terms, theta.subarray(0, k), mixture, channels);
    this.posterior = new Float64Array(k);
    this.commonLogWeights = logWeightsOf(theta, k, (j) => standings[j] === 'common');
    this.groupLogWeights = standings.map((standing, group) =>
      standing === 'group'
        ? logWeightsOf(theta, k, (j) => standings[j] === 'common' || j === group)
        : this.commonLogWeights,
    );
    this.isSound = new Uint8Array(columns.length);
    this.isDoubtful = new Uint8Array(columns.length);
    this.joint = new Float64Array(k);
    this.weights = new Float64Array(k);
    this.tails = new Float64Array(columns.length);
    this.columnRows = columns.map((_, d) => rows.subarray(d * k, (d + 1) * k));
    this.logSoundRates = channels.map(({ rate }) => Math.log1p(-rate));
  }

  /** Conditions under which a cell is plainly sound, for an engine. */
  get soundnessTest(): SoundnessTest {
    return { drop: this.drop, nearnessCriteria: this.nearnessCriteria };
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
        assessor.isKept[d] === 1
          ? this.logSoundRates[d]
          : this.logSoundRates[d] + channels[d].logOdds + assessor.logWrongOf(d);
    }
    this.group = -1;
    for (let j = 0; j < terms.k; j++) {
      posterior[j] = Math.exp(assessor.joint[j] - total);
      if (posterior[j] > MEMBER_POSTERIOR && standings[j] === 'group') this.group = j;
    }
    return count;
  }

  /** Accepts all cells of the row that `isPlainlySound` loaded; the caller knows that none is wrong. */
  acceptAllCells(): void {
    this.assessor.isKept.set(this.terms.observed);
    this.group = -1;
  }

  /**
   * Whether no cell of a row of common components can have a tail probability below the bound, judged with almost no
   * exponentials: most rows are plainly sound. Marks the doubtful cells. Rows with bounds must not be passed, since
   * bounds have no density by which nearness is measured.
   *
   * @param bounds log densities of cells with tails at the bound, by column
   */
  isPlainlySound(n: number, bounds: Float64Array): boolean {
    const { commonLogWeights, joint, logK, terms, isDoubtful, peaks, nearestHalfSquare, leastLogWeight } = this;
    terms.load(n);
    const { k, width, terms: values, row } = terms;
    for (let j = 0; j < k; j++) joint[j] = commonLogWeights[j];
    for (let d = 0, at = 0; d < width; d++) for (let j = 0; j < k; j++, at++) joint[j] += values[at];
    let likeliest = 0;
    for (let j = 1; j < k; j++) if (joint[j] > joint[likeliest]) likeliest = j;
    const largestSum = joint[likeliest];
    let isRowSound = true;
    for (let d = 0, at = 0; d < width; d++, at += k) {
      isDoubtful[d] = 0;
      let largestWithout = -Infinity;
      for (let j = 0; j < k; j++) {
        const rest = joint[j] - values[at + j];
        if (rest > largestWithout) largestWithout = rest;
      }
      largestWithout += logK;
      // Most cells are near their row's component, both with and without themselves.
      if (
        peaks[at + likeliest] - values[at + likeliest] <= nearestHalfSquare &&
        largestSum - values[at + likeliest] - largestWithout >= leastLogWeight
      )
        continue;
      if (
        row[d] !== row[d] ||
        largestSum - largestWithout >= bounds[d] ||
        this.isPlainlyNear(at, largestWithout) ||
        this.isPlainlyNear(at, this.logSumWithout(at))
      )
        continue;
      isDoubtful[d] = 1;
      isRowSound = false;
    }
    return isRowSound;
  }

  /** Returns log Σ_k of the joint densities without the cell whose terms begin at `at`. */
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
      nearnessCriteria,
      terms: { k, terms },
    } = this;
    for (let j = 0; j < k; j++) {
      const cellHalfSquare = peaks[at + j] - terms[at + j];
      const logWeight = joint[j] - terms[at + j] - total;
      for (let i = 0; i < nearnessCriteria.length; i++)
        if (cellHalfSquare <= nearnessCriteria[i].halfSquare && logWeight >= nearnessCriteria[i].logWeight) return true;
    }
    return false;
  }

  /**
   * Computes the tail probabilities of the loaded row's cells, each given the other sound cells; 1 where missing. While
   * any cell is guilty, the most surprising one is excluded; then all cells are judged given the remaining ones.
   *
   * @param scope `all`; or `doubtful`: also 1 for cells whose tail is plainly above the bound, including all cells that
   * `isPlainlySound` left unmarked
   */
  cellTails(scope: 'all' | 'doubtful', isMarked = false): Float64Array {
    const {
      terms: { width, observed },
      isSound,
      tails,
      isDoubtful,
    } = this;
    let areMarksValid = isMarked && scope === 'doubtful';
    const tailUnlessNear = (d: number): number =>
      (areMarksValid && isDoubtful[d] === 0) || (scope === 'doubtful' && this.isNear(d)) ? 1 : this.tailOf(d);
    isSound.set(this.assessor.isKept);
    let areTailsFinal = false;
    for (let guilty = 0; guilty < Math.min(MOST_GUILTY_CELLS, width - 1); guilty++) {
      this.sumSoundTerms();
      let guiltiest = -1;
      for (let d = 0; d < width; d++) {
        if (isSound[d] === 0) continue;
        tails[d] = tailUnlessNear(d);
        if (guiltiest < 0 || tails[d] < tails[guiltiest]) guiltiest = d;
      }
      areTailsFinal = guiltiest < 0 || tails[guiltiest] >= GUILTY_BELOW;
      if (areTailsFinal) break;
      isSound[guiltiest] = 0;
      // A cell that was plainly sound given all cells need not be so without the guilty one.
      areMarksValid = false;
    }
    if (!areTailsFinal) this.sumSoundTerms();
    this.hasExemptCell = false;
    for (let d = 0; d < width; d++) {
      if (observed[d] === 0) tails[d] = 1;
      else tails[d] = this.withExemptions(d, areTailsFinal && isSound[d] === 1 ? tails[d] : tailUnlessNear(d));
    }
    return tails;
  }

  /** Whether a single component near the cell, likely enough given the other cells, lifts its tail above the bound. */
  private isNear(d: number): boolean {
    const {
      terms: { k, terms, row },
      peaks,
      nearnessCriteria,
    } = this;
    if (row[d] !== row[d]) return false;
    const weights = this.weightsWithout(d);
    for (let j = 0; j < k; j++) {
      const cellHalfSquare = peaks[d * k + j] - terms[d * k + j];
      for (const { weight, halfSquare } of nearnessCriteria)
        if (cellHalfSquare <= halfSquare && weights[j] >= weight) return true;
    }
    return false;
  }

  /**
   * Returns the distance of a cell from the nearest component that its row may belong to, in standard deviations; NaN
   * for levels and counts. For a bound, the distance at which a normal has the bound's probability as its tail.
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

  private withExemptions(d: number, tail: number): number {
    const exemption = withExemptions(this.judging, {
      column: d,
      tail,
      row: this.terms.row,
      weights: () => this.weightsWithout(d),
      distance: () => this.distanceOf(d),
    });
    if (tail < GUILTY_BELOW && exemption.isExempt) this.hasExemptCell = true;
    return exemption.tail;
  }

  /**
   * Returns the surprise of every cell of the loaded row, in the order of the columns; missing cells only have a
   * prediction.
   */
  cellSurprises(): readonly CellSurprise[] {
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
          const logDensities = weights.map((weight) => Math.log(weight));
          for (let j = 0; j < logDensities.length; j++)
            marginal.addLogDensity(
              theta,
              parameters + j * marginal.parameterCount,
              Float64Array.of(value),
              0,
              1,
              logDensities,
              j,
            );
          return logSumExp(logDensities, 0, logDensities.length);
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
      const boundTail = marginal.bounded?.tail(theta, parameters, weights, bound, this.columnRows[d]) ?? 1;
      return skew === undefined ? boundTail : Math.max(boundTail, skewedTail(skew, weights, bound.limit));
    }
    const tail = marginal.tail(theta, parameters, weights, this.terms.row[d], this.columnRows[d]);
    return skew === undefined ? tail : Math.max(tail, skewedTail(skew, weights, this.terms.row[d]));
  }

  /** Returns p(k | the sound cells except d). */
  private weightsWithout(d: number): Float64Array {
    const {
      terms: { k, terms },
      joint,
      weights,
      isSound,
    } = this;
    for (let j = 0; j < k; j++) weights[j] = isSound[d] === 1 ? joint[j] - terms[d * k + j] : joint[j];
    const total = logSumExp(weights, 0, k);
    for (let j = 0; j < k; j++) weights[j] = Math.exp(weights[j] - total);
    return weights;
  }

  private sumSoundTerms(): void {
    const {
      terms: { k, width, terms },
      joint,
      isSound,
    } = this;
    joint.set(this.group < 0 ? this.commonLogWeights : this.groupLogWeights[this.group]);
    for (let d = 0; d < width; d++) if (isSound[d] === 1) for (let j = 0; j < k; j++) joint[j] += terms[d * k + j];
  }
}
