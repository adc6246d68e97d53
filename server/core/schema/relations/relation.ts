/**
 * A column that follows from others of its row: Fahrenheit from Celsius, a total from its parts, an amount from price
 * and quantity.
 */

export interface Relation {
  /** Σ factor × part + constant, or factor × Π part. */
  readonly form: 'linear' | 'product';
  /**
   * Factor of the last part of a product, which is a rate: −1 for a share that is taken off, 0.01 for percents that are
   * added. This part then counts as 1 + rate × part. Left out where all parts are plain factors.
   */
  readonly rate?: number;
  /** Names of the columns from which it follows. */
  readonly of: readonly string[];
  /** One factor per column of `of`; a single factor for a product. */
  readonly factors: readonly number[];
  readonly constant: number;
  /** Largest difference that rounding explains, in the column's units. */
  readonly tolerance: number;
  /** Usual range of the column, and of each column of `of`. */
  readonly usual: readonly NumberRange[];
}

export type NumberRange = readonly [low: number, high: number];

/** Computes the number that the relation gives. @param parts in the order of `of`; NaN where missing */
export function expectedNumber(relation: Relation, parts: readonly number[]): number {
  const { form, factors, constant } = relation;
  if (form === 'product')
    return parts.reduce((product, part, j) => product * factorOf(relation, part, j === parts.length - 1), factors[0]);
  return parts.reduce((sum, part, j) => sum + factors[j] * part, constant);
}

/** Returns the factor by which a part enters a product. */
function factorOf({ rate }: Relation, part: number, isLast: boolean): number {
  return rate === undefined || !isLast ? part : 1 + rate * part;
}

/** Computes the number of one part with which the relation would hold. */
export function impliedPart(relation: Relation, actual: number, parts: readonly number[], part: number): number {
  const { form, factors, rate } = relation;
  const isRate = rate !== undefined && part === parts.length - 1;
  const remainder = expectedNumber(
    relation,
    parts.map((x, j) => (j === part ? (form === 'product' && !isRate ? 1 : 0) : x)),
  );
  if (isRate) return (actual / remainder - 1) / rate;
  return form === 'product' ? actual / remainder : (actual - remainder) / factors[part];
}

export function holds(relation: Relation, actual: number, parts: readonly number[]): boolean {
  const expected = expectedNumber(relation, parts);
  return !(
    Math.abs(actual - expected) >
    relation.tolerance + RELATIVE_ERROR * Math.max(Math.abs(actual), Math.abs(expected))
  );
}

/** Largest relative error of computing with doubles. */
export const RELATIVE_ERROR = 1e-9;

/** Minimum ratio of the standard deviation of the numbers to the rounding error. */
const LEAST_SPREAD = 10;

/** Whether numbers spread so widely that rounding is negligible. */
export function isTight(values: readonly number[], tolerance: number): boolean {
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
  const variance = values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length;
  return Math.sqrt(variance) >= LEAST_SPREAD * tolerance;
}

/**
 * Returns the part that is probably wrong where a relation is broken: the only unusual part, if the relation implies a
 * usual number for it.
 */
export function culprit(relation: Relation, actual: number, parts: readonly number[]): number | undefined {
  const isUsual = (value: number, [low, high]: NumberRange): boolean => value >= low && value <= high;
  const [columnRange, ...partRanges] = relation.usual;
  const unusual = parts.flatMap((part, j) => (isUsual(part, partRanges[j]) ? [] : [j]));
  const [suspect] = unusual;
  return unusual.length === 1 &&
    isUsual(actual, columnRange) &&
    isUsual(impliedPart(relation, actual, parts, suspect), partRanges[suspect])
    ? suspect
    : undefined;
}

/** Returns the formula of a relation: "1.8 × temp_c + 32", "yes + no", "price × quantity × (1 − discount)". */
export function relationWords({ form, of, factors, constant, rate }: Relation): string {
  if (form === 'product') {
    const names = rate === undefined ? of : [...of.slice(0, -1), rateWords(rate, of[of.length - 1])];
    return [...(factors[0] === 1 ? [] : [formatNumber(factors[0])]), ...names].join(' × ');
  }
  const terms = of.map((name, j) => {
    const [factor, sign] = [Math.abs(factors[j]), factors[j] < 0 ? '−' : '+'];
    return `${sign} ${factor === 1 ? name : `${formatNumber(factor)} × ${name}`}`;
  });
  const formula = [
    ...terms,
    ...(constant === 0 ? [] : [`${constant < 0 ? '−' : '+'} ${formatNumber(Math.abs(constant))}`]),
  ].join(' ');
  return formula.startsWith('+ ') ? formula.slice(2) : formula.replace('− ', '−');
}

/** Returns the factor of a rate: "(1 − discount)", "(1 + tax / 100)". */
function rateWords(rate: number, name: string): string {
  return `(1 ${rate < 0 ? '−' : '+'} ${name}${Math.abs(rate) === 1 ? '' : ` / ${formatNumber(1 / Math.abs(rate))}`})`;
}

function formatNumber(value: number): string {
  return String(Number(value.toPrecision(6)));
}

/** Rounds a number to as many decimals as a tolerance justifies. */
export function toTolerance(value: number, tolerance: number): number {
  const decimals = tolerance > 0 ? -Math.floor(Math.log10(2 * tolerance)) : Infinity;
  return decimals < MOST_DECIMALS
    ? Number(value.toFixed(Math.max(0, decimals)))
    : Number(value.toPrecision(MOST_DECIMALS));
}

const MOST_DECIMALS = 12;
