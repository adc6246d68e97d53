/**
 * Discovers which columns of a table determine others, by counting pairs of cells: dependencies that hold beyond
 * chance, in every group of rows alike, with few deviating cells.
 */
import { associationOf, type Association } from './association';
import { areCodes, type CodedColumn } from './coded';
import { groupRows, type GroupedRows } from './contingency';
import type { Dependency, DependencyRole } from './dependency';
import { learnDependency, type DependencyTask } from './dependencyLearning';

/** Maximum number of cells other than the usual one, as a share of the number expected by chance. */
const MOST_OTHER_SHARE = 0.1;
/** Maximum share of groups in which no text stands out: a dependency with wrong cells has hardly any. */
const MOST_UNSETTLED_SHARE = 0.04;
/** Minimum number of groups with a usual text… */
const LEAST_GROUPS = 5;
/**
 * …and of groups of labels each of which implies a text of its own, minimum number of rows of each of them on average,
 * and maximum share of cells other than the usual one.
 */
const LEAST_PAIRED_GROUPS = 3;
const LEAST_ROWS_OF_PAIRED_GROUP = 10;
const MOST_OTHER_SHARE_OF_PAIRED = 0.04;
/** Minimum evidence, in nats, from groups that imply something other than the commonest text. */
const LEAST_EVIDENCE = 30;
const LEAST_ROWS = 30;
/** Maximum number of columns that determine another column; more add nothing. */
const MOST_DETERMINING_COLUMNS = 5;
/** Minimum number of rows of a text that may imply another text. */
const LEAST_ROWS_OF_TEXT = 3;
/** Maximum number of columns, the first that qualify; and maximum number of paired cells, which limits the rows. */
export const MOST_COLUMNS = 60;
const MOST_PAIRED_CELLS = 4_000_000;

interface AssociatedPair {
  readonly from: number;
  readonly association: Association;
}

/** Returns the role of each column in dependencies, by its index; columns without a role are left out. */
export function dependingColumns(codedColumns: readonly CodedColumn[]): ReadonlyMap<number, DependencyRole> {
  const columns = codedColumns.slice(0, MOST_COLUMNS);
  const counts = columns.map(countsOf);
  const places = counts.map(placesOf);
  const grouped = new Map<number, GroupedRows>();
  const by = new Map<number, { readonly from: number; readonly dependency: Dependency }[]>();
  for (const [target, pairs] of associationsAmong(columns)) {
    const dependencies = pairs.flatMap(({ from }) => {
      const rows = grouped.get(from) ?? groupRows(columns[from]);
      grouped.set(from, rows);
      const task: DependencyTask = { columns, places, counts, grouped: rows, from, target };
      const dependency = learnDependency(task);
      return dependency === undefined ? [] : [{ from, dependency }];
    });
    if (dependencies.length > 0) by.set(target, dependencies);
  }
  const names = new Map(columns.map(({ name }, i) => [name, i]));
  const parts = new Set(
    [...by].flatMap(([target, dependencies]) => [
      target,
      ...dependencies.flatMap(({ from, dependency: { unless = [] } }) => [
        from,
        ...unless.map(({ of }) => names.get(of) ?? from),
      ]),
    ]),
  );
  return new Map(
    [...parts].map((i) => {
      const { index, texts, areNumbers } = columns[i];
      const dependencies = by.get(i)?.map(({ dependency }) => dependency);
      return [
        index,
        {
          texts: texts.filter((_, text) => places[i][text + 1] > 0),
          ...(areNumbers && { areNumbers }),
          ...(dependencies !== undefined && { by: dependencies }),
        },
      ];
    }),
  );
}

/** Finds, for each determined column, the columns that determine it best. */
function associationsAmong(columns: readonly CodedColumn[]): ReadonlyMap<number, readonly AssociatedPair[]> {
  const rows = columns.reduce((largest, { codes }) => Math.max(largest, codes.length), 0);
  const step = Math.max(1, Math.ceil((rows * columns.length ** 2) / MOST_PAIRED_CELLS));
  const sampled =
    step === 1
      ? columns
      : columns.map((column) => ({
          ...column,
          codes: Uint16Array.from({ length: Math.ceil(rows / step) }, (_, i) => column.codes[i * step]),
        }));
  const scratch = new Uint32Array(columns.reduce((largest, { texts }) => Math.max(largest, texts.length), 0) + 1);
  const byTarget = new Map<number, AssociatedPair[]>();
  for (const [from, column] of sampled.entries()) {
    const grouped = groupRows(column);
    for (const [target, other] of sampled.entries()) {
      if (from === target || areMeasured(column, other)) continue;
      const association = associationOf(grouped, other, scratch);
      if (mayHold(association, [column, other].every(isOfLabels)))
        byTarget.set(target, [...(byTarget.get(target) ?? []), { from, association }]);
    }
  }
  const worth = ({ association: { rows: pairedRows, others } }: AssociatedPair): number => pairedRows - 10 * others;
  return new Map(
    [...byTarget].map(([target, pairs]) => [
      target,
      pairs.sort((a, b) => worth(b) - worth(a)).slice(0, MOST_DETERMINING_COLUMNS),
    ]),
  );
}

/** Whether both columns are numeric, and one has few numbers: such pairs are related in ways that are no dependency. */
function areMeasured(one: CodedColumn, other: CodedColumn): boolean {
  const areNumbers = [one, other].every((column) => column.areNumbers || column.areFewNumbers);
  return areNumbers && (one.areFewNumbers || other.areFewNumbers);
}

/** Whether a column has labels or codes: small numbers also count or rank something. */
function isOfLabels({ areNumbers, areFewNumbers, texts }: CodedColumn): boolean {
  return areNumbers || !areFewNumbers || areCodes(texts);
}

/** Whether an association may be a dependency with some wrong cells. */
function mayHold(association: Association, areLabels: boolean): boolean {
  const { rows, others, byChance, byChanceOfUsual, groups, unsettled, evidence, usual } = association;
  return (
    rows >= LEAST_ROWS &&
    (groups >= LEAST_GROUPS || (areLabels && arePaired(association))) &&
    unsettled <= MOST_UNSETTLED_SHARE * groups &&
    usual > 1 &&
    evidence >= LEAST_EVIDENCE &&
    others <= MOST_OTHER_SHARE * rows &&
    (others <= MOST_OTHER_SHARE * byChance * rows || others < byChanceOfUsual * rows)
  );
}

/** Whether few groups with enough rows imply a text of their own each, such as countries and their currencies. */
function arePaired({ rows, others, groups, usual }: Association): boolean {
  return (
    groups >= LEAST_PAIRED_GROUPS &&
    usual >= groups &&
    rows >= LEAST_ROWS_OF_PAIRED_GROUP * groups &&
    others <= MOST_OTHER_SHARE_OF_PAIRED * rows
  );
}

/** Counts the rows by code. */
function countsOf({ codes, texts }: CodedColumn): Uint32Array {
  const counts = new Uint32Array(texts.length + 1);
  for (const code of codes) counts[code]++;
  return counts;
}

/** Returns, by code, 1 + the index among the texts of several rows, or 0 for rarer texts. */
function placesOf(counts: Uint32Array): Uint16Array {
  let count = 0;
  return Uint16Array.from(counts, (rows, code) => (code > 0 && rows >= LEAST_ROWS_OF_TEXT ? ++count : 0));
}
