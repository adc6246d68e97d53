/** The frame of every picture: drawn to its width, drawn anew when that changes, with the numbers as a table behind it. */
import { element } from './dom';
import { saveButtons } from './savePicture';
import type { About, PictureHost } from './savePicture';

/** Between two drawings while the width changes or the cursor moves. */
const LEAST_WIDTH = 220;

export class Figure {
  readonly element: HTMLElement;
  private readonly place = element('div', { class: 'drawing' });
  private readonly numbers: HTMLDetailsElement;
  private frame: number | undefined;
  private drawnWidth = -1;
  private isFilled = false;

  /**
   * @param draw makes the picture for a width in pixels
   * @param table makes the table behind it, when it is opened
   */
  constructor(private readonly host: PictureHost, about: About, private readonly draw: (width: number) => Element, table?: () => HTMLElement) {
    this.numbers = element('details', { class: 'numbers' }, element('summary', {}, 'As a table'));
    this.numbers.addEventListener('toggle', () => {
      if (this.isFilled || table === undefined) return;
      this.isFilled = true;
      this.numbers.append(table());
    });
    const saves = saveButtons(host, () => about, () => this.place.querySelector('svg'), draw);
    this.element = element('figure', {}, this.place, saves, table === undefined ? undefined : this.numbers);
    new ResizeObserver(() => { if (Math.floor(this.place.clientWidth) !== this.drawnWidth) this.redraw(); }).observe(this.place);
  }

  redraw(): void {
    this.frame ??= requestAnimationFrame(() => {
      this.frame = undefined;
      const width = Math.floor(this.place.clientWidth);
      if (width <= 0) return;
      this.drawnWidth = width;
      const drawing = this.draw(Math.max(LEAST_WIDTH, width));
      this.place.replaceChildren(finished(drawing, this.host.nonce));
    });
  }
}

/** A picture as the page can take it: one image to those who listen, its parts without names of their own. */
export function finished<T extends Element>(drawing: T, nonce: string): T {
  // Plot brings its own style element, which the page's CSP lets pass by this nonce only.
  drawing.querySelectorAll('style').forEach((style) => { style.setAttribute('nonce', nonce); });
  drawing.querySelectorAll('g[aria-label]').forEach((part) => { part.removeAttribute('aria-label'); });
  drawing.setAttribute('role', 'img');
  return drawing;
}
