/**
 * Numbers of components set against each other by rows that took no part in any fit: on its own rows a fit may look
 * better than it is by any amount, where a component has found a few that go together by chance.
 */
import { totalWeight, type Matrix } from '../data/matrix';
import { difference, weightedLogDensity } from './comparison';
import type { Contender } from './contenders';
import type { RunOptions } from '../mixture/em';
import { logPrior } from '../mixture/model';
import { criteria, type Criteria } from './criteria';
import type { LargerSample } from '../mixture/subsample';

/**
 * A number that is worse by so many standard errors is clearly worse: it is enough to err seldom, since only the lowest
 * BIC is looked for.
 */
const CLEARLY = 1.5;
/** So many numbers in turn that are clearly worse than a smaller one decide the race. */
const DECIDING = 2;

/** One number of components, by its best contender. */
export interface Entry {
  readonly contender: Contender;
  /** NLML per row of the rows that judge. */
  readonly heldOut: number;
  /** As these rows let expect it of all. */
  readonly bic: number;
}

/** Figures for all rows of a number of components that was not run over them. */
export interface EstimatedFigures extends Criteria {
  readonly nlml: number;
  readonly objective: number;
  /** Rows that they rest on. */
  readonly estimatedFrom: number;
}

export class Race {
  private readonly entries: (Entry & { readonly logDensity: Float64Array })[] = [];

  constructor(
    readonly larger: LargerSample,
    private readonly all: Matrix,
  ) {}

  /** Enters a number, or enters it again by a better contender. */
  *enter(index: number, contender: Contender): Generator<undefined, void> {
    const { others } = this.larger;
    const logDensity = yield* weightedLogDensity(contender.run, others);
    const nlml = logDensity.reduce((sum, value) => sum - value, 0);
    const penalty = contender.run.mixture.shape.freeParameters * Math.log(totalWeight(this.all));
    this.entries[index] = {
      contender,
      logDensity,
      heldOut: nlml / totalWeight(others),
      bic: 2 * this.scale * nlml + penalty,
    };
  }

  entry(index: number): Entry {
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

  /** Whether a number may have a lower BIC of all rows than another one; than the leader, if none is said. */
  isPromising(index: number, other = this.leader): boolean {
    const [own, best] = [this.entries[index], this.entries[other]];
    const { error } = difference(best.logDensity, own.logDensity);
    return own.bic - best.bic <= CLEARLY * 2 * this.scale * error;
  }

  /** Whether larger numbers than those entered can hardly be the best. */
  get isDecided(): boolean {
    const last = this.entries.length - 1;
    return (
      last - this.leader >= DECIDING &&
      Array.from({ length: DECIDING }, (_, i) => last - i).every((index) => !this.isPromising(index))
    );
  }

  /**
   * Figures for all rows of a number that was not run over them, from one that was, by what both make of the rows held
   * out.
   *
   * @param known its NLML of all rows, and per row of those held out
   */
  estimatedFigures(
    index: number,
    known: { readonly nlml: number; readonly heldOut: number },
    { estimate }: RunOptions,
  ): EstimatedFigures {
    const {
      all,
      larger: { sample, others },
    } = this;
    const {
      contender: {
        run: { mixture, expectation },
      },
      heldOut,
    } = this.entries[index];
    const nlml = known.nlml + totalWeight(all) * (heldOut - known.heldOut);
    const uncertainty = (totalWeight(all) / totalWeight(sample)) * expectation.uncertainty;
    return {
      nlml,
      objective: nlml - logPrior(mixture, estimate),
      ...criteria(mixture.shape, { nlml, uncertainty }, all),
      estimatedFrom: others.rows,
    };
  }

  private get scale(): number {
    return totalWeight(this.all) / totalWeight(this.larger.others);
  }
}
