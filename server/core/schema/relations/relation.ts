/**
 * A column that follows from others of its row: Fahrenheit from Celsius, a total from its parts, an amount from price
 * and quantity.
 */

export interface Relation {
  /** Σ factor × part + constant, or factor × Π part. */
  readonly form: 'linear' | 'product';
  /** Names of the columns it follows from. */
  readonly of: readonly string[];
  /** One for each of these; of a product one alone. */
  readonly factors: readonly number[];
  readonly constant: number;
  /** Differences of up to so much come from rounding, in the column's units. */
  readonly tolerance: number;
  /** Between which numbers the column usually lies, and each of those it follows from. */
  readonly usual: readonly Range[];
}

export type Range = readonly [low: number, high: number];

/** Parts in the order of `of`; NaN where one is missing. */
export function followed({ form, factors, constant }: Relation, parts: readonly number[]): number {
  if (form === 'product') return parts.reduce((product, part) => product * part, factors[0]);
  return parts.reduce((sum, part, j) => sum + factors[j] * part, constant);
}

/** What a part would have to be for the column to follow from it. */
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

/** What computing with doubles may lose. */
export const FUZZ = 1e-9;

/** The standard deviation of numbers is so many times what rounding explains, at the least. */
const LEAST_SPREAD = 10;

/** Whether numbers spread so widely that rounding is nothing beside it. */
export function isTight(values: readonly number[], tolerance: number): boolean {
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
  const variance = values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length;
  return Math.sqrt(variance) >= LEAST_SPREAD * tolerance;
}

/**
 * Which of the parts is to blame where the relation does not hold: the one that alone is unusual, and would not be if
 * it held.
 */
export function culprit(relation: Relation, own: number, parts: readonly number[]): number | undefined {
  const isUsual = (value: number, [low, high]: Range): boolean => value >= low && value <= high;
  const [ofOwn, ...ofParts] = relation.usual;
  const unusual = parts.flatMap((part, j) => (isUsual(part, ofParts[j]) ? [] : [j]));
  const [only] = unusual;
  return unusual.length === 1 && isUsual(own, ofOwn) && isUsual(implied(relation, own, parts, only), ofParts[only])
    ? only
    : undefined;
}

/** As a formula: "1.8 × temp_c + 32", "yes + no", "price × quantity". */
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

/** A number to as many decimals as differences of up to a tolerance leave it. */
export function toTolerance(value: number, tolerance: number): number {
  const decimals = tolerance > 0 ? -Math.floor(Math.log10(2 * tolerance)) : Infinity;
  return decimals < MOST_DECIMALS
    ? Number(value.toFixed(Math.max(0, decimals)))
    : Number(value.toPrecision(MOST_DECIMALS));
}

const MOST_DECIMALS = 12;
