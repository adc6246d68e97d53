/**
 * Turns a picture of the page into a standalone drawing: with its title, a legend, its background and resolved colours,
 * so that it looks the same wherever it is opened. It runs and loads nothing.
 */
import { say } from '../language/language';

export interface LegendItem {
  readonly label: string;
  readonly mark: 'bar' | 'line' | 'dot' | 'ring' | 'diamond';
  /** Colour as in the picture: a colour, or the name of a colour of the page. */
  readonly colour: string;
  readonly dash?: string;
}

export interface Caption {
  readonly title: string;
  /** Line below the title: name of the file. */
  readonly subtitle: string;
  readonly legend: readonly LegendItem[];
}

/** Facts about the page that the picture comes from. */
export interface Surroundings {
  /** Resolves a colour, such as `var(--x)` or `currentColor`, as the browser computes it there. */
  readonly resolve: (colour: string) => string;
  readonly fontFamily: string;
  /** Returns the width of a text in pixels, bold or not. */
  readonly measure: (text: string, size: number, bold: boolean) => number;
}

export interface Standalone {
  readonly element: Element;
  readonly width: number;
  readonly height: number;
}

const SVG = 'http://www.w3.org/2000/svg';
const PADDING = 16;
const TITLE_SIZE = 15;
const TEXT_SIZE = 11;
const LINE_HEIGHT = 18;
/** Width of the mark before a label of the legend, and of the gap after the label, in pixels. */
const MARK_WIDTH = 22;
const ITEM_GAP = 16;
/** Maximum number of items of the legend. */
const MOST_ITEMS = 16;
/** Colour of the marks of the row under the editor's cursor, which are not saved. */
const CURSOR_COLOUR = 'var(--cursor-line)';
const PAINTS = ['fill', 'stroke'] as const;

/**
 * Makes a standalone drawing of a picture.
 *
 * @param picture an SVG element, which is not changed
 * @param width of the picture, in pixels
 * @param height of the picture, in pixels
 */
export function standalone(
  picture: Element,
  width: number,
  height: number,
  { title, subtitle, legend }: Caption,
  surroundings: Surroundings,
): Standalone {
  const { resolve, fontFamily, measure } = surroundings;
  const make = elementMaker(picture.ownerDocument);
  const fullWidth = width + 2 * PADDING;
  const items = arrangeLegend(legend, width, (text) => measure(text, TEXT_SIZE, false));
  const top = PADDING + LINE_HEIGHT + (subtitle === '' ? 0 : LINE_HEIGHT) + items.lines * LINE_HEIGHT + 8;
  const fullHeight = top + height + PADDING;
  const root = make('svg', {
    xmlns: SVG,
    width: fullWidth,
    height: fullHeight,
    viewBox: `0 0 ${fullWidth} ${fullHeight}`,
    role: 'img',
    'font-family': fontFamily,
    'font-size': TEXT_SIZE,
    fill: plainColour(resolve('currentColor')).colour,
  });
  root.append(
    make('title', {}, subtitle === '' ? title : say('{title} ({subtitle})', { title, subtitle })),
    make('rect', { width: fullWidth, height: fullHeight, fill: plainColour(resolve('var(--ground)')).colour }),
    ...titles(title, subtitle, width, measure, make),
  );
  const legendTop = PADDING + LINE_HEIGHT + (subtitle === '' ? 0 : LINE_HEIGHT) + 10;
  for (const { item, x, line } of items.entries)
    root.append(...legendEntry({ item, x: PADDING + x, y: legendTop + line * LINE_HEIGHT }, width, surroundings, make));
  const drawing = copyOf(picture, resolve);
  for (const [name, value] of Object.entries({
    x: PADDING,
    y: top,
    width,
    height,
    overflow: 'visible',
    'font-family': fontFamily,
    'font-size': TEXT_SIZE,
  }))
    drawing.setAttribute(name, String(value));
  root.append(drawing);
  return { element: root, width: fullWidth, height: fullHeight };
}

/** Makes an SVG element. */
type Maker = (name: string, attributes: Readonly<Record<string, string | number>>, text?: string) => Element;

function elementMaker(document: Document): Maker {
  return (name, attributes, text) => {
    const result = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) result.setAttribute(key, String(value));
    if (text !== undefined) result.textContent = xmlText(text);
    return result;
  };
}

/** Makes the title, and the subtitle below it where one is given. */
function titles(
  title: string,
  subtitle: string,
  width: number,
  measure: Surroundings['measure'],
  make: Maker,
): readonly Element[] {
  const first = make(
    'text',
    { x: PADDING, y: PADDING + 12, 'font-size': TITLE_SIZE, 'font-weight': 600 },
    truncate(title, width, (text) => measure(text, TITLE_SIZE, true)),
  );
  if (subtitle === '') return [first];
  const second = make(
    'text',
    { x: PADDING, y: PADDING + LINE_HEIGHT + 10, 'fill-opacity': 0.75 },
    truncate(subtitle, width, (text) => measure(text, TEXT_SIZE, false)),
  );
  return [first, second];
}

/** An item of the legend at its place in the drawing, in pixels; the baseline of its label is at y. */
interface PlacedItem {
  readonly item: LegendItem;
  readonly x: number;
  readonly y: number;
}

/** Makes the mark of an item and its label. */
function legendEntry(
  { item, x, y }: PlacedItem,
  width: number,
  { resolve, measure }: Surroundings,
  make: Maker,
): readonly Element[] {
  const { colour, alpha } = plainColour(resolve(item.colour));
  const paint = (attribute: string): Readonly<Record<string, string>> => ({
    [attribute]: colour,
    ...(alpha < 1 && { [`${attribute}-opacity`]: String(alpha) }),
  });
  return [
    markOf(item, x, y - 4, paint, make),
    make(
      'text',
      { x: x + MARK_WIDTH, y },
      truncate(item.label, width - MARK_WIDTH, (text) => measure(text, TEXT_SIZE, false)),
    ),
  ];
}

/** Copies a picture without styles, names, clickable areas and the mark of the cursor, which serve the page only. */
function copyOf(picture: Element, resolve: (colour: string) => string): Element {
  const copy = picture.cloneNode(true) as Element;
  copy.querySelectorAll('style, script, foreignObject, .targets').forEach((part) => {
    part.remove();
  });
  for (const part of [copy, ...copy.querySelectorAll('*')]) {
    for (const name of ['class', 'style', 'role', 'tabindex', 'aria-label', 'aria-hidden', 'aria-description'])
      part.removeAttribute(name);
    for (const paint of PAINTS) {
      const paintValue = part.getAttribute(paint);
      if (paintValue === CURSOR_COLOUR) part.remove();
      if (paintValue === null || /^(none|transparent|#|url\()/.test(paintValue)) continue;
      const { colour, alpha } = plainColour(resolve(paintValue));
      part.setAttribute(paint, colour);
      if (alpha < 1)
        part.setAttribute(`${paint}-opacity`, String(alpha * Number(part.getAttribute(`${paint}-opacity`) ?? 1)));
    }
  }
  return copy;
}

function markOf(
  { mark, dash }: LegendItem,
  x: number,
  y: number,
  paint: (attribute: string) => Readonly<Record<string, string>>,
  make: Maker,
): Element {
  switch (mark) {
    case 'bar':
      return make('rect', { x, y: y - 5, width: 14, height: 10, ...paint('fill') });
    case 'line':
      return make('line', {
        x1: x,
        x2: x + 16,
        y1: y,
        y2: y,
        'stroke-width': 2,
        ...(dash !== undefined && { 'stroke-dasharray': dash }),
        ...paint('stroke'),
      });
    case 'dot':
      return make('circle', { cx: x + 7, cy: y, r: 4, ...paint('fill') });
    case 'ring':
      return make('circle', { cx: x + 7, cy: y, r: 5, fill: 'none', 'stroke-width': 1.75, ...paint('stroke') });
    case 'diamond':
      return make('path', {
        d: `M${x + 7},${y - 5}l4,5l-4,5l-4,-5Z`,
        fill: 'none',
        'stroke-width': 1.25,
        ...paint('stroke'),
      });
  }
}

/** Arranges items side by side, in as many lines as necessary. */
function arrangeLegend(
  legend: readonly LegendItem[],
  width: number,
  measure: (text: string) => number,
): {
  readonly entries: readonly { readonly item: LegendItem; readonly x: number; readonly line: number }[];
  readonly lines: number;
} {
  const shown = legend.length <= MOST_ITEMS ? legend : legend.slice(0, MOST_ITEMS);
  const entries: { item: LegendItem; x: number; line: number }[] = [];
  let [x, line] = [0, 0];
  for (const item of shown) {
    const itemWidth = MARK_WIDTH + Math.min(measure(item.label), width - MARK_WIDTH);
    if (x > 0 && x + itemWidth > width) [x, line] = [0, line + 1];
    entries.push({ item, x, line });
    x += itemWidth + ITEM_GAP;
  }
  return { entries, lines: entries.length === 0 ? 0 : line + 1 };
}

/** Cuts a text off at a width. */
function truncate(text: string, width: number, measure: (text: string) => number): string {
  const characters = Array.from(text);
  if (measure(text) <= width) return text;
  let [fittingLength, excessLength] = [0, characters.length];
  while (excessLength - fittingLength > 1) {
    const middle = Math.floor((fittingLength + excessLength) / 2);
    if (measure(`${characters.slice(0, middle).join('')}…`) <= width) fittingLength = middle;
    else excessLength = middle;
  }
  return `${characters.slice(0, fittingLength).join('')}…`;
}

/**
 * Returns a colour in a form that every program understands, and its opacity.
 *
 * @param computed as browsers compute colours: `rgb(1, 2, 3)`, `rgba(1, 2, 3, 0.5)`, `color(srgb 0.1 0.2 0.3 / 0.5)`,
 * `#123456`
 * @example plainColour('color(srgb 1 0 0 / 0.24)') // { colour: '#ff0000', alpha: 0.24 }
 */
export function plainColour(computed: string): { readonly colour: string; readonly alpha: number } {
  const parts = /^(rgba?|color)\(\s*(?:srgb\s+)?([^)]*)\)$/.exec(computed.trim());
  if (parts === null) return { colour: computed.trim(), alpha: 1 };
  const [, form, inside = ''] = parts;
  const [red = 0, green = 0, blue = 0, alpha = 1] = inside
    .split(/[\s,/]+/)
    .filter((each) => each !== '')
    .map((each) => (each.endsWith('%') ? Number.parseFloat(each) / 100 : Number(each)));
  const scale = form === 'color' ? 255 : 1;
  const hex = [red, green, blue]
    .map((each) =>
      Math.round(Math.min(255, Math.max(0, each * scale)))
        .toString(16)
        .padStart(2, '0'),
    )
    .join('');
  return { colour: `#${hex}`, alpha: Math.min(1, Math.max(0, Number(alpha.toFixed(4)))) };
}

/** Replaces characters that XML cannot represent: control characters and unpaired surrogates. */
export function xmlText(text: string): string {
  return text.replace(/(?![\t\n\r])\p{Cc}|[\ufffe\uffff]|\p{Cs}/gu, '\ufffd');
}
