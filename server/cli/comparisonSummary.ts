/** Summary of a comparison of two tables for a terminal: the answer in words, then aligned tables. */
import type {
  ClusterComparison,
  ColumnComparison,
  ComparisonReport,
  LossReport,
  RowFinding,
  StructureChanges,
} from '../protocol';
import { counted, finePercent, groupDigits } from '../words/numbers';
import { printable, printablePath } from '../words/printable';
import { roundToSpread } from '../words/roundToSpread';
import { numberWords } from '../pipeline/comparing/changeWords';
import { smallestTail } from '../protocol/report/report';

/** Maximum number of unlikely rows that are printed. */
export const MOST_FINDINGS = 5;
/** p-value below which a difference counts, as in the report's `change`. */
const SIGNIFICANCE = 0.05;
/** Maximum number of columns, levels and clusters that are named. */
const MOST_NAMED = 8;
const MOST_COLUMNS = 40;
const MOST_LEVELS = 5;
/** Maximum number of columns that describe a cluster, and that its centre moved in. */
const MOST_TRAITS = 2;

export function comparisonSummary(a: string, b: string, report: ComparisonReport): string {
  const sections = [
    [headline(report), tables(a, b, report)].join('\n'),
    structure(report.structure),
    columns(report),
    clusters(report),
    losses(report),
    unlikely(report),
  ];
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`;
}

function isDifferent({ p }: { readonly p: number }): boolean {
  return p < SIGNIFICANCE;
}

function headline({ p, structure: changes, columns: compared, clusterShares, together }: ComparisonReport): string {
  const changed = compared.filter(isDifferent);
  const structural = structuralParts(changes);
  const parts = [
    ...structural,
    ...(changed.length > 0
      ? [
          `${changed.length} of ${counted(compared.length, 'column')} changed: ${named(changed.map(({ column }) => column))}`,
        ]
      : []),
    ...(changed.length === 0 && clusterShares !== undefined && isDifferent(clusterShares)
      ? ['the shares of the clusters changed, no single column']
      : []),
    ...(changed.length === 0 &&
    (clusterShares === undefined || !isDifferent(clusterShares)) &&
    together !== undefined &&
    isDifferent(together)
      ? ['the cells of a row go together in another way, no single column changed']
      : []),
  ];
  if (isDifferent({ p })) return `B differs from A (${pWords(p)}): ${parts.join('; ')}.`;
  const rest = `${counted(compared.length, 'column')} compared`;
  return structural.length > 0
    ? `B differs from A: ${structural.join('; ')}. No other difference found (${pWords(p)}, ${rest}).`
    : `No difference found between A and B (${pWords(p)}, ${rest}).`;
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

function tables(a: string, b: string, report: ComparisonReport): string {
  const { permutations, seed, tested } = report;
  const line = (label: string, file: string, table: ComparisonReport['b'], suffix = ''): string =>
    `${label}: ${printablePath(file)}, ${counted(table.rows, 'row')}, ${counted(table.k, 'cluster')}${suffix}`;
  const isPart = tested.rows[0] < report.a.rows - tested.groupSize || tested.rows[1] < report.b.rows - tested.groupSize;
  const groups = [
    ...(tested.groupSize > 1 ? [`rows in random groups of ${tested.groupSize}`] : []),
    ...(isPart && !report.a.isModel
      ? [`${counted(tested.rows[0], 'row')} of A and ${counted(tested.rows[1], 'row')} of B, drawn at random`]
      : []),
    ...(report.a.isModel
      ? [`${counted(tested.rows[0], 'row')} drawn from the model stand for A, so that its misfit counts, too`]
      : []),
  ];
  return [
    line('A', a, report.a, report.a.isModel ? ' (a model; its rows are unknown)' : ''),
    line('B', b, report.b),
    `p-values: ${counted(permutations, 'permutation')}, seed ${seed}, corrected for all columns` +
      `${groups.length === 0 ? '' : `; ${groups.join('; ')}`}`,
  ].join('\n');
}

function structure({ onlyInA, onlyInB, sorts, levels }: StructureChanges): string {
  return [
    ...(onlyInA.length > 0 ? [`Only in A: ${named(onlyInA)}`] : []),
    ...(onlyInB.length > 0 ? [`Only in B: ${named(onlyInB)}`] : []),
    ...sorts.map(({ column, a, b }) => `${printable(column)}: ${a} in A, ${b} in B; not compared further`),
    ...levels.flatMap(({ column, onlyInA: inA, onlyInB: inB }) => [
      ...(inB.length > 0 ? [`${printable(column)}: only in B ${levelNames(inB)}`] : []),
      ...(inA.length > 0 ? [`${printable(column)}: only in A ${levelNames(inA)}`] : []),
    ]),
  ].join('\n');
}

function levelNames(levels: readonly { readonly level: string; readonly count: number }[]): string {
  const shown = levels
    .slice(0, MOST_LEVELS)
    .map(({ level, count }) => `"${printable(level)}" (${counted(count, 'cell')})`);
  return levels.length > MOST_LEVELS ? `${shown.join(', ')} and ${levels.length - MOST_LEVELS} more` : shown.join(', ');
}

function named(names: readonly string[]): string {
  const shown = names.slice(0, MOST_NAMED).map((name) => printable(name));
  return names.length > MOST_NAMED ? `${shown.join(', ')} and ${names.length - MOST_NAMED} more` : shown.join(', ');
}

function columns({ columns: compared, notCompared }: ComparisonReport): string {
  const changed = compared.filter(isDifferent);
  const others = compared.filter((column) => !isDifferent(column)).map(({ column }) => column);
  const gapsOnly = compared.filter(({ parts }) => parts.length === 0).map(({ column }) => column);
  const rows = changed
    .slice(0, MOST_COLUMNS)
    .map((column) => [
      printable(column.column),
      pOnly(column.p),
      lossWords(column),
      shareWords(column),
      column.changes.join('; '),
    ]);
  return [
    ...(changed.length > 0 ? [aligned([['column', 'p', 'distance', 'share', 'change from A to B'], ...rows])] : []),
    ...(changed.length > MOST_COLUMNS ? [`and ${changed.length - MOST_COLUMNS} more`] : []),
    ...(others.length > 0 ? [`No difference found in: ${named(others)}`] : []),
    ...(gapsOnly.length > 0 ? [`Compared by their missing cells only: ${named(gapsOnly)}`] : []),
    ...(notCompared.length > 0 ? [`Not compared: ${named(notCompared)}`] : []),
  ].join('\n');
}

function lossWords({ absolute: { value } }: ColumnComparison): string {
  return value === null ? '' : (value / 2).toFixed(3);
}

function shareWords({ share }: ColumnComparison): string {
  return share === null ? '' : finePercent(share);
}

function clusters({ clusters: all, clusterShares, together, columns: compared }: ComparisonReport): string {
  if (all.length < 2) return '';
  const rows = all.map((cluster, k) => [
    String(k + 1),
    finePercent(cluster.shares[0]),
    finePercent(cluster.shares[1]),
    pOnly(cluster.p),
    cluster.change === 'same' ? '' : cluster.change,
    ownNumber(cluster.inA),
    ownNumber(cluster.inB),
    [traits(cluster, compared), moves(cluster)].filter((words) => words !== '').join('; '),
  ]);
  return [
    aligned([['cluster', 'in A', 'in B', 'p', '', "A's", "B's", 'where it stands out'], ...rows]),
    ...(clusterShares === undefined ? [] : [`Shares of all clusters: ${pWords(clusterShares.p)}`]),
    ...(together === undefined ? [] : [`How the cells of a row go together: ${pWords(together.p)}`]),
  ].join('\n');
}

function ownNumber(cluster: number | null): string {
  return cluster === null ? '–' : String(cluster + 1);
}

/** Names the columns of numbers in which a cluster is farthest from the mean of both tables. */
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

function moves({ moves: all }: ClusterComparison): string {
  return all
    .slice(0, MOST_TRAITS)
    .map(({ column, mean }) => `${printable(column)} ${numberWords(mean)}`)
    .join(', ');
}

function losses({ losses: all, nlmlPerRow, a }: ComparisonReport): string {
  const row = (name: string, { value, standardError, equal }: LossReport, unit: string): readonly string[] => [
    name,
    value === null ? 'infinite' : significant(value),
    value === null ? '' : significant(standardError),
    `${significant(equal.mean)} ± ${significant(equal.sd)}`,
    unit,
  ];
  const table =
    all === undefined
      ? 'No column has cells in both tables, so there are no losses.'
      : aligned([
          ['loss', 'value', '± of draws', 'if nothing changed', ''],
          row('KL(A‖B)', all.klForward, 'nats'),
          row('KL(B‖A)', all.klBackward, 'nats'),
          row('absolute', all.absolute, 'of 2'),
          row('squared', all.squared, ''),
        ]);
  const { b, standardError, aHeldOut, aInFit } = nlmlPerRow;
  const error = standardError === undefined ? '' : ` ± ${standardError.toFixed(3)}`;
  const own = aHeldOut === null || a.isModel ? `${aInFit.toFixed(3)} in its fit` : `${aHeldOut.toFixed(3)} held out`;
  return `${table}\nNLML per row under the model of A: B ${b === null ? 'infinite' : b.toFixed(3)}${error}, A ${own}`;
}

function unlikely({ unlikely: { count, findings }, b }: ComparisonReport): string {
  const head = `${counted(count, 'row')} of ${groupDigits(b.rows)} in B ${count === 1 ? 'is' : 'are'} unlikely under the model of A`;
  const shown = findings.slice(0, MOST_FINDINGS);
  const more = count > shown.length && shown.length > 0 ? [`  and ${count - shown.length} more`] : [];
  return [`${head}${shown.length > 0 ? ':' : '.'}`, ...shown.map(findingLine), ...more].join('\n');
}

function findingLine(finding: RowFinding): string {
  const { line, cells } = finding;
  const where = `  line ${line} (${pWords(smallestTail(finding))})`;
  const cell = cells.at(0);
  if (cell === undefined) return where;
  const expected = typeof cell.expected === 'number' ? significant(cell.expected) : printable(cell.expected);
  return `${where}: ${printable(cell.column)} is ${printable(cell.value)}, expected ${expected}`;
}

function significant(value: number): string {
  return String(Number(value.toPrecision(3)));
}

/** Formats a p-value with its sign. @example pWords(0.0004) === 'p < 0.001' */
function pWords(p: number): string {
  return p < 0.001 ? 'p < 0.001' : `p = ${Number(p.toPrecision(2))}`;
}

function pOnly(p: number): string {
  return p < 0.001 ? '< 0.001' : String(Number(p.toPrecision(2)));
}

/** Aligns cells: the first and last column to the left, numbers between them to the right. */
function aligned(rows: readonly (readonly string[])[]): string {
  const last = rows[0].length - 1;
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  return rows
    .map((row) =>
      row
        .map((cell, column) =>
          column === last ? cell : column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column]),
        )
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
