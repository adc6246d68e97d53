/**
 * Finds columns that follow from others, in a sample of rows: linear relations of two columns, sums of neighbours and
 * of two columns, and products of two. Wrong cells break a relation only in their own rows, so it needs to hold in most
 * rows only.
 */
import { ascendingRows, isSlip, linearRelation, maxNearRows, NEAR_TOLERANCES } from './linearRelation';
import { Glance, type SampledColumn } from './glance';
import { rateCandidates, ratesOf, type Rate } from './rates';
import { expectedNumber, holds, impliedPart, isTight, type NumberRange, type Relation } from './relation';
import { quantile } from '../../numeric/robust';
import { stepOf } from '../roundingStep';

/** Maximum number of rows that are searched; a relation must hold in at least LEAST_ROWS. */
export const MOST_ROWS = 400;
export const LEAST_ROWS = 8;
/** Maximum share of these rows that break it. */
const MOST_BROKEN_SHARE = 0.2;
/** Maximum share of distinct rows that break it, where rows that agree in all columns of the relation count once. */
const MOST_BROKEN_TUPLE_SHARE = 0.4;
/** Maximum share of the rows that break it exactly which rounding leaves unexplained. */
const MOST_UNEXPLAINED_SHARE = 0.2;
/** Number of rows that break a relation from which it is dropped, if they also outnumber those that hold. */
const HOPELESS_ROWS = 6;
/**
 * Number of rows that break it, without slips, from which a one-sided error means a missing addend that is not a
 * column.
 */
const MOST_ONE_SIDED_ROWS = 4;
const MOST_SHARE_OF_OTHER_SIDE = 0.15;
/** Minimum number of distinct values of a column. */
const LEAST_VALUES = 6;
/** Number of columns above which relations are only sought among neighbours. */
const MANY_COLUMNS = 100;
const NEIGHBOURS = 8;

/**
 * Finds the relations, by the position of the column that follows from others. Relations that hold in the most rows
 * come first: where a tax is 19 % in most rows, the amount is still the sum of net and tax.
 */
export function relationsOf(columns: readonly SampledColumn[]): ReadonlyMap<number, Relation> {
  const reach = columns.length > MANY_COLUMNS ? NEIGHBOURS : columns.length;
  const steps = new Map<number, number | undefined>();
  const stepAt = (d: number): number | undefined => {
    if (!steps.has(d)) steps.set(d, stepOf(columns[d].values)?.step);
    return steps.get(d);
  };
  const candidates = [...linearCandidates(columns, reach, stepAt), ...combinedCandidates(columns, reach, stepAt)].sort(
    byMerit,
  );
  const accepted = new Map<number, Candidate>();
  for (const candidate of candidates) {
    if (!accepted.has(candidate.target) && !candidate.parts.some((part) => dependsOn(accepted, part, candidate.target)))
      accepted.set(candidate.target, candidate);
  }
  return new Map(
    [...accepted]
      .sort(([a], [b]) => a - b)
      .map(([target, candidate]) => [
        target,
        relationOf(columns, target, tracedToRoot(target, candidate, accepted, candidates)),
      ]),
  );
}

/** Makes columns in several units follow from one column, so that a wrong one can be identified. */
function tracedToRoot(
  target: number,
  candidate: Candidate,
  accepted: ReadonlyMap<number, Candidate>,
  candidates: readonly RankedCandidate[],
): Candidate {
  const source = candidate.parts.length === 1 ? accepted.get(candidate.parts[0]) : undefined;
  if (source?.parts.length !== 1) return candidate;
  return (
    candidates.find(
      (other) => other.target === target && other.parts.length === 1 && other.parts[0] === source.parts[0],
    ) ?? candidate
  );
}

/** Orders relations: those that explain more first, then exact ones, sums before differences, and the simplest. */
function byMerit(a: RankedCandidate, b: RankedCandidate): number {
  const negatives = ({ factors }: RankedCandidate): number => factors.filter((factor) => factor < 0).length;
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
interface RankedCandidate extends Candidate {
  readonly target: number;
  readonly broken: number;
}

type StepAt = (d: number) => number | undefined;

/** Finds columns that are an earlier column in another unit. */
function linearCandidates(
  columns: readonly SampledColumn[],
  reach: number,
  stepAt: StepAt,
): readonly RankedCandidate[] {
  const candidates: RankedCandidate[] = [];
  for (let from = 0; from < columns.length; from++) {
    if (!columns[from].isMeasured) continue;
    const byNumber = ascendingRows(columns[from].values);
    for (let to = from + 1; to < Math.min(columns.length, from + 1 + reach); to++) {
      if (!columns[to].isMeasured || !columns[to].mayFollow) continue;
      const line = linearRelation(columns[from].values, columns[to].values, byNumber, () => [stepAt(from), stepAt(to)]);
      if (line !== undefined)
        candidates.push({
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
  return candidates;
}

/** Finds the best sum, difference or product for each column. */
function combinedCandidates(
  columns: readonly SampledColumn[],
  reach: number,
  stepAt: StepAt,
): readonly RankedCandidate[] {
  const rates = ratesOf(columns);
  return columns.flatMap(({ mayFollow, values }, target) => {
    if (!mayFollow || distinctCount(values) < LEAST_VALUES) return [];
    const best = bestCandidate(columns, target, candidatesFor(columns, target, reach, rates), stepAt);
    return best === undefined ? [] : [{ ...best.candidate, target, broken: best.broken }];
  });
}

export interface Candidate extends Pick<Relation, 'form' | 'factors' | 'constant' | 'tolerance' | 'rate'> {
  /** Positions of the columns it follows from. */
  readonly parts: readonly number[];
}

function relationOf(
  columns: readonly SampledColumn[],
  target: number,
  { form, parts, factors, constant, tolerance, rate }: Candidate,
): Relation {
  return {
    form,
    ...(rate !== undefined && { rate }),
    factors,
    constant,
    tolerance,
    of: parts.map((d) => columns[d].name),
    usual: [target, ...parts].map((d) => usualRange(columns[d].values)),
  };
}

/** Computes the usual range by Tukey's outer fences (1977, "Exploratory Data Analysis"). */
function usualRange(values: Float64Array): NumberRange {
  const sorted = values.filter((x) => x === x).sort();
  const [low, high] = [quantile(sorted, 0.25), quantile(sorted, 0.75)];
  return [low - 3 * (high - low), high + 3 * (high - low)];
}

/**
 * Generates the candidates that hold approximately in a few sampled rows: sums of neighbours, and sums, differences and
 * products of two columns.
 */
function* candidatesFor(
  columns: readonly SampledColumn[],
  target: number,
  reach: number,
  rates: readonly Rate[],
): Generator<Candidate> {
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
      if (isOther(to)) yield* pairCandidates(columns, glance, target, [first, from, to]);
    }
  }
  if (glance.isEnough) yield* rateCandidates(columns, glance, [first, last], { target, rates });
}

/**
 * Generates relations of a column to two others. Of three such columns each is a sum or a difference of the others; the
 * last possible one is the target.
 */
function* pairCandidates(
  columns: readonly SampledColumn[],
  glance: Glance,
  target: number,
  [first, from, to]: readonly [number, number, number],
): Generator<Candidate> {
  const parts = [first + from, first + to];
  if (to > from + 1 && glance.matches('sum', from, to)) yield linear(parts);
  if (first + to < target && glance.matches('difference', from, to)) yield linear(parts, [1, -1]);
  if (first + to < target && glance.matches('difference', to, from)) yield linear([parts[1], parts[0]], [1, -1]);
  if (!parts.some((d) => columns[d].isMeasured)) return;
  if (glance.matches('product', from, to)) yield { form: 'product', parts, factors: [1], constant: 0, tolerance: 0 };
  if (glance.matches('percent', from, to)) yield { form: 'product', parts, factors: [0.01], constant: 0, tolerance: 0 };
}

function linear(parts: readonly number[], factors: readonly number[] = parts.map(() => 1)): Candidate {
  return { form: 'linear', parts, factors, constant: 0, tolerance: 0 };
}

/** Whether a column follows from another, directly or through others. */
function dependsOn(accepted: ReadonlyMap<number, Candidate>, column: number, on: number): boolean {
  return accepted.get(column)?.parts.some((part) => part === on || dependsOn(accepted, part, on)) ?? false;
}

interface Trial {
  readonly candidate: Candidate;
  readonly broken: number | undefined;
}

/**
 * Returns the candidate that holds in the most rows, exactly or up to rounding; among equals, the candidate with the
 * fewest parts.
 */
function bestCandidate(
  columns: readonly SampledColumn[],
  target: number,
  candidates: Iterable<Candidate>,
  stepAt: StepAt,
): { readonly candidate: Candidate; readonly broken: number } | undefined {
  let best: { readonly candidate: Candidate; readonly broken: number } | undefined;
  for (const untried of candidates) {
    const [exact, rounded] = [0, roundingTolerance(untried, target, stepAt)].map((tolerance): Trial => {
      const candidate = { ...untried, tolerance };
      return { candidate, broken: brokenShare(columns, target, candidate) };
    });
    // If rounding explains most of the rows that break it, the relation is a rounded one.
    const isRounded =
      rounded.broken !== undefined &&
      (exact.broken === undefined || (exact.broken > 0 && rounded.broken <= MOST_UNEXPLAINED_SHARE * exact.broken));
    const { candidate, broken } = isRounded ? rounded : exact;
    if (broken === undefined) continue;
    if (
      best === undefined ||
      broken < best.broken ||
      (broken === best.broken && candidate.parts.length < best.candidate.parts.length)
    )
      best = { candidate, broken };
  }
  return best;
}

/** Computes the largest difference that rounding each part and the whole explains; for a product, only the whole. */
function roundingTolerance({ form, parts, factors }: Candidate, target: number, stepAt: StepAt): number {
  const ofTarget = (stepAt(target) ?? 0) / 2;
  return form === 'product'
    ? ofTarget
    : parts.reduce((sum, d, j) => sum + (Math.abs(factors[j]) * (stepAt(d) ?? 0)) / 2, ofTarget);
}

/** Returns the share of rows that break a relation; undefined where it is too large, or the relation is trivial. */
function brokenShare(columns: readonly SampledColumn[], target: number, candidate: Candidate): number | undefined {
  const actual = columns[target].values;
  const relation = { ...candidate, of: [], usual: [] };
  const isProduct = candidate.form === 'product';
  const held: number[] = [];
  const [sides, counts, tuples] = [[0, 0], candidate.parts.map(() => 0), [new Set<string>(), new Set<string>()]];
  let [broken, near] = [0, 0];
  const isHopeless = (count: number): boolean =>
    count > MOST_BROKEN_SHARE * actual.length || (count > HOPELESS_ROWS && count > held.length);
  for (let row = 0; row < actual.length && !isHopeless(broken); row++) {
    const parts = candidate.parts.map((d) => columns[d].values[row]);
    const value = expectedNumber(relation, parts);
    // Zero times anything is zero.
    if (Number.isNaN(actual[row]) || Number.isNaN(value) || (isProduct && value === 0 && actual[row] === 0)) continue;
    const isHeld = holds(relation, actual[row], parts);
    tuples[isHeld ? 1 : 0].add(`${actual[row]} ${parts.join(' ')}`);
    if (!isHeld) {
      broken++;
      const isSlipped =
        isSlip(actual[row] / value) ||
        parts.some((part, j) => isSlip(part / impliedPart(relation, actual[row], parts, j)));
      if (!isSlipped) sides[actual[row] > value ? 1 : 0]++;
      if (Math.abs(actual[row] - value) <= NEAR_TOLERANCES * candidate.tolerance) near++;
    } else {
      held.push(actual[row]);
      parts.forEach((part, j) => {
        const isRate = candidate.rate !== undefined && j === parts.length - 1;
        if (part !== (isProduct && !isRate ? 1 : 0)) counts[j]++;
      });
    }
  }
  const total = held.length + broken;
  // Zeros in all columns, however often, are no evidence.
  const hasEnoughTuples =
    tuples[1].size >= LEAST_ROWS && tuples[0].size <= MOST_BROKEN_TUPLE_SHARE * (tuples[0].size + tuples[1].size);
  const isInformative =
    hasEnoughTuples &&
    counts.every((count, j) => count >= (candidate.rate !== undefined && j === counts.length - 1 ? LEAST_ROWS : 1)) &&
    new Set(held).size >= LEAST_VALUES &&
    isTight(held, candidate.tolerance);
  const isOneSided =
    sides[0] + sides[1] > MOST_ONE_SIDED_ROWS && Math.min(...sides) <= MOST_SHARE_OF_OTHER_SIDE * (sides[0] + sides[1]);
  return held.length >= LEAST_ROWS &&
    broken <= MOST_BROKEN_SHARE * total &&
    near <= maxNearRows(total) &&
    isInformative &&
    !isOneSided
    ? broken / total
    : undefined;
}

function distinctCount(values: Float64Array): number {
  const distinct = new Set<number>();
  for (const x of values) if (x === x && distinct.add(x).size >= LEAST_VALUES) break;
  return distinct.size;
}
