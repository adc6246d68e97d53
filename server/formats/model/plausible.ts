/**
 * Whether the numbers of a model file can come from a fit of its columns. A mean of observed values lies within
 * √(n − 1) standard deviations of their mean (Samuelson 1968, J. American Statist. Assoc. 63); with room for priors,
 * bounds and cells that are set aside, anything far beyond is damage, by which every row would be judged unlikely.
 */
import type { Channel } from '../../core/contamination/errorChannel';
import type { ColumnFacts } from '../../core/families/family';
import { families, type FamilyName } from '../../core/families/registry';
import type { Mixture } from '../../core/mixture/model';
import { FitProblem } from '../../words/fitProblem';
import { printable } from '../../words/printable';

/** Room beyond what one mean can be away from another, as a factor. */
const ROOM = 1e6;
/** Narrowest spread, as a share of the column's: fits hold theirs at a thousandth. */
const NARROWEST = 1e-9;
/** Log odds of cells that are never set aside are about −10⁹. */
const MOST_LOG_ODDS = 1e12;

interface FittedColumn {
  readonly name: string;
  readonly family: FamilyName;
  readonly levels: readonly string[];
  readonly facts: ColumnFacts;
}

/** @throws FitProblem that names the component, the column and the field */
export function requirePlausible(
  { shape, theta }: Mixture,
  columns: readonly FittedColumn[],
  totalWeight: number,
): void {
  columns.forEach(({ name, family, levels, facts }, d) => {
    if (levels.length > 0) return;
    const { marginal, parameters } = shape.columns[d];
    const isLogarithm = families[family].logJacobian !== undefined;
    const reach = reachOf(facts, totalWeight);
    for (let j = 0; j < shape.k; j++) {
      const summary = marginal.summarise(theta, parameters + j * marginal.parameterCount, levels);
      if (!('mean' in summary)) continue;
      const where = `The model's component ${j + 1}, column "${printable(name)}",`;
      const mean = isLogarithm ? Math.log(summary.mean) : summary.mean;
      if (!(Math.abs(mean - facts.mean) <= reach)) throw beyond(where, 'mean', summary.mean);
      if (isLogarithm || marginal.continuous === false) continue;
      if (!(summary.sd <= reach && summary.sd >= NARROWEST * facts.sd)) throw beyond(where, 'sd', summary.sd);
    }
    const { step } = facts;
    if (step !== undefined && !(step <= reach)) throw beyond(`The model's column "${printable(name)}"`, 'step', step);
  });
}

/** @throws FitProblem that names the column and the field */
export function requirePlausibleChannels(
  channels: readonly Channel[],
  columns: readonly FittedColumn[],
  totalWeight: number,
): void {
  channels.forEach(({ logOdds, spread: { centre, scale } }, d) => {
    const { name, facts, levels } = columns[d];
    const where = `The model's column "${printable(name)}", channel`;
    if (!(Math.abs(logOdds) <= MOST_LOG_ODDS)) throw beyond(where, 'logOdds', logOdds);
    if (levels.length > 0) return;
    const reach = reachOf(facts, totalWeight);
    if (!(Math.abs(centre - facts.mean) <= reach)) throw beyond(where, 'centre', centre);
    if (!(scale <= reach && scale >= NARROWEST * facts.sd)) throw beyond(where, 'scale', scale);
  });
}

/** How far from the column's mean a number of the model can be, on the scale of the matrix. */
function reachOf({ sd }: ColumnFacts, totalWeight: number): number {
  return ROOM * Math.sqrt(Math.max(totalWeight, 1)) * sd;
}

function beyond(where: string, field: string, value: number): FitProblem {
  return new FitProblem(
    `${where} has "${field}" ${Number(value.toPrecision(6))}, which no fit of this column gives; the file was changed. Fit again.`,
  );
}
