/**
 * The model's certainty about the rows' clusters, the clusters that it confuses, and their agreement with known labels.
 */
import { say, sayParts } from '../language/language';
import type { CertaintyAnswer, CrossTableAnswer, RowFilter, RowView } from '../server/protocol/insight';
import { asOptions, dropdown } from './components';
import { element, scroller, section } from './dom';
import type { Child } from './dom';
import { Figure } from './figure';
import { levelWords } from '../pictures/columnWords';
import { count, percent } from '../pictures/format';
import { clusterInWords, clusterName, swatch } from './clusterLabels';
import { certaintyBars, certaintyPicture } from '../pictures/certaintyPicture';
import { certaintyLegend } from '../pictures/legends';
import type { Questions } from './questions';
import type { ViewStore } from './viewStore';
import type { RowList } from './rowList';
import type { PictureHost } from './savePicture';
import { rowsOf, selectableBins } from './targets';

export class Certainty {
  readonly element: HTMLElement;
  private readonly figure: Figure;
  private readonly labels = element('div', { class: 'labels' });
  private cursor: number | undefined;

  constructor(
    private readonly answer: CertaintyAnswer,
    private readonly questions: Questions,
    private readonly rows: RowList,
    host: PictureHost,
    private readonly viewStore: ViewStore,
  ) {
    this.figure = new Figure(
      host,
      {
        name: say('certainty'),
        title: say('Largest posterior of each row'),
        legend: certaintyLegend(answer.unclearBelow),
      },
      (width) => this.draw(width),
      () => this.table(),
    );
    const { labels, confusion } = answer;
    const parts = [
      element(
        'div',
        { class: 'picture' },
        element('h3', {}, say('Largest posterior of each row')),
        this.figure.element,
      ),
      ...(confusion.length > 1
        ? [
            element(
              'div',
              { class: 'picture' },
              element('h3', {}, say('Unclear rows, by the two likeliest clusters')),
              this.unclearTable(),
            ),
          ]
        : []),
    ];
    this.element = section(
      say('Certainty'),
      'certainty',
      element('p', {}, certaintyWords(answer)),
      element('div', { class: 'pictures' }, ...parts),
      this.labels,
      rows.element,
    );
    const column = labels.find((name) => name === viewStore.view.labels) ?? labels[0];
    if (column !== undefined) void this.compare(column);
  }

  mark(row: RowView | null): void {
    this.cursor = row === null ? undefined : Math.max(...row.posterior);
    this.figure.redraw();
  }

  private draw(width: number): Element {
    const bars = certaintyBars(this.answer.histogram);
    const picture = certaintyPicture(bars, this.answer.unclearBelow, width, this.cursor);
    return selectableBins(
      picture,
      bars,
      (from, to) => {
        this.list(from, to);
      },
      (bar) => rowsOf(rangeOf(this.answer, bar.bin, bar.bin), bar.count),
    );
  }

  private list(from: number, to: number): void {
    const description = say('largest posterior {range}', { range: rangeOf(this.answer, from, to) });
    void this.rows.show({ of: 'certainty', from, to }, description);
  }

  private table(): HTMLElement {
    return scroller(
      say('Largest posteriors as a table'),
      element(
        'table',
        {},
        element(
          'thead',
          {},
          element('tr', {}, headCell(false, say('Largest posterior')), headCell(false, say('Rows'))),
        ),
        element(
          'tbody',
          {},
          ...certaintyBars(this.answer.histogram).map(({ bin, count: rowCount }) =>
            element(
              'tr',
              {},
              element('th', { attributes: { scope: 'row' } }, rangeOf(this.answer, bin, bin)),
              this.countCell(rowCount, say('posterior {range}', { range: rangeOf(this.answer, bin, bin) }), () => {
                this.list(bin, bin);
              }),
            ),
          ),
        ),
      ),
    );
  }

  /**
   * Makes the table of unclear rows: likeliest cluster down, second likeliest across; and the expected share of rows of
   * each cluster that belong to another one.
   */
  private unclearTable(): HTMLElement {
    const { between, confusion } = this.answer;
    const heads: readonly (readonly Child[])[] = [
      [say('Likeliest')],
      ...between.map((_, k) => sayParts('2nd: {cluster}', { cluster: clusterName(k, String(k + 1)) })),
      [say('Expected elsewhere')],
    ];
    return scroller(
      say('Unclear rows by the two likeliest clusters'),
      element(
        'table',
        {},
        element('thead', {}, element('tr', {}, ...heads.map((text, i) => headCell(i > 0, ...text)))),
        element(
          'tbody',
          {},
          ...between.map((counts, i) => {
            const expectedCounts = confusion[i] ?? [];
            const total = expectedCounts.reduce((sum, each) => sum + each, 0);
            const elsewhere = total > 0 ? (total - (expectedCounts[i] ?? 0)) / total : 0;
            return element(
              'tr',
              {},
              element('th', { attributes: { scope: 'row' } }, clusterLabel(i)),
              ...counts.map((rowCount, j) =>
                i === j
                  ? element('td', { class: 'number none' }, '·')
                  : this.countCell(
                      rowCount,
                      say('{first}, or else {second}', { first: clusterInWords(i), second: clusterInWords(j) }),
                      () =>
                        void this.rows.show(
                          { of: 'between', first: i, second: j },
                          say('unclear: {first}, or else {second}', {
                            first: clusterInWords(i),
                            second: clusterInWords(j),
                          }),
                        ),
                    ),
              ),
              element('td', { class: 'number' }, percent(elsewhere)),
            );
          }),
        ),
      ),
    );
  }

  private async compare(column: string): Promise<void> {
    const answer = await this.questions.ask({ kind: 'crossTable', column });
    const chooser =
      this.answer.labels.length > 1
        ? dropdown(say('Column'), asOptions(this.answer.labels), column, (chosen) => {
            this.viewStore.update({ labels: chosen });
            void this.compare(chosen);
          })
        : undefined;
    const title = element('h3', {}, say('Clusters against “{column}”, which took no part in the fit', { column }));
    const hadFocus = this.labels.contains(document.activeElement);
    this.labels.replaceChildren(
      title,
      ...(chooser === undefined ? [] : [chooser]),
      ...(answer.kind === 'none' ? [element('p', { class: 'none' }, answer.why)] : this.crossTable(answer)),
    );
    if (hadFocus) this.labels.querySelector<HTMLElement>('vscode-dropdown')?.focus();
  }

  private crossTable({
    column,
    labels,
    missing,
    adjustedRand,
    mutualInformation,
    normalisedInformation,
  }: CrossTableAnswer): HTMLElement[] {
    const clusters = labels[0]?.counts ?? [];
    const maxCount = Math.max(1, ...labels.flatMap(({ counts }) => counts));
    const heads = element('tr', {}, headCell(false, column), ...clusters.map((_, k) => headCell(true, clusterName(k))));
    const tableRows = labels.map(({ label, counts }) =>
      element(
        'tr',
        {},
        element('th', { attributes: { scope: 'row' } }, levelWords(label)),
        ...counts.map((rowCount, k) => {
          const filter: RowFilter = { of: 'label', column, label, cluster: k };
          const description = say('{column} is {value}, {cluster}', {
            column,
            value: levelWords(label),
            cluster: clusterInWords(k),
          });
          const cell = this.countCell(rowCount, description, () => void this.rows.show(filter, description));
          cell.style.setProperty('--share', `${((100 * rowCount) / maxCount).toFixed(1)}%`);
          cell.classList.add('shaded');
          return cell;
        }),
      ),
    );
    const figures = [
      say('Adjusted Rand index {rand}', { rand: adjustedRand.toFixed(3) }),
      say('mutual information {information} nats ({share} of the mean entropy)', {
        information: mutualInformation.toFixed(3),
        share: percent(normalisedInformation),
      }),
      ...(missing > 0 ? [unlabelledWords(missing)] : []),
    ];
    return [
      element('p', { class: 'caption' }, figures.join(' · ')),
      scroller(
        say('Clusters against {column}', { column }),
        element('table', {}, element('thead', {}, heads), element('tbody', {}, ...tableRows)),
      ),
    ];
  }

  private countCell(rowCount: number, description: string, listRows: () => void): HTMLElement {
    if (rowCount === 0) return element('td', { class: 'number none' }, '0');
    const button = element(
      'button',
      {
        class: 'go',
        attributes: {
          type: 'button',
          'aria-label': say('List {rows, plural, one {{number} row} other {{number} rows}}: {description}', {
            rows: rowCount,
            number: count(rowCount),
            description,
          }),
        },
      },
      count(rowCount),
    );
    button.addEventListener('click', listRows);
    return element('td', { class: 'number' }, button);
  }
}

function certaintyWords({ unclear, unclearBelow, expectedError, histogram }: CertaintyAnswer): string {
  const rows = histogram.reduce((sum, binCount) => sum + binCount, 0);
  if (unclear === 0)
    return say('Every row is clear: the largest posterior is {probability} or more.', { probability: unclearBelow });
  return say(
    '{unclear, plural, one {{number} row of {total} ({share}) is} other {{number} rows of {total} ({share}) are}} unclear: the largest posterior is below {probability}. {elsewhere} of all rows are expected to be in another cluster than the likeliest.',
    {
      unclear,
      number: count(unclear),
      total: count(rows),
      share: percent(unclear / rows),
      probability: unclearBelow,
      elsewhere: percent(expectedError),
    },
  );
}

function unlabelledWords(missing: number): string {
  return say(
    '{missing, plural, one {{number} row without a label is not counted} other {{number} rows without a label are not counted}}',
    { missing, number: count(missing) },
  );
}

function rangeOf({ histogram }: CertaintyAnswer, from: number, to: number): string {
  return say('{from} to {to}', {
    from: (from / histogram.length).toFixed(2),
    to: ((to + 1) / histogram.length).toFixed(2),
  });
}

function headCell(isNumber: boolean, ...text: readonly Child[]): HTMLElement {
  return element('th', { ...(isNumber && { class: 'number' }), attributes: { scope: 'col' } }, ...text);
}

function clusterLabel(k: number): HTMLElement {
  return element('span', { class: 'cluster-name' }, swatch(k), clusterName(k));
}
