/** A fit as one self-contained HTML file, without scripts and network access. Every text from a file is escaped. */
import { axisX, axisY, line, plot } from '@observablehq/plot';
import type { CellFinding, Component, FitReport } from '../server/protocol';
import { coverageOf, firstFaultWords, noUnlikelyCells, otherFaults } from '../server/protocol/report/checked';
import { meantAddition } from '../server/protocol/report/meant';
import { rowFindings, smallestTail } from '../server/protocol/report/report';
import { clusterTitle } from '../server/protocol/report/clusterLook';
import type { ClusterLook } from '../server/protocol/report/clusterLook';
import { datePartsOf, type DatePartName } from '../server/protocol/report/dateWords';
import { writersOf } from './writers';
import { inUnit, unitsOf } from '../server/protocol/report/units';
import type { PairAnswer } from '../server/protocol/insight';
import type { ReportData } from '../server/protocol/reportData';
import { certaintyBars, certaintyPicture } from './certaintyPicture';
import { searchedWords } from './certificateWords';
import { clusterCountPicture } from './clusterCountPicture';
import { levelsPicture, numbersPicture } from './distributionPicture';
import { estimateWords } from './estimateWords';
import { accuracyWords, rowCount, shortenCell, unreadableByColumn, wideFindings, wideWords } from './findingWords';
import { count, counted, nats, percent, probability, writerFor } from './format';
import { STYLE } from './pictureStyle';
import { pairPicture, placePair } from './pairPicture';
import { escapeHtml, headCells, htmlPage, markupOf, table } from './htmlPage';
import { clusterColour } from './palette';
import { rowsWords } from './rowsWords';

const MOST_FINDINGS = 200;
const MOST_UNREADABLE_CELLS = 20;
const MOST_LEVELS = 8;
/** Number of clusters above which the page is wider. */
const CLUSTERS_SIDE_BY_SIDE = 6;
const NO_BREAK = '\u00a0';
const NARROW_WIDTH = 400;
const FULL_WIDTH = 820;

/**
 * Returns the report as an HTML page.
 *
 * @param maker DOM document of a browser or a library, in which pictures are made; the server has no type for it
 */
export function reportHtml(data: ReportData, maker: unknown): string {
  const document = maker as Document;
  const { fileName, report } = data;
  const draw: Draw = (picture) => markupOf(picture);
  const parts = [
    summary(report),
    clusters(data),
    faults(report),
    findings(report),
    unreadable(report),
    distributions(data, draw, document),
    certainty(data, draw, document),
    crossTables(data),
    ...data.pairs.map((pair) => pairPart(pair, report.components, draw, document)),
    selection(report, draw, document),
    convergence(report, draw, document),
  ];
  return htmlPage({
    title: `${fileName}: ${counted(report.k, 'cluster')}`,
    heading: fileName,
    isWide: report.k > CLUSTERS_SIDE_BY_SIDE,
    parts,
    footer: `Seed ${report.seed}; the same file, options and seed give the same model.`,
  });
}

type Picture = ReturnType<typeof plot>;
type Draw = (picture: Picture) => string;

function summary(report: FitReport): string {
  const { k, nlml, totalWeight, method, iterations, reason, certificate } = report;
  const unlikely = rowFindings(report.findings);
  const unlikelyWords =
    unlikely.length === 0
      ? noUnlikelyCells(coverageOf(report), report.expectedRows)
      : `${[counted(unlikely.length, 'unlikely row'), ...otherFaults(coverageOf(report))].join('; ')}.`;
  const stopWords = {
    converged: 'converged',
    maxIterations: 'stopped at the limit',
    cancelled: 'stopped',
    degenerate: 'degenerate',
  }[reason];
  return `<p class="lead">${escapeHtml(counted(k, 'cluster'))} in ${escapeHtml(rowsWords(report))}. ${escapeHtml(unlikelyWords)}</p>
<p class="muted">NLML ${nats(nlml)} (${nats(nlml / totalWeight)} per row), BIC ${nats(report.bic)}; ${estimateWords(report)} by ${method === 'em' ? 'EM' : 'L-BFGS'}, ${stopWords} after ${escapeHtml(counted(iterations, 'iteration'))}; ${escapeHtml(searchedWords(certificate))}.</p>
${certificate.warnings.map((warning) => `<p class="warning">${escapeHtml(warning)}</p>`).join('\n')}`;
}

function clusters({ report, separation, distributions: columnAnswers }: ReportData): string {
  const { components, columns } = report;
  // The counts of the pictures are weighted, like all other counts of the report.
  const counts = new Map(columnAnswers.map((each) => [each.column, each.missing]));
  const information = new Map(separation?.columns.map((column) => [column.name, column.information]));
  const modelColumns = columns
    .filter(({ kind }) => kind !== 'ignored')
    .sort((a, b) => (information.get(b.name) ?? 0) - (information.get(a.name) ?? 0));
  const entropy = separation?.entropy ?? 0;
  const head = [
    '<th scope="col">Column</th>',
    '<th scope="col">Tells</th>',
    ...components.map(
      ({ weight, name }, k) =>
        `<th scope="col">${clusterLabel(components, k)}<br><span class="muted">${name === undefined ? '' : `Cluster ${k + 1} · `}${escapeHtml(percent(weight))} of rows</span></th>`,
    ),
  ];
  const rows = modelColumns.map((column) => {
    const { name, kind, missing } = column;
    const informationWords = entropy > 0 ? percent(Math.min(1, (information.get(name) ?? 0) / entropy)) : '';
    const sds = components
      .map(({ columns: byColumn }) => byColumn[name])
      .flatMap((parameters) => (parameters !== undefined && 'mean' in parameters ? [parameters] : []));
    const write = writersOf(column, sds);
    const cells = components.map(({ columns: byColumn }) => parametersCell(byColumn[name], write));
    return `<tr><th scope="row"><code>${escapeHtml(name)}</code><br><span class="muted">${escapeHtml(kind)}${missing > 0 ? `, ${count(counts.get(name) ?? missing)}${NO_BREAK}missing` : ''}${accuracyWords(
      column,
      report,
    )
      .map((words) => `<br>${escapeHtml(words)}`)
      .join('')}</span></th><td>${escapeHtml(informationWords)}</td>${cells.join('')}</tr>`;
  });
  const ignoredColumns = columns.filter(({ kind }) => kind === 'ignored');
  return `<section><h2>Clusters</h2>${table(head, rows)}${leftOutList(
    'Left out of the fit and not checked',
    ignoredColumns.filter(({ dates }) => dates === undefined),
  )}${leftOutList(
    'Left out of the fit: dates and times',
    ignoredColumns.filter(({ dates }) => dates !== undefined),
  )}</section>`;
}

function parametersCell(
  parameters: Component['columns'][string] | undefined,
  write: ReturnType<typeof writersOf>,
): string {
  if (parameters === undefined) return '<td>–</td>';
  if ('mean' in parameters && typeof parameters.mean === 'number')
    return `<td><strong>${write.mean(parameters.mean)}</strong>${NO_BREAK}±${NO_BREAK}${write.sd(parameters.sd)}</td>`;
  const levels = Object.entries(parameters.probabilities as Readonly<Record<string, number>>).sort(
    (a, b) => b[1] - a[1],
  );
  return `<td>${levels
    .slice(0, MOST_LEVELS)
    .map(([level, p]) => `${escapeHtml(level === '' ? '(empty)' : level)}${NO_BREAK}${escapeHtml(percent(p))}`)
    .join('<br>')}${levels.length > MOST_LEVELS ? `<br>${levels.length - MOST_LEVELS} others` : ''}</td>`;
}

function leftOutList(title: string, columns: FitReport['columns']): string {
  return columns.length === 0
    ? ''
    : `<h3>${title}</h3><ul>${columns.map(({ name, reason }) => `<li><code>${escapeHtml(name)}</code>: ${escapeHtml(reason)}</li>`).join('')}</ul>`;
}

function findings(report: FitReport): string {
  const [units, parts] = [unitsOf(report.columns), datePartsOf(report.columns)];
  const unlikelyRows = rowFindings(report.findings);
  const wide = wideFindings(report.findings).map(
    (finding) =>
      `<tr><th scope="row">${'line' in finding ? finding.line : '–'}</th><td>${count(rowCount(finding))}</td><td>${escapeHtml(wideWords(finding, report))}</td></tr>`,
  );
  const groups =
    wide.length === 0
      ? ''
      : `<section><h2>Columns and groups of rows</h2>${table(headCells(`First ${report.counts ?? 'line'}`, 'Rows', 'What stands out'), wide)}</section>\n`;
  if (unlikelyRows.length === 0)
    return `${groups}<section><h2>Unlikely rows</h2><p>${escapeHtml(noUnlikelyCells(coverageOf(report), report.expectedRows))}</p></section>`;
  const rows = unlikelyRows.slice(0, MOST_FINDINGS).map((finding) => {
    const { code, line: lineNumber, cells } = finding;
    const wholeRowWords =
      code === 'row.low-likelihood' || cells.length === 0 ? ['No single cell; the combination is unusual.'] : [];
    return `<tr><th scope="row">${lineNumber}</th><td>${escapeHtml(probability(smallestTail(finding)))}</td><td>${[...wholeRowWords, ...cells.map((cell) => cellWords(cell, units.get(cell.column), parts.get(cell.column)))].join('<br>')}</td></tr>`;
  });
  const more =
    unlikelyRows.length > MOST_FINDINGS
      ? `<p class="muted">The ${MOST_FINDINGS} least likely of ${count(unlikelyRows.length)}.</p>`
      : '';
  return `${groups}<section><h2>Unlikely rows</h2>${table(headCells(placeNoun(report), 'p', 'What is unusual'), rows)}${more}</section>`;
}

/** Noun of the numbers of a report: tables of a database have no lines. */
function placeNoun({ counts }: Pick<FitReport, 'counts'>): string {
  return counts === 'row' ? 'Row' : 'Line';
}

function faults({ problem }: FitReport): string {
  if (problem === undefined) return '';
  return `<section><h2>Faults of rows and quotes</h2><p>${escapeHtml(firstFaultWords(problem))}</p></section>`;
}

function unreadable({ columns, unreadable: unreadableCells = [], counts }: FitReport): string {
  if (unreadableCells.length === 0) return '';
  const rows = unreadableByColumn(columns, unreadableCells).map(({ column, cells }) => {
    const shownCells = cells
      .slice(0, MOST_UNREADABLE_CELLS)
      .map(
        ({ line: lineNumber, text, reason }) =>
          `${placeNoun({ counts })} ${lineNumber}: <strong>${escapeHtml(shortenCell(text))}</strong> ${escapeHtml(reason)}`,
      );
    const more =
      cells.length > MOST_UNREADABLE_CELLS ? [`and ${count(cells.length - MOST_UNREADABLE_CELLS)} more`] : [];
    return `<tr><th scope="row"><code>${escapeHtml(column)}</code></th><td>${count(cells.length)}</td><td>${[...shownCells, ...more].join('<br>')}</td></tr>`;
  });
  return `<section><h2>Cells that cannot be read or do not add up</h2>${table(headCells('Column', 'Cells', 'Which, and why'), rows)}</section>`;
}

function cellWords(cell: CellFinding, unit: string | undefined, part: DatePartName | undefined): string {
  const { column, value, expected, interval } = cell;
  const [low, high] = interval;
  const write =
    typeof low === 'number' && typeof high === 'number'
      ? writerFor((high - low) / 4, Math.max(Math.abs(low), Math.abs(high)))
      : String;
  const range =
    typeof low === 'number' && typeof high === 'number'
      ? ` (${write(low)} to ${write(high)})`
      : part !== undefined && part !== 'weekday'
        ? ` (${low} to ${high})`
        : '';
  return `<code>${escapeHtml(column)}</code> is <strong>${escapeHtml(value === '' ? '(empty)' : value)}</strong>${escapeHtml(meantAddition(cell, String))}, expected ${escapeHtml(typeof expected === 'number' ? inUnit(write(expected), unit) : expected)}${escapeHtml(range)}`;
}

function distributions(
  { distributions: answers, report: { components } }: ReportData,
  draw: Draw,
  document: Document,
): string {
  const figures = answers.map(({ column, numbers, levels, missing, bounded = 0 }) => {
    const look = { width: NARROW_WIDTH, document, clusters: components };
    const picture =
      numbers !== undefined
        ? draw(numbersPicture(column, numbers, look))
        : levels !== undefined
          ? draw(levelsPicture(column, levels, look))
          : '';
    return `<figure><figcaption><code>${escapeHtml(column)}</code>${missing > 0 ? ` <span class="muted">${count(missing)} missing</span>` : ''}${bounded > 0 ? ` <span class="muted">${counted(bounded, 'bound')} not drawn</span>` : ''}</figcaption>${picture}</figure>`;
  });
  return figures.length === 0
    ? ''
    : `<section><h2>Distributions</h2><p class="muted">Bars are rows; solid lines: expected per cluster; dashed line: all clusters together.</p><div class="figures">${figures.join('')}</div></section>`;
}

function certainty({ certainty: answer, report: { components } }: ReportData, draw: Draw, document: Document): string {
  if (answer === undefined) return '';
  const { histogram, unclear, unclearBelow, expectedError, between } = answer;
  const rowTotal = histogram.reduce((sum, binCount) => sum + binCount, 0);
  const head = [
    '<th scope="col">Likeliest</th>',
    ...between.map((_, k) => `<th scope="col">2nd: ${escapeHtml(components[k]?.name ?? String(k + 1))}</th>`),
  ];
  const rows = between.map(
    (counts, i) =>
      `<tr><th scope="row">${clusterLabel(components, i)}</th>${counts.map((cellCount, j) => `<td>${i === j ? '·' : count(cellCount)}</td>`).join('')}</tr>`,
  );
  return `<section><h2>Certainty</h2><p>${escapeHtml(counted(unclear, 'row'))} of ${count(rowTotal)} with a largest posterior below ${unclearBelow}; ${escapeHtml(percent(expectedError))} of all rows are expected to be in another cluster than the likeliest.</p>
<div class="figures"><figure><figcaption>Largest posterior</figcaption>${draw(certaintyPicture(certaintyBars(histogram), unclearBelow, NARROW_WIDTH, undefined, document))}</figure>
${between.length > 1 ? `<div><h3>Unclear rows, by the two likeliest clusters</h3>${table(head, rows)}</div>` : ''}</div></section>`;
}

function crossTables({ crossTables: answers, report: { components } }: ReportData): string {
  return answers
    .map(({ column, labels, missing, adjustedRand, mutualInformation }) => {
      const missingWords =
        missing > 0
          ? ` ${escapeHtml(counted(missing, 'row'))} without a label ${missing === 1 ? 'is' : 'are'} not counted.`
          : '';
      const head = [
        `<th scope="col">${escapeHtml(column)}</th>`,
        ...(labels[0]?.counts ?? []).map(
          (_, k) => `<th scope="col">${escapeHtml(clusterTitle(components[k], k))}</th>`,
        ),
      ];
      const rows = labels.map(
        ({ label, counts }) =>
          `<tr><th scope="row">${escapeHtml(label)}</th>${counts.map((cellCount) => `<td>${count(cellCount)}</td>`).join('')}</tr>`,
      );
      return `<section><h2>Clusters against “${escapeHtml(column)}”, which took no part in the fit</h2><p class="muted">Adjusted Rand index ${adjustedRand.toFixed(3)}, mutual information ${mutualInformation.toFixed(3)} nats.${missingWords}</p>${table(head, rows)}</section>`;
    })
    .join('\n');
}

function pairPart(pair: PairAnswer, looks: readonly ClusterLook[], draw: Draw, document: Document): string {
  const sampleWords =
    pair.points.length < pair.available
      ? `A random sample of ${count(pair.points.length)} of ${count(pair.available)} rows, with every unlikely row.`
      : `${count(pair.available)} rows.`;
  return `<section><h2>${escapeHtml(pair.y.column)} against ${escapeHtml(pair.x.column)}</h2><figure>${draw(pairPicture(placePair(pair), FULL_WIDTH, undefined, looks, document))}</figure><p class="muted">${sampleWords} Ellipses hold 95 % of a cluster; unlikely rows are ringed.</p></section>`;
}

function selection({ selection: points, k, totalWeight }: FitReport, draw: Draw, document: Document): string {
  if (points.length < 2) return '';
  const head = ['Clusters', 'NLML', 'BIC', 'ICL', 'AIC', 'Held out'].map((text) => `<th scope="col">${text}</th>`);
  const rows = points.map(
    (point) =>
      `<tr${point.k === k ? ' class="chosen"' : ''}><th scope="row">${point.k}</th>${[point.nlml, point.bic, point.icl, point.aic, point.heldOut].map((value) => `<td>${value === null ? '–' : nats(value)}</td>`).join('')}</tr>`,
  );
  return `<section><h2>Number of clusters</h2><figure>${draw(clusterCountPicture(points, k, totalWeight, FULL_WIDTH, document))}</figure><p class="muted">Solid BIC, dashed ICL, dotted twice the held-out NLML; each above its own lowest, where its dot is.</p>${table(head, rows)}</section>`;
}

function convergence({ trace }: FitReport, draw: Draw, document: Document): string {
  const picture = plot({
    document,
    width: FULL_WIDTH,
    height: 220,
    marginLeft: 64,
    marginRight: 20,
    marginTop: 22,
    style: STYLE,
    ariaLabel: 'Convergence of the fit',
    marks: [
      axisX({ label: 'Iteration', tickFormat: count, ticks: Math.min(10, Math.max(1, trace.length - 1)) }),
      axisY({ label: 'NLML (nats)', ticks: 4, tickFormat: count }),
      line(trace, { x: 'iteration', y: 'nlml', stroke: 'var(--strong-line)', strokeWidth: 2 }),
    ],
  });
  return `<section><h2>Convergence</h2><figure>${draw(picture)}</figure></section>`;
}

function clusterLabel(looks: readonly ClusterLook[], k: number): string {
  return `<span class="swatch" style="background:${clusterColour(k, looks)}"></span><bdi>${escapeHtml(clusterTitle(looks[k], k))}</bdi>`;
}
