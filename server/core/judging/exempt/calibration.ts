/**
 * Calibration of a fitted model on its own rows: columns that are skewed or correlated within components, or have heavy
 * tails, heaps or crossings.
 */
import { families } from '../../families/registry';
import { score, type Scores } from '../../mixture/expectation';
import type { RowPatterns } from '../../data/missingPatterns';
import type { Matrix } from '../../data/matrix';
import type { Encoded } from '../../schema/encoding/encode';
import { findCorrelations } from './correlations';
import { findCrossings } from './crossings';
import { heapsOf } from './heaps';
import { countsBetween, heavyTails } from './heavyTails';
import { findSkews } from './skew';
import { judgingOf, mixtureOf, judge, type FittedModel, type Judgement } from '../fittedModel';

/** Result of a fit, with its rows. */
export interface FittedRows {
  readonly model: FittedModel;
  readonly encoded: Encoded;
  readonly patterns: RowPatterns;
  /** The rows without the cells set aside, and the scores of all rows if no cell was set aside. */
  readonly keptCells: Matrix;
  readonly scores?: Scores | undefined;
}

const isDefined = (value: unknown): boolean => value !== undefined;

/** Adds the exemptions found in the model's own rows to the model, such as heavy tails, and judges these rows. */
export function* calibrate({
  model: plain,
  encoded,
  patterns,
  keptCells,
  scores,
}: FittedRows): Generator<undefined, { model: FittedModel; judgement: Judgement }> {
  const mixture = mixtureOf(plain);
  const fittedScores = scores ?? (yield* score(mixture, keptCells));
  const skews = findSkews(keptCells, fittedScores.posterior, plain.k);
  const correlations = findCorrelations(keptCells, fittedScores.posterior, mixture);
  const model = {
    ...plain,
    ...(skews.some(isDefined) && { skews }),
    ...(correlations.some(isDefined) && { correlations }),
  };
  const judgement = yield* judge(model, encoded, patterns, scores);
  const { columns } = encoded.matrix;
  const isAway = (d: number, row: number): boolean =>
    (columns[d].values[row] - plain.facts[d].mean) *
      (families[columns[d].family].logJacobian === undefined ? plain.facts[d].mean : 1) >
    0;
  const heaps = heapsOf(judgement.suspects, mixture, encoded.matrix);
  const tails = heavyTails(
    judgement.suspects,
    columns.map(({ facts }) => facts.observed),
    countsBetween(mixture, encoded.matrix, judgement.posterior),
    isAway,
  );
  const crossings = findCrossings(judgement.suspects, judgingOf(model), encoded.matrix, judgement.posterior);
  if (![...tails, ...heaps, ...crossings].some(isDefined)) return { model, judgement };
  const calibratedModel = {
    ...model,
    ...(tails.some(isDefined) && { heavyTails: tails }),
    ...(heaps.some(isDefined) && { heaps }),
    ...(crossings.some(isDefined) && { crossings }),
  };
  // The first judgement has overwritten the scores of some rows.
  const scoresAgain = yield* score(mixture, encoded.matrix, judgement);
  return { model: calibratedModel, judgement: yield* judge(calibratedModel, encoded, patterns, scoresAgain) };
}
