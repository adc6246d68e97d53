/**
 * Log densities of the families in SQL, on the matrix's own scale: over log x for the lognormal. The record has an
 * entry for every family; a new family does not compile without one.
 */
import type { Channel } from '../../core/contamination/errorChannel';
import { HALF_LOG_2PI, logGamma as logGammaOf, stirlingError } from '../../core/families/functions/special';
import { families, type FamilyName } from '../../core/families/registry';
import type { ModelColumn } from '../../core/mixture/model';
import type { SqlSyntax } from './sqlDialects';

/** Expressions of a column that its densities are computed from. */
export interface SqlCell {
  /** The value, as in the matrix; levels from 1. */
  readonly value: string;
  /** Expression of `factorialExpression` for a count; '' for other families. */
  readonly factorial: string;
  /** Whether the densities of a count have Loader's form. */
  readonly isLarge: boolean;
  /** Whether no cell of the column is missing. */
  readonly isGapless: boolean;
}

/** Log density under the θ of one component. */
type LogDensity = (cell: SqlCell, theta: Float64Array, dialect: SqlSyntax) => string;

/** Distance from the mean, in units of σ√2, whose square still is a double in PostgreSQL, which reports overflows. */
const MOST_DISTANCE = 1e150;

const logNormal: LogDensity = ({ value }, [mean, logSd], { name, number, greatest }) => {
  const distance = `(${value} - ${number(mean)}) * ${number(Math.SQRT1_2 * Math.exp(-logSd))}`;
  const limited =
    name === 'postgres'
      ? `least(${number(MOST_DISTANCE)}, ${greatest([number(-MOST_DISTANCE), distance])})`
      : `(${distance})`;
  return `${number(-HALF_LOG_2PI - logSd)} - ${limited} * ${limited}`;
};

/** Largest |log σ| at which 1/σ² is a double with all its digits. */
const MOST_LOG_SD = 300;

/** Log density of a normal at its mean. */
export function logNormalPeak(logSd: number): number {
  return -HALF_LOG_2PI - logSd;
}

/** Log density of a normal at a distance from its mean, less that at the mean. */
export function sqlLogFall(distance: string, logSd: number, { number }: SqlSyntax): string {
  const perSd = Math.SQRT1_2 * Math.exp(-logSd);
  const scaled = `(${distance} * ${number(perSd)})`;
  return Math.abs(logSd) < MOST_LOG_SD
    ? `${distance} * ${distance} * ${number(-perSd * perSd)}`
    : `-(${scaled} * ${scaled})`;
}

/** Mean or size above which differences of log Γ lose digits, so that Loader's deviances replace them. */
const LARGE = 1000;

/** Whether the counts of a column are so large that its densities need Loader's form. */
export function needsDeviances({ marginal, parameters }: ModelColumn, theta: Float64Array, k: number): boolean {
  const count = k * marginal.parameterCount;
  return (
    LOG_DENSITIES[marginal.family].isCount &&
    theta.subarray(parameters, parameters + count).some((x) => Math.exp(x) > LARGE)
  );
}

/** Expression of `SqlCell.factorial`, for a column of counts. */
export function factorialExpression(value: string, isLarge: boolean, dialect: SqlSyntax): string {
  const { number, when, logGamma } = dialect;
  const logFactorial = logGamma(`(${value} + ${number(1)})`);
  if (!isLarge) return logFactorial;
  const few = `${logFactorial} - ${value} * ln(${value}) + ${value}`;
  const many = `${number(HALF_LOG_2PI)} + ${number(0.5)} * ln(${value}) + ${stirlingSeries(value, number)}`;
  return when(`${value} > ${number(0)}`, when(`${value} < ${number(SERIES_FROM)}`, few, many), number(0));
}

/** Number from which Stirling's series has all digits. */
const SERIES_FROM = 16;

/** Stirling's series of log Γ(x + 1), for x ≥ 16. */
function stirlingSeries(value: string, number: SqlSyntax['number']): string {
  const square = `(${value} * ${value})`;
  const series = [1 / 12, 1 / 360, 1 / 1260, 1 / 1680].reduceRight(
    (rest, coefficient) => `(${number(coefficient)} - ${rest} / ${square})`,
    number(1 / 1188),
  );
  return `${series} / ${value}`;
}

/** log Γ(x + 1) less Stirling's formula, for x > 0. */
function stirlingErrorOf(value: string, { number, when, logGamma }: SqlSyntax): string {
  return when(
    `${value} < ${number(SERIES_FROM)}`,
    `${logGamma(`(${value} + ${number(1)})`)} - (${value} + ${number(0.5)}) * ln(${value}) + ${value} - ${number(HALF_LOG_2PI)}`,
    stirlingSeries(value, number),
  );
}

/** Number of terms of the deviance's series for |x − m| < 0.1 (x + m). */
const DEVIANCE_TERMS = 8;

/** x log(x/m) + m − x, with all its digits where they are nearly equal (Loader 2000; see `special.ts`). */
function deviance(x: string, m: string, { number, when }: SqlSyntax): string {
  const difference = `(${x} - ${m})`;
  const v = `(${difference} / (${x} + ${m}))`;
  const series = Array.from({ length: DEVIANCE_TERMS }, (_, j) => 1 / (2 * j + 3)).reduceRight(
    (rest, coefficient) => `(${number(coefficient)} + ${v} * ${v} * ${rest})`,
    number(0),
  );
  return when(
    `abs${difference} < ${number(0.1)} * (${x} + ${m})`,
    `${difference} * ${v} + ${number(2)} * ${x} * ${v} * ${v} * ${v} * ${series}`,
    when(`${x} > ${number(0)}`, `${x} * ln(${x} / ${m}) - ${difference}`, m),
  );
}

const logPoisson: LogDensity = ({ value, factorial, isLarge }, [logRate], dialect) => {
  const { number } = dialect;
  const rate = Math.exp(logRate);
  return isLarge
    ? `-${factorial} - ${deviance(value, number(rate), dialect)}`
    : `${value} * ${number(logRate)} - ${number(rate)} - ${factorial}`;
};

const logNegativeBinomial: LogDensity = ({ value, factorial, isLarge }, [logMean, logSize], dialect) => {
  const { number, logGamma, when } = dialect;
  const [mean, size] = [Math.exp(logMean), Math.exp(logSize)];
  const total = `(${value} + ${number(size)})`;
  const logRatio = Math.log1p(mean / size);
  if (!isLarge)
    return (
      `${logGamma(total)} - ${number(logGammaOf(size))} - ${factorial} + ${value} * ${number(logMean - logSize)}` +
      ` - ${total} * ${number(logRatio)}`
    );
  const scaled = (factor: number): string => `(${number(factor / (size + mean))} * ${total})`;
  return when(
    `${value} = ${number(0)}`,
    number(-size * logRatio),
    `${number(0.5)} * ln(${number(size)} / ${total}) + ${stirlingErrorOf(total, dialect)} - ${number(stirlingError(size))}` +
      ` - ${factorial} - ${deviance(number(size), scaled(size), dialect)} - ${deviance(value, scaled(mean), dialect)}`,
  );
};

const logLevel: LogDensity = ({ value }, theta, { pick }) => pick(value, Array.from(theta));

const LOG_DENSITIES: Readonly<
  Record<FamilyName, { readonly of: LogDensity; readonly isCount: boolean; readonly isWhole?: true }>
> = {
  normal: { of: logNormal, isCount: false },
  lognormal: { of: logNormal, isCount: false },
  poisson: { of: logPoisson, isCount: true },
  negativeBinomial: { of: logNegativeBinomial, isCount: true },
  bernoulli: { of: logLevel, isCount: false, isWhole: true },
  categorical: { of: logLevel, isCount: false, isWhole: true },
};

/** Log density of a cell under component k; 0 where the cell is missing. */
export function sqlLogDensity(
  cell: SqlCell,
  { marginal, parameters }: ModelColumn,
  theta: Float64Array,
  k: number,
  dialect: SqlSyntax,
): string {
  const from = parameters + k * marginal.parameterCount;
  const { of, isWhole } = LOG_DENSITIES[marginal.family];
  const term = of(cell, theta.subarray(from, from + marginal.parameterCount), dialect);
  if (isWhole === true || cell.isGapless) return term;
  // A CASE of a missing count need not be missing.
  return cell.isLarge
    ? dialect.when(dialect.isGap(cell.value), dialect.number(0), term)
    : dialect.termOf(cell.value, term);
}

/**
 * Log density of a wrong cell, whatever its component, on the matrix's own scale (see `wrongCell.ts`); missing or of no
 * meaning where the cell is missing.
 */
export function sqlLogWrong(value: string, family: FamilyName, { spread }: Channel, dialect: SqlSyntax): string {
  const { number, when } = dialect;
  if (families[family].reads === 'level') return number(families[family].logWrong(0, spread));
  const { centre, scale } = spread;
  if (families[family].isCount === true) {
    const end = Math.max(1, centre + scale);
    return `${number(Math.log(end))} - ln(${number(end)} + ${value}) - ln(${number(end + 1)} + ${value})`;
  }
  const distance = `(abs(${value} - ${number(centre)}) / ${number(scale)})`;
  const limited = dialect.name === 'postgres' ? `least(${number(MOST_DISTANCE)}, ${distance})` : distance;
  const near = `ln(${number(1)} + ${limited} * ${limited})`;
  return `${number(-Math.log(Math.PI * scale))} - ${when(`${distance} < ${number(MOST_DISTANCE)}`, near, `${number(2)} * ln(${distance})`)}`;
}

/** Largest log density of a wrong cell. */
export function mostLogWrong(family: FamilyName, { spread }: Channel): number {
  return families[family].logWrong(families[family].isCount === true ? 0 : spread.centre, spread);
}
