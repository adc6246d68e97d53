/** Hands a picture of the page to the host as a file: redrawn by itself, as SVG or, from the SVG, as PNG. */
import { say } from '../language/language';
import { standalone, xmlText } from '../pictures/standalone';
import type { Caption, Standalone } from '../pictures/standalone';
import { element } from './dom';
import type { PictureFormat, SavedPicture } from './messages';

/** Facts about the page that a picture's frame needs. */
export interface PictureHost {
  /** Nonce with which the page's CSP admits style elements. */
  readonly nonce: string;
  /** Returns the name of the file that is shown. */
  readonly fileName: () => string;
  save(picture: SavedPicture): void;
  /** Logs an error. */
  fail(message: string): void;
}

/** Title and content of a picture. */
export interface PictureInfo extends Pick<Caption, 'title' | 'legend'> {
  /** Name of the picture within the file name. */
  readonly name: string;
}

/** Minimum width of saved pictures in pixels, however narrow the panel is. */
const LEAST_WIDTH = 560;
/** Pixels of a PNG per pixel of the page. */
const SCALE = 2;

/**
 * Makes the two buttons that save a picture.
 *
 * @param pagePicture the picture on the page; its surroundings determine its colours
 * @param draw makes the picture for a width in pixels
 */
export function saveButtons(
  host: PictureHost,
  info: () => PictureInfo,
  pagePicture: () => Element | null,
  draw: (width: number) => Element,
): HTMLElement {
  const formatButton = (format: PictureFormat): HTMLElement => {
    const control = element(
      'button',
      { class: 'go', attributes: { type: 'button', 'data-format': format } },
      format.toUpperCase(),
    );
    const label = say('Save the picture as {format}: {title}', { format: format.toUpperCase(), title: info().title });
    control.setAttribute('aria-label', label);
    control.addEventListener('click', () => {
      save(host, info(), format, pagePicture(), draw).catch((error: unknown) => {
        host.fail(`a picture could not be saved: ${String(error)}`);
      });
    });
    return control;
  };
  return element(
    'div',
    { class: 'saves' },
    element('span', { attributes: { 'aria-hidden': 'true' } }, say('Save as')),
    formatButton('svg'),
    formatButton('png'),
  );
}

async function save(
  host: PictureHost,
  { name, title, legend }: PictureInfo,
  format: PictureFormat,
  pagePicture: Element | null,
  draw: (width: number) => Element,
): Promise<void> {
  if (pagePicture === null) return;
  const drawing = draw(Math.max(LEAST_WIDTH, Math.floor(pagePicture.getBoundingClientRect().width)));
  const picture = drawing instanceof SVGSVGElement ? drawing : drawing.querySelector('svg');
  if (picture === null) return;
  const drawn = withSurroundings(pagePicture, (resolve, fontFamily) =>
    standalone(
      picture,
      picture.width.baseVal.value,
      picture.height.baseVal.value,
      { title, subtitle: host.fileName(), legend },
      { resolve, fontFamily, measure: measureIn(fontFamily) },
    ),
  );
  const svg = xmlText(new XMLSerializer().serializeToString(drawn.element));
  host.save({ name, format, content: format === 'svg' ? svg : await pngOf(svg, drawn) });
}

/** Resolves colours by a temporary element inside the picture, where the browser knows all of them. */
function withSurroundings<T>(
  pagePicture: Element,
  action: (resolve: (colour: string) => string, fontFamily: string) => T,
): T {
  const probe = document.createElementNS('http://www.w3.org/2000/svg', 'g');
  pagePicture.append(probe);
  try {
    const cache = new Map<string, string>();
    const resolve = (colour: string): string => {
      let resolved = cache.get(colour);
      if (resolved === undefined) {
        probe.style.color = '';
        probe.style.color = colour;
        cache.set(colour, (resolved = getComputedStyle(probe).color));
      }
      return resolved;
    };
    const { fontFamily } = getComputedStyle(probe);
    return action(resolve, /\b(sans-serif|system-ui)\b/.test(fontFamily) ? fontFamily : `${fontFamily}, sans-serif`);
  } finally {
    probe.remove();
  }
}

function measureIn(fontFamily: string): (text: string, size: number, bold: boolean) => number {
  const context = document.createElement('canvas').getContext('2d');
  return (text, size, bold) => {
    if (context === null) return text.length * size * 0.6;
    context.font = `${bold ? '600 ' : ''}${size}px ${fontFamily}`;
    return context.measureText(text).width;
  };
}

/** Converts an SVG to PNG in base64, by an image element, which runs and loads nothing. */
async function pngOf(svg: string, { width, height }: Pick<Standalone, 'width' | 'height'>): Promise<string> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [SCALE * width, SCALE * height];
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL('image/png').replace(/^data:image\/png;base64,/, '');
}
