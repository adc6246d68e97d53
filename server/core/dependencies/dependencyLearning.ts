/** Learns what each text of a column implies for another column, and where it implies nothing. */
import { folded } from '../spelling/texts/folding';
import type { CodedColumn } from './coded';
import { eachGroup, type GroupedRows } from './contingency';
import type { Dependency, Exception, Implication } from './dependency';
import { isLike } from './likeness';
import { withoutSlipsOfConstant } from './nearConstant';

/** Two columns of a table, `from` and `target`, of which the first may determine the second. */
export interface DependencyTask {
  readonly columns: readonly CodedColumn[];
  /** For each column, by code: 1 + the index among the retained texts, 0 for other texts. */
  readonly places: readonly Uint16Array[];
  /** For each column, by code: number of rows. */
  readonly counts: readonly Uint32Array[];
  /** Rows grouped by the text of `from`. */
  readonly grouped: GroupedRows;
  readonly from: number;
  readonly target: number;
}

/** Minimum number of rows of a group that have the usual text. */
const LEAST_COUNT = 2;
/** Number of rows of a group from which one text should stand out. */
const LEAST_GROUP_ROWS = 4;
/** Share of a group's rows, at least two rows, from which another text counts as right there. */
const LEAST_REPEATED_SHARE = 0.02;
/** Share of dissimilar deviating cells above which these are right, and share above which there is no dependency. */
const MOST_EXCEPTION_SHARE = 0.01;
/**
 * Share where each group has a text of its own and at least ten rows, and no deviating cell repeats: wrong cells
 * scatter, exceptions recur.
 */
const MOST_SCATTERED_SHARE = 0.04;
const LEAST_ROWS_OF_OWN = 10;
const MOST_OTHER_SHARE = 0.06;
/**
 * Minimum number of deviating cells in the rows of a third column's text for this text to be an exception, and their
 * minimum share of these rows.
 */
const LEAST_OTHERS = 3;
const LEAST_SHARE_OF_OTHERS = 0.5;
/**
 * Maximum ratio of groups in which another text repeats to groups in which others occur once: wrong cells hardly ever
 * agree.
 */
const MOST_MIXED_RATIO = 0.1;

/** Learns the dependency of `target` on `from`; undefined where too many deviating cells are right. */
export function learnDependency(task: DependencyTask): Dependency | undefined {
  const { columns, places, from, target } = task;
  const implications: Implication[] = [];
  const others = otherCells(task, (implication) => implications.push(implication));
  const groups = withoutSlipsOfConstant(columns[target], places[target], task.counts[target], implications);
  const mixed = others.unsettled + groups.filter(({ also }) => also !== undefined).length;
  const single = groups.filter(({ also, count, rows }) => also === undefined && count < rows).length;
  const unless = exceptionsAmong(task, others.otherRows);
  const excepted = new Set<number>(unless.flatMap(({ rows }) => rows));
  const homes = new Set(groups.map(({ usual }) => usual));
  const column = columns[target];
  const likeness = new Map<number, boolean>();
  const isUnlike = (code: number, usual: number): boolean => {
    if (column.areNumbers || homes.has(places[target][code] - 1)) return true;
    const pair = code * (column.texts.length + 1) + usual;
    const isDifferent = likeness.get(pair) ?? !isLike(folded(column.texts[code - 1]), folded(column.texts[usual - 1]));
    likeness.set(pair, isDifferent);
    return isDifferent;
  };
  const unlike = others.otherRows.filter(
    (row, i) => !excepted.has(row) && isUnlike(column.codes[row], others.usualCodes[i]),
  ).length;
  if (unlike > MOST_OTHER_SHARE * others.rows) return undefined;
  const isScattered =
    mixed === 0 && homes.size === groups.length && groups.every(({ rows }) => rows >= LEAST_ROWS_OF_OWN);
  const mostUnlike = isScattered ? MOST_SCATTERED_SHARE : MOST_EXCEPTION_SHARE;
  return {
    of: columns[from].name,
    ...((unlike > Math.max(1, mostUnlike * others.rows) || mixed > MOST_MIXED_RATIO * single) && {
      hasExceptions: true,
    }),
    ...(unless.length > 0 && { unless: unless.map(({ of, texts }) => ({ of, texts })) }),
    groups,
  };
}

interface OtherCells {
  /** Number of rows of the groups. */
  readonly rows: number;
  /** Number of groups in which no text stands out. */
  readonly unsettled: number;
  /** Rows whose text is not the usual one of their group. */
  readonly otherRows: readonly number[];
  /** Code of the usual text of the group, for each of these rows. */
  readonly usualCodes: readonly number[];
}

function otherCells(
  { columns, places, grouped, from, target }: DependencyTask,
  add: (implication: Implication) => void,
): OtherCells {
  const { codes, texts } = columns[target];
  const scratch = new Uint32Array(texts.length + 1);
  const otherRows: number[] = [];
  const usualCodes: number[] = [];
  let [rows, unsettled] = [0, 0];
  eachGroup(grouped, columns[target], scratch, (group, { rows: groupRows, usual, count }, start, end) => {
    rows += groupRows;
    const [given, place] = [places[from][group + 1] - 1, places[target][usual] - 1];
    if (groupRows >= LEAST_GROUP_ROWS && 2 * count <= groupRows) unsettled++;
    if (count < LEAST_COUNT || 2 * count <= groupRows || given < 0 || place < 0) return;
    const also = new Set<number>();
    for (let i = start; i < end && count < groupRows; i++) {
      const code = codes[grouped.rows[i]];
      if (code === 0 || code === usual) continue;
      otherRows.push(grouped.rows[i]);
      usualCodes.push(usual);
      if (scratch[code] > 1 && scratch[code] > LEAST_REPEATED_SHARE * groupRows && places[target][code] > 0)
        also.add(places[target][code] - 1);
    }
    add({ given, usual: place, count, rows: groupRows, ...(also.size > 0 && { also: [...also] }) });
  });
  return { rows, unsettled, otherRows, usualCodes };
}

/**
 * Finds texts of third columns in whose rows the dependency does not hold (Bohannon et al. 2007, "Conditional
 * functional dependencies").
 */
function exceptionsAmong(
  { columns, places, counts, from, target }: DependencyTask,
  others: readonly number[],
): readonly (Exception & { readonly rows: readonly number[] })[] {
  if (others.length < LEAST_OTHERS) return [];
  return columns.flatMap(({ name, codes }, i) => {
    if (i === from || i === target) return [];
    const byCode = new Map<number, number[]>();
    for (const row of others) {
      const code = codes[row];
      if (places[i][code] === 0) continue;
      const existing = byCode.get(code);
      if (existing === undefined) byCode.set(code, [row]);
      else existing.push(row);
    }
    const exceptions = [...byCode].filter(
      ([code, rows]) => rows.length >= LEAST_OTHERS && rows.length >= LEAST_SHARE_OF_OTHERS * counts[i][code],
    );
    return exceptions.length === 0
      ? []
      : [
          {
            of: name,
            texts: exceptions.map(([code]) => places[i][code] - 1),
            rows: exceptions.flatMap(([, rows]) => rows),
          },
        ];
  });
}
