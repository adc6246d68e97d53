/** Decides which cells of a row are set aside: those less likely, given the row's other cells, than a wrong cell. */
import type { Bound } from '../families/family';
import { families } from '../families/registry';
import { logSumExp } from '../families/functions/special';
import type { Mixture } from '../mixture/model';
import { wrongBoundLogProbability, type Channel } from './errorChannel';
import type { RowTerms } from './rowTerms';

/** Judges the row that `terms` has loaded. */
export class RowAssessor {
  /** 1 where the row's cell takes part, 0 where it is missing or set aside. */
  readonly isKept: Uint8Array;
  /** Log weights plus the log densities of the kept cells, by component. */
  readonly joint: Float64Array;
  private readonly jointWithout: Float64Array;
  /** Largest log g of any value, by column. */
  private readonly largestLogWrong: Float64Array;
  private readonly logWrong: readonly ((value: number) => number)[];
  private readonly logWrongWithin: readonly ((bound: Bound) => number)[];

  constructor(
    private readonly terms: RowTerms,
    private readonly logWeights: Float64Array,
    { shape }: Mixture,
    private readonly channels: readonly Channel[],
  ) {
    this.isKept = new Uint8Array(terms.width);
    this.joint = new Float64Array(terms.k);
    this.jointWithout = new Float64Array(terms.k);
    this.largestLogWrong = Float64Array.from(shape.columns, ({ marginal: { family } }, d) =>
      families[family].logWrong(channels[d].spread.centre, channels[d].spread),
    );
    this.logWrong = shape.columns.map(
      ({ marginal }, d) =>
        (value) =>
          families[marginal.family].logWrong(value, channels[d].spread),
    );
    this.logWrongWithin = shape.columns.map(
      ({ marginal }, d) =>
        (bound) =>
          wrongBoundLogProbability(marginal.family, bound, channels[d].spread),
    );
  }

  /**
   * Sets cells aside one by one, the least likely against a wrong cell first: log(1 − ε) p(x_d | x_-d) < log ε g(x_d),
   * given the cells still kept.
   *
   * @returns number of cells set aside
   */
  setAside(): number {
    const {
      terms: { k, width, terms, observed },
      isKept,
      joint,
      logWeights,
    } = this;
    joint.set(logWeights);
    for (let d = 0; d < width; d++) {
      isKept[d] = observed[d];
      for (let j = 0; j < k; j++) joint[j] += terms[d * k + j];
    }
    let count = 0;
    for (let column = this.worstCell(); column >= 0; column = this.worstCell()) {
      isKept[column] = 0;
      count++;
      this.sumKeptTerms();
    }
    return count;
  }

  /** Returns log g of the row's cell on the matrix's own scale; the log probability of a bound. */
  logWrongOf(d: number): number {
    const bound = this.terms.boundOf(d);
    return bound === undefined ? this.logWrong[d](this.terms.row[d]) : this.logWrongWithin[d](bound);
  }

  /** Returns the column of the kept cell that is most clearly wrong, or −1. */
  private worstCell(): number {
    const {
      terms: { k, width, terms, row },
      isKept,
      joint,
      channels,
      largestLogWrong,
    } = this;
    const logK = Math.log(k);
    let largestSum = -Infinity;
    for (let j = 0; j < k; j++) if (joint[j] > largestSum) largestSum = joint[j];
    let worst = -1;
    let largest = 0;
    for (let d = 0; d < width; d++) {
      if (isKept[d] === 0) continue;
      let largestWithout = -Infinity;
      for (let j = 0; j < k; j++)
        if (joint[j] - terms[d * k + j] > largestWithout) largestWithout = joint[j] - terms[d * k + j];
      // A bound within log K of the true value, which suffices for most cells.
      const leastConditional = largestSum - largestWithout - logK;
      const isBound = row[d] !== row[d];
      if (!isBound && channels[d].logOdds + largestLogWrong[d] - leastConditional <= largest) continue;
      const odds = channels[d].logOdds + this.logWrongOf(d);
      if (odds - leastConditional <= largest) continue;
      const excess = odds - this.logConditional(d);
      if (excess > largest) {
        largest = excess;
        worst = d;
      }
    }
    return worst;
  }

  /** Returns log p(x_d | the row's other kept cells). */
  private logConditional(d: number): number {
    const {
      terms: { k, terms },
      joint,
      jointWithout,
    } = this;
    for (let j = 0; j < k; j++) jointWithout[j] = joint[j] - terms[d * k + j];
    return logSumExp(joint, 0, k) - logSumExp(jointWithout, 0, k);
  }

  private sumKeptTerms(): void {
    const {
      terms: { k, width, terms },
      isKept,
      joint,
      logWeights,
    } = this;
    joint.set(logWeights);
    for (let d = 0; d < width; d++) if (isKept[d] === 1) for (let j = 0; j < k; j++) joint[j] += terms[d * k + j];
  }
}
