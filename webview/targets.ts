/**
 * Selectable parts of a picture. A click selects one part, dragging selects several. On the keyboard, arrows move from
 * one to the next (with Shift they extend the selection), Home and End to the first and the last, and Enter selects.
 */
import type { plot } from '@observablehq/plot';
import { say } from '../language/language';
import type { Bar } from '../pictures/distributionPicture';
import { count } from '../pictures/format';

const SVG = 'http://www.w3.org/2000/svg';

/** Rectangle of a part, in pixels of the picture, and its description. */
interface Part {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly words: string;
}

type Picture = ReturnType<typeof plot>;

/** Describes a range or a level by its rows. @example rowsOf('from 2 to 3', 1) === 'from 2 to 3: 1 row' */
export function rowsOf(what: string, rows: number): string {
  return say('{what}: {rows, plural, one {{number} row} other {{number} rows}}', { what, rows, number: count(rows) });
}

/** Makes bins of a histogram selectable. @param onChoose receives the first and the last bin */
export function selectableBins(
  picture: Picture,
  bars: readonly Bar[],
  onChoose: (from: number, to: number) => void,
  words: (bar: Bar) => string,
): Element {
  const scale = picture.scale('x');
  const svg = svgOf(picture);
  if (scale === undefined || svg === null) return picture;
  const height = svg.height.baseVal.value;
  const parts = bars.map((bar): Part => {
    const [left, right] = [scale.apply(bar.from) as number, scale.apply(bar.to) as number];
    return { x: left, y: 0, width: Math.max(1, right - left), height, words: words(bar) };
  });
  return withTargets(picture, svg, parts, true, (from, to) => {
    const [first, last] = [bars[from], bars[to]];
    if (first !== undefined && last !== undefined) onChoose(first.bin, last.bin);
  });
}

/** Makes stacked bands selectable. @param onChoose receives the index of a band */
export function selectableBands(
  picture: Picture,
  bands: readonly { readonly key: string; readonly words: string }[],
  onChoose: (index: number) => void,
): Element {
  const scale = picture.scale('y');
  const svg = svgOf(picture);
  const height = scale?.bandwidth ?? 0;
  if (scale === undefined || svg === null) return picture;
  const parts = bands.map(({ key, words }): Part => ({
    x: 0,
    y: (scale.apply(key) as number) - 2,
    width: svg.width.baseVal.value,
    height: height + 4,
    words,
  }));
  return withTargets(picture, svg, parts, false, onChoose);
}

function svgOf(picture: Picture): SVGSVGElement | null {
  return picture instanceof SVGSVGElement ? picture : picture.querySelector('svg');
}

function withTargets(
  picture: Picture,
  svg: SVGSVGElement,
  parts: readonly Part[],
  allowsRange: boolean,
  onChoose: (from: number, to: number) => void,
): Element {
  const targets = parts.map(({ words, ...place }, index) => target(place, words, index));
  const group = document.createElementNS(SVG, 'g');
  group.setAttribute('class', 'targets');
  group.append(...targets);
  svg.append(group);
  const partAt = (event: MouseEvent): number => nearestPart(parts, svg, allowsRange, event);
  new TargetSelection(targets, allowsRange, onChoose).listen(group, partAt);
  return picture;
}

/** Selects targets by mouse and by keyboard. */
class TargetSelection {
  /** Start of a range that is being selected, by mouse or by keyboard. */
  private anchor: number | undefined;

  constructor(
    private readonly targets: readonly SVGElement[],
    private readonly allowsRange: boolean,
    private readonly onChoose: (from: number, to: number) => void,
  ) {}

  /** Listens to the mouse and the keyboard. @param partAt returns the target at the mouse position */
  listen(group: SVGGElement, partAt: (event: MouseEvent) => number): void {
    group.addEventListener('pointerdown', (event) => {
      this.anchor = partAt(event);
      group.setPointerCapture(event.pointerId);
      this.show(this.anchor, this.anchor);
      event.preventDefault();
    });
    group.addEventListener('pointermove', (event) => {
      const { anchor } = this;
      if (anchor !== undefined && event.buttons > 0) this.show(anchor, this.allowsRange ? partAt(event) : anchor);
    });
    group.addEventListener('pointerup', (event) => {
      if (this.anchor === undefined) return;
      const [from, to] = [this.anchor, this.allowsRange ? partAt(event) : this.anchor];
      this.anchor = undefined;
      makeTabStop(this.targets, to);
      this.choose(from, to);
    });
    group.addEventListener('keydown', (event) => {
      const index = this.targets.indexOf(event.target as SVGElement);
      if (index >= 0 && this.handleKey(event, index)) event.preventDefault();
    });
  }

  /** Handles a key. Returns whether the key has an effect. */
  private handleKey({ key, shiftKey }: KeyboardEvent, index: number): boolean {
    if (key === 'Enter' || key === ' ') {
      this.choose(this.anchor ?? index, index);
      return true;
    }
    const to = indexAfter(key, index, this.targets.length);
    if (to === undefined) return false;
    if (this.allowsRange && shiftKey) this.show((this.anchor ??= index), to);
    else {
      this.anchor = undefined;
      this.show(-1, -1);
    }
    makeTabStop(this.targets, to)?.focus();
    return true;
  }

  private show(from: number, to: number): void {
    this.targets.forEach((each, index) => {
      each.classList.toggle('chosen', index >= Math.min(from, to) && index <= Math.max(from, to));
    });
  }

  private choose(from: number, to: number): void {
    this.show(from, to);
    this.onChoose(Math.min(from, to), Math.max(from, to));
  }
}

/** Finds the part at or nearest to the mouse position, along the direction of the parts. */
function nearestPart(
  parts: readonly Part[],
  svg: SVGSVGElement,
  areSideBySide: boolean,
  { clientX, clientY }: MouseEvent,
): number {
  const box = svg.getBoundingClientRect();
  const distance = ({ x, y, width, height }: Part): number =>
    Math.abs(x + width / 2 - (clientX - box.left)) * Number(areSideBySide) +
    Math.abs(y + height / 2 - (clientY - box.top)) * Number(!areSideBySide);
  return parts.reduce((best, part, index) => (distance(part) < distance(parts[best] ?? part) ? index : best), 0);
}

function target(place: Omit<Part, 'words'>, words: string, index: number): SVGRectElement {
  const rect = document.createElementNS(SVG, 'rect');
  for (const [name, value] of Object.entries({
    ...place,
    class: 'target',
    role: 'button',
    'aria-label': words,
    tabindex: index === 0 ? 0 : -1,
    'data-at': index,
  }))
    rect.setAttribute(name, String(value));
  const title = document.createElementNS(SVG, 'title');
  title.textContent = words;
  rect.append(title);
  return rect;
}

/** Makes one target the only tab stop of a picture. */
function makeTabStop(targets: readonly SVGElement[], tabStop: number): SVGElement | undefined {
  targets.forEach((each, index) => {
    each.setAttribute('tabindex', index === tabStop ? '0' : '-1');
  });
  return targets[tabStop];
}

function indexAfter(key: string, index: number, total: number): number | undefined {
  switch (key) {
    case 'ArrowRight':
    case 'ArrowDown':
      return Math.min(total - 1, index + 1);
    case 'ArrowLeft':
    case 'ArrowUp':
      return Math.max(0, index - 1);
    case 'Home':
      return 0;
    case 'End':
      return total - 1;
    default:
      return undefined;
  }
}

/** Transfers the tab stop and the selection to the redrawn picture. */
export function transferSelection(before: Element, after: Element): void {
  const [oldTargets, newTargets] = [before, after].map((picture) => [
    ...picture.querySelectorAll<SVGElement>('.target'),
  ]);
  if (oldTargets === undefined || newTargets === undefined || oldTargets.length !== newTargets.length) return;
  oldTargets.forEach((each, index) => {
    if (each.classList.contains('chosen')) newTargets[index]?.classList.add('chosen');
  });
  makeTabStop(
    newTargets,
    Math.max(
      0,
      oldTargets.findIndex((each) => each.getAttribute('tabindex') === '0'),
    ),
  );
}
