/**
 * Finds columns that follow from others, in a sample of rows: linear relations of two columns, sums of neighbours and
 * of two columns, and products of two. Wrong cells break a relation only in their own rows, so it needs to hold in most
 * rows only.
 */
import { ascendingRows, isSlip, linearRelation, mostNear, NEAR } from './linearRelation';
import { followed, holds, implied, isTight, type NumberRange, type Relation } from './relation';
import { stepOf } from '../roundingStep';

/** Numbers of a column in the sampled rows, which all columns share; NaN where missing. */
export interface Sampled {
  readonly name: string;
  readonly values: Float64Array;
  /** Whether the column may follow from others. */
  readonly mayFollow: boolean;
  /** Whether its numbers are measured or counted; numeric labels can only be parts of sums. */
  readonly isMeasured: boolean;
}

/**
 * Maximum number of rows that are searched, of which QUICK_ROWS come first; a relation must hold in at least
 * LEAST_ROWS.
 */
export const MOST_ROWS = 400;
const QUICK_ROWS = 8;
/** Maximum relative error at which a relation holds at a glance. */
const ROUGHLY = 0.02;
const LEAST_ROWS = 8;
/** Maximum share of these rows that break it. */
const MOST_BROKEN = 0.2;
/** Maximum share of distinct rows that break it, where rows that agree in all columns of the relation count once. */
const MOST_BROKEN_TUPLES = 0.4;
/** Maximum share of the rows that break it exactly which rounding leaves unexplained. */
const MOST_UNEXPLAINED = 0.2;
/** Number of rows that break a relation from which it is dropped, if they also outnumber those that hold. */
const HOPELESS = 6;
/**
 * Number of rows that break it, without slips, from which a one-sided error means a missing addend that is not a
 * column.
 */
const MOST_ONE_SIDED = 4;
const OTHER_SIDE = 0.15;
/** Minimum number of distinct values of a column. */
const LEAST_VALUES = 6;
/** Number of columns above which relations are only sought among neighbours. */
const MANY_COLUMNS = 100;
const NEIGHBOURS = 8;

/**
 * Finds the relations, by the position of the column that follows from others. Relations that hold in the most rows
 * come first: where a tax is 19 % in most rows, the amount is still the sum of net and tax.
 */
export function relationsOf(columns: readonly Sampled[]): ReadonlyMap<number, Relation> {
  const reach = columns.length > MANY_COLUMNS ? NEIGHBOURS : columns.length;
  const steps = new Map<number, number | undefined>();
  const stepAt = (d: number): number | undefined => {
    if (!steps.has(d)) steps.set(d, stepOf(columns[d].values)?.step);
    return steps.get(d);
  };
  const seen = [...linesAmong(columns, reach, stepAt), ...sumsAmong(columns, reach, stepAt)].sort(byMerit);
  const found = new Map<number, Found>();
  for (const own of seen) {
    if (!found.has(own.target) && !own.parts.some((part) => dependsOn(found, part, own.target)))
      found.set(own.target, own);
  }
  return new Map(
    [...found]
      .sort(([a], [b]) => a - b)
      .map(([target, one]) => [target, named(columns, target, fromRoot(target, one, found, seen))]),
  );
}

/** Makes columns in several units follow from a single one, so that a wrong one can be identified. */
function fromRoot(target: number, own: Found, found: ReadonlyMap<number, Found>, seen: readonly Seen[]): Found {
  const source = own.parts.length === 1 ? found.get(own.parts[0]) : undefined;
  if (source?.parts.length !== 1) return own;
  return (
    seen.find((other) => other.target === target && other.parts.length === 1 && other.parts[0] === source.parts[0]) ??
    own
  );
}

/** Orders relations: those that explain more first, then exact ones, sums before differences, and the simplest. */
function byMerit(a: Seen, b: Seen): number {
  const negatives = ({ factors }: Seen): number => factors.filter((factor) => factor < 0).length;
  return (
    a.broken - b.broken ||
    a.tolerance - b.tolerance ||
    negatives(a) - negatives(b) ||
    a.parts.length - b.parts.length ||
    a.target - b.target ||
    a.parts[0] - b.parts[0]
  );
}

/** A relation that a column may have, and the share of the rows that break it. */
interface Seen extends Found {
  readonly target: number;
  readonly broken: number;
}

type StepAt = (d: number) => number | undefined;

/** Columns that are an earlier column in another unit. */
function linesAmong(columns: readonly Sampled[], reach: number, stepAt: StepAt): readonly Seen[] {
  const seen: Seen[] = [];
  for (let from = 0; from < columns.length; from++) {
    if (!columns[from].isMeasured) continue;
    const byNumber = ascendingRows(columns[from].values);
    for (let to = from + 1; to < Math.min(columns.length, from + 1 + reach); to++) {
      if (!columns[to].isMeasured || !columns[to].mayFollow) continue;
      const line = linearRelation(columns[from].values, columns[to].values, byNumber, () => [stepAt(from), stepAt(to)]);
      if (line !== undefined)
        seen.push({
          target: to,
          parts: [from],
          form: 'linear',
          factors: [line.slope],
          constant: line.intercept,
          tolerance: line.tolerance,
          broken: line.broken,
        });
    }
  }
  return seen;
}

/** The best sum, difference or product for each column that has one. */
function sumsAmong(columns: readonly Sampled[], reach: number, stepAt: StepAt): readonly Seen[] {
  return columns.flatMap(({ mayFollow, values }, target) => {
    if (!mayFollow || valuesOf(values) < LEAST_VALUES) return [];
    const best = bestOf(columns, target, candidatesFor(columns, target, reach), stepAt);
    return best === undefined ? [] : [{ ...best.found, target, broken: best.broken }];
  });
}

interface Found extends Pick<Relation, 'form' | 'factors' | 'constant' | 'tolerance'> {
  /** Positions of the columns it follows from. */
  readonly parts: readonly number[];
}

function named(
  columns: readonly Sampled[],
  target: number,
  { form, parts, factors, constant, tolerance }: Found,
): Relation {
  return {
    form,
    factors,
    constant,
    tolerance,
    of: parts.map((d) => columns[d].name),
    usual: [target, ...parts].map((d) => usualRange(columns[d].values)),
  };
}

/** Usual range by Tukey's outer fences (1977, "Exploratory Data Analysis"). */
function usualRange(values: Float64Array): NumberRange {
  const sorted = values.filter((x) => x === x).sort();
  const quartile = (p: number): number => sorted[Math.round(p * (sorted.length - 1))];
  const [low, high] = [quartile(0.25), quartile(0.75)];
  return [low - 3 * (high - low), high + 3 * (high - low)];
}

/** Candidate relations of a column, seen in few rows: sums of neighbours, and sums, differences and products of two. */
function* candidatesFor(columns: readonly Sampled[], target: number, reach: number): Generator<Found> {
  const [first, last] = [Math.max(0, target - reach), Math.min(columns.length, target + reach + 1)];
  const glance = new Glance(columns.slice(first, last), target - first);
  const count = last - first;
  const isOther = (d: number): boolean => d !== target - first;
  for (let from = 0; glance.isEnough && from < count; from++) {
    if (!isOther(from)) continue;
    const sums = glance.numbersOf(from);
    for (let to = from + 1; to < count && isOther(to); to++) {
      if (glance.addsUp(sums, to)) yield linear(Array.from({ length: to - from + 1 }, (_, i) => first + from + i));
    }
    for (let to = from + 1; to < count; to++) {
      if (isOther(to)) yield* pairsSeen(columns, glance, target, [first, from, to]);
    }
  }
}

/**
 * Relations of a column to two others. Of three columns each is a sum or a difference of the others: the last one
 * possible is the target.
 */
function* pairsSeen(
  columns: readonly Sampled[],
  glance: Glance,
  target: number,
  [first, from, to]: readonly [number, number, number],
): Generator<Found> {
  const parts = [first + from, first + to];
  if (to > from + 1 && glance.sees('sum', from, to)) yield linear(parts);
  if (first + to < target && glance.sees('difference', from, to)) yield linear(parts, [1, -1]);
  if (first + to < target && glance.sees('difference', to, from)) yield linear([parts[1], parts[0]], [1, -1]);
  if (!parts.some((d) => columns[d].isMeasured)) return;
  if (glance.sees('product', from, to)) yield { form: 'product', parts, factors: [1], constant: 0, tolerance: 0 };
  if (glance.sees('percent', from, to)) yield { form: 'product', parts, factors: [0.01], constant: 0, tolerance: 0 };
}

function linear(parts: readonly number[], factors: readonly number[] = parts.map(() => 1)): Found {
  return { form: 'linear', parts, factors, constant: 0, tolerance: 0 };
}

/**
 * A glance at few rows of a column and of its candidate sources, spread over all rows in which it is not zero. The
 * first of them rules out most candidates.
 */
class Glance {
  readonly isEnough: boolean;
  private readonly rows: readonly number[];
  private readonly own: Float64Array;
  /** Numbers in these rows, by column. */
  private readonly numbers: readonly Float64Array[];

  constructor(columns: readonly Sampled[], target: number) {
    const { values } = columns[target];
    const usable = Array.from(values.keys()).filter((row) => values[row] === values[row] && values[row] !== 0);
    this.rows = [
      ...new Set(
        Array.from(
          { length: Math.min(QUICK_ROWS, usable.length) },
          (_, i) => usable[Math.floor(((i + 0.5) * usable.length) / QUICK_ROWS)],
        ),
      ),
    ];
    this.isEnough = this.rows.length >= QUICK_ROWS / 2;
    this.numbers = columns.map((column) => Float64Array.from(this.rows, (row) => column.values[row]));
    this.own = this.numbers[target];
  }

  /** Copy of a column's numbers in these rows, for adding others to. */
  numbersOf(column: number): Float64Array {
    return this.numbers[column].slice();
  }

  /** Adds a column to the sums; returns whether the sums now look like the target. */
  addsUp(sums: Float64Array, column: number): boolean {
    const other = this.numbers[column];
    for (let i = 0; i < sums.length; i++) sums[i] += other[i];
    return this.isNear((i) => sums[i]);
  }

  sees(what: 'sum' | 'difference' | 'product' | 'percent', from: number, to: number): boolean {
    const [a, b] = [this.numbers[from], this.numbers[to]];
    if (what === 'sum') return this.isNear((i) => a[i] + b[i]);
    if (what === 'difference') return this.isNear((i) => a[i] - b[i]);
    return what === 'product' ? this.isNear((i) => a[i] * b[i]) : this.isNear((i) => 0.01 * a[i] * b[i]);
  }

  /** Whether more than half of the rows hold approximately; missing cells say nothing. */
  private isNear(of: (i: number) => number): boolean {
    let [tried, missed] = [0, 0];
    for (let i = 0; i < this.own.length && 2 * missed < this.own.length; i++) {
      const value = of(i);
      if (value !== value) continue;
      tried++;
      if (Math.abs(value - this.own[i]) > ROUGHLY * Math.abs(this.own[i])) missed++;
    }
    return 2 * tried >= this.own.length && 2 * missed < tried;
  }
}

/** Whether a column follows from another, directly or through others. */
function dependsOn(found: ReadonlyMap<number, Found>, column: number, on: number): boolean {
  return found.get(column)?.parts.some((part) => part === on || dependsOn(found, part, on)) ?? false;
}

interface Tried {
  readonly found: Found;
  readonly broken: number | undefined;
}

/**
 * The candidate that holds in the most rows, exactly or up to rounding; among equals, the one with the fewest parts.
 */
function bestOf(
  columns: readonly Sampled[],
  target: number,
  candidates: Iterable<Found>,
  stepAt: StepAt,
): { readonly found: Found; readonly broken: number } | undefined {
  let best: { readonly found: Found; readonly broken: number } | undefined;
  for (const candidate of candidates) {
    const [exact, rounded] = [0, roundingOf(candidate, target, stepAt)].map((tolerance): Tried => {
      const found = { ...candidate, tolerance };
      return { found, broken: brokenShare(columns, target, found) };
    });
    // If rounding explains most of the rows that break it, the relation is a rounded one.
    const isRounded =
      rounded.broken !== undefined &&
      (exact.broken === undefined || (exact.broken > 0 && rounded.broken <= MOST_UNEXPLAINED * exact.broken));
    const { found, broken } = isRounded ? rounded : exact;
    if (broken === undefined) continue;
    if (
      best === undefined ||
      broken < best.broken ||
      (broken === best.broken && found.parts.length < best.found.parts.length)
    )
      best = { found, broken };
  }
  return best;
}

/** Largest difference from rounding each part and the whole; for a product, from rounding the whole. */
function roundingOf({ form, parts, factors }: Found, target: number, stepAt: StepAt): number {
  const own = (stepAt(target) ?? 0) / 2;
  return form === 'product'
    ? own
    : parts.reduce((sum, d, j) => sum + (Math.abs(factors[j]) * (stepAt(d) ?? 0)) / 2, own);
}

/** Share of the rows that break a relation; undefined where it is too large, or the relation is trivial. */
function brokenShare(columns: readonly Sampled[], target: number, found: Found): number | undefined {
  const own = columns[target].values;
  const relation = { ...found, of: [], usual: [] };
  const held: number[] = [];
  const [sides, counts, tuples] = [[0, 0], found.parts.map(() => 0), [new Set<string>(), new Set<string>()]];
  let [broken, near] = [0, 0];
  const isHopeless = (count: number): boolean =>
    count > MOST_BROKEN * own.length || (count > HOPELESS && count > held.length);
  for (let row = 0; row < own.length && !isHopeless(broken); row++) {
    const parts = found.parts.map((d) => columns[d].values[row]);
    const value = followed(relation, parts);
    // Zero times anything is zero.
    if (Number.isNaN(own[row]) || Number.isNaN(value) || (found.form === 'product' && value === 0 && own[row] === 0))
      continue;
    const isHeld = holds(relation, own[row], parts);
    tuples[isHeld ? 1 : 0].add(`${own[row]} ${parts.join(' ')}`);
    if (!isHeld) {
      broken++;
      const isSlipped =
        isSlip(own[row] / value) || parts.some((part, j) => isSlip(part / implied(relation, own[row], parts, j)));
      if (!isSlipped) sides[own[row] > value ? 1 : 0]++;
      if (Math.abs(own[row] - value) <= NEAR * found.tolerance) near++;
    } else {
      held.push(own[row]);
      parts.forEach((part, j) => {
        if (part !== (found.form === 'product' ? 1 : 0)) counts[j]++;
      });
    }
  }
  const all = held.length + broken;
  // Zeros in all columns, however often, say nothing.
  const isOften =
    tuples[1].size >= LEAST_ROWS && tuples[0].size <= MOST_BROKEN_TUPLES * (tuples[0].size + tuples[1].size);
  const isSaying =
    isOften &&
    counts.every((count) => count > 0) &&
    new Set(held).size >= LEAST_VALUES &&
    isTight(held, found.tolerance);
  const isOneSided = sides[0] + sides[1] > MOST_ONE_SIDED && Math.min(...sides) <= OTHER_SIDE * (sides[0] + sides[1]);
  return held.length >= LEAST_ROWS && broken <= MOST_BROKEN * all && near <= mostNear(all) && isSaying && !isOneSided
    ? broken / all
    : undefined;
}

function valuesOf(values: Float64Array): number {
  const distinct = new Set<number>();
  for (const x of values) if (x === x && distinct.add(x).size >= LEAST_VALUES) break;
  return distinct.size;
}
