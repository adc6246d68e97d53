/** Tables of a comparison in words, cell by cell, for the command line and for the report. */
import { clauses } from '../../../language/joins';
import { say } from '../../../language/language';
import type { ClusterComparison, ComparisonReport, LossReport, RowFinding } from '../../protocol';
import { smallestTail } from '../../protocol/report/report';
import { finePercent } from '../numbers';
import { printable, printablePath } from '../printable';
import { clusterTraits, distanceWords, pNumber } from './comparisonWords';

type Row = readonly string[];
type Column = ComparisonReport['columns'][number];

/** Returns the heads of the table of columns. */
export function columnHeads(): Row {
  return [say('column'), 'p', say('distance'), say('share'), say('change from A to B')];
}

/** Returns the heads of the table of clusters. */
export function clusterHeads(): Row {
  return [say('cluster'), say('in A'), say('in B'), 'p', '', say("A's"), say("B's"), say('where it stands out')];
}

/** Returns the heads of the table of losses. */
export function lossHeads(): Row {
  return [say('loss'), say('value'), say('± of draws'), say('if nothing changed'), ''];
}

/** Describes the two tables, one line each. @param names of their files */
export function tableLines([a, b]: readonly [string, string], report: ComparisonReport): readonly [string, string] {
  const line = (table: string, file: string, { rows, k }: ComparisonReport['b']): string =>
    say(
      '{table}: {file}, {rows, plural, one {# row} other {# rows}}, {clusters, plural, one {# cluster} other {# clusters}}',
      { table, file: printablePath(file), rows, clusters: k },
    );
  const lineOfA = line('A', a, report.a);
  return [
    report.a.isModel ? say('{table} (a model; its rows are unknown)', { table: lineOfA }) : lineOfA,
    line('B', b, report.b),
  ];
}

export function columnRow(column: Column): Row {
  const { column: name, p, share, changes } = column;
  return [
    printable(name),
    pNumber(p),
    distanceWords(column),
    share === null ? '' : finePercent(share),
    clauses(changes),
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
    clusterChange(cluster),
    ownNumber(cluster.inA),
    ownNumber(cluster.inB),
    clusterTraits(cluster, columns),
  ]);
}

/** Names the change of a cluster from A to B; '' where there is none. */
function clusterChange({ change }: ClusterComparison): string {
  return change === 'same'
    ? ''
    : say('{change, select, new {new} gone {gone} grown {grown} shrunk {shrunk} other {moved}}', { change });
}

function ownNumber(cluster: number | null): string {
  return cluster === null ? '–' : String(cluster + 1);
}

/** Returns the rows of the losses; none where no column has cells in both tables. */
export function lossRows({ losses: all }: ComparisonReport): readonly Row[] {
  if (all === undefined) return [];
  const row = (name: string, { value, standardError, equal }: LossReport, unit: string): Row => [
    name,
    value === null ? say('infinite') : significant(value),
    value === null ? '' : significant(standardError),
    equal.mean === null || equal.sd === null
      ? say('infinite')
      : `${significant(equal.mean)} ± ${significant(equal.sd)}`,
    unit,
  ];
  return [
    row('KL(A‖B)', all.klForward, say('nats')),
    row('KL(B‖A)', all.klBackward, say('nats')),
    row(say('absolute'), all.absolute, say('of 2')),
    row(say('squared'), all.squared, ''),
  ];
}

/** Says by how much the tables differ, in a sentence. */
export function amountWords({ losses }: ComparisonReport): string {
  if (losses === undefined) return noLosses();
  const { value, standardError, equal } = losses.absolute;
  if (value === null) return say('The absolute loss between their mixtures is infinite.');
  const amount = { value: significant(value), error: significant(standardError) };
  return equal.mean === null
    ? say('The absolute loss between their mixtures is {value} ± {error} of 2.', amount)
    : say(
        'The absolute loss between their mixtures is {value} ± {error} of 2; {usual} is usual for tables of one source.',
        { ...amount, usual: significant(equal.mean) },
      );
}

/** Says why there are no losses. */
export function noLosses(): string {
  return say('No column has cells in both tables, so there are no losses.');
}

/** Describes the NLML of the rows of B under the model of A. */
export function nlmlWords({ nlmlPerRow, a: { isModel } }: ComparisonReport): string {
  const { b, standardError, aHeldOut, aInFit } = nlmlPerRow;
  const amount = b === null ? say('infinite') : b.toFixed(3);
  const ofB = standardError === undefined ? amount : `${amount} ± ${standardError.toFixed(3)}`;
  return aHeldOut === null || isModel
    ? say('NLML per row under the model of A: B {b}, A {a} in its fit', { b: ofB, a: aInFit.toFixed(3) })
    : say('NLML per row under the model of A: B {b}, A {a} held out', { b: ofB, a: aHeldOut.toFixed(3) });
}

/** Returns the line of an unlikely row, its p-value, and its most surprising cell in words, '' without one. */
export function unlikelyRow(finding: RowFinding): readonly [line: string, p: string, cell: string] {
  const { line, cells } = finding;
  const cell = cells.at(0);
  const p = pNumber(smallestTail(finding));
  if (cell === undefined) return [String(line), p, ''];
  const expected = typeof cell.expected === 'number' ? significant(cell.expected) : printable(cell.expected);
  const words = say('{column} is {value}, expected {expected}', {
    column: printable(cell.column),
    value: printable(cell.value),
    expected,
  });
  return [String(line), p, words];
}

function significant(value: number): string {
  return String(Number(value.toPrecision(3)));
}
