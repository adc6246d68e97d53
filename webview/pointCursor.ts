/**
 * Keyboard navigation over the points of a picture: left and right move in horizontal order, up and down in vertical
 * order.
 */
import type { Placed } from '../pictures/pairPicture';

const SVG = 'http://www.w3.org/2000/svg';
/** Number of points that Page Up and Page Down skip. */
const PAGE = 20;

/** Indices of the points by their position on either axis, and each point's rank among them. */
export class PointOrder {
  private readonly across: Order;
  private readonly up: Order;

  constructor(private readonly points: readonly Placed[]) {
    this.across = orderOf(points, 0);
    this.up = orderOf(points, 1);
  }

  /** The first unlikely point, or the leftmost. */
  get start(): number {
    const unlikely = this.points.findIndex(({ isUnlikely }) => isUnlikely === true);
    return unlikely >= 0 ? unlikely : (this.across.sorted[0] ?? -1);
  }

  /** The point that a key leads to; undefined for other keys. */
  after(key: string, at: number): number | undefined {
    switch (key) {
      case 'ArrowRight':
        return stepped(this.across, at, 1);
      case 'ArrowLeft':
        return stepped(this.across, at, -1);
      case 'ArrowUp':
        return stepped(this.up, at, 1);
      case 'ArrowDown':
        return stepped(this.up, at, -1);
      case 'PageDown':
        return stepped(this.across, at, PAGE);
      case 'PageUp':
        return stepped(this.across, at, -PAGE);
      case 'Home':
        return this.across.sorted[0];
      case 'End':
        return this.across.sorted.at(-1);
      default:
        return undefined;
    }
  }
}

interface Order {
  readonly sorted: readonly number[];
  readonly rank: readonly number[];
}

function orderOf(points: readonly Placed[], axis: 0 | 1): Order {
  const sorted = points
    .map((_, at) => at)
    .sort((a, b) => (points[a]?.at[axis] ?? 0) - (points[b]?.at[axis] ?? 0) || a - b);
  const rank = new Array<number>(points.length).fill(0);
  sorted.forEach((at, place) => {
    rank[at] = place;
  });
  return { sorted, rank };
}

function stepped({ sorted, rank }: Order, at: number, by: number): number | undefined {
  return sorted[Math.min(sorted.length - 1, Math.max(0, (rank[at] ?? 0) + by))];
}

export interface PointActions {
  /** In pixels of the picture. */
  readonly placeOf: (at: number) => readonly [number, number];
  readonly words: (at: number) => string;
  readonly moved: (at: number) => void;
  readonly left: () => void;
  readonly chosen: (at: number) => void;
}

/** Adds the keyboard cursor to a picture. */
export function withPointCursor(
  svg: SVGSVGElement,
  order: PointOrder,
  start: number,
  { placeOf, words, moved, left, chosen }: PointActions,
): void {
  if (start < 0) return;
  const group = document.createElementNS(SVG, 'g');
  group.setAttribute('class', 'targets');
  const ring = document.createElementNS(SVG, 'circle');
  for (const [name, value] of Object.entries({ class: 'target point', role: 'button', tabindex: 0, r: 8 }))
    ring.setAttribute(name, String(value));
  let at = start;
  const put = (): void => {
    const [x, y] = placeOf(at);
    ring.setAttribute('cx', String(x));
    ring.setAttribute('cy', String(y));
    ring.setAttribute('aria-label', words(at));
  };
  put();
  ring.addEventListener('focus', () => {
    moved(at);
  });
  ring.addEventListener('blur', left);
  ring.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' || event.key === ' ') chosen(at);
    else if (event.key === 'Escape') left();
    else {
      const to = order.after(event.key, at);
      if (to === undefined) return;
      at = to;
      put();
      moved(at);
    }
    event.preventDefault();
  });
  group.append(ring);
  svg.append(group);
}
