/**
 * The comparison of numbers of components on rows that took no part in any fit. On its own rows a fit may look better
 * than it is by any amount, where a component holds a few rows that go together by chance.
 */
import { totalWeight, type Matrix } from '../data/matrix';
import { difference, weightedLogDensity } from './comparison';
import type { Contender } from './contenders';
import type { RunOptions } from '../mixture/em';
import { logPrior } from '../mixture/model';
import { criteria, type Criteria } from './criteria';
import type { LargerSample } from '../mixture/subsample';

/**
 * Number of standard errors from which a K is clearly worse. Rare errors suffice here, since only the lowest BIC is
 * sought.
 */
const CLEAR_STANDARD_ERRORS = 1.5;
/** Number of consecutive K, clearly worse than a smaller one, that decides the race. */
const DECIDING_COUNT = 2;

/** One number of components, by its best contender. */
export interface RaceEntry {
  readonly contender: Contender;
  /** NLML per row of the held-out rows, in nats. */
  readonly heldOut: number;
  /** BIC over all rows, estimated from the held-out rows. */
  readonly bic: number;
}

/** Estimated figures over all rows, for a number of components that was not run over them. */
export interface EstimatedFigures extends Criteria {
  readonly nlml: number;
  readonly objective: number;
  /** Number of rows from which the figures are estimated. */
  readonly estimatedFrom: number;
}

export class Race {
  private readonly entries: (RaceEntry & { readonly logDensity: Float64Array })[] = [];

  constructor(
    readonly larger: LargerSample,
    private readonly matrix: Matrix,
  ) {}

  /** Enters a K, or replaces its entry by a better contender. */
  *enter(index: number, contender: Contender): Generator<undefined, void> {
    const { heldOutRows } = this.larger;
    const logDensity = yield* weightedLogDensity(contender.run, heldOutRows);
    const nlml = logDensity.reduce((sum, value) => sum - value, 0);
    const penalty = contender.run.mixture.shape.freeParameters * Math.log(totalWeight(this.matrix));
    this.entries[index] = {
      contender,
      logDensity,
      heldOut: nlml / totalWeight(heldOutRows),
      bic: 2 * this.scale * nlml + penalty,
    };
  }

  entry(index: number): RaceEntry {
    return this.entries[index];
  }

  /** Index of the lowest BIC so far. */
  get leader(): number {
    return this.ranking()[0];
  }

  /** Indices by BIC, the lowest first. */
  ranking(): readonly number[] {
    return Array.from(this.entries.keys()).sort((a, b) => this.entries[a].bic - this.entries[b].bic);
  }

  /** Whether one K may have a lower BIC over all rows than another, by default the leader. */
  isPromising(index: number, rival = this.leader): boolean {
    const [entry, rivalEntry] = [this.entries[index], this.entries[rival]];
    const { error } = difference(rivalEntry.logDensity, entry.logDensity);
    return entry.bic - rivalEntry.bic <= CLEAR_STANDARD_ERRORS * 2 * this.scale * error;
  }

  /** Whether K above those entered can hardly be the best. */
  get isDecided(): boolean {
    const last = this.entries.length - 1;
    return (
      last - this.leader >= DECIDING_COUNT &&
      Array.from({ length: DECIDING_COUNT }, (_, i) => last - i).every((index) => !this.isPromising(index))
    );
  }

  /**
   * Estimates the figures over all rows of a K that was not run over them, from a K that was, by the fit of both to the
   * held-out rows.
   *
   * @param reference figures of the K that was run: NLML of all rows, and NLML per held-out row
   */
  estimatedFigures(
    index: number,
    reference: { readonly nlml: number; readonly heldOut: number },
    { estimate }: RunOptions,
  ): EstimatedFigures {
    const {
      matrix,
      larger: { sample, heldOutRows },
    } = this;
    const {
      contender: {
        run: { mixture, expectation },
      },
      heldOut,
    } = this.entries[index];
    const nlml = reference.nlml + totalWeight(matrix) * (heldOut - reference.heldOut);
    const uncertainty = (totalWeight(matrix) / totalWeight(sample)) * expectation.uncertainty;
    return {
      nlml,
      objective: nlml - logPrior(mixture, estimate),
      ...criteria(mixture.shape, { nlml, uncertainty }, matrix),
      estimatedFrom: heldOutRows.rows,
    };
  }

  private get scale(): number {
    return totalWeight(this.matrix) / totalWeight(this.larger.heldOutRows);
  }
}
