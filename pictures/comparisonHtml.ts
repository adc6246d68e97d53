/** The comparison of two tables as one self-contained HTML file, without scripts and network access. */
import { say } from '../language/language';
import { ClientCommand } from '../server/protocol';
import type { ComparedColumnPage, ComparedPart, ComparisonPage } from '../server/protocol/commands/comparisonPage';
import type { NumberHistogram } from '../server/protocol/report/comparisonReports';
import {
  clustersOfBothPicture,
  densitiesPicture,
  levelsOfBothPicture,
  sideSamples,
  type Canvas,
} from './comparedPictures';
import { barsOf } from './distributionPicture';
import { percent } from './format';
import { escapeHtml, headCells, htmlPage, markupOf, table } from './htmlPage';
import { tickFormat } from './pictureStyle';

const NARROW_WIDTH = 400;
const FULL_WIDTH = 620;

/**
 * Returns the comparison as an HTML page.
 *
 * @param maker DOM document of a browser or a library, in which pictures are made; the server has no type for it
 */
export function comparisonHtml(page: ComparisonPage, maker: unknown): string {
  const document = maker as Document;
  const [a, b] = page.names;
  return htmlPage({
    title: say('{a} and {b} compared', { a, b }),
    heading: `${a} → ${b}`,
    isWide: false,
    parts: [
      summary(page, document),
      list(say('Columns and levels'), page.structure),
      columnTable(page),
      columnFigures(page, { width: NARROW_WIDTH, document }),
      clusters(page, { width: FULL_WIDTH, document }),
      losses(page),
      unlikelyRows(page),
      list(say('Notes on B'), page.notes),
    ],
    footer: say('The same files, options and seed give the same comparison.'),
  });
}

function summary({ answer, amount, basis, names }: ComparisonPage, document: Document): string {
  const samples = sideSamples(document).map(
    (sample, i) =>
      `<span>${markupOf(sample)}<strong>${'AB'.charAt(i)}</strong> <bdi>${escapeHtml(names[i] ?? '')}</bdi></span>`,
  );
  return `<p class="lead">${escapeHtml(answer)}</p>
<p>${escapeHtml(amount)}</p>
${basis.map((words) => `<p class="muted">${escapeHtml(words)}</p>`).join('\n')}
<p class="legend">${samples.join('')}</p>`;
}

function list(title: string, lines: readonly string[]): string {
  return lines.length === 0
    ? ''
    : `<section><h2>${escapeHtml(title)}</h2><ul>${lines.map((words) => `<li>${escapeHtml(words)}</li>`).join('')}</ul></section>`;
}

function tableOf(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  return table(
    headCells(...heads.map(escapeHtml)),
    rows.map(([first = '', ...others]) => {
      const cells = others.map((text) => `<td>${escapeHtml(unbroken(text))}</td>`).join('');
      return `<tr><th scope="row">${escapeHtml(first)}</th>${cells}</tr>`;
    }),
  );
}

/** Longest cell that is kept on one line, in characters. */
const LONGEST_UNBROKEN = 12;

function unbroken(text: string): string {
  return text.length <= LONGEST_UNBROKEN ? text.replaceAll(' ', '\u00a0') : text;
}

function columnTable({ columnHeads, columnRows, otherColumns }: ComparisonPage): string {
  const lines = otherColumns.map((words) => `<p class="muted">${escapeHtml(words)}</p>`).join('\n');
  return `<section><h2>${escapeHtml(say('Columns'))}</h2>${tableOf(columnHeads, columnRows)}${lines}</section>`;
}

function columnFigures({ columns }: ComparisonPage, canvas: Canvas): string {
  const figures = columns.flatMap((column) => column.parts.map((part) => columnFigure(column, part, canvas)));
  return figures.length === 0
    ? ''
    : `<section><h2>${escapeHtml(say('Distributions'))}</h2><p class="muted">${escapeHtml(say('Shares of the cells of each table; solid: A, dashed: B.'))}</p><div class="figures">${figures.join('')}</div></section>`;
}

function columnFigure({ name, isDifferent, words }: ComparedColumnPage, part: ComparedPart, canvas: Canvas): string {
  const title = part.title === '' ? name : `${name} (${part.title})`;
  const { histogram, levels } = part;
  const picture =
    histogram !== undefined
      ? markupOf(densitiesPicture(title, { ...part, histogram }, canvas))
      : levels !== undefined && levels.length > 0
        ? markupOf(levelsOfBothPicture(title, levels, canvas))
        : '';
  const state = escapeHtml(isDifferent ? words : say('no difference found'));
  const bins = histogram === undefined ? [] : binRows(part, histogram);
  const numbers = [...part.numbers, ...bins];
  const details =
    numbers.length === 0
      ? ''
      : `<details><summary>${escapeHtml(say('As a table'))}</summary>${tableOf(['', 'A', 'B'], numbers)}</details>`;
  return `<figure><figcaption><code>${escapeHtml(title)}</code> <span class="muted">${state}</span></figcaption>${picture}${details}</figure>`;
}

/** Returns the shares of the bins that either table has cells in. */
function binRows({ part }: ComparedPart, histogram: NumberHistogram): readonly (readonly string[])[] {
  const { first, width, shares, below, above, isLogarithm } = histogram;
  const end = first + shares[0].length * width;
  const write = tickFormat({ isLogarithm, ...(part !== undefined && { part }) }, [first, first + 2 * width]);
  const row = (what: string, a: number, b: number): readonly (readonly string[])[] =>
    a + b > 0 ? [[what, percent(a), percent(b)]] : [];
  return [
    ...row(say('below {number}', { number: write(first) }), ...below),
    ...barsOf({ first, width, counts: shares[0], below: 0, above: 0 }).flatMap(({ bin, from, to, count }) =>
      row(say('{from} to {to}', { from: write(from), to: write(to) }), count, shares[1][bin] ?? 0),
    ),
    ...row(say('above {number}', { number: write(end) }), ...above),
  ];
}

function clusters({ clusterHeads, clusterRows, clusterShares, clusterLines }: ComparisonPage, canvas: Canvas): string {
  if (clusterRows.length === 0) return '';
  const lines = clusterLines.map((words) => `<p class="muted">${escapeHtml(words)}</p>`).join('\n');
  return `<section><h2>${escapeHtml(say('Clusters of all rows together'))}</h2><figure>${markupOf(clustersOfBothPicture(clusterShares, canvas))}</figure>${tableOf(clusterHeads, clusterRows)}${lines}</section>`;
}

function losses({ lossHeads, lossRows, lossLine }: ComparisonPage): string {
  const rows = lossRows.length === 0 ? '' : tableOf(lossHeads, lossRows);
  return `<section><h2>${escapeHtml(say('Losses between the mixtures'))}</h2>${rows}<p class="muted">${escapeHtml(lossLine)}</p></section>`;
}

function unlikelyRows({ unlikely, unlikelyRows: rows, linkTo }: ComparisonPage): string {
  const words = `<p>${escapeHtml(unlikely)}</p>`;
  const body = rows.map(([line = '', p = '', cell = '']) => {
    const place =
      linkTo === undefined
        ? escapeHtml(line)
        : `<a href="${escapeHtml(linkOf(linkTo, Number(line)))}">${escapeHtml(line)}</a>`;
    return `<tr><th scope="row">${place}</th><td>${escapeHtml(p)}</td><td>${escapeHtml(cell === '' ? say('No single cell; the combination is unusual.') : cell)}</td></tr>`;
  });
  const found =
    rows.length === 0
      ? ''
      : table(headCells(...[say('Line of B'), say('p'), say('What is unusual')].map(escapeHtml)), body);
  return `<section><h2>${escapeHtml(say('Unlikely rows of B'))}</h2>${words}${found}</section>`;
}

/** Returns the link to a line in the editor, which the page's host may allow. @param line from 1 */
function linkOf(uri: string, line: number): string {
  const place = { line: line - 1, character: 0 };
  const argument = [{ uri, range: { start: place, end: place } }];
  return `command:${ClientCommand.revealRow}?${encodeURIComponent(JSON.stringify(argument))}`;
}
