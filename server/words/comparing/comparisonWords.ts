/** Words for a comparison of two tables A and B, for the command line and for agents. */
import type { ClusterComparison, ColumnComparison, ComparisonReport, StructureChanges } from '../../protocol';
import { isDifferent } from '../../protocol/report/comparisonReports';
import { counted, groupDigits } from '../numbers';
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
  const { p, structure, columns: compared } = report;
  const structural = structuralParts(structure);
  if (isDifferent(report))
    return `B differs from A (${pWords(p)}): ${[...structural, ...changeParts(report, nameOf)].join('; ')}.`;
  const rest = `${counted(compared.length, 'column')} compared`;
  return structural.length > 0
    ? `B differs from A: ${structural.join('; ')}. No other difference found (${pWords(p)}, ${rest}).`
    : `No difference found between A and B (${pWords(p)}, ${rest}).`;
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
    return [`${changed.length} of ${counted(compared.length, 'column')} changed: ${nameWords(changed, nameOf)}`];
  if (clusterShares !== undefined && isDifferent(clusterShares))
    return ['the shares of the clusters changed, no single column'];
  return together !== undefined && isDifferent(together)
    ? ['the cells of a row go together in another way, no single column changed']
    : [];
}

function structuralParts({ onlyInA, onlyInB, sorts, levels }: StructureChanges): readonly string[] {
  const further = levels.filter(({ onlyInB: inB }) => inB.length > 0).length;
  const gone = levels.filter(({ onlyInA: inA }) => inA.length > 0).length;
  return [
    ...(onlyInA.length > 0 ? [`${counted(onlyInA.length, 'column')} removed`] : []),
    ...(onlyInB.length > 0 ? [`${counted(onlyInB.length, 'column')} added`] : []),
    ...(sorts.length > 0 ? [`${counted(sorts.length, 'column')} of another sort`] : []),
    ...(further > 0 ? [`new levels in ${counted(further, 'column')}`] : []),
    ...(gone > 0 ? [`levels gone from ${counted(gone, 'column')}`] : []),
  ];
}

/** Describes what the p-values rest on: permutations, seed, and which rows. */
export function basisWords({ a, b, permutations, seed, tested }: ComparisonReport): string {
  const isPartOfA = !a.isModel && tested.rows[0] < a.rows - tested.groupSize;
  const isPartOfB = tested.rows[1] < b.rows - tested.groupSize;
  const drawn = [
    ...(isPartOfA || (isPartOfB && !a.isModel) ? [`${counted(tested.rows[0], 'row')} of A`] : []),
    ...(isPartOfA || isPartOfB ? [`${counted(tested.rows[1], 'row')} of B`] : []),
  ];
  const groups = [
    ...(tested.groupSize > 1 ? [`rows in random groups of ${tested.groupSize}`] : []),
    ...(drawn.length > 0 ? [`${drawn.join(' and ')}, drawn at random`] : []),
    ...(a.isModel
      ? [`${counted(tested.rows[0], 'row')} drawn from the model stand for A, so that its misfit counts, too`]
      : []),
  ];
  return (
    `p-values: ${counted(permutations, 'permutation')}, seed ${seed}, corrected for all columns` +
    `${groups.length === 0 ? '' : `; ${groups.join('; ')}`}`
  );
}

/** Describes the differences that need no statistics, one line each. */
export function structureLines({ onlyInA, onlyInB, sorts, levels }: StructureChanges): readonly string[] {
  return [
    ...(onlyInA.length > 0 ? [`Only in A: ${nameWords(onlyInA)}`] : []),
    ...(onlyInB.length > 0 ? [`Only in B: ${nameWords(onlyInB)}`] : []),
    ...sorts.map(({ column, a, b }) => `${printable(column)}: ${a} in A, ${b} in B; not compared further`),
    ...levels.flatMap(({ column, onlyInA: inA, onlyInB: inB }) => [
      ...(inB.length > 0 ? [`${printable(column)}: only in B ${levelWords(inB)}`] : []),
      ...(inA.length > 0 ? [`${printable(column)}: only in A ${levelWords(inA)}`] : []),
    ]),
  ];
}

function levelWords(levels: readonly { readonly level: string; readonly count: number }[]): string {
  return listWords(
    levels.map(({ level, count }) => `"${printable(level)}" (${counted(count, 'cell')})`),
    MOST_LEVELS,
  );
}

/** Lists the names of columns, the first ones of many. */
function nameWords(names: readonly string[], nameOf: NameOf = plainName): string {
  return listWords(names.map(nameOf), MOST_NAMED);
}

function listWords(words: readonly string[], longest: number): string {
  const first = words.slice(0, longest).join(', ');
  return words.length > longest ? `${first} and ${words.length - longest} more` : first;
}

/** Names the columns in which no difference was found, and those that were not or hardly compared, one line each. */
export function otherColumnLines({ columns: compared, notCompared }: ComparisonReport): readonly string[] {
  const others = compared.filter((column) => !isDifferent(column)).map(({ column }) => column);
  const gapsOnly = compared.filter(({ parts }) => parts.length === 0).map(({ column }) => column);
  return [
    ...(others.length > 0 ? [`No difference found in: ${nameWords(others)}`] : []),
    ...(gapsOnly.length > 0 ? [`Compared by their missing cells only: ${nameWords(gapsOnly)}`] : []),
    ...(notCompared.length > 0 ? [`Not compared: ${nameWords(notCompared)}`] : []),
  ];
}

/** Describes the tests of all clusters together and of how cells go together, one line each. */
export function wholeRowLines({ clusterShares, together }: ComparisonReport): readonly string[] {
  return [
    ...(clusterShares === undefined ? [] : [`Shares of all clusters: ${pWords(clusterShares.p)}`]),
    ...(together === undefined ? [] : [`How the cells of a row go together: ${pWords(together.p)}`]),
  ];
}

/** Describes where a cluster is farthest from the mean of both tables, and where its centre moved. */
export function clusterTraits(cluster: ClusterComparison, compared: readonly ColumnComparison[]): string {
  return [traits(cluster, compared), moves(cluster, compared)].filter((words) => words !== '').join('; ');
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
  return distances
    .filter(({ distance }) => distance > 0)
    .sort((a, b) => b.distance - a.distance)
    .slice(0, MOST_TRAITS)
    .map(({ name, value, spread }) => `${printable(name)} ${roundToSpread(value, spread / 10)}`)
    .join(', ');
}

function moves({ moves: all }: ClusterComparison, compared: readonly ColumnComparison[]): string {
  const partOf = new Map(compared.flatMap(({ parts }) => parts.map(({ name, part }) => [name, part] as const)));
  return all
    .slice(0, MOST_TRAITS)
    .map(({ column, mean, isGeometric }) => {
      const part = partOf.get(column);
      const words = numberWords(mean, part === 'day' || part === 'hour' ? part : undefined);
      return `${printable(column)} ${words}${isGeometric === true ? ' (geometric mean)' : ''}`;
    })
    .join(', ');
}

/** Says how many rows of B are unlikely, without a full stop. */
export function unlikelyRowsWords({ unlikely: { count }, b }: ComparisonReport): string {
  const verb = count === 1 ? 'is' : 'are';
  return `${counted(count, 'row')} of ${groupDigits(b.rows)} in B ${verb} unlikely under the model of A`;
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
