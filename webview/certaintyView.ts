/**
 * The model's certainty about the rows' clusters, the clusters that it confuses, and their agreement with known labels.
 */
import type { CertaintyAnswer, CrossTableAnswer, RowFilter, RowView } from '../server/protocol/insight';
import { dropdown } from './components';
import { element, scroller, section } from './dom';
import type { Child } from './dom';
import { Figure } from './figure';
import { count, counted, percent } from '../pictures/format';
import { clusterInWords, clusterName, swatch } from './clusterLabels';
import { certaintyBars, certaintyPicture } from '../pictures/certaintyPicture';
import { certaintyLegend } from '../pictures/legends';
import type { Questions } from './questions';
import type { ViewStore } from './viewStore';
import type { RowList } from './rowList';
import type { PictureHost } from './savePicture';
import { selectableBins } from './targets';

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
      { name: 'certainty', title: 'Largest posterior of each row', legend: certaintyLegend(answer.unclearBelow) },
      (width) => this.draw(width),
      () => this.table(),
    );
    const { labels, confusion } = answer;
    const parts = [
      element('div', { class: 'picture' }, element('h3', {}, 'Largest posterior of each row'), this.figure.element),
      ...(confusion.length > 1
        ? [
            element(
              'div',
              { class: 'picture' },
              element('h3', {}, 'Unclear rows, by the two likeliest clusters'),
              this.unclearTable(),
            ),
          ]
        : []),
    ];
    this.element = section(
      'Certainty',
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
      (bar) => `${rangeOf(this.answer, bar.bin, bar.bin)}: ${counted(bar.count, 'row')}`,
    );
  }

  private list(from: number, to: number): void {
    void this.rows.show({ of: 'certainty', from, to }, `largest posterior ${rangeOf(this.answer, from, to)}`);
  }

  private table(): HTMLElement {
    return scroller(
      'Largest posteriors as a table',
      element(
        'table',
        {},
        element('thead', {}, element('tr', {}, headCell(false, 'Largest posterior'), headCell(false, 'Rows'))),
        element(
          'tbody',
          {},
          ...certaintyBars(this.answer.histogram).map(({ bin, count: rowCount }) =>
            element(
              'tr',
              {},
              element('th', { attributes: { scope: 'row' } }, rangeOf(this.answer, bin, bin)),
              this.countCell(rowCount, `posterior ${rangeOf(this.answer, bin, bin)}`, () => {
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
    const heads = [
      ['Likeliest'],
      ...between.map((_, k) => ['2nd: ', clusterName(k, String(k + 1))]),
      ['Expected elsewhere'],
    ];
    return scroller(
      'Unclear rows by the two likeliest clusters',
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
                      `${clusterInWords(i)}, or else ${clusterInWords(j)}`,
                      () =>
                        void this.rows.show(
                          { of: 'between', first: i, second: j },
                          `unclear: ${clusterInWords(i)}, or else ${clusterInWords(j)}`,
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
        ? dropdown('Column', this.answer.labels, column, (chosen) => {
            this.viewStore.update({ labels: chosen });
            void this.compare(chosen);
          })
        : undefined;
    const title = element('h3', {}, `Clusters against “${column}”, which took no part in the fit`);
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
        element('th', { attributes: { scope: 'row' } }, label === '' ? '(empty)' : label),
        ...counts.map((rowCount, k) => {
          const filter: RowFilter = { of: 'label', column, label, cluster: k };
          const description = `${column} is ${label}, ${clusterInWords(k)}`;
          const cell = this.countCell(rowCount, description, () => void this.rows.show(filter, description));
          cell.style.setProperty('--share', `${((100 * rowCount) / maxCount).toFixed(1)}%`);
          cell.classList.add('shaded');
          return cell;
        }),
      ),
    );
    const figures =
      `Adjusted Rand index ${adjustedRand.toFixed(3)} · mutual information ${mutualInformation.toFixed(3)} ` +
      `nats (${percent(normalisedInformation)} of the mean entropy)`;
    return [
      element(
        'p',
        { class: 'caption' },
        `${figures}${missing > 0 ? ` · ${count(missing)} rows without a label are not counted` : ''}`,
      ),
      scroller(
        `Clusters against ${column}`,
        element('table', {}, element('thead', {}, heads), element('tbody', {}, ...tableRows)),
      ),
    ];
  }

  private countCell(rowCount: number, description: string, listRows: () => void): HTMLElement {
    if (rowCount === 0) return element('td', { class: 'number none' }, '0');
    const button = element(
      'button',
      { class: 'go', attributes: { type: 'button', 'aria-label': `List ${counted(rowCount, 'row')}: ${description}` } },
      count(rowCount),
    );
    button.addEventListener('click', listRows);
    return element('td', { class: 'number' }, button);
  }
}

function certaintyWords({ unclear, unclearBelow, expectedError, histogram }: CertaintyAnswer): string {
  const rows = histogram.reduce((sum, binCount) => sum + binCount, 0);
  if (unclear === 0) return `Every row is clear: the largest posterior is ${unclearBelow} or more.`;
  const verb = unclear === 1 ? 'is' : 'are';
  return (
    `${counted(unclear, 'row')} of ${count(rows)} (${percent(unclear / rows)}) ${verb} unclear: the ` +
    `largest posterior is below ${unclearBelow}. ${percent(expectedError)} of all rows are expected to ` +
    'be in another cluster than the likeliest.'
  );
}

function rangeOf({ histogram }: CertaintyAnswer, from: number, to: number): string {
  return `${(from / histogram.length).toFixed(2)} to ${((to + 1) / histogram.length).toFixed(2)}`;
}

function headCell(isNumber: boolean, ...text: readonly Child[]): HTMLElement {
  return element('th', { ...(isNumber && { class: 'number' }), attributes: { scope: 'col' } }, ...text);
}

function clusterLabel(k: number): HTMLElement {
  return element('span', { class: 'cluster-name' }, swatch(k), clusterName(k));
}
