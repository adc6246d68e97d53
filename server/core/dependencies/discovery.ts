/**
 * Which columns of a table say others, found by counting pairs of cells: those that hold beyond chance, in every group
 * of rows alike, and of which few cells are other.
 */
import { associationOf, type Association } from './association';
import type { Coded } from './coded';
import { groupedBy, type Grouped } from './contingency';
import type { Dependency, Depending } from './dependency';
import { learnt, type Learning } from './dependencyLearning';

/** Other cells than the usual one, as a share of those that there would be by chance. */
const MOST_OTHERS = 0.1;
/** Groups in which no text stands out: of a dependency with wrong cells there are hardly any. */
const MOST_UNSETTLED = 0.04;
/** Groups that are seen to have a usual text. */
const LEAST_GROUPS = 5;
/** In nats: of groups that say something else than the commonest text. */
const LEAST_EVIDENCE = 30;
const LEAST_ROWS = 30;
/** A column is said by so many others at most; more say nothing new. */
const MOST_SAYING = 5;
/** A text that stands in so many rows of its column may say something. */
const SEVERAL = 3;
/** The first so many columns that can take part do; their pairs are looked at in so many rows. */
export const MOST_COLUMNS = 60;
const MOST_PAIRED_CELLS = 4_000_000;

interface Found {
  readonly from: number;
  readonly said: number;
  readonly association: Association;
}

/**
 * What each of these columns is to dependencies, by its index; columns that are neither said nor say others are left
 * out.
 */
export function dependingColumns(all: readonly Coded[]): ReadonlyMap<number, Depending> {
  const columns = all.slice(0, MOST_COLUMNS);
  const counts = columns.map(countsOf);
  const places = counts.map(placesOf);
  const grouped = new Map<number, Grouped>();
  const by = new Map<number, { readonly from: number; readonly dependency: Dependency }[]>();
  for (const [said, found] of associationsAmong(columns)) {
    const own = found.flatMap(({ from }) => {
      const rows = grouped.get(from) ?? groupedBy(columns[from]);
      grouped.set(from, rows);
      const learning: Learning = { columns, places, counts, grouped: rows, from, said };
      const dependency = learnt(learning);
      return dependency === undefined ? [] : [{ from, dependency }];
    });
    if (own.length > 0) by.set(said, own);
  }
  const names = new Map(columns.map(({ name }, i) => [name, i]));
  const parts = new Set(
    [...by].flatMap(([said, own]) => [
      said,
      ...own.flatMap(({ from, dependency: { unless = [] } }) => [
        from,
        ...unless.map(({ of }) => names.get(of) ?? from),
      ]),
    ]),
  );
  return new Map(
    [...parts].map((i) => {
      const { index, texts, areNumbers } = columns[i];
      const own = by.get(i)?.map(({ dependency }) => dependency);
      return [
        index,
        {
          texts: texts.filter((_, text) => places[i][text + 1] > 0),
          ...(areNumbers && { areNumbers }),
          ...(own !== undefined && { by: own }),
        },
      ];
    }),
  );
}

/** By column that is said, the others that say it best. */
function associationsAmong(columns: readonly Coded[]): ReadonlyMap<number, readonly Found[]> {
  const rows = columns.reduce((most, { codes }) => Math.max(most, codes.length), 0);
  const step = Math.max(1, Math.ceil((rows * columns.length ** 2) / MOST_PAIRED_CELLS));
  const sampled =
    step === 1
      ? columns
      : columns.map((column) => ({
          ...column,
          codes: Uint16Array.from({ length: Math.ceil(rows / step) }, (_, i) => column.codes[i * step]),
        }));
  const scratch = new Uint32Array(columns.reduce((most, { texts }) => Math.max(most, texts.length), 0) + 1);
  const bySaid = new Map<number, Found[]>();
  for (const [from, column] of sampled.entries()) {
    const grouped = groupedBy(column);
    for (const [said, other] of sampled.entries()) {
      if (from === said || areMeasured(column, other)) continue;
      const association = associationOf(grouped, other, scratch);
      if (mayHold(association)) bySaid.set(said, [...(bySaid.get(said) ?? []), { from, said, association }]);
    }
  }
  const worth = ({ association: { rows: own, others } }: Found): number => own - 10 * others;
  return new Map(
    [...bySaid].map(([said, own]) => [said, own.sort((a, b) => worth(b) - worth(a)).slice(0, MOST_SAYING)]),
  );
}

/** Numbers of which the one or the other has few go together in many ways that are no dependency. */
function areMeasured(one: Coded, other: Coded): boolean {
  const areNumbers = [one, other].every((own) => own.areNumbers || own.areFewNumbers);
  return areNumbers && (one.areFewNumbers || other.areFewNumbers);
}

/** Whether it is a dependency with some wrong cells, unless these are too many that are right. */
function mayHold({
  rows,
  others,
  byChance,
  byChanceOfUsual,
  groups,
  unsettled,
  evidence,
  usual,
}: Association): boolean {
  return (
    rows >= LEAST_ROWS &&
    groups >= LEAST_GROUPS &&
    unsettled <= MOST_UNSETTLED * groups &&
    usual > 1 &&
    evidence >= LEAST_EVIDENCE &&
    others <= MOST_OTHERS * rows &&
    (others <= MOST_OTHERS * byChance * rows || others < byChanceOfUsual * rows)
  );
}

/** Rows of each code. */
function countsOf({ codes, texts }: Coded): Uint32Array {
  const counts = new Uint32Array(texts.length + 1);
  for (const code of codes) counts[code]++;
  return counts;
}

/** By code 1 + the position among the texts that are kept, 0 of others. */
function placesOf(counts: Uint32Array): Uint16Array {
  let kept = 0;
  return Uint16Array.from(counts, (count, code) => (code > 0 && count >= SEVERAL ? ++kept : 0));
}
