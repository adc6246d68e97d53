/**
 * The frame of every picture: drawn to its width, redrawn when the width changes, with the numbers as a table behind
 * it.
 */
import { element } from './dom';
import { saveButtons } from './savePicture';
import type { About, PictureHost } from './savePicture';
import { keepPlace } from './targets';
import { drawInTurn, takesTurns } from './turns';
import type { Drawn } from './turns';

const LEAST_WIDTH = 220;

export class Figure {
  readonly element: HTMLElement;
  private readonly place = element('div', { class: 'drawing' });
  private readonly numbers: HTMLDetailsElement;
  private readonly turn: Drawn = {
    place: this.place,
    draw: () => {
      this.drawNow();
    },
  };
  private drawnWidth = -1;
  private isFilled = false;

  /**
   * @param draw makes the picture for a width in pixels
   * @param table makes the table behind it, when it is opened
   */
  constructor(
    private readonly host: PictureHost,
    about: About,
    private readonly draw: (width: number) => Element,
    table?: () => HTMLElement,
  ) {
    this.numbers = element('details', { class: 'numbers' }, element('summary', {}, 'As a table'));
    this.numbers.addEventListener('toggle', () => {
      if (this.isFilled || table === undefined) return;
      this.isFilled = true;
      this.numbers.append(table());
    });
    const saves = saveButtons(
      host,
      () => about,
      () => this.place.querySelector('svg'),
      draw,
    );
    this.element = element('figure', {}, this.place, saves, table === undefined ? undefined : this.numbers);
    takesTurns(this.turn);
    new ResizeObserver(() => {
      if (Math.floor(this.place.clientWidth) !== this.drawnWidth) this.redraw();
    }).observe(this.place);
  }

  redraw(): void {
    drawInTurn(this.turn);
  }

  private drawNow(): void {
    const width = Math.floor(this.place.clientWidth);
    if (width <= 0) return;
    this.drawnWidth = width;
    const drawing = this.draw(Math.max(LEAST_WIDTH, width));
    const focused = this.place.contains(document.activeElement);
    keepPlace(this.place, drawing);
    this.place.replaceChildren(finished(drawing, this.host.nonce));
    if (focused) this.place.querySelector<SVGElement>('.target[tabindex="0"]')?.focus();
  }
}

/**
 * Prepares a picture for the page: a single image to screen readers or, where its parts can be chosen, a group of these
 * parts.
 */
export function finished<T extends Element>(drawing: T, nonce: string): T {
  // Plot brings its own style element, which the page's CSP admits by this nonce only.
  drawing.querySelectorAll('style').forEach((style) => {
    style.setAttribute('nonce', nonce);
  });
  drawing.querySelectorAll('g[aria-label]').forEach((part) => {
    part.removeAttribute('aria-label');
  });
  const isChosenFrom = drawing.querySelector('.targets') !== null;
  drawing.setAttribute('role', isChosenFrom ? 'group' : 'img');
  if (isChosenFrom)
    for (const part of drawing.querySelectorAll(':scope > :not(.targets)')) part.setAttribute('aria-hidden', 'true');
  return drawing;
}
