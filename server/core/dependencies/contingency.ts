/**
 * Contingency table of two columns: for each text of the first column, the counts of the second column's texts in the
 * same rows.
 */
import type { CodedColumn } from './coded';

/** Rows grouped by the text of a column, without rows in which the cell is missing. */
export interface GroupedRows {
  /** Row indices, group by group. */
  readonly rows: Uint32Array;
  /** Group g has code g + 1, and consists of rows[starts[g]] to rows[starts[g + 1]]. */
  readonly starts: Uint32Array;
}

export function groupRows({ codes, texts }: CodedColumn): GroupedRows {
  const starts = new Uint32Array(texts.length + 2);
  for (const code of codes) starts[code + 1]++;
  starts[1] = 0;
  for (let code = 1; code < starts.length; code++) starts[code] += starts[code - 1];
  const nextIndex = starts.slice();
  const rows = new Uint32Array(starts[texts.length + 1]);
  codes.forEach((code, row) => {
    if (code > 0) rows[nextIndex[code]++] = row;
  });
  return { rows, starts: starts.subarray(1) };
}

/** Counts of the second column's texts in a group of rows. */
interface GroupCounts {
  /** Number of rows that have both cells. */
  rows: number;
  /** Code of the commonest text there, and its number of rows. */
  usual: number;
  count: number;
}

/** Calls a function for each group that has at least two rows with both cells. */
export function eachGroup(
  { rows, starts }: GroupedRows,
  { codes }: Pick<CodedColumn, 'codes'>,
  scratch: Uint32Array,
  call: (group: number, counts: GroupCounts, from: number, to: number) => void,
): void {
  for (let group = 0; group + 1 < starts.length; group++) {
    const [from, to] = [starts[group], starts[group + 1]];
    if (to - from < 2) continue;
    let [pairedRows, usual, count] = [0, 0, 0];
    for (let i = from; i < to; i++) {
      const code = codes[rows[i]];
      if (code === 0) continue;
      pairedRows++;
      const cells = ++scratch[code];
      if (cells > count) [count, usual] = [cells, code];
    }
    if (pairedRows >= 2) call(group, { rows: pairedRows, usual, count }, from, to);
    for (let i = from; i < to; i++) scratch[codes[rows[i]]] = 0;
  }
}
