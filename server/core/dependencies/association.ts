/**
 * Association of one column with another: the figures that distinguish a dependency with wrong cells from one that
 * holds in most rows only, and from chance.
 */
import type { Coded } from './coded';
import { eachGroup, type Grouped } from './contingency';

export interface Association {
  /** Number of rows beyond the first of each group, and number of these without the usual text of their group. */
  readonly rows: number;
  readonly others: number;
  /** Share of such rows if the cells of the column were shuffled: exact, over all orders of its cells. */
  readonly byChance: number;
  /** Number of groups with enough rows for one text to stand out, and number of these in which none does. */
  readonly groups: number;
  readonly unsettled: number;
  /**
   * Improbability that groups of three rows or more agree on one text that is not the commonest of the column, in nats.
   */
  readonly evidence: number;
  /** Share of others by chance if each cell were the usual one of its group. */
  readonly byChanceOfUsual: number;
  /** Number of texts that are usual in some such group. */
  readonly usual: number;
}

/** Number of rows of a group from which one text should stand out, and its minimum share there. */
const ENOUGH_ROWS = 4;
const SETTLED = 0.75;
const FEW_ROWS = 3;

/** @param grouped rows by the text of the column that may determine the other */
export function associationOf(grouped: Grouped, said: Coded, scratch: Uint32Array): Association {
  const total = new Float64Array(said.texts.length + 1);
  /** Number of rows beyond the first, by the text that is usual in their group. */
  const usual = new Map<number, number>();
  const ofUsual = new Float64Array(said.texts.length + 1);
  let [rows, others, groups, unsettled] = [0, 0, 0, 0];
  eachGroup(grouped, said, scratch, (_, { rows: own, usual: text, count }, from, to) => {
    rows += own - 1;
    others += own - count;
    if (own >= ENOUGH_ROWS) {
      groups++;
      if (count < SETTLED * own) unsettled++;
    }
    if (own >= FEW_ROWS && 2 * count > own) usual.set(text, (usual.get(text) ?? 0) + count - 1);
    ofUsual[text] += own;
    for (let i = from; i < to; i++) total[said.codes[grouped.rows[i]]]++;
  });
  total[0] = 0;
  const all = total.reduce((sum, count) => sum + count, 0);
  const alike = total.reduce((sum, count) => sum + count * (count - 1), 0);
  const commonest = total.indexOf(total.reduce((most, count) => Math.max(most, count), 0));
  let evidence = 0;
  for (const [text, count] of usual) if (text !== commonest) evidence += count * Math.log(all / total[text]);
  return {
    rows,
    others,
    byChance: disagreement(all, alike),
    groups,
    unsettled,
    evidence,
    byChanceOfUsual: disagreement(
      all,
      ofUsual.reduce((sum, count) => sum + count * (count - 1), 0),
    ),
    usual: usual.size,
  };
}

/** Share of pairs of cells that differ, given the number of equal ones in either order. */
function disagreement(cells: number, alike: number): number {
  return cells < 2 ? 0 : 1 - alike / (cells * (cells - 1));
}
