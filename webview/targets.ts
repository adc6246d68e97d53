/**
 * Parts of a picture that can be chosen. A click takes one, dragging takes several; on the keyboard, arrows move from
 * one to the next (with Shift they extend the choice), Home and End to the first and the last, and Enter chooses.
 */
import type { plot } from '@observablehq/plot';
import type { Bar } from '../pictures/distributionPicture';

const SVG = 'http://www.w3.org/2000/svg';

/** A part, in pixels of the picture, and its description. */
interface Part {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly words: string;
}

type Picture = ReturnType<typeof plot>;

/** Makes bins of a histogram selectable. @param chosen receives the first and the last bin */
export function selectableBins(
  picture: Picture,
  bars: readonly Bar[],
  chosen: (from: number, to: number) => void,
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
    if (first !== undefined && last !== undefined) chosen(first.bin, last.bin);
  });
}

/** Makes stacked bands selectable. @param chosen receives the index of one */
export function selectableBands(
  picture: Picture,
  bands: readonly { readonly key: string; readonly words: string }[],
  chosen: (at: number) => void,
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
  return withTargets(picture, svg, parts, false, chosen);
}

function svgOf(picture: Picture): SVGSVGElement | null {
  return picture instanceof SVGSVGElement ? picture : picture.querySelector('svg');
}

function withTargets(
  picture: Picture,
  svg: SVGSVGElement,
  parts: readonly Part[],
  severalAtOnce: boolean,
  chosen: (from: number, to: number) => void,
): Element {
  const targets = parts.map(({ words, ...place }, at) => target(place, words, at));
  const group = document.createElementNS(SVG, 'g');
  group.setAttribute('class', 'targets');
  group.append(...targets);
  svg.append(group);
  const partAt = (event: MouseEvent): number => nearest(parts, svg, severalAtOnce, event);
  new Choice(targets, severalAtOnce, chosen).listen(group, partAt);
  return picture;
}

/** The chosen targets, by mouse and by keyboard. */
class Choice {
  /** Start of a range that is being selected, by mouse or by keyboard. */
  private anchor: number | undefined;

  constructor(
    private readonly targets: readonly SVGElement[],
    private readonly severalAtOnce: boolean,
    private readonly chosen: (from: number, to: number) => void,
  ) {}

  /** @param partAt returns the target at the mouse position */
  listen(group: SVGGElement, partAt: (event: MouseEvent) => number): void {
    group.addEventListener('pointerdown', (event) => {
      this.anchor = partAt(event);
      group.setPointerCapture(event.pointerId);
      this.show(this.anchor, this.anchor);
      event.preventDefault();
    });
    group.addEventListener('pointermove', (event) => {
      const { anchor } = this;
      if (anchor !== undefined && event.buttons > 0) this.show(anchor, this.severalAtOnce ? partAt(event) : anchor);
    });
    group.addEventListener('pointerup', (event) => {
      if (this.anchor === undefined) return;
      const [from, to] = [this.anchor, this.severalAtOnce ? partAt(event) : this.anchor];
      this.anchor = undefined;
      reach(this.targets, to);
      this.choose(from, to);
    });
    group.addEventListener('keydown', (event) => {
      const at = this.targets.indexOf(event.target as SVGElement);
      if (at >= 0 && this.press(event, at)) event.preventDefault();
    });
  }

  /** @returns whether the key has a meaning here */
  private press({ key, shiftKey }: KeyboardEvent, at: number): boolean {
    if (key === 'Enter' || key === ' ') {
      this.choose(this.anchor ?? at, at);
      return true;
    }
    const to = placeAfter(key, at, this.targets.length);
    if (to === undefined) return false;
    if (this.severalAtOnce && shiftKey) this.show((this.anchor ??= at), to);
    else {
      this.anchor = undefined;
      this.show(-1, -1);
    }
    reach(this.targets, to)?.focus();
    return true;
  }

  private show(from: number, to: number): void {
    this.targets.forEach((each, at) => {
      each.classList.toggle('chosen', at >= Math.min(from, to) && at <= Math.max(from, to));
    });
  }

  private choose(from: number, to: number): void {
    this.show(from, to);
    this.chosen(Math.min(from, to), Math.max(from, to));
  }
}

/** The part at or nearest to the mouse position, in the direction in which the parts follow each other. */
function nearest(
  parts: readonly Part[],
  svg: SVGSVGElement,
  areSideBySide: boolean,
  { clientX, clientY }: MouseEvent,
): number {
  const box = svg.getBoundingClientRect();
  const distance = ({ x, y, width, height }: Part): number =>
    Math.abs(x + width / 2 - (clientX - box.left)) * Number(areSideBySide) +
    Math.abs(y + height / 2 - (clientY - box.top)) * Number(!areSideBySide);
  return parts.reduce((best, part, at) => (distance(part) < distance(parts[best] ?? part) ? at : best), 0);
}

function target(place: Omit<Part, 'words'>, words: string, at: number): SVGRectElement {
  const made = document.createElementNS(SVG, 'rect');
  for (const [name, value] of Object.entries({
    ...place,
    class: 'target',
    role: 'button',
    'aria-label': words,
    tabindex: at === 0 ? 0 : -1,
    'data-at': at,
  }))
    made.setAttribute(name, String(value));
  const title = document.createElementNS(SVG, 'title');
  title.textContent = words;
  made.append(title);
  return made;
}

/** Puts exactly one part of a picture into the order of the Tab key. */
function reach(targets: readonly SVGElement[], at: number): SVGElement | undefined {
  targets.forEach((each, index) => {
    each.setAttribute('tabindex', index === at ? '0' : '-1');
  });
  return targets[at];
}

function placeAfter(key: string, at: number, count: number): number | undefined {
  switch (key) {
    case 'ArrowRight':
    case 'ArrowDown':
      return Math.min(count - 1, at + 1);
    case 'ArrowLeft':
    case 'ArrowUp':
      return Math.max(0, at - 1);
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return undefined;
  }
}

/** Keeps the keyboard focus, and the choice, when a picture is redrawn. */
export function keepPlace(before: Element, after: Element): void {
  const [old, fresh] = [before, after].map((picture) => [...picture.querySelectorAll<SVGElement>('.target')]);
  if (old === undefined || fresh === undefined || old.length !== fresh.length) return;
  old.forEach((each, at) => {
    if (each.classList.contains('chosen')) fresh[at]?.classList.add('chosen');
  });
  reach(
    fresh,
    Math.max(
      0,
      old.findIndex((each) => each.getAttribute('tabindex') === '0'),
    ),
  );
}
