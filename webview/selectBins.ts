/** Choosing bins of a histogram with the mouse: a click takes one, drawing across takes several. Keys have the table behind it. */
import type { plot } from '@observablehq/plot';
import type { Bar } from '../pictures/distributionPicture';

const SVG = 'http://www.w3.org/2000/svg';

/** @param chosen is given the first and the last bin */
export function selectable(picture: ReturnType<typeof plot>, bars: readonly Bar[], chosen: (from: number, to: number) => void, words: (bar: Bar) => string): Element {
  const scale = picture.scale('x');
  const svg = picture instanceof SVGSVGElement ? picture : picture.querySelector('svg');
  if (scale === undefined || svg === null) return picture;
  const height = svg.height.baseVal.value;
  const targets = bars.map((bar) => {
    const [left, right] = [scale.apply(bar.from) as number, scale.apply(bar.to) as number];
    const target = document.createElementNS(SVG, 'rect');
    target.setAttribute('class', 'target');
    for (const [name, value] of [['x', left], ['y', 0], ['width', Math.max(1, right - left)], ['height', height]] as const) target.setAttribute(name, String(value));
    const title = document.createElementNS(SVG, 'title');
    title.textContent = words(bar);
    target.append(title);
    return { bar, target };
  });
  const group = document.createElementNS(SVG, 'g');
  group.setAttribute('aria-hidden', 'true');
  group.setAttribute('class', 'targets');
  group.append(...targets.map(({ target }) => target));
  svg.append(group);
  let start: number | undefined;
  const binAt = (event: PointerEvent): number => {
    const x = event.clientX - svg.getBoundingClientRect().left;
    const distance = ({ from, to }: Bar): number => Math.abs((scale.apply((from + to) / 2) as number) - x);
    return bars.reduce((best, bar) => (distance(bar) < distance(best) ? bar : best)).bin;
  };
  const show = (from: number, to: number): void => {
    for (const { bar, target } of targets) target.classList.toggle('chosen', bar.bin >= from && bar.bin <= to);
  };
  group.addEventListener('pointerdown', (event) => {
    start = binAt(event);
    group.setPointerCapture(event.pointerId);
    show(start, start);
    event.preventDefault();
  });
  group.addEventListener('pointermove', (event) => {
    if (start !== undefined) show(Math.min(start, binAt(event)), Math.max(start, binAt(event)));
  });
  group.addEventListener('pointerup', (event) => {
    if (start === undefined) return;
    const [from, to] = [Math.min(start, binAt(event)), Math.max(start, binAt(event))];
    start = undefined;
    show(from, to);
    chosen(from, to);
  });
  return picture;
}
