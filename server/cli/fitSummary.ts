/** Text summaries that `fit` and `score` print. */
import { notationOf, percentWords, plural, short } from '../words/findingClauses';
import { findingLine, otherFinding, parameterWords, unreadableLine } from '../words/findingLines';
import { printable, printablePath } from '../words/printable';
import {
  otherFaultWords,
  faultWords,
  firstFaultWords,
  tableWidth,
  wholeColumns,
  wideCoverage,
} from '../protocol/report/checked';
import { clusterWords } from '../protocol/report/clusterLook';
import type { FitReport, ScoreReport } from '../protocol';
import { datePartOf } from '../protocol/report/dateWords';
import { rowFindings } from '../protocol/report/report';

/** Maximum number of unlikely rows, and of unreadable cells, that are printed. */
export const MOST_FINDINGS = 20;

export function summary(file: string, report: FitReport): string {
  const sections = [
    headline(file, report),
    cautions(report),
    parameterTable(report),
    findings(report, usedColumns(report)),
    unreadableCells(report),
  ];
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`;
}

/** Summary of a fit whose cells and rows are not judged. @param where its passes found the rows: "in the database" */
export function unjudgedSummary(file: string, report: FitReport, where: string): string {
  const notChecked = report.unchecked.map(({ column, reason }) => `Not checked: ${printable(column)} (${reason})`);
  const estimate = `Estimate ${report.estimate}, by passes ${where}`;
  const found = report.findings.flatMap((finding) => otherFinding(finding, asNormal, report.counts));
  const lines = [...found, ...notChecked].join('\n');
  const sections = [headline(file, report), estimate, cautions(report), parameterTable(report), lines];
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`;
}

export function scoreSummary(file: string, modelFile: string, report: ScoreReport): string {
  const { rows, totalWeight, model, nlml, nlmlPerRowError } = report;
  const error = nlmlPerRowError === undefined ? '' : ` ± ${nlmlPerRowError.toFixed(4)}`;
  const named = model.clusters === undefined ? [] : [`Clusters: ${model.clusters.map(clusterWords).join('; ')}`];
  const head = [
    `${printablePath(file)}: ${plural(rows, 'row')} judged by ${printablePath(modelFile)} (${plural(model.k, 'cluster')} of ` +
      `${plural(model.rows, 'row')}, Mixture Lens ${printable(model.engine)})`,
    ...named,
    `NLML ${nlml.toFixed(4)} (${(nlml / totalWeight).toFixed(4)}${error} per row; ` +
      `${(model.nlml / model.totalWeight).toFixed(4)} in the fit of the model)`,
  ];
  const sections = [head.join('\n'), findings(report, report.checked), unreadableCells(report)];
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`;
}

function headline(file: string, report: FitReport): string {
  const { rows, rowsFitted, totalWeight, k, nlml, bic, selection, iterations, reason } = report;
  const used = usedColumns(report);
  const chosen =
    selection.length > 1 ? `, chosen by BIC among ${selection[0].k} to ${selection[selection.length - 1].k}` : '';
  const after = `after ${plural(iterations, 'iteration')}`;
  const end =
    reason === 'converged'
      ? `converged ${after}`
      : reason === 'degenerate'
        ? `degenerate ${after}`
        : `stopped ${after} without converging`;
  return [
    `${printablePath(file)}: ` +
      `${plural(rows, 'row')}${rowsFitted === undefined ? '' : `, ${rowsFitted} of them fitted`}${totalWeight === (rowsFitted ?? rows) ? '' : ` that count as ${short(totalWeight)}`}, ` +
      `${plural(tableWidth(report.columns), 'column')} (${used} used)`,
    `${plural(k, 'cluster')}${chosen}; NLML ${nlml.toFixed(4)} (${(nlml / totalWeight).toFixed(4)} per ` +
      `row), BIC ${bic.toFixed(2)}; ${end}`,
  ].join('\n');
}

function usedColumns({ columns }: FitReport): number {
  return new Set(columns.filter(({ kind }) => kind !== 'ignored').map(({ name, of = name }) => of)).size;
}

function cautions({ certificate: { starts, reached, moves, rowsSearched, warnings } }: FitReport): string {
  const origin =
    reached === 0
      ? `Found by moving single clusters from the best of ${starts} starts`
      : `${reached} of ${starts} starts reached this optimum`;
  const search =
    starts > 1
      ? [
          `${origin}${rowsSearched === undefined ? '' : `, on a sample of ${plural(rowsSearched, 'row')}`}` +
            (moves > 0 ? `; ${plural(moves, 'later move')} found nothing better` : ''),
        ]
      : [];
  return [...search, ...warnings.map((warning) => `Note: ${printable(warning, 200)}`)].join('\n');
}

function parameterTable(report: FitReport): string {
  const used = report.columns.filter(({ kind }) => kind !== 'ignored');
  const header = ['', ...report.components.map((look, j) => clusterWords(look, j))];
  const weights = ['weight', ...report.components.map(({ weight }) => percentWords(weight))];
  const rows = used.map((column) => {
    const { name, unit = '' } = column;
    return [
      unit === '' ? printable(name) : `${printable(name)} (${printable(unit)})`,
      ...report.components.map(({ columns }) => parameterWords(columns[name], datePartOf(column))),
    ];
  });
  const table = [header, weights, ...rows];
  const widths = header.map((_, column) => Math.max(...table.map((row) => row[column].length)));
  return table
    .map((row) =>
      row
        .map((cell, column) => (column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column])))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** The option that reads a column as numbers. */
function asNormal(column: string): string {
  return `--kind ${column}=normal`;
}

/** Findings of a fit or of a scoring. */
type Found = Pick<FitReport, 'findings' | 'unchecked' | 'rows' | 'expectedRows' | 'unreadable' | 'problem' | 'counts'> &
  Partial<Pick<FitReport, 'columns'>>;

/** Lists the findings and the columns that were not checked: silence about a column must not read as praise. */
function findings(
  { findings: found, unchecked, rows, expectedRows = 0, unreadable = [], problem, columns = [], counts }: Found,
  checked: number,
): string {
  const notation = notationOf(columns);
  const expected =
    expectedRows > 0
      ? [`${plural(expectedRows, 'unlikely row')} marked as expected ${expectedRows === 1 ? 'is' : 'are'} not listed.`]
      : [];
  const notChecked = unchecked.map(({ column, reason }) => `Not checked: ${printable(column)} (${reason})`);
  const unlikely = rowFindings(found);
  const lines = unlikely.slice(0, MOST_FINDINGS).map((finding) => `  ${findingLine(finding, notation, counts)}`);
  const more = unlikely.length > MOST_FINDINGS ? [`  and ${unlikely.length - MOST_FINDINGS} more`] : [];
  const among = `among ${checked} of ${plural(checked + wholeColumns(unchecked), 'column')}`;
  const others = { unreadable: unreadable.length, faults: problem?.count, ...wideCoverage(found) };
  const beside = otherFaultWords(others, printable);
  const head =
    unlikely.length > 0
      ? `${plural(unlikely.length, 'unlikely row')} of ${rows}:`
      : `No unlikely cells ${among}${expectedRows > 0 ? ' but those marked as expected' : ''}${beside}.`;
  return [
    ...faults(problem),
    ...found.flatMap((finding) => otherFinding(finding, asNormal, counts)),
    head,
    ...lines,
    ...more,
    ...expected,
    ...notChecked,
  ].join('\n');
}

/** Reports rows that are not read as intended. They come first, since the other lines do not cover them. */
function faults(problem: FitReport['problem']): readonly string[] {
  if (problem === undefined) return [];
  const first = firstFaultWords(problem, (message) => printable(message, 300));
  return [`The table has ${faultWords(problem.count)}. ${first}`];
}

/** Lists cells that their columns cannot read, or that do not follow from others as they should. */
function unreadableCells({ unreadable = [], counts }: Pick<FitReport, 'unreadable' | 'counts'>): string {
  if (unreadable.length === 0) return '';
  const lines = unreadable.slice(0, MOST_FINDINGS).map((cell) => `  ${unreadableLine(cell, counts)}`);
  const more = unreadable.length > MOST_FINDINGS ? [`  and ${unreadable.length - MOST_FINDINGS} more`] : [];
  return [
    `${plural(unreadable.length, 'cell')} that cannot be read or ` +
      `${unreadable.length === 1 ? 'does' : 'do'} not add up:`,
    ...lines,
    ...more,
  ].join('\n');
}
