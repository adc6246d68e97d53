/** Distributions of the columns, those that separate the clusters best first: observed values, and the model. */
import { sentences } from '../language/joins';
import { say } from '../language/language';
import type { DistributionAnswer, RowFilter, RowView, SeparationAnswer } from '../server/protocol/insight';
import { button } from './components';
import { clusterLooks, clusterName } from './clusterLabels';
import { columnName, element, scroller, section } from './dom';
import { boundsWords, levelWords, missingWords } from '../pictures/columnWords';
import { count, percent, writerFor } from '../pictures/format';
import { barsOf, levelsPicture, numbersPicture } from '../pictures/distributionPicture';
import type { Bar } from '../pictures/distributionPicture';
import { Figure } from './figure';
import { clusterItems, numbersLegend } from '../pictures/legends';
import type { LegendItem } from '../pictures/standalone';
import type { Questions } from './questions';
import type { ViewStore } from './viewStore';
import type { RowList } from './rowList';
import type { PictureHost } from './savePicture';
import { partText } from '../server/protocol/report/dateWords';
import { rowsOf, selectableBands, selectableBins } from './targets';

/** Number of columns that are shown first, and that each click on “Show more columns” adds. */
const COLUMNS_AT_A_TIME = 9;

export class Distributions {
  readonly element: HTMLElement;
  private readonly grid = element('div', { class: 'pictures' });
  private readonly moreButton: HTMLElement;
  private readonly cards: Card[] = [];
  private separation: SeparationAnswer | undefined;
  private shownCount = 0;
  private cursor: RowView | null = null;

  constructor(
    private readonly questions: Questions,
    private readonly rows: RowList,
    private readonly host: PictureHost,
    private readonly viewStore: ViewStore,
  ) {
    this.moreButton = button(say('Show more columns'), 'secondary', () => {
      this.viewStore.update({ columns: this.shownCount + COLUMNS_AT_A_TIME });
      void this.show(this.shownCount + COLUMNS_AT_A_TIME);
    });
    this.moreButton.hidden = true;
    const legend = element(
      'p',
      { class: 'caption' },
      sentences([
        say('Bars are rows; solid lines: expected per cluster; dashed line: all clusters together.'),
        say('Click a bar, or draw across several, to list its rows; by key, arrows, Shift and Enter do.'),
      ]),
    );
    this.element = section(say('Distributions'), 'distributions', legend, this.grid, this.moreButton, rows.element);
  }

  async start(separation: SeparationAnswer): Promise<void> {
    this.separation = separation;
    await this.show(Math.max(COLUMNS_AT_A_TIME, this.viewStore.view.columns ?? 0));
  }

  mark(row: RowView | null): void {
    this.cursor = row;
    for (const card of this.cards) card.mark(row);
  }

  restyle(): void {
    for (const card of this.cards) card.restyle();
  }

  private async show(limit: number): Promise<void> {
    const columns = this.separation?.columns ?? [];
    const end = Math.min(columns.length, limit);
    const from = this.shownCount;
    this.shownCount = end;
    this.moreButton.hidden = end >= columns.length;
    // Sequential requests, so that each picture is drawn as soon as its data arrive.
    for (const { name, information } of columns.slice(from, end)) {
      const answer = await this.questions.ask({ kind: 'distribution', column: name });
      const card = new Card(
        answer.kind === 'none' ? { kind: 'distribution', column: name, missing: 0 } : answer,
        information,
        this.separation?.entropy ?? 0,
        this.rows,
        this.host,
      );
      this.cards.push(card);
      card.mark(this.cursor);
      this.grid.append(card.element);
    }
  }
}

class Card {
  readonly element: HTMLElement;
  private readonly figure: Figure | undefined;
  private cursor: number | string | null | undefined;

  constructor(
    private readonly answer: DistributionAnswer,
    information: number,
    entropy: number,
    private readonly rows: RowList,
    host: PictureHost,
  ) {
    const { column, numbers, levels } = answer;
    const heading = element('h3', {}, columnName(column));
    const caption = element('p', { class: 'caption' }, separationWords(information, entropy));
    if (numbers === undefined && levels === undefined) {
      this.element = element(
        'div',
        { class: 'picture' },
        heading,
        element('p', { class: 'none' }, say('No cell of this column is observed.')),
      );
      return;
    }
    const legend = (): readonly LegendItem[] =>
      numbers === undefined
        ? clusterItems(levels?.[0]?.counts.length ?? 0, clusterLooks(), 'bar')
        : numbersLegend(numbers.expected.length, clusterLooks());
    this.figure = new Figure(
      host,
      {
        name: column,
        title:
          numbers === undefined ? say('Levels of {column}', { column }) : say('Distribution of {column}', { column }),
        get legend() {
          return legend();
        },
      },
      (width) => this.draw(width),
      () => this.table(),
    );
    this.element = element('div', { class: 'picture' }, heading, caption, this.figure.element, this.notes());
  }

  mark(row: RowView | null): void {
    const cursor = row?.values?.[this.answer.column];
    if (cursor === this.cursor) return;
    this.cursor = cursor;
    this.figure?.redraw();
  }

  restyle(): void {
    this.figure?.redraw();
  }

  private draw(width: number): Element {
    const { column, numbers, levels = [] } = this.answer;
    if (numbers !== undefined) {
      const bars = barsOf(numbers);
      const picture = numbersPicture(column, numbers, { width, cursor: this.cursor, clusters: clusterLooks() });
      return selectableBins(
        picture,
        bars,
        (from, to) => {
          this.list(bars.filter(({ bin }) => bin >= from && bin <= to));
        },
        (bar) => rowsOf(rangeWords(numbers, [bar]), bar.count),
      );
    }
    const picture = levelsPicture(column, levels, { width, cursor: this.cursor, clusters: clusterLooks() });
    const bands = levels.map(({ level, counts }) => ({
      key: level,
      words: rowsOf(levelWords(level), Math.round(counts.reduce((sum, each) => sum + each, 0))),
    }));
    return selectableBands(picture, bands, (index) => {
      const level = levels[index]?.level;
      if (level !== undefined) this.showRows({ of: 'level', column, level }, valueWords(column, level));
    });
  }

  private list(bars: readonly Bar[]): void {
    const { column, numbers } = this.answer;
    const [first, last] = [bars[0], bars.at(-1)];
    if (numbers === undefined || first === undefined || last === undefined) return;
    const description = columnRangeWords(column, rangeWords(numbers, bars));
    this.showRows({ of: 'bins', column, from: first.bin, to: last.bin }, description);
  }

  private showRows(filter: RowFilter, description: string): void {
    void this.rows.show(filter, description);
  }

  private notes(): HTMLElement | undefined {
    const { missing, bounded = 0, column, otherLevels = 0 } = this.answer;
    if (missing === 0 && bounded === 0 && otherLevels === 0) return undefined;
    const link = element('button', { class: 'go', attributes: { type: 'button' } }, missingWords(missing));
    link.addEventListener('click', () => {
      this.showRows({ of: 'missing', column }, say('{column} is missing', { column }));
    });
    return element(
      'p',
      { class: 'caption' },
      missing > 0 ? link : undefined,
      bounded > 0 ? ` ${boundsWords(bounded)}` : undefined,
      otherLevels > 0 ? ` ${moreLevelsWords(otherLevels)}` : undefined,
    );
  }

  /** Returns one line of the table per bar or level. */
  private tableLines(): readonly TableLine[] {
    const { column, numbers, levels = [] } = this.answer;
    return numbers !== undefined
      ? barsOf(numbers).map((bar) => ({
          label: rangeWords(numbers, [bar]),
          counts: [bar.count],
          listRows: () => {
            this.list([bar]);
          },
        }))
      : levels.map(({ level, counts }) => ({
          label: levelWords(level),
          counts,
          listRows: () => {
            this.showRows({ of: 'level', column, level }, valueWords(column, level));
          },
        }));
  }

  private table(): HTMLElement {
    const { column, levels = [] } = this.answer;
    const lines = this.tableLines();
    const clusters = levels[0]?.counts.map((_, k) => clusterName(k)) ?? [say('Rows')];
    return scroller(
      say('{column} as a table', { column }),
      element(
        'table',
        {},
        element(
          'thead',
          {},
          element(
            'tr',
            {},
            ...[column, ...clusters].map((head) => element('th', { attributes: { scope: 'col' } }, head)),
          ),
        ),
        element(
          'tbody',
          {},
          ...lines.map(({ label, counts, listRows }) => {
            const link = element(
              'button',
              {
                class: 'go',
                attributes: {
                  type: 'button',
                  'aria-label': say('List the rows: {description}', { description: columnRangeWords(column, label) }),
                },
              },
              label,
            );
            link.addEventListener('click', listRows);
            return element(
              'tr',
              {},
              element('th', { attributes: { scope: 'row' } }, link),
              ...counts.map((rowCount) => element('td', { class: 'number' }, count(rowCount))),
            );
          }),
        ),
      ),
    );
  }
}

/** A line of the table: its bar or level, its rows by cluster, and the action that lists them. */
interface TableLine {
  readonly label: string;
  readonly counts: readonly number[];
  readonly listRows: () => void;
}

/** Returns the share of information about the cluster that a column alone provides, in words. */
function separationWords(information: number, entropy: number): string {
  if (entropy <= 0) return '';
  return say('explains {share} of the cluster ({information} of {entropy} nats)', {
    share: percent(Math.min(1, information / entropy)),
    information: information.toFixed(2),
    entropy: entropy.toFixed(2),
  });
}

function valueWords(column: string, level: string): string {
  return say('{column} is {value}', { column, value: levelWords(level) });
}

function columnRangeWords(column: string, range: string): string {
  return say('{column} {range}', { column, range });
}

function moreLevelsWords(levels: number): string {
  return say('{levels, plural, one {{number} more level not drawn} other {{number} more levels not drawn}}', {
    levels,
    number: count(levels),
  });
}

function rangeWords(
  { isLogarithm, part, width, counts }: NonNullable<DistributionAnswer['numbers']>,
  bars: readonly Bar[],
): string {
  const [first, last] = [bars[0], bars.at(-1)];
  if (first === undefined || last === undefined) return '';
  const write = (value: number): string =>
    part !== undefined
      ? partText(part, value, width)
      : isLogarithm
        ? String(Number(Math.exp(value).toPrecision(3)))
        : writerFor(width * 10, Math.max(Math.abs(value), width))(value);
  if (first.bin < 0 && last.bin < 0) return say('below {number}', { number: write(first.to + (last.to - first.to)) });
  if (first.bin >= counts.length) return say('above the others');
  if (first.bin < 0) return say('below {number}', { number: write(last.to) });
  if (last.bin >= counts.length) return say('from {number}', { number: write(first.from) });
  return say('from {from} to {to}', { from: write(first.from), to: write(last.to) });
}
