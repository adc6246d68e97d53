/**
 * Contingency of two columns by groups of rows: for each text of the one, the counts of the texts of the other beside
 * it.
 */
import type { Coded } from './coded';

/** Rows grouped by the text of a column, without rows in which it is missing. */
export interface Grouped {
  /** Row indices, group by group. */
  readonly rows: Uint32Array;
  /** Group g has code g + 1, and consists of rows[starts[g]] to rows[starts[g + 1]]. */
  readonly starts: Uint32Array;
}

export function groupedBy({ codes, texts }: Coded): Grouped {
  const starts = new Uint32Array(texts.length + 2);
  for (const code of codes) starts[code + 1]++;
  starts[1] = 0;
  for (let code = 1; code < starts.length; code++) starts[code] += starts[code - 1];
  const at = starts.slice();
  const rows = new Uint32Array(starts[texts.length + 1]);
  codes.forEach((code, row) => {
    if (code > 0) rows[at[code]++] = row;
  });
  return { rows, starts: starts.subarray(1) };
}

/** Texts of the other column beside one text. */
export interface Beside {
  /** Number of rows that have both cells. */
  rows: number;
  /** Code of the commonest text there, and its number of rows. */
  usual: number;
  count: number;
  /** Number of rows by code of the texts beside the usual one; valid until the next group. */
  counts: ReadonlyMap<number, number>;
}

/** Calls back for each group that has at least two rows with both cells. */
export function eachGroup(
  { rows, starts }: Grouped,
  { codes }: Pick<Coded, 'codes'>,
  scratch: Uint32Array,
  call: (group: number, beside: Omit<Beside, 'counts'>, from: number, to: number) => void,
): void {
  for (let group = 0; group + 1 < starts.length; group++) {
    const [from, to] = [starts[group], starts[group + 1]];
    if (to - from < 2) continue;
    let [known, usual, count] = [0, 0, 0];
    for (let i = from; i < to; i++) {
      const code = codes[rows[i]];
      if (code === 0) continue;
      known++;
      const own = ++scratch[code];
      if (own > count) [count, usual] = [own, code];
    }
    if (known >= 2) call(group, { rows: known, usual, count }, from, to);
    for (let i = from; i < to; i++) scratch[codes[rows[i]]] = 0;
  }
}
