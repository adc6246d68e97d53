/** Words for a comparison of two tables A and B, for the command line and for agents. */
import { clauses, enumerated } from '../../../language/joins';
import { say } from '../../../language/language';
import type { ClusterComparison, ColumnComparison, ComparisonReport, StructureChanges } from '../../protocol';
import { isDifferent, type ColumnSort } from '../../protocol/report/comparisonReports';
import { printable } from '../printable';
import { roundToSpread } from '../roundToSpread';
import { numberWords } from './changeWords';

/** Prepares the name of a column for display. */
type NameOf = (name: string) => string;

/** Maximum number of columns and levels that are named. */
const MOST_NAMED = 8;
const MOST_LEVELS = 5;
/** Maximum number of columns that describe a cluster, and that its centre moved in. */
const MOST_TRAITS = 2;

/** Says in a sentence whether the tables differ, and in what. */
export function differenceWords(report: ComparisonReport, nameOf: NameOf = plainName): string {
  const { p, structure, columns } = report;
  const structural = structuralParts(structure);
  if (isDifferent(report))
    return say('B differs from A ({p}): {differences}.', {
      p: pWords(p),
      differences: clauses([...structural, ...changeParts(report, nameOf)]),
    });
  const compared = { p: pWords(p), count: columns.length };
  return structural.length > 0
    ? say(
        'B differs from A: {differences}. No other difference found ({p}, {count, plural, one {# column} other {# columns}} compared).',
        { ...compared, differences: clauses(structural) },
      )
    : say(
        'No difference found between A and B ({p}, {count, plural, one {# column} other {# columns}} compared).',
        compared,
      );
}

function plainName(name: string): string {
  return printable(name);
}

function changeParts(
  { columns: compared, clusterShares, together }: ComparisonReport,
  nameOf: NameOf,
): readonly string[] {
  const changed = compared.filter(isDifferent).map(({ column }) => column);
  if (changed.length > 0)
    return [
      say('{changed, number} of {count, plural, one {# column} other {# columns}} changed: {columns}', {
        changed: changed.length,
        count: compared.length,
        columns: nameWords(changed, nameOf),
      }),
    ];
  if (clusterShares !== undefined && isDifferent(clusterShares))
    return [say('the shares of the clusters changed, no single column')];
  return together !== undefined && isDifferent(together)
    ? [say('the cells of a row go together in another way, no single column changed')]
    : [];
}

function structuralParts({ onlyInA, onlyInB, sorts, levels }: StructureChanges): readonly string[] {
  const further = levels.filter(({ onlyInB: inB }) => inB.length > 0).length;
  const gone = levels.filter(({ onlyInA: inA }) => inA.length > 0).length;
  return [
    ...(onlyInA.length > 0
      ? [say('{count, plural, one {# column removed} other {# columns removed}}', { count: onlyInA.length })]
      : []),
    ...(onlyInB.length > 0
      ? [say('{count, plural, one {# column added} other {# columns added}}', { count: onlyInB.length })]
      : []),
    ...(sorts.length > 0
      ? [
          say('{count, plural, one {# column of another sort} other {# columns of another sort}}', {
            count: sorts.length,
          }),
        ]
      : []),
    ...(further > 0
      ? [say('{count, plural, one {new levels in # column} other {new levels in # columns}}', { count: further })]
      : []),
    ...(gone > 0
      ? [say('{count, plural, one {levels gone from # column} other {levels gone from # columns}}', { count: gone })]
      : []),
  ];
}

/** Describes what the p-values rest on: permutations, seed, and which rows. */
export function basisWords(report: ComparisonReport): string {
  const { a, permutations, seed, tested } = report;
  return clauses([
    say(
      'p-values: {count, plural, one {# permutation} other {# permutations}}, seed {seed}, corrected for all columns',
      { count: permutations, seed },
    ),
    ...(tested.groupSize > 1 ? [say('rows in random groups of {size}', { size: tested.groupSize })] : []),
    ...drawnWords(report),
    ...(a.isModel
      ? [
          say(
            '{count, plural, one {# row drawn from the model stands} other {# rows drawn from the model stand}} for A, so that its misfit counts, too',
            { count: tested.rows[0] },
          ),
        ]
      : []),
  ]);
}

/** Describes the rows that were drawn for the test; empty where all were used. */
function drawnWords({ a, b, tested: { rows, groupSize } }: ComparisonReport): readonly string[] {
  const isPartOfA = !a.isModel && rows[0] < a.rows - groupSize;
  const isPartOfB = rows[1] < b.rows - groupSize;
  if (!isPartOfA && !isPartOfB) return [];
  const counts = { b: rows[1] };
  return [
    a.isModel
      ? say('{b, plural, one {# row} other {# rows}} of B, drawn at random', counts)
      : say(
          '{a, plural, one {# row} other {# rows}} of A and {b, plural, one {# row} other {# rows}} of B, drawn at random',
          { ...counts, a: rows[0] },
        ),
  ];
}

/** Describes the differences that need no statistics, one line each. */
export function structureLines({ onlyInA, onlyInB, sorts, levels }: StructureChanges): readonly string[] {
  return [
    ...(onlyInA.length > 0 ? [say('Only in A: {columns}', { columns: nameWords(onlyInA) })] : []),
    ...(onlyInB.length > 0 ? [say('Only in B: {columns}', { columns: nameWords(onlyInB) })] : []),
    ...sorts.map(({ column, a, b }) =>
      say('{column}: {a} in A, {b} in B; not compared further', {
        column: printable(column),
        a: sortWords(a),
        b: sortWords(b),
      }),
    ),
    ...levels.flatMap(({ column, onlyInA: inA, onlyInB: inB }) => [
      ...(inB.length > 0
        ? [say('{column}: only in B {levels}', { column: printable(column), levels: levelWords(inB) })]
        : []),
      ...(inA.length > 0
        ? [say('{column}: only in A {levels}', { column: printable(column), levels: levelWords(inA) })]
        : []),
    ]),
  ];
}

function sortWords(sort: ColumnSort): string {
  return say('{sort, select, numbers {numbers} dates {dates} other {text}}', { sort });
}

function levelWords(levels: readonly { readonly level: string; readonly count: number }[]): string {
  return listWords(
    levels.map(({ level, count }) =>
      say('"{level}" ({count, plural, one {# cell} other {# cells}})', { level: printable(level), count }),
    ),
    MOST_LEVELS,
  );
}

/** Lists the names of columns, the first ones of many. */
function nameWords(names: readonly string[], nameOf: NameOf = plainName): string {
  return listWords(names.map(nameOf), MOST_NAMED);
}

function listWords(words: readonly string[], longest: number): string {
  const first = enumerated(words.slice(0, longest));
  return words.length > longest
    ? say('{items} and {count, plural, one {# more} other {# more}}', { items: first, count: words.length - longest })
    : first;
}

/** Names the columns in which no difference was found, and those that were not or hardly compared, one line each. */
export function otherColumnLines({ columns: compared, notCompared }: ComparisonReport): readonly string[] {
  const others = compared.filter((column) => !isDifferent(column)).map(({ column }) => column);
  const gapsOnly = compared.filter(({ parts }) => parts.length === 0).map(({ column }) => column);
  return [
    ...(others.length > 0 ? [say('No difference found in: {columns}', { columns: nameWords(others) })] : []),
    ...(gapsOnly.length > 0
      ? [say('Compared by their missing cells only: {columns}', { columns: nameWords(gapsOnly) })]
      : []),
    ...(notCompared.length > 0 ? [say('Not compared: {columns}', { columns: nameWords(notCompared) })] : []),
  ];
}

/** Describes the tests of all clusters together and of how cells go together, one line each. */
export function wholeRowLines({ clusterShares, together }: ComparisonReport): readonly string[] {
  return [
    ...(clusterShares === undefined ? [] : [say('Shares of all clusters: {p}', { p: pWords(clusterShares.p) })]),
    ...(together === undefined ? [] : [say('How the cells of a row go together: {p}', { p: pWords(together.p) })]),
  ];
}

/** Describes where a cluster is farthest from the mean of both tables, and where its centre moved. */
export function clusterTraits(cluster: ClusterComparison, compared: readonly ColumnComparison[]): string {
  return clauses([traits(cluster, compared), moves(cluster, compared)].filter((words) => words !== ''));
}

function traits({ columns: own }: ClusterComparison, compared: readonly ColumnComparison[]): string {
  const distances = compared.flatMap(({ parts }) =>
    parts.flatMap(({ name, mean, sd, part }) => {
      const parameters = Object.hasOwn(own, name) ? own[name] : undefined;
      if (parameters === undefined || !('mean' in parameters) || mean === undefined || sd === undefined) return [];
      if (part === 'day' || part === 'hour') return [];
      const value: number = parameters.mean;
      const spread = Math.max(sd[0], sd[1]);
      return [{ name, value, spread, distance: Math.abs(value - (mean[0] + mean[1]) / 2) / spread }];
    }),
  );
  const farthest = distances
    .filter(({ distance }) => distance > 0)
    .sort((a, b) => b.distance - a.distance)
    .slice(0, MOST_TRAITS)
    .map(({ name, value, spread }) => `${printable(name)} ${roundToSpread(value, spread / 10)}`);
  return enumerated(farthest);
}

function moves({ moves: all }: ClusterComparison, compared: readonly ColumnComparison[]): string {
  const partOf = new Map(compared.flatMap(({ parts }) => parts.map(({ name, part }) => [name, part] as const)));
  const moved = all.slice(0, MOST_TRAITS).map(({ column, mean, isGeometric }) => {
    const part = partOf.get(column);
    const numbers = numberWords(mean, part === 'day' || part === 'hour' ? part : undefined);
    const move = `${printable(column)} ${numbers}`;
    return isGeometric === true ? say('{move} (geometric mean)', { move }) : move;
  });
  return enumerated(moved);
}

/** Says how many rows of B are unlikely, without a full stop. */
export function unlikelyRowsWords({ unlikely: { count }, b }: ComparisonReport): string {
  return say(
    '{count, plural, one {# row of {total, number} in B is unlikely under the model of A} other {# rows of {total, number} in B are unlikely under the model of A}}',
    { count, total: b.rows },
  );
}

/** Formats the distance between the distributions of a column, the share of cells that differ; '' if unknown. */
export function distanceWords({ absolute: { value } }: ColumnComparison): string {
  return value === null ? '' : (value / 2).toFixed(3);
}

/** Formats a p-value with its sign. @example pWords(0.0004) === 'p < 0.001' */
export function pWords(p: number): string {
  return p < 0.001 ? 'p < 0.001' : `p = ${pNumber(p)}`;
}

/** Formats a p-value for a table. @example pNumber(0.0123) === '0.012' */
export function pNumber(p: number): string {
  return p < 0.001 ? '< 0.001' : String(Number(p.toPrecision(2)));
}
