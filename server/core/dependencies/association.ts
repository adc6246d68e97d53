/**
 * How far one column says another: what is needed to tell a dependency with wrong cells from one that holds in most
 * rows only, and from chance.
 */
import type { Coded } from './coded';
import { eachGroup, type Grouped } from './contingency';

export interface Association {
  /** Rows beyond the first of each group, and those of them that do not have the usual text of their group. */
  readonly rows: number;
  readonly others: number;
  /**
   * The same share if the cells of the column were put into other rows by chance: exact, over all orders of its cells.
   */
  readonly byChance: number;
  /** Groups of rows enough to see whether one text stands out, and those of them in which none does. */
  readonly groups: number;
  readonly unsettled: number;
  /**
   * How improbable it is that groups of three rows or more have one text all alike that is not the commonest of the
   * column, in nats.
   */
  readonly evidence: number;
  /** The share of others by chance if each cell were the usual one of its group. */
  readonly byChanceOfUsual: number;
  /** Texts that are usual in some such group. */
  readonly usual: number;
}

/** Rows of a group from which on one text should stand out, and its share there. */
const ENOUGH_ROWS = 4;
const SETTLED = 0.75;
const FEW_ROWS = 3;

/** @param grouped rows by the text of the column that may say the other */
export function associationOf(grouped: Grouped, said: Coded, scratch: Uint32Array): Association {
  const total = new Float64Array(said.texts.length + 1);
  /** By text that is usual in groups: rows beyond the first that have it. */
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

/** The share of pairs of cells that differ, where so many pairs in either order are alike. */
function disagreement(cells: number, alike: number): number {
  return cells < 2 ? 0 : 1 - alike / (cells * (cells - 1));
}
