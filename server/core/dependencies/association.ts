/**
 * Association of one column with another: the figures that distinguish a dependency with wrong cells from one that
 * holds in most rows only, and from chance.
 */
import type { CodedColumn } from './coded';
import { eachGroup, type GroupedRows } from './contingency';

export interface Association {
  /** Number of rows beyond the first of each group, and number of these rows without the usual text of their group. */
  readonly rows: number;
  readonly others: number;
  /** Share of such rows if the cells of the column were shuffled: exact, over all orders of its cells. */
  readonly byChance: number;
  /** Number of groups with enough rows for one text to stand out, and number of these groups in which none does. */
  readonly groups: number;
  readonly unsettled: number;
  /**
   * Improbability that groups of three rows or more agree on one text that is not the commonest of the column, in nats.
   */
  readonly evidence: number;
  /** Share of such rows by chance if each cell had the usual text of its group. */
  readonly byChanceOfUsual: number;
  /** Number of texts that are the usual one of such a group. */
  readonly usual: number;
}

/** Number of rows of a group from which one text should stand out, and its minimum share there. */
const LEAST_GROUP_ROWS = 4;
const LEAST_SETTLED_SHARE = 0.75;
const LEAST_EVIDENCE_ROWS = 3;

/** @param grouped rows by the text of the column that may determine the other */
export function associationOf(grouped: GroupedRows, determined: CodedColumn, scratch: Uint32Array): Association {
  const total = new Float64Array(determined.texts.length + 1);
  /** Number of rows beyond the first, by the text that is usual in their group. */
  const rowsByUsual = new Map<number, number>();
  const cellsByUsual = new Float64Array(determined.texts.length + 1);
  let [rows, others, groups, unsettled] = [0, 0, 0, 0];
  eachGroup(grouped, determined, scratch, (_, { rows: groupRows, usual: text, count }, from, to) => {
    rows += groupRows - 1;
    others += groupRows - count;
    if (groupRows >= LEAST_GROUP_ROWS) {
      groups++;
      if (count < LEAST_SETTLED_SHARE * groupRows) unsettled++;
    }
    if (groupRows >= LEAST_EVIDENCE_ROWS && 2 * count > groupRows)
      rowsByUsual.set(text, (rowsByUsual.get(text) ?? 0) + count - 1);
    cellsByUsual[text] += groupRows;
    for (let i = from; i < to; i++) total[determined.codes[grouped.rows[i]]]++;
  });
  total[0] = 0;
  const cells = total.reduce((sum, count) => sum + count, 0);
  const equalPairs = total.reduce((sum, count) => sum + count * (count - 1), 0);
  const commonest = total.indexOf(total.reduce((largest, count) => Math.max(largest, count), 0));
  let evidence = 0;
  for (const [text, count] of rowsByUsual) if (text !== commonest) evidence += count * Math.log(cells / total[text]);
  return {
    rows,
    others,
    byChance: disagreement(cells, equalPairs),
    groups,
    unsettled,
    evidence,
    byChanceOfUsual: disagreement(
      cells,
      cellsByUsual.reduce((sum, count) => sum + count * (count - 1), 0),
    ),
    usual: rowsByUsual.size,
  };
}

/**
 * Returns the share of pairs of cells that differ.
 *
 * @param equalPairs number of pairs of equal cells, in either order
 */
function disagreement(cells: number, equalPairs: number): number {
  return cells < 2 ? 0 : 1 - equalPairs / (cells * (cells - 1));
}
