/**
 * Discovers which columns of a table determine others, by counting pairs of cells: dependencies that hold beyond
 * chance, in every group of rows alike, with few deviating cells.
 */
import { associationOf, type Association } from './association';
import type { Coded } from './coded';
import { groupedBy, type Grouped } from './contingency';
import type { Dependency, Depending } from './dependency';
import { learnt, type Learning } from './dependencyLearning';

/** Maximum number of cells other than the usual one, as a share of the number expected by chance. */
const MOST_OTHERS = 0.1;
/** Maximum share of groups in which no text stands out: a dependency with wrong cells has hardly any. */
const MOST_UNSETTLED = 0.04;
/** Minimum number of groups with a usual text. */
const LEAST_GROUPS = 5;
/** Minimum evidence, in nats, from groups that imply something other than the commonest text. */
const LEAST_EVIDENCE = 30;
const LEAST_ROWS = 30;
/** Maximum number of columns that determine one; more add nothing. */
const MOST_SAYING = 5;
/** Number of rows from which a text may imply something. */
const SEVERAL = 3;
/** Maximum number of columns, the first that qualify; and maximum number of paired cells, which limits the rows. */
export const MOST_COLUMNS = 60;
const MOST_PAIRED_CELLS = 4_000_000;

interface Found {
  readonly from: number;
  readonly said: number;
  readonly association: Association;
}

/** Role of each column in dependencies, by its index; columns without any are left out. */
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

/** By determined column, the columns that determine it best. */
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

/** Pairs of numeric columns, one of them with few numbers, are related in many ways that are no dependency. */
function areMeasured(one: Coded, other: Coded): boolean {
  const areNumbers = [one, other].every((own) => own.areNumbers || own.areFewNumbers);
  return areNumbers && (one.areFewNumbers || other.areFewNumbers);
}

/** Whether this may be a dependency with some wrong cells, unless too many of these are right. */
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

/** Number of rows by code. */
function countsOf({ codes, texts }: Coded): Uint32Array {
  const counts = new Uint32Array(texts.length + 1);
  for (const code of codes) counts[code]++;
  return counts;
}

/** By code: 1 + the index among the kept texts, 0 for others. */
function placesOf(counts: Uint32Array): Uint16Array {
  let kept = 0;
  return Uint16Array.from(counts, (count, code) => (code > 0 && count >= SEVERAL ? ++kept : 0));
}
