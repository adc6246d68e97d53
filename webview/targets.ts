/**
 * Parts of a picture that can be chosen. A click takes one, drawing across takes several; by key, arrows go from one to
 * the next (with Shift they take it along), Home and End to the first and the last, and Enter chooses.
 */
import type { plot } from '@observablehq/plot';
import type { Bar } from '../pictures/distributionPicture';

const SVG = 'http://www.w3.org/2000/svg';

/** A part, in pixels of the picture, and what is said of it. */
interface Part {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly words: string;
}

type Picture = ReturnType<typeof plot>;

/** Bins of a histogram. @param chosen is given the first and the last bin */
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

/** Bands, one below the other. @param chosen is given the index of one */
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
  /** Where a range began that is being drawn, by mouse or by key. */
  let anchor: number | undefined;
  const show = (from: number, to: number): void => {
    targets.forEach((each, at) => {
      each.classList.toggle('chosen', at >= Math.min(from, to) && at <= Math.max(from, to));
    });
  };
  const choose = (from: number, to: number): void => {
    show(from, to);
    chosen(Math.min(from, to), Math.max(from, to));
  };
  const partAt = ({ clientX, clientY }: MouseEvent): number => {
    const box = svg.getBoundingClientRect();
    const distance = ({ x, y, width, height }: Part): number =>
      Math.abs(x + width / 2 - (clientX - box.left)) * Number(severalAtOnce) +
      Math.abs(y + height / 2 - (clientY - box.top)) * Number(!severalAtOnce);
    return parts.reduce((best, part, at) => (distance(part) < distance(parts[best] ?? part) ? at : best), 0);
  };
  group.addEventListener('pointerdown', (event) => {
    anchor = partAt(event);
    group.setPointerCapture(event.pointerId);
    show(anchor, anchor);
    event.preventDefault();
  });
  group.addEventListener('pointermove', (event) => {
    if (anchor !== undefined && event.buttons > 0) show(anchor, severalAtOnce ? partAt(event) : anchor);
  });
  group.addEventListener('pointerup', (event) => {
    if (anchor === undefined) return;
    const [from, to] = [anchor, severalAtOnce ? partAt(event) : anchor];
    anchor = undefined;
    reach(targets, to);
    choose(from, to);
  });
  group.addEventListener('keydown', (event) => {
    const at = targets.indexOf(event.target as SVGRectElement);
    if (at < 0) return;
    if (event.key === 'Enter' || event.key === ' ') choose(anchor ?? at, at);
    else {
      const to = placeAfter(event.key, at, targets.length);
      if (to === undefined) return;
      if (severalAtOnce && event.shiftKey) show((anchor ??= at), to);
      else {
        anchor = undefined;
        show(-1, -1);
      }
      reach(targets, to)?.focus();
    }
    event.preventDefault();
  });
  return picture;
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

/** Of all parts of a picture one is in the order of the Tab key. */
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

/** A picture that is drawn anew keeps the keyboard's place, and what is chosen. */
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
