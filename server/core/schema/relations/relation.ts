/**
 * A column that follows from others of its row: Fahrenheit from Celsius, a total from its parts, an amount from price
 * and quantity.
 */

export interface Relation {
  /** Σ factor × part + constant, or factor × Π part. */
  readonly form: 'linear' | 'product';
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
export function expectedNumber({ form, factors, constant }: Relation, parts: readonly number[]): number {
  if (form === 'product') return parts.reduce((product, part) => product * part, factors[0]);
  return parts.reduce((sum, part, j) => sum + factors[j] * part, constant);
}

/** Computes the number of one part with which the relation would hold. */
export function impliedPart(relation: Relation, actual: number, parts: readonly number[], part: number): number {
  const { form, factors } = relation;
  const remainder = expectedNumber(
    relation,
    parts.map((x, j) => (j === part ? (form === 'product' ? 1 : 0) : x)),
  );
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

/** Returns the formula of a relation: "1.8 × temp_c + 32", "yes + no", "price × quantity". */
export function relationWords({ form, of, factors, constant }: Relation): string {
  if (form === 'product') return [...(factors[0] === 1 ? [] : [formatNumber(factors[0])]), ...of].join(' × ');
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
