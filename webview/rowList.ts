/** The rows of a part of a picture: listed below it, marked in the editor. */
import { say } from '../language/language';
import type { RowFilter, RowsAnswer, RowView } from '../server/protocol/insight';
import { button, pageWords, setDisabled } from './components';
import { clusterName, swatch, withShare } from './clusterLabels';
import { element, scroller } from './dom';
import { count, probability } from '../pictures/format';
import type { Questions } from './questions';

/** Actions of pictures outside the page. */
export interface RowActions {
  reveal(line: number): void;
  mark(lines: readonly number[]): void;
}

/** Maximum number of columns that fit on the page. */
const MOST_COLUMNS = 12;

export class RowList {
  readonly element: HTMLElement;
  private lastRequest = 0;
  /** Element from which the rows were requested; the keyboard focus returns there. */
  private origin: { readonly element: Element | null; readonly figure: Element | null } | undefined;

  constructor(
    private readonly questions: Questions,
    private readonly actions: RowActions,
    private readonly columns: readonly string[],
  ) {
    this.element = element('div', {
      class: 'row-list',
      attributes: { role: 'region', 'aria-label': say('Rows'), 'aria-live': 'polite' },
    });
    this.element.hidden = true;
  }

  /** Lists the rows of a filter. @param description of the rows, such as “body_mass_g from 4000 to 4500” */
  async show(filter: RowFilter, description: string, from = 0): Promise<void> {
    const request = ++this.lastRequest;
    if (!this.element.contains(document.activeElement)) {
      const { activeElement } = document;
      this.origin = { element: activeElement, figure: activeElement?.closest('figure') ?? null };
    }
    const answer = await this.questions.ask({ kind: 'rows', where: filter, from });
    if (request !== this.lastRequest) return;
    this.element.hidden = false;
    if (answer.kind === 'none') this.element.replaceChildren(element('p', { class: 'none' }, answer.why));
    else this.fill(answer, filter, description);
  }

  private fill(answer: RowsAnswer, filter: RowFilter, description: string): void {
    const { total, from, rows } = answer;
    this.actions.mark(rows.flatMap(({ line }) => (line === null ? [] : [line])));
    const previous = button(
      say('Previous'),
      'secondary',
      () => void this.show(filter, description, Math.max(0, from - rows.length)),
    );
    const next = button(say('Next'), 'secondary', () => void this.show(filter, description, from + rows.length));
    setDisabled(previous, from === 0);
    setDisabled(next, from + rows.length >= total);
    const close = button(say('Close'), 'secondary', () => {
      this.close();
    });
    const pages =
      rows.length < total
        ? [previous, element('span', { class: 'place' }, pageWords(from + 1, from + rows.length, total)), next]
        : [];
    const hadFocus = this.element.contains(document.activeElement);
    this.element.replaceChildren(
      element(
        'div',
        { class: 'pager' },
        element(
          'h3',
          {},
          say('{rows, plural, one {{number} row} other {{number} rows}}: {description}', {
            rows: total,
            number: count(total),
            description,
          }),
        ),
        ...pages,
        close,
      ),
      rows.length === 0 ? element('p', { class: 'none' }, say('No row.')) : scroller(say('Rows'), this.table(rows)),
    );
    if (hadFocus)
      [next, previous, close].find((control) => control.isConnected && !control.hasAttribute('disabled'))?.focus();
  }

  private close(): void {
    this.lastRequest++;
    // The picture may have been redrawn since.
    const { element: originElement = null, figure = null } = this.origin ?? {};
    const focusTarget =
      originElement?.isConnected === true ? originElement : figure?.querySelector('.target[tabindex="0"]');
    this.element.hidden = true;
    this.element.replaceChildren();
    this.actions.mark([]);
    if (focusTarget instanceof HTMLElement || focusTarget instanceof SVGElement) focusTarget.focus();
  }

  private table(rows: readonly RowView[]): HTMLElement {
    const shown = this.columns.slice(0, MOST_COLUMNS);
    const head = [say('Line'), say('Cluster'), say('p'), ...shown].map((text) =>
      element('th', { attributes: { scope: 'col' } }, text),
    );
    return element(
      'table',
      {},
      element('thead', {}, element('tr', {}, ...head)),
      element('tbody', {}, ...rows.map((row) => this.tableRow(row, shown.length))),
    );
  }

  private tableRow(row: RowView, columns: number): HTMLElement {
    const { line, posterior, tail, cells, isUnlikely } = row;
    const cluster = posterior.indexOf(Math.max(...posterior));
    const lineButton =
      line === null
        ? element('span', { title: say('This row has been edited since') }, '–')
        : element(
            'button',
            { class: 'go', attributes: { type: 'button', 'aria-label': say('Go to line {line}', { line }) } },
            String(line),
          );
    const result = element(
      'tr',
      line === null ? {} : { class: 'clickable' },
      element('th', { class: 'number', attributes: { scope: 'row' } }, lineButton),
      element(
        'td',
        {},
        element(
          'span',
          { class: 'cluster-name' },
          swatch(cluster),
          ...withShare(clusterName(cluster, String(cluster + 1)), posterior[cluster] ?? 0),
        ),
      ),
      element('td', { class: isUnlikely ? 'number unlikely' : 'number' }, probability(tail)),
      ...cells.slice(0, columns).map((cell) => element('td', { class: 'cell' }, cell)),
    );
    if (line !== null)
      result.addEventListener('click', () => {
        if (document.getSelection()?.type !== 'Range') this.actions.reveal(line);
      });
    return result;
  }
}
