/** Builds elements in one expression. Strings become text nodes, so a cell's text can never become markup. */
import { sayParts } from '../language/language';

const SVG = 'http://www.w3.org/2000/svg';

export interface Properties {
  readonly class?: string;
  readonly title?: string;
  /** `role`, `aria-*`, `scope` and other attributes. */
  readonly attributes?: Readonly<Record<string, string>>;
  /** Styles, set through the object model, because a strict CSP refuses `style` attributes. */
  readonly style?: Readonly<Record<string, string>>;
}

/** Makes an icon of one path on a square of 16 by 16, in the colour of the surrounding text. */
export function icon(path: string): SVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  for (const [name, value] of [
    ['viewBox', '0 0 16 16'],
    ['aria-hidden', 'true'],
    ['class', 'icon'],
  ] as const)
    svg.setAttribute(name, value);
  const drawn = document.createElementNS(SVG, 'path');
  drawn.setAttribute('d', path);
  svg.append(drawn);
  return svg;
}

export type Child = Node | string | undefined;

export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  properties: Properties = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const result = document.createElement(tag);
  if (properties.class !== undefined) result.className = properties.class;
  if (properties.title !== undefined) result.title = properties.title;
  for (const [name, value] of Object.entries(properties.attributes ?? {})) result.setAttribute(name, value);
  for (const [name, value] of Object.entries(properties.style ?? {})) result.style.setProperty(name, value);
  for (const child of children) if (child !== undefined) result.append(child);
  return result;
}

/** Joins nodes and texts to one node, as the value of a message's placeholder. */
export function together(...children: readonly Child[]): DocumentFragment {
  const result = document.createDocumentFragment();
  for (const child of children) if (child !== undefined) result.append(child);
  return result;
}

/** Joins nodes with commas. */
export function seriesOf(items: readonly Node[]): Node {
  return items.length === 0
    ? together()
    : items.reduce((list, item) => together(...sayParts('{items}, {next}', { items: list, next: item })));
}

/** Makes the name of a column, which may break after the signs that join its words. */
export function columnName(name: string): HTMLElement {
  const parts = name.split(/(?<=[_./-])/).flatMap((part, index) => (index === 0 ? [part] : [element('wbr'), part]));
  return element('span', { class: 'column-name' }, ...parts);
}

/** Makes a titled part of the page, which screen readers find by its heading. */
export function section(title: string, className: string, ...children: readonly Child[]): HTMLElement {
  const heading = element('h2', {}, title);
  heading.id = `${className}-heading`;
  return element('section', { class: className, attributes: { 'aria-labelledby': heading.id } }, heading, ...children);
}

/** Makes wide tables scroll by themselves instead of widening the page; the keyboard can scroll them, too. */
export function scroller(label: string, ...children: readonly Child[]): HTMLElement {
  return element(
    'div',
    { class: 'scroller', attributes: { role: 'region', 'aria-label': label, tabindex: '0' } },
    ...children,
  );
}
