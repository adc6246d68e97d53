/**
 * Checks that the numbers of a model file can come from a fit of its columns. A mean of observed values lies within
 * √(n − 1) standard deviations of their mean (Samuelson 1968, J. American Statist. Assoc. 63). With a tolerance for
 * priors, bounds and cells that are set aside, a number far beyond this is damage; every row would be judged unlikely.
 */
import type { Channel } from '../../core/contamination/errorChannel';
import type { ColumnFacts } from '../../core/families/family';
import { families, type FamilyName } from '../../core/families/registry';
import type { Mixture } from '../../core/mixture/model';
import { FitProblem } from '../../words/fitProblem';
import { printable } from '../../words/printable';

/** Factor by which a number may exceed the distance that a mean can have. */
const TOLERANCE_FACTOR = 1e6;
/** Smallest plausible ratio of a component's spread to the column's; fits keep it at 10⁻³ or above. */
const LEAST_SPREAD_RATIO = 1e-9;
/** Greatest plausible absolute log odds; those of cells that are never set aside are about −10⁹. */
const MOST_LOG_ODDS = 1e12;

interface FittedColumn {
  readonly name: string;
  readonly family: FamilyName;
  readonly levels: readonly string[];
  readonly facts: ColumnFacts;
}

/**
 * Checks the means and spreads of a mixture.
 * @throws FitProblem that names the component, the column and the field
 */
export function requirePlausible(
  { shape, theta }: Mixture,
  columns: readonly FittedColumn[],
  totalWeight: number,
): void {
  columns.forEach(({ name, family, levels, facts }, d) => {
    if (levels.length > 0) return;
    const { marginal, parameters } = shape.columns[d];
    const isLogarithm = families[family].logJacobian !== undefined;
    const maxDistance = maxDistanceOf(facts, totalWeight);
    for (let j = 0; j < shape.k; j++) {
      const summary = marginal.summarise(theta, parameters + j * marginal.parameterCount, levels);
      if (!('mean' in summary)) continue;
      const where = `The model's component ${j + 1}, column "${printable(name)}",`;
      const mean = isLogarithm ? Math.log(summary.mean) : summary.mean;
      if (!(Math.abs(mean - facts.mean) <= maxDistance)) throw implausibleField(where, 'mean', summary.mean);
      if (isLogarithm || marginal.continuous === false) continue;
      if (!(summary.sd <= maxDistance && summary.sd >= LEAST_SPREAD_RATIO * facts.sd))
        throw implausibleField(where, 'sd', summary.sd);
    }
    const { step } = facts;
    if (step !== undefined && !(step <= maxDistance))
      throw implausibleField(`The model's column "${printable(name)}"`, 'step', step);
  });
}

/**
 * Checks the error channels of the columns.
 * @throws FitProblem that names the column and the field
 */
export function requirePlausibleChannels(
  channels: readonly Channel[],
  columns: readonly FittedColumn[],
  totalWeight: number,
): void {
  channels.forEach(({ logOdds, spread: { centre, scale } }, d) => {
    const { name, facts, levels } = columns[d];
    const where = `The model's column "${printable(name)}", channel`;
    if (!(Math.abs(logOdds) <= MOST_LOG_ODDS)) throw implausibleField(where, 'logOdds', logOdds);
    if (levels.length > 0) return;
    const maxDistance = maxDistanceOf(facts, totalWeight);
    if (!(Math.abs(centre - facts.mean) <= maxDistance)) throw implausibleField(where, 'centre', centre);
    if (!(scale <= maxDistance && scale >= LEAST_SPREAD_RATIO * facts.sd))
      throw implausibleField(where, 'scale', scale);
  });
}

/** Returns the greatest plausible distance from the column's mean, on the scale of the matrix. */
function maxDistanceOf({ sd }: ColumnFacts, totalWeight: number): number {
  return TOLERANCE_FACTOR * Math.sqrt(Math.max(totalWeight, 1)) * sd;
}

function implausibleField(where: string, field: string, value: number): FitProblem {
  return new FitProblem(
    `${where} has "${field}" ${Number(value.toPrecision(6))}, which no fit of this column gives; the file was changed. Fit again.`,
  );
}
