/** Any two columns of numbers plotted against each other, with a point per row that leads to the row. */
import { sentences } from '../language/joins';
import { say } from '../language/language';
import type { PairAnswer, RowView } from '../server/protocol/insight';
import { partText } from '../server/protocol/report/dateWords';
import { asOptions, dropdown } from './components';
import { element, scroller, section } from './dom';
import { Figure } from './figure';
import { count, percent, probability, writerFor } from '../pictures/format';
import { clusterInWords, clusterLooks, clusterName, swatch, withShare } from './clusterLabels';
import { pairPicture, placePair } from '../pictures/pairPicture';
import type { PlacedPair, PlacedPoint } from '../pictures/pairPicture';
import { PointOrder, withPointCursor } from './pointCursor';
import { pairLegend } from '../pictures/legends';
import type { LegendItem } from '../pictures/standalone';
import type { Questions } from './questions';
import type { ViewStore } from './viewStore';
import type { RowActions } from './rowList';
import type { PictureHost } from './savePicture';

/** Maximum distance of the mouse from the point that it selects, in pixels. */
const REACH = 14;
/** Number of points in the table behind the picture; the unlikely ones come first. */
const TABLE_ROWS = 100;
/** Time for which the mouse rests before a row's cells are requested, in milliseconds. */
const REST_MILLISECONDS = 60;

/** Names of the columns of the model. */
export interface ColumnNames {
  readonly all: readonly string[];
  /** Names of the numeric columns, those that separate the clusters best first. */
  readonly numeric: readonly string[];
}

export class Pairs {
  readonly element: HTMLElement;
  private readonly controls = element('div', { class: 'controls pair-controls' });
  private readonly place = element('div', { class: 'pair' });
  private readonly caption = element('p', { class: 'caption' });
  private readonly tip = element('div', { class: 'tip', attributes: { role: 'status' } });
  private order: PointOrder | undefined;
  /** Index of the point under the keyboard cursor. */
  private cursorIndex = -1;
  private figure: Figure | undefined;
  private cursor: RowView | null = null;
  private hoveredRow: number | undefined;
  private timer: number | undefined;
  private lastRequest = 0;

  constructor(
    private readonly columns: ColumnNames,
    private readonly questions: Questions,
    private readonly actions: RowActions,
    private readonly host: PictureHost,
    private readonly viewStore: ViewStore,
  ) {
    this.tip.hidden = true;
    this.element = section(say('Pairs'), 'pairs', this.controls, this.place, this.caption);
  }

  /** Shows the stored pair of columns where it still exists, else the first pair. */
  async start(): Promise<void> {
    const pair = this.viewStore.view.pair ?? [];
    const { numeric } = this.columns;
    const [x, y] = pair.length > 0 && pair.every((name) => numeric.includes(name)) ? pair : numeric;
    if (x !== undefined && y !== undefined) await this.show(x, y);
  }

  private async show(x: string, y: string): Promise<void> {
    const request = ++this.lastRequest;
    const answer = await this.questions.ask({ kind: 'pair', x, y });
    if (request !== this.lastRequest) return;
    this.fillControls(x, y);
    this.tip.hidden = true;
    if (answer.kind === 'none') {
      this.place.replaceChildren(element('p', { class: 'none' }, answer.why));
      return;
    }
    const pair = placePair(answer);
    this.order = new PointOrder(pair.points);
    this.cursorIndex = this.order.start;
    const legend = (): readonly LegendItem[] =>
      pairLegend(
        pair.ellipses.length,
        clusterLooks(),
        pair.points.some(({ isUnlikely }) => isUnlikely === true),
        pair.points.some(({ isBeyond }) => isBeyond),
      );
    this.figure = new Figure(
      this.host,
      {
        name: say('{y} by {x}', { y, x }),
        title: say('{y} against {x}', { y, x }),
        get legend() {
          return legend();
        },
      },
      (width) => this.draw(pair, width),
      () => this.table(pair),
    );
    this.place.replaceChildren(this.figure.element, this.tip);
    this.caption.textContent = caption(pair);
  }

  mark(row: RowView | null): void {
    this.cursor = row;
    this.figure?.redraw();
  }

  restyle(): void {
    this.figure?.redraw();
  }

  private fillControls(x: string, y: string): void {
    if (this.controls.childElementCount > 0) return;
    let [across, up] = [x, y];
    const choose = (): void => {
      this.viewStore.update({ pair: [across, up] });
      void this.show(across, up);
    };
    this.controls.replaceChildren(
      dropdown(say('Across'), asOptions(this.columns.numeric), x, (chosen) => {
        across = chosen;
        choose();
      }),
      dropdown(say('Up'), asOptions(this.columns.numeric), y, (chosen) => {
        up = chosen;
        choose();
      }),
    );
  }

  private draw(pair: PlacedPair, width: number): Element {
    const values = this.cursor?.values;
    const [x, y] = [values?.[pair.x.column], values?.[pair.y.column]];
    const picture = pairPicture(
      pair,
      width,
      typeof x === 'number' && typeof y === 'number' ? [x, y] : undefined,
      clusterLooks(),
    );
    const [across, up] = [picture.scale('x'), picture.scale('y')];
    const placeOf = (point: PlacedPoint): readonly [number, number] => [
      across?.apply(point.position[0]) as number,
      up?.apply(point.position[1]) as number,
    ];
    this.listenToPointer(picture, (event) => nearestPoint(pair.points, picture, placeOf, event));
    const svg = picture instanceof SVGSVGElement ? picture : picture.querySelector('svg');
    const placeOfIndex = (index: number): readonly [number, number] => {
      const point = pair.points[index];
      return point === undefined ? [0, 0] : placeOf(point);
    };
    if (svg !== null && this.order !== undefined) {
      withPointCursor(svg, this.order, this.cursorIndex, {
        placeOf: placeOfIndex,
        words: (index) => pointWords(pair, index),
        onMove: (index) => {
          this.cursorIndex = index;
          this.hover(pair.points[index], placeOfIndex(index));
        },
        onLeave: () => {
          this.hover(undefined);
        },
        onChoose: (index) => {
          if (pair.points[index] !== undefined) void this.goToRow(pair.points[index].row);
        },
      });
    }
    return picture;
  }

  /** Describes the point below the mouse pointer, and goes to its row on a click. */
  private listenToPointer(picture: Element, nearest: (event: MouseEvent) => PlacedPoint | undefined): void {
    picture.addEventListener('pointermove', (raw: Event) => {
      const { clientX, clientY } = raw as MouseEvent;
      const box = this.place.getBoundingClientRect();
      this.hover(nearest(raw as MouseEvent), [clientX - box.left, clientY - box.top]);
    });
    picture.addEventListener('pointerleave', () => {
      this.hover(undefined);
    });
    picture.addEventListener('click', (raw: Event) => {
      const point = nearest(raw as MouseEvent);
      if (point !== undefined) void this.goToRow(point.row);
    });
  }

  private async goToRow(row: number): Promise<void> {
    const answer = await this.questions.ask({ kind: 'row', row });
    const line = answer.kind === 'row' ? answer.row?.line : undefined;
    if (typeof line === 'number') this.actions.reveal(line);
  }

  /** Schedules the description of a point. @param position in pixels of the picture */
  private hover(point: PlacedPoint | undefined, position?: readonly [number, number]): void {
    if (point?.row === this.hoveredRow) return;
    this.hoveredRow = point?.row;
    clearTimeout(this.timer);
    this.tip.hidden = true;
    if (point === undefined || position === undefined) return;
    const [left, top] = position;
    this.timer = window.setTimeout(() => void this.showTip(point.row, left, top), REST_MILLISECONDS);
  }

  private async showTip(row: number, left: number, top: number): Promise<void> {
    const answer = await this.questions.ask({ kind: 'row', row });
    if (row !== this.hoveredRow || answer.kind === 'none' || answer.row === null) return;
    const { line, posterior, tail, cells, isUnlikely } = answer.row;
    const cluster = posterior.indexOf(Math.max(...posterior));
    this.tip.replaceChildren(
      element(
        'p',
        {},
        element('strong', {}, lineWords(line)),
        ' ',
        element(
          'span',
          { class: 'cluster-name' },
          swatch(cluster),
          ...withShare(clusterName(cluster), posterior[cluster] ?? 0),
        ),
      ),
      ...(isUnlikely ? [element('p', { class: 'unlikely' }, say('Unlikely (p = {p})', { p: probability(tail) }))] : []),
      element(
        'dl',
        {},
        ...this.columns.all
          .slice(0, 10)
          .flatMap((name, i) => [
            element('dt', {}, name),
            element('dd', {}, cells[i] === '' ? '–' : (cells[i] ?? '–')),
          ]),
      ),
    );
    this.tip.hidden = false;
    const isRight = left > this.place.clientWidth / 2;
    this.tip.style.setProperty('left', isRight ? 'auto' : `${left + 14}px`);
    this.tip.style.setProperty('right', isRight ? `${this.place.clientWidth - left + 14}px` : 'auto');
    this.tip.style.setProperty('top', `${Math.max(0, top - 30)}px`);
  }

  private tableRow(
    point: PlacedPoint,
    writeX: (value: number) => string,
    writeY: (value: number) => string,
  ): HTMLElement {
    const link = element(
      'button',
      {
        class: 'go',
        attributes: {
          type: 'button',
          'aria-label': point.line === null ? editedWords() : say('Go to line {line}', { line: point.line }),
        },
      },
      point.line === null ? '–' : count(point.line),
    );
    link.addEventListener('click', () => void this.goToRow(point.row));
    return element(
      'tr',
      {},
      element('th', { attributes: { scope: 'row' } }, link),
      element('td', { class: 'number' }, writeX(point.x)),
      element('td', { class: 'number' }, writeY(point.y)),
      element('td', {}, ...withShare(clusterName(point.cluster, String(point.cluster + 1)), point.posterior)),
      element('td', {}, point.isUnlikely === true ? say('yes') : ''),
    );
  }

  private table({ x, y, points }: PlacedPair): HTMLElement {
    const [writeX, writeY] = [writerOf(x), writerOf(y)];
    const rows = [...points]
      .sort((a, b) => Number(b.isUnlikely === true) - Number(a.isUnlikely === true))
      .slice(0, TABLE_ROWS);
    return scroller(
      say('Points as a table'),
      element(
        'table',
        {},
        element(
          'thead',
          {},
          element(
            'tr',
            {},
            ...[say('Line'), x.column, y.column, say('Cluster'), say('Unlikely')].map((text) =>
              element('th', { attributes: { scope: 'col' } }, text),
            ),
          ),
        ),
        element('tbody', {}, ...rows.map((point) => this.tableRow(point, writeX, writeY))),
      ),
    );
  }
}

/** Finds the point that the mouse selects. @param placeOf returns a position, in pixels of the picture */
function nearestPoint(
  points: readonly PlacedPoint[],
  picture: Element,
  placeOf: (point: PlacedPoint) => readonly [number, number],
  event: MouseEvent,
): PlacedPoint | undefined {
  const box = picture.getBoundingClientRect();
  let best: PlacedPoint | undefined;
  let leastDistance = REACH * REACH;
  for (const point of points) {
    const [left, top] = placeOf(point);
    const distance = (left - (event.clientX - box.left)) ** 2 + (top - (event.clientY - box.top)) ** 2;
    if (distance < leastDistance) [best, leastDistance] = [point, distance];
  }
  return best;
}

function editedWords(): string {
  return say('A row that was edited since');
}

function lineWords(line: number | null): string {
  return line === null ? editedWords() : say('Line {line}', { line });
}

/** Describes a point without its cells, which the host sends later. */
function pointWords({ x, y, points }: PlacedPair, index: number): string {
  const point = points[index];
  if (point === undefined) return '';
  const [writeX, writeY] = [writerOf(x), writerOf(y)];
  const values = {
    place: lineWords(point.line),
    x: x.column,
    xValue: writeX(point.x),
    y: y.column,
    yValue: writeY(point.y),
    cluster: clusterInWords(point.cluster),
    share: percent(point.posterior),
  };
  return point.isUnlikely === true
    ? say('{place}: {x} {xValue}, {y} {yValue}, {cluster} ({share}), unlikely', values)
    : say('{place}: {x} {xValue}, {y} {yValue}, {cluster} ({share})', values);
}

function writerOf({ isLogarithm, part, range }: PairAnswer['x']): (value: number) => string {
  if (part !== undefined) return (value) => partText(part, value, (range[1] - range[0]) / 20);
  const write = writerFor((range[1] - range[0]) / 20, Math.max(...range.map(Math.abs)));
  return isLogarithm ? (value) => String(Number(Math.exp(value).toPrecision(4))) : write;
}

/** Describes which points are drawn, and which are not. */
function caption({ available, points }: PlacedPair): string {
  const unlikely = points.filter(({ isUnlikely }) => isUnlikely === true).length;
  const beyond = points.filter(({ isBeyond }) => isBeyond).length;
  const drawn =
    points.length < available
      ? say(
          'A random sample of {drawn} of {rows, plural, one {{number} row} other {{number} rows}} (by the seed of the fit), with every unlikely row among them.',
          { drawn: count(points.length), rows: available, number: count(available) },
        )
      : say('{rows, plural, one {{number} row.} other {{number} rows.}}', {
          rows: available,
          number: count(available),
        });
  return sentences([
    drawn,
    say('A click, or Enter after arrow keys, leads from a point to its row.'),
    say('Ellipses hold 95 % of a cluster; the fainter a point, the less sure its cluster.'),
    unlikely > 0 ? ringedWords(unlikely) : '',
    beyond > 0 ? beyondWords(beyond) : '',
  ]);
}

function ringedWords(rows: number): string {
  return say('{rows, plural, one {{number} unlikely row ringed.} other {{number} unlikely rows ringed.}}', {
    rows,
    number: count(rows),
  });
}

function beyondWords(rows: number): string {
  return say(
    '{rows, plural, one {{number} row beyond the picture, as a diamond at its edge.} other {{number} rows beyond the picture, as diamonds at its edge.}}',
    { rows, number: count(rows) },
  );
}
