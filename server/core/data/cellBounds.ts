/**
 * Cells of a column of numbers known only by a bound, such as "<0.05". They are few, so they are stored
 * apart from the values.
 */
import type { Bound } from '../families/family';

export interface Bounds {
  /** Row indices, ascending; the column's value is NaN there. */
  readonly rows: Uint32Array;
  /** Index into `distinct` of each of these rows; −1 where the cell is set aside, as if it were missing. */
  readonly kinds: Int32Array;
  readonly distinct: readonly Bound[];
}

/** Returns the index of the first entry of `rows` that is not below `row`. */
export function placeOf({ rows }: Bounds, row: number): number {
  let [low, high] = [0, rows.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (rows[middle] < row) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Returns the index of the distinct bound of a row's cell; −1 without a bound. */
export function boundKindAt(bounds: Bounds | undefined, row: number): number {
  if (bounds === undefined) return -1;
  const place = placeOf(bounds, row);
  return bounds.rows[place] === row ? bounds.kinds[place] : -1;
}

/** Returns the bound of a row's cell; undefined without a bound. */
export function boundAt(bounds: Bounds | undefined, row: number): Bound | undefined {
  const kind = boundKindAt(bounds, row);
  return kind < 0 ? undefined : bounds?.distinct[kind];
}

/** Whether a row's cell holds a number, a level or a bound. */
export function isObserved(
  { values, bounds }: { readonly values: Float64Array; readonly bounds?: Bounds | undefined },
  row: number,
): boolean {
  return values[row] === values[row] || boundKindAt(bounds, row) >= 0;
}

/** Returns the number of cells that hold a bound, each weighted by its row. */
export function weightOfBounds({ rows, kinds }: Bounds, rowWeights?: Float64Array): number {
  return rows.reduce((sum, row, i) => (kinds[i] < 0 ? sum : sum + (rowWeights === undefined ? 1 : rowWeights[row])), 0);
}

/** Collects bounds row by row, in ascending order. */
export class BoundList {
  private readonly rows: number[] = [];
  private readonly kinds: number[] = [];
  private readonly distinct: Bound[] = [];
  private readonly kindByKey = new Map<string, number>();

  add(row: number, bound: Bound): void {
    const key = `${bound.side} ${bound.limit}`;
    let kind = this.kindByKey.get(key);
    if (kind === undefined) this.kindByKey.set(key, (kind = this.distinct.push(bound) - 1));
    this.rows.push(row);
    this.kinds.push(kind);
  }

  /** Bounds as a field of a column; an empty object without bounds. */
  get fields(): { readonly bounds?: Bounds } {
    if (this.rows.length === 0) return {};
    return {
      bounds: { rows: Uint32Array.from(this.rows), kinds: Int32Array.from(this.kinds), distinct: this.distinct },
    };
  }
}

/** Returns the bounds of a column, without those in the given rows. */
export function withoutBoundsOf(bounds: Bounds | undefined, rows: Uint32Array): { readonly bounds?: Bounds } {
  if (bounds === undefined) return {};
  const remaining = { ...bounds, kinds: bounds.kinds.slice() };
  setAsideBounds(remaining, rows);
  return { bounds: remaining };
}

/** Sets the bounds of the given rows aside, in place. */
export function setAsideBounds(bounds: Bounds | undefined, rows: Uint32Array): void {
  if (bounds === undefined) return;
  for (const row of rows) {
    const place = placeOf(bounds, row);
    if (bounds.rows[place] === row) bounds.kinds[place] = -1;
  }
}

/** Returns the bounds of the picked rows, numbered by their positions among these. */
export function pickedBounds(bounds: Bounds | undefined, picked: Uint32Array): { readonly bounds?: Bounds } {
  if (bounds === undefined) return {};
  const places: number[] = [];
  const kinds: number[] = [];
  picked.forEach((row, place) => {
    const kind = boundKindAt(bounds, row);
    if (kind < 0) return;
    places.push(place);
    kinds.push(kind);
  });
  return places.length === 0
    ? {}
    : { bounds: { rows: Uint32Array.from(places), kinds: Int32Array.from(kinds), distinct: bounds.distinct } };
}
