/** Tables of a comparison in words, cell by cell, for the command line and for the report. */
import type { ComparisonReport, LossReport, RowFinding } from '../../protocol';
import { smallestTail } from '../../protocol/report/report';
import { counted, finePercent } from '../numbers';
import { printable, printablePath } from '../printable';
import { clusterTraits, distanceWords, pNumber } from './comparisonWords';

type Row = readonly string[];
type Column = ComparisonReport['columns'][number];

export const COLUMN_HEADS: Row = ['column', 'p', 'distance', 'share', 'change from A to B'];
export const CLUSTER_HEADS: Row = ['cluster', 'in A', 'in B', 'p', '', "A's", "B's", 'where it stands out'];
export const LOSS_HEADS: Row = ['loss', 'value', '± of draws', 'if nothing changed', ''];

/** Describes the two tables, one line each. @param names of their files */
export function tableLines([a, b]: readonly [string, string], report: ComparisonReport): readonly [string, string] {
  const line = (label: string, file: string, table: ComparisonReport['b'], suffix = ''): string =>
    `${label}: ${printablePath(file)}, ${counted(table.rows, 'row')}, ${counted(table.k, 'cluster')}${suffix}`;
  return [line('A', a, report.a, report.a.isModel ? ' (a model; its rows are unknown)' : ''), line('B', b, report.b)];
}

export function columnRow(column: Column): Row {
  const { column: name, p, share, changes } = column;
  return [
    printable(name),
    pNumber(p),
    distanceWords(column),
    share === null ? '' : finePercent(share),
    changes.join('; '),
  ];
}

/** Returns the rows of the clusters; none where there is only one. */
export function clusterRows({ clusters: all, columns }: ComparisonReport): readonly Row[] {
  if (all.length < 2) return [];
  return all.map((cluster, k) => [
    String(k + 1),
    finePercent(cluster.shares[0]),
    finePercent(cluster.shares[1]),
    pNumber(cluster.p),
    cluster.change === 'same' ? '' : cluster.change,
    ownNumber(cluster.inA),
    ownNumber(cluster.inB),
    clusterTraits(cluster, columns),
  ]);
}

function ownNumber(cluster: number | null): string {
  return cluster === null ? '–' : String(cluster + 1);
}

/** Returns the rows of the losses; none where no column has cells in both tables. */
export function lossRows({ losses: all }: ComparisonReport): readonly Row[] {
  if (all === undefined) return [];
  const row = (name: string, { value, standardError, equal }: LossReport, unit: string): Row => [
    name,
    value === null ? 'infinite' : significant(value),
    value === null ? '' : significant(standardError),
    equal.mean === null || equal.sd === null ? 'infinite' : `${significant(equal.mean)} ± ${significant(equal.sd)}`,
    unit,
  ];
  return [
    row('KL(A‖B)', all.klForward, 'nats'),
    row('KL(B‖A)', all.klBackward, 'nats'),
    row('absolute', all.absolute, 'of 2'),
    row('squared', all.squared, ''),
  ];
}

/** Says by how much the tables differ, in a sentence. */
export function amountWords({ losses }: ComparisonReport): string {
  if (losses === undefined) return NO_LOSSES;
  const { value, standardError, equal } = losses.absolute;
  if (value === null) return 'The absolute loss between their mixtures is infinite.';
  const usual = equal.mean === null ? '' : `; ${significant(equal.mean)} is usual for tables of one source`;
  return `The absolute loss between their mixtures is ${significant(value)} ± ${significant(standardError)} of 2${usual}.`;
}

export const NO_LOSSES = 'No column has cells in both tables, so there are no losses.';

/** Describes the NLML of the rows of B under the model of A. */
export function nlmlWords({ nlmlPerRow, a }: ComparisonReport): string {
  const { b, standardError, aHeldOut, aInFit } = nlmlPerRow;
  const error = standardError === undefined ? '' : ` ± ${standardError.toFixed(3)}`;
  const own = aHeldOut === null || a.isModel ? `${aInFit.toFixed(3)} in its fit` : `${aHeldOut.toFixed(3)} held out`;
  return `NLML per row under the model of A: B ${b === null ? 'infinite' : b.toFixed(3)}${error}, A ${own}`;
}

/** Returns the line of an unlikely row, its p-value, and its most surprising cell in words, '' without one. */
export function unlikelyRow(finding: RowFinding): readonly [line: string, p: string, cell: string] {
  const { line, cells } = finding;
  const cell = cells.at(0);
  const p = pNumber(smallestTail(finding));
  if (cell === undefined) return [String(line), p, ''];
  const expected = typeof cell.expected === 'number' ? significant(cell.expected) : printable(cell.expected);
  return [String(line), p, `${printable(cell.column)} is ${printable(cell.value)}, expected ${expected}`];
}

function significant(value: number): string {
  return String(Number(value.toPrecision(3)));
}
