/**
 * The frame of every picture: drawn to its width, redrawn when the width changes, with the numbers as a table behind
 * it.
 */
import { say } from '../language/language';
import { element } from './dom';
import { saveButtons } from './savePicture';
import type { PictureInfo, PictureHost } from './savePicture';
import { transferSelection } from './targets';
import { queueDrawing, observeVisibility } from './drawingQueue';
import type { QueuedPicture } from './drawingQueue';

const LEAST_WIDTH = 220;

export class Figure {
  readonly element: HTMLElement;
  private readonly place = element('div', { class: 'drawing' });
  private readonly numbers: HTMLDetailsElement;
  private readonly queuedPicture: QueuedPicture = {
    place: this.place,
    draw: () => {
      this.drawNow();
    },
  };
  private drawnWidth = -1;
  private isFilled = false;

  /**
   * @param draw makes the picture for a width in pixels
   * @param table makes the table behind the picture, when the user opens it
   */
  constructor(
    private readonly host: PictureHost,
    info: PictureInfo,
    private readonly draw: (width: number) => Element,
    table?: () => HTMLElement,
  ) {
    this.numbers = element('details', { class: 'numbers' }, element('summary', {}, say('As a table')));
    this.numbers.addEventListener('toggle', () => {
      if (this.isFilled || table === undefined) return;
      this.isFilled = true;
      this.numbers.append(table());
    });
    const buttons = saveButtons(
      host,
      () => info,
      () => this.place.querySelector('svg'),
      draw,
    );
    this.element = element('figure', {}, this.place, buttons, table === undefined ? undefined : this.numbers);
    observeVisibility(this.queuedPicture);
    new ResizeObserver(() => {
      if (Math.floor(this.place.clientWidth) !== this.drawnWidth) this.redraw();
    }).observe(this.place);
  }

  redraw(): void {
    queueDrawing(this.queuedPicture);
  }

  private drawNow(): void {
    const width = Math.floor(this.place.clientWidth);
    if (width <= 0) return;
    this.drawnWidth = width;
    const drawing = this.draw(Math.max(LEAST_WIDTH, width));
    const hadFocus = this.place.contains(document.activeElement);
    transferSelection(this.place, drawing);
    this.place.replaceChildren(preparePicture(drawing, this.host.nonce));
    if (hadFocus) this.place.querySelector<SVGElement>('.target[tabindex="0"]')?.focus();
  }
}

/**
 * Prepares a picture for the page: a single image to screen readers or, where its parts can be chosen, a group of these
 * parts.
 */
export function preparePicture<T extends Element>(drawing: T, nonce: string): T {
  // Plot brings its own style element, which the page's CSP admits by this nonce only.
  drawing.querySelectorAll('style').forEach((style) => {
    style.setAttribute('nonce', nonce);
  });
  drawing.querySelectorAll('g[aria-label]').forEach((part) => {
    part.removeAttribute('aria-label');
  });
  const isSelectable = drawing.querySelector('.targets') !== null;
  drawing.setAttribute('role', isSelectable ? 'group' : 'img');
  if (isSelectable)
    for (const part of drawing.querySelectorAll(':scope > :not(.targets)')) part.setAttribute('aria-hidden', 'true');
  return drawing;
}
