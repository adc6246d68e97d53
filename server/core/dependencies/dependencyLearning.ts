/** Learns what each text of a column implies for another column, and where it implies nothing. */
import { folded } from '../spelling/texts/folding';
import type { Coded } from './coded';
import { eachGroup, type Grouped } from './contingency';
import type { Dependency, Exception, Said } from './dependency';
import { isLike } from './likeness';
import { slipsOfConstant } from './nearConstant';

/** Two columns among others, one of which may determine the other. */
export interface Learning {
  readonly columns: readonly Coded[];
  /** For each column, by code: 1 + the index among the kept texts, 0 for others; and the number of rows. */
  readonly places: readonly Uint16Array[];
  readonly counts: readonly Uint32Array[];
  /** Rows by the text of `from`. */
  readonly grouped: Grouped;
  readonly from: number;
  readonly said: number;
}

/** Minimum number of rows of a group that have the usual text. */
const LEAST_COUNT = 2;
/** Number of rows of a group from which one text should stand out. */
const ENOUGH_ROWS = 4;
/** Share of a group's rows, at least two, from which another text is right there, too. */
const SEVERAL_SHARE = 0.02;
/** Share of unlike other cells above which they are right, too, and share above which there is no dependency. */
const MOST_EXCEPTIONS = 0.01;
const MOST_OTHERS = 0.06;
/** Minimum number, and share, of other cells in the rows of a third column's text for it to be an exception. */
const LEAST_OTHERS = 3;
/**
 * Maximum ratio of groups in which another text repeats to groups in which others occur once: wrong cells hardly ever
 * agree.
 */
const MOST_MIXED = 0.1;
const SHARE_OF_OTHERS = 0.5;

/** Undefined where too many of the other cells are right. */
export function learnt(learning: Learning): Dependency | undefined {
  const { columns, places, from, said } = learning;
  const found: Said[] = [];
  const others = othersIn(learning, (own) => found.push(own));
  const groups = slipsOfConstant(columns[said], places[said], learning.counts[said], found);
  const mixed = others.unsettled + groups.filter(({ also }) => also !== undefined).length;
  const single = groups.filter(({ also, count, rows }) => also === undefined && count < rows).length;
  const unless = exceptionsAmong(learning, others.all);
  const excepted = new Set<number>(unless.flatMap(({ rows }) => rows));
  const homes = new Set(groups.map(({ usual }) => usual));
  const column = columns[said];
  const likeness = new Map<number, boolean>();
  const isUnlike = (code: number, usual: number): boolean => {
    if (column.areNumbers || homes.has(places[said][code] - 1)) return true;
    const pair = code * (column.texts.length + 1) + usual;
    const known = likeness.get(pair) ?? !isLike(folded(column.texts[code - 1]), folded(column.texts[usual - 1]));
    likeness.set(pair, known);
    return known;
  };
  const unlike = others.all.filter(
    (row, i) => !excepted.has(row) && isUnlike(column.codes[row], others.usual[i]),
  ).length;
  if (unlike > MOST_OTHERS * others.rows) return undefined;
  return {
    of: columns[from].name,
    ...((unlike > MOST_EXCEPTIONS * others.rows || mixed > MOST_MIXED * single) && { hasExceptions: true }),
    ...(unless.length > 0 && { unless: unless.map(({ of, texts }) => ({ of, texts })) }),
    groups,
  };
}

interface Others {
  /** Number of rows of the groups. */
  readonly rows: number;
  /** Number of groups in which no text stands out. */
  readonly unsettled: number;
  /** Rows with a text other than the usual one. */
  readonly all: readonly number[];
  /** Code of the usual text in each of these rows. */
  readonly usual: readonly number[];
}

function othersIn({ columns, places, grouped, from, said }: Learning, found: (own: Said) => void): Others {
  const { codes, texts } = columns[said];
  const scratch = new Uint32Array(texts.length + 1);
  const all: number[] = [];
  const usualOf: number[] = [];
  let [rows, unsettled] = [0, 0];
  eachGroup(grouped, columns[said], scratch, (group, { rows: own, usual, count }, start, end) => {
    rows += own;
    const [given, place] = [places[from][group + 1] - 1, places[said][usual] - 1];
    if (own >= ENOUGH_ROWS && 2 * count <= own) unsettled++;
    if (count < LEAST_COUNT || 2 * count <= own || given < 0 || place < 0) return;
    const also = new Set<number>();
    for (let i = start; i < end && count < own; i++) {
      const code = codes[grouped.rows[i]];
      if (code === 0 || code === usual) continue;
      all.push(grouped.rows[i]);
      usualOf.push(usual);
      if (scratch[code] > 1 && scratch[code] > SEVERAL_SHARE * own && places[said][code] > 0)
        also.add(places[said][code] - 1);
    }
    found({ given, usual: place, count, rows: own, ...(also.size > 0 && { also: [...also] }) });
  });
  return { rows, unsettled, all, usual: usualOf };
}

/**
 * Texts of third columns in whose rows the dependency does not hold (Bohannon et al. 2007, "Conditional functional
 * dependencies").
 */
function exceptionsAmong(
  { columns, places, counts, from, said }: Learning,
  others: readonly number[],
): readonly (Exception & { readonly rows: readonly number[] })[] {
  if (others.length < LEAST_OTHERS) return [];
  return columns.flatMap(({ name, codes }, i) => {
    if (i === from || i === said) return [];
    const byCode = new Map<number, number[]>();
    for (const row of others) {
      const code = codes[row];
      if (places[i][code] === 0) continue;
      const known = byCode.get(code);
      if (known === undefined) byCode.set(code, [row]);
      else known.push(row);
    }
    const found = [...byCode].filter(
      ([code, rows]) => rows.length >= LEAST_OTHERS && rows.length >= SHARE_OF_OTHERS * counts[i][code],
    );
    return found.length === 0
      ? []
      : [{ of: name, texts: found.map(([code]) => places[i][code] - 1), rows: found.flatMap(([, rows]) => rows) }];
  });
}
