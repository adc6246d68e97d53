/**
 * A column that follows from others of its row: Fahrenheit from Celsius, a total from its parts, an amount from price
 * and quantity.
 */

export interface Relation {
  /** Σ factor × part + constant, or factor × Π part. */
  readonly form: 'linear' | 'product';
  /** Names of the columns that it follows from. */
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

/** Value that the relation gives. @param parts in the order of `of`; NaN where one is missing */
export function followed({ form, factors, constant }: Relation, parts: readonly number[]): number {
  if (form === 'product') return parts.reduce((product, part) => product * part, factors[0]);
  return parts.reduce((sum, part, j) => sum + factors[j] * part, constant);
}

/** Value of one part with which the relation would hold. */
export function implied(relation: Relation, own: number, parts: readonly number[], part: number): number {
  const { form, factors } = relation;
  const without = followed(
    relation,
    parts.map((x, j) => (j === part ? (form === 'product' ? 1 : 0) : x)),
  );
  return form === 'product' ? own / without : (own - without) / factors[part];
}

export function holds(relation: Relation, own: number, parts: readonly number[]): boolean {
  const value = followed(relation, parts);
  return !(Math.abs(own - value) > relation.tolerance + FUZZ * Math.max(Math.abs(own), Math.abs(value)));
}

/** Largest relative error of computing with doubles. */
export const FUZZ = 1e-9;

/** Minimum ratio of the standard deviation of the numbers to the rounding error. */
const LEAST_SPREAD = 10;

/** Whether numbers spread so widely that rounding is negligible. */
export function isTight(values: readonly number[], tolerance: number): boolean {
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
  const variance = values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length;
  return Math.sqrt(variance) >= LEAST_SPREAD * tolerance;
}

/**
 * The part to blame where the relation does not hold: the only unusual part, if it would be usual with the relation.
 */
export function culprit(relation: Relation, own: number, parts: readonly number[]): number | undefined {
  const isUsual = (value: number, [low, high]: NumberRange): boolean => value >= low && value <= high;
  const [ofOwn, ...ofParts] = relation.usual;
  const unusual = parts.flatMap((part, j) => (isUsual(part, ofParts[j]) ? [] : [j]));
  const [only] = unusual;
  return unusual.length === 1 && isUsual(own, ofOwn) && isUsual(implied(relation, own, parts, only), ofParts[only])
    ? only
    : undefined;
}

/** Formula of a relation: "1.8 × temp_c + 32", "yes + no", "price × quantity". */
export function relationWords({ form, of, factors, constant }: Relation): string {
  if (form === 'product') return [...(factors[0] === 1 ? [] : [shown(factors[0])]), ...of].join(' × ');
  const terms = of.map((name, j) => {
    const [factor, sign] = [Math.abs(factors[j]), factors[j] < 0 ? '−' : '+'];
    return `${sign} ${factor === 1 ? name : `${shown(factor)} × ${name}`}`;
  });
  const all = [...terms, ...(constant === 0 ? [] : [`${constant < 0 ? '−' : '+'} ${shown(Math.abs(constant))}`])].join(
    ' ',
  );
  return all.startsWith('+ ') ? all.slice(2) : all.replace('− ', '−');
}

function shown(value: number): string {
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
