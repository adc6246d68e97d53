/** A fit as one self-contained HTML file, without scripts and network access. Every text from a file is escaped. */
import { axisX, axisY, line, plot } from '@observablehq/plot';
import { sentences } from '../language/joins';
import { say, sayParts } from '../language/language';
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
import { boundsWords, levelWords, missingWords, othersWords } from './columnWords';
import { kindWords } from '../server/protocol/columnKind';
import { estimateWords } from './estimateWords';
import { endingWords, fitWords, foundWords, methodName } from './fitWords';
import { accuracyWords, rowCount, shortenCell, unreadableByColumn, wideFindings, wideWords } from './findingWords';
import { count, nats, percent, probability, writerFor } from './format';
import { STYLE } from './pictureStyle';
import { pairPicture, placePair } from './pairPicture';
import { escapeHtml, headCells, htmlOf, htmlPage, markupOf, table } from './htmlPage';
import type { Html } from './htmlPage';
import { clusterColour } from './palette';

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
    title: say('{file}: {clusters, plural, one {# cluster} other {# clusters}}', {
      file: fileName,
      clusters: report.k,
    }),
    heading: fileName,
    isWide: report.k > CLUSTERS_SIDE_BY_SIDE,
    parts,
    footer: say('Seed {seed}; the same file, options and seed give the same model.', { seed: report.seed }),
  });
}

type Picture = ReturnType<typeof plot>;
type Draw = (picture: Picture) => string;

function summary(report: FitReport): string {
  const { certificate } = report;
  const unlikely = rowFindings(report.findings);
  const unlikelyWords =
    unlikely.length === 0
      ? noUnlikelyCells(coverageOf(report), report.expectedRows)
      : foundWords(unlikely.length, otherFaults(coverageOf(report)));
  const lead = sentences([say('{clauses}.', { clauses: fitWords(report) }), unlikelyWords]);
  return `<p class="lead">${escapeHtml(lead)}</p>
<p class="muted">${escapeHtml(courseWords(report))}</p>
${certificate.warnings.map((warning) => `<p class="warning">${escapeHtml(warning)}</p>`).join('\n')}`;
}

function courseWords(report: FitReport): string {
  const { nlml, totalWeight, bic, certificate } = report;
  return say('NLML {nlml} ({perRow} per row), BIC {bic}; {estimate} by {method}, {ending}; {search}.', {
    nlml: nats(nlml),
    perRow: nats(nlml / totalWeight),
    bic: nats(bic),
    estimate: estimateWords(report),
    method: methodName(report.method),
    ending: endingWords(report),
    search: searchedWords(certificate),
  });
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
    ...headCells(escapeHtml(say('Column')), escapeHtml(say('Tells'))),
    ...components.map(({ weight, name }, k) => {
      const number = name === undefined ? '' : `${clusterTitle(undefined, k)} · `;
      const share = say('{share} of rows', { share: percent(weight) });
      return `<th scope="col">${clusterLabel(components, k)}<br><span class="muted">${escapeHtml(number + share)}</span></th>`;
    }),
  ];
  const rows = modelColumns.map((column) => {
    const { name, kind, missing } = column;
    const informationWords = entropy > 0 ? percent(Math.min(1, (information.get(name) ?? 0) / entropy)) : '';
    const sds = components
      .map(({ columns: byColumn }) => byColumn[name])
      .flatMap((parameters) => (parameters !== undefined && 'mean' in parameters ? [parameters] : []));
    const write = writersOf(column, sds);
    const cells = components.map(({ columns: byColumn }) => parametersCell(byColumn[name], write));
    const words = kindAndMissing(kind, missing > 0 ? (counts.get(name) ?? missing) : 0);
    return `<tr><th scope="row"><code>${escapeHtml(name)}</code><br><span class="muted">${escapeHtml(words)}${accuracyWords(
      column,
      report,
    )
      .map((accuracy) => `<br>${escapeHtml(accuracy)}`)
      .join('')}</span></th><td>${escapeHtml(informationWords)}</td>${cells.join('')}</tr>`;
  });
  const ignoredColumns = columns.filter(({ kind }) => kind === 'ignored');
  return `<section><h2>${escapeHtml(say('Clusters'))}</h2>${table(head, rows)}${leftOutList(
    say('Left out of the fit and not checked'),
    ignoredColumns.filter(({ dates }) => dates === undefined),
  )}${leftOutList(
    say('Left out of the fit: dates and times'),
    ignoredColumns.filter(({ dates }) => dates !== undefined),
  )}</section>`;
}

function kindAndMissing(kind: string, missing: number): string {
  if (missing === 0) return kindWords(kind);
  return say('{kind}, {missing}', { kind: kindWords(kind), missing: missingWords(missing).replaceAll(' ', NO_BREAK) });
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
    .map(([level, p]) => `${escapeHtml(levelWords(level))}${NO_BREAK}${escapeHtml(percent(p))}`)
    .join(
      '<br>',
    )}${levels.length > MOST_LEVELS ? `<br>${escapeHtml(othersWords(levels.length - MOST_LEVELS))}` : ''}</td>`;
}

function leftOutList(title: string, columns: FitReport['columns']): string {
  return columns.length === 0
    ? ''
    : `<h3>${escapeHtml(title)}</h3><ul>${columns.map(({ name, reason }) => `<li>${htmlOf(sayParts('{column}: {reason}', { column: codeOf(name), reason }))}</li>`).join('')}</ul>`;
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
      : `<section><h2>${escapeHtml(say('Columns and groups of rows'))}</h2>${table(headTexts(report.counts === 'row' ? say('First row') : say('First line'), say('Rows'), say('What stands out')), wide)}</section>\n`;
  if (unlikelyRows.length === 0)
    return `${groups}<section><h2>${escapeHtml(say('Unlikely rows'))}</h2><p>${escapeHtml(noUnlikelyCells(coverageOf(report), report.expectedRows))}</p></section>`;
  const rows = unlikelyRows.slice(0, MOST_FINDINGS).map((finding) => {
    const { code, line: lineNumber, cells } = finding;
    const wholeRowWords =
      code === 'row.low-likelihood' || cells.length === 0
        ? [escapeHtml(say('No single cell; the combination is unusual.'))]
        : [];
    return `<tr><th scope="row">${lineNumber}</th><td>${escapeHtml(probability(smallestTail(finding)))}</td><td>${[...wholeRowWords, ...cells.map((cell) => cellWords(cell, units.get(cell.column), parts.get(cell.column)))].join('<br>')}</td></tr>`;
  });
  const more =
    unlikelyRows.length > MOST_FINDINGS
      ? `<p class="muted">${escapeHtml(say('The {shown} least likely of {total}.', { shown: MOST_FINDINGS, total: count(unlikelyRows.length) }))}</p>`
      : '';
  // Tables of a database have no lines.
  const place = report.counts === 'row' ? say('Row') : say('Line');
  return `${groups}<section><h2>${escapeHtml(say('Unlikely rows'))}</h2>${table(headTexts(place, say('p'), say('What is unusual')), rows)}${more}</section>`;
}

function headTexts(...texts: readonly string[]): readonly string[] {
  return headCells(...texts.map(escapeHtml));
}

function codeOf(name: string): Html {
  return { html: `<code>${escapeHtml(name)}</code>` };
}

function strong(text: string): Html {
  return { html: `<strong>${escapeHtml(text)}</strong>` };
}

function faults({ problem }: FitReport): string {
  if (problem === undefined) return '';
  return `<section><h2>${escapeHtml(say('Faults of rows and quotes'))}</h2><p>${escapeHtml(firstFaultWords(problem))}</p></section>`;
}

function unreadable({ columns, unreadable: unreadableCells = [], counts }: FitReport): string {
  if (unreadableCells.length === 0) return '';
  const rows = unreadableByColumn(columns, unreadableCells).map(({ column, cells }) => {
    const shownCells = cells.slice(0, MOST_UNREADABLE_CELLS).map(({ line, text, reason }) => {
      const cell = strong(shortenCell(text));
      return htmlOf(
        counts === 'row'
          ? sayParts('Row {line}: {cell} {reason}', { line, cell, reason })
          : sayParts('Line {line}: {cell} {reason}', { line, cell, reason }),
      );
    });
    const more =
      cells.length > MOST_UNREADABLE_CELLS
        ? [escapeHtml(say('and {number} more', { number: count(cells.length - MOST_UNREADABLE_CELLS) }))]
        : [];
    return `<tr><th scope="row"><code>${escapeHtml(column)}</code></th><td>${count(cells.length)}</td><td>${[...shownCells, ...more].join('<br>')}</td></tr>`;
  });
  return `<section><h2>${escapeHtml(say('Cells that cannot be read or do not add up'))}</h2>${table(headTexts(say('Column'), say('Cells'), say('Which, and why')), rows)}</section>`;
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
      ? { low: write(low), high: write(high) }
      : part !== undefined && part !== 'weekday'
        ? { low, high }
        : undefined;
  const expectedText = typeof expected === 'number' ? inUnit(write(expected), unit) : expected;
  const remark = say('{meant}, expected {expected}', {
    meant: meantAddition(cell, String),
    expected:
      range === undefined
        ? expectedText
        : say('{expected} ({low} to {high})', { expected: expectedText, low: range.low, high: range.high }),
  });
  const shown = strong(levelWords(value));
  return htmlOf(sayParts('{column} is {value}{remark}', { column: codeOf(column), value: shown, remark }));
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
    return `<figure><figcaption><code>${escapeHtml(column)}</code>${missing > 0 ? ` <span class="muted">${escapeHtml(missingWords(missing))}</span>` : ''}${bounded > 0 ? ` <span class="muted">${escapeHtml(boundsWords(bounded))}</span>` : ''}</figcaption>${picture}</figure>`;
  });
  return figures.length === 0
    ? ''
    : `<section><h2>${escapeHtml(say('Distributions'))}</h2><p class="muted">${escapeHtml(say('Bars are rows; solid lines: expected per cluster; dashed line: all clusters together.'))}</p><div class="figures">${figures.join('')}</div></section>`;
}

function certainty({ certainty: answer, report: { components } }: ReportData, draw: Draw, document: Document): string {
  if (answer === undefined) return '';
  const { histogram, unclear, unclearBelow, expectedError, between } = answer;
  const rowTotal = histogram.reduce((sum, binCount) => sum + binCount, 0);
  const head = [
    ...headTexts(
      say('Likeliest'),
      ...between.map((_, k) => say('2nd: {cluster}', { cluster: components[k]?.name ?? String(k + 1) })),
    ),
  ];
  const rows = between.map(
    (counts, i) =>
      `<tr><th scope="row">${clusterLabel(components, i)}</th>${counts.map((cellCount, j) => `<td>${i === j ? '·' : count(cellCount)}</td>`).join('')}</tr>`,
  );
  const words = say(
    '{unclear, plural, one {{number} row} other {{number} rows}} of {total} with a largest posterior below {unclearBelow}; {share} of all rows are expected to be in another cluster than the likeliest.',
    { unclear, number: count(unclear), total: count(rowTotal), unclearBelow, share: percent(expectedError) },
  );
  return `<section><h2>${escapeHtml(say('Certainty'))}</h2><p>${escapeHtml(words)}</p>
<div class="figures"><figure><figcaption>${escapeHtml(say('Largest posterior'))}</figcaption>${draw(certaintyPicture(certaintyBars(histogram), unclearBelow, NARROW_WIDTH, undefined, document))}</figure>
${between.length > 1 ? `<div><h3>${escapeHtml(say('Unclear rows, by the two likeliest clusters'))}</h3>${table(head, rows)}</div>` : ''}</div></section>`;
}

function crossTables({ crossTables: answers, report: { components } }: ReportData): string {
  return answers
    .map(({ column, labels, missing, adjustedRand, mutualInformation }) => {
      const unlabelled =
        missing > 0
          ? say(
              '{missing, plural, one {{number} row without a label is not counted.} other {{number} rows without a label are not counted.}}',
              { missing, number: count(missing) },
            )
          : '';
      const words = say('Adjusted Rand index {rand}, mutual information {information} nats.', {
        rand: adjustedRand.toFixed(3),
        information: mutualInformation.toFixed(3),
      });
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
      return `<section><h2>${escapeHtml(say('Clusters against “{column}”, which took no part in the fit', { column }))}</h2><p class="muted">${escapeHtml(sentences([words, unlabelled]))}</p>${table(head, rows)}</section>`;
    })
    .join('\n');
}

function pairPart(pair: PairAnswer, looks: readonly ClusterLook[], draw: Draw, document: Document): string {
  const sample =
    pair.points.length < pair.available
      ? say('A random sample of {drawn} of {total} rows, with every unlikely row.', {
          drawn: count(pair.points.length),
          total: count(pair.available),
        })
      : say('{rows, plural, one {{number} row.} other {{number} rows.}}', {
          rows: pair.available,
          number: count(pair.available),
        });
  const legend = say('Ellipses hold 95 % of a cluster; unlikely rows are ringed.');
  return `<section><h2>${escapeHtml(say('{y} against {x}', { y: pair.y.column, x: pair.x.column }))}</h2><figure>${draw(pairPicture(placePair(pair), FULL_WIDTH, undefined, looks, document))}</figure><p class="muted">${escapeHtml(sentences([sample, legend]))}</p></section>`;
}

function selection({ selection: points, k, totalWeight }: FitReport, draw: Draw, document: Document): string {
  if (points.length < 2) return '';
  const head = headTexts(say('Clusters'), say('NLML'), say('BIC'), say('ICL'), say('AIC'), say('Held out'));
  const rows = points.map(
    (point) =>
      `<tr${point.k === k ? ' class="chosen"' : ''}><th scope="row">${point.k}</th>${[point.nlml, point.bic, point.icl, point.aic, point.heldOut].map((value) => `<td>${value === null ? '–' : nats(value)}</td>`).join('')}</tr>`,
  );
  return `<section><h2>${escapeHtml(say('Number of clusters'))}</h2><figure>${draw(clusterCountPicture(points, k, totalWeight, FULL_WIDTH, document))}</figure><p class="muted">${escapeHtml(say('Solid BIC, dashed ICL, dotted twice the held-out NLML; each above its own lowest, where its dot is.'))}</p>${table(head, rows)}</section>`;
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
    ariaLabel: say('Convergence of the fit'),
    marks: [
      axisX({ label: say('Iteration'), tickFormat: count, ticks: Math.min(10, Math.max(1, trace.length - 1)) }),
      axisY({ label: say('{measure} (nats)', { measure: say('NLML') }), ticks: 4, tickFormat: count }),
      line(trace, { x: 'iteration', y: 'nlml', stroke: 'var(--strong-line)', strokeWidth: 2 }),
    ],
  });
  return `<section><h2>${escapeHtml(say('Convergence'))}</h2><figure>${draw(picture)}</figure></section>`;
}

function clusterLabel(looks: readonly ClusterLook[], k: number): string {
  return `<span class="swatch" style="background:${clusterColour(k, looks)}"></span><bdi>${escapeHtml(clusterTitle(looks[k], k))}</bdi>`;
}
