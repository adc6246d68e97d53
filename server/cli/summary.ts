/** What `fit` and `score` print for a person. */
import { printable } from '../jobs/printable';
import { clusterWords } from '../protocol/clusters';
import type { ColumnParameters, FitReport, Finding, ScoreReport } from '../protocol';

/** So many flagged rows are printed. */
export const MOST_FINDINGS = 20;
const MOST_LEVELS = 2;

export function summary(file: string, report: FitReport): string {
  const sections = [headline(file, report), cautions(report), parameterTable(report), ignoredColumns(report), findings(report)];
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`;
}

export function scoreSummary(file: string, modelFile: string, report: ScoreReport): string {
  const { rows, totalWeight, model, nlml, nlmlPerRowError } = report;
  const error = nlmlPerRowError === undefined ? '' : ` ± ${nlmlPerRowError.toFixed(4)}`;
  const named = model.clusters === undefined ? [] : [`Clusters: ${model.clusters.map(clusterWords).join('; ')}`];
  const head = [
    `${file}: ${plural(rows, 'row')} judged by ${modelFile} (${plural(model.k, 'cluster')} of ${plural(model.rows, 'row')}, Mixture Lens ${printable(model.engine)})`,
    ...named,
    `NLML ${nlml.toFixed(4)} (${(nlml / totalWeight).toFixed(4)}${error} per row; ${(model.nlml / model.totalWeight).toFixed(4)} where the model was fitted)`,
  ];
  return `${head.join('\n')}\n\n${findings(report)}\n`;
}

function headline(file: string, report: FitReport): string {
  const { rows, rowsFitted, totalWeight, k, nlml, bic, selection, iterations, reason } = report;
  const used = report.columns.filter(({ kind }) => kind !== 'ignored').length;
  const chosen = selection.length > 1 ? `, chosen by BIC among ${selection[0].k} to ${selection[selection.length - 1].k}` : '';
  const after = `after ${plural(iterations, 'iteration')}`;
  const end = reason === 'converged' ? `converged ${after}` : reason === 'degenerate' ? `degenerate ${after}` : `stopped ${after} without converging`;
  return [
    `${file}: ${plural(rows, 'row')}${rowsFitted === undefined ? '' : `, ${rowsFitted} of them fitted`}${totalWeight === (rowsFitted ?? rows) ? '' : ` that count as ${short(totalWeight)}`}, ${plural(report.columns.length, 'column')} (${used} used)`,
    `${plural(k, 'cluster')}${chosen}; NLML ${nlml.toFixed(4)} (${(nlml / totalWeight).toFixed(4)} per row), BIC ${bic.toFixed(2)}; ${end}`,
  ].join('\n');
}

function cautions({ certificate: { starts, reached, moves, rowsSearched, warnings } }: FitReport): string {
  const found = reached === 0 ? `Found by moves of single clusters from the best of ${starts} starts` : `${reached} of ${starts} starts ended here`;
  const search = starts > 1 ? [`${found}${rowsSearched === undefined ? '' : `, on a sample of ${plural(rowsSearched, 'row')}`}; ${plural(moves, 'move')} since led nowhere better`] : [];
  return [...search, ...warnings.map((warning) => `Note: ${printable(warning, 200)}`)].join('\n');
}

function parameterTable(report: FitReport): string {
  const names = report.columns.filter(({ kind }) => kind !== 'ignored').map(({ name }) => name);
  const header = ['', ...report.components.map((look, j) => clusterWords(look, j))];
  const weights = ['weight', ...report.components.map(({ weight }) => percent(weight))];
  const rows = names.map((name) => [printable(name), ...report.components.map(({ columns }) => parameters(columns[name]))]);
  const table = [header, weights, ...rows];
  const widths = header.map((_, column) => Math.max(...table.map((row) => row[column].length)));
  return table.map((row) => row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column]))).join('  ').trimEnd()).join('\n');
}

function parameters(of: ColumnParameters): string {
  if ('mean' in of) return `${short(of.mean)} ± ${short(of.sd)}`;
  const levels = Object.entries(of.probabilities).sort((a, b) => b[1] - a[1]).slice(0, MOST_LEVELS);
  return levels.filter(([, p], rank) => rank === 0 || p >= 0.1).map(([level, p]) => `${printable(level)} ${percent(p)}`).join(', ');
}

function ignoredColumns(report: FitReport): string {
  const left = report.columns.filter(({ kind }) => kind === 'ignored');
  return left.map(({ name, reason }) => `Left out: ${printable(name)} (${reason})`).join('\n');
}

function findings({ findings: found, rows, expectedRows = 0 }: Pick<FitReport, 'findings' | 'rows' | 'expectedRows'>): string {
  const expected = expectedRows > 0 ? [`${plural(expectedRows, 'unlikely row')} marked as expected ${expectedRows === 1 ? 'is' : 'are'} not told.`] : [];
  if (found.length === 0) return expectedRows > 0 ? expected[0] : 'No unlikely rows.';
  const lines = found.slice(0, MOST_FINDINGS).map(findingLine);
  const more = found.length > MOST_FINDINGS ? [`  and ${found.length - MOST_FINDINGS} more`] : [];
  return [`${plural(found.length, 'unlikely row')} of ${rows}:`, ...lines, ...more, ...expected].join('\n');
}

function findingLine({ line, tail, cells }: Finding): string {
  const [cell] = cells;
  if (cell === undefined) return `  line ${line} (p ${probability(tail)})`;
  const expected = typeof cell.expected === 'number' ? short(cell.expected) : printable(cell.expected);
  const interval = typeof cell.expected === 'number' ? ` (${short(Number(cell.interval[0]))} to ${short(Number(cell.interval[1]))})` : '';
  return `  line ${line} (p ${probability(tail)}): ${printable(cell.column)} is ${printable(cell.value)}, expected ${expected}${interval} given its other cells`;
}

function probability(p: number): string {
  return p < 1e-12 ? '< 1e-12' : `= ${Number(p.toPrecision(2))}`;
}

function short(value: number): string {
  return String(Number(value.toPrecision(4)));
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

function plural(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
