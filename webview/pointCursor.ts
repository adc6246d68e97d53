/**
 * Keyboard navigation over the points of a picture: left and right move in horizontal order, up and down in vertical
 * order.
 */
import type { PlacedPoint } from '../pictures/pairPicture';

const SVG = 'http://www.w3.org/2000/svg';
/** Number of points that Page Up and Page Down skip. */
const PAGE = 20;

/** Indices of the points by their position on either axis, and each point's rank among them. */
export class PointOrder {
  private readonly across: Order;
  private readonly up: Order;

  constructor(private readonly points: readonly PlacedPoint[]) {
    this.across = orderOf(points, 0);
    this.up = orderOf(points, 1);
  }

  /** Index of the first unlikely point, else of the leftmost point. */
  get start(): number {
    const unlikely = this.points.findIndex(({ isUnlikely }) => isUnlikely === true);
    return unlikely >= 0 ? unlikely : (this.across.sorted[0] ?? -1);
  }

  /** Returns the index of the point that a key leads to; undefined for other keys. */
  indexAfter(key: string, index: number): number | undefined {
    switch (key) {
      case 'ArrowRight':
        return indexByOffset(this.across, index, 1);
      case 'ArrowLeft':
        return indexByOffset(this.across, index, -1);
      case 'ArrowUp':
        return indexByOffset(this.up, index, 1);
      case 'ArrowDown':
        return indexByOffset(this.up, index, -1);
      case 'PageDown':
        return indexByOffset(this.across, index, PAGE);
      case 'PageUp':
        return indexByOffset(this.across, index, -PAGE);
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

function orderOf(points: readonly PlacedPoint[], axis: 0 | 1): Order {
  const sorted = points
    .map((_, index) => index)
    .sort((a, b) => (points[a]?.position[axis] ?? 0) - (points[b]?.position[axis] ?? 0) || a - b);
  const rank = new Array<number>(points.length).fill(0);
  sorted.forEach((index, position) => {
    rank[index] = position;
  });
  return { sorted, rank };
}

function indexByOffset({ sorted, rank }: Order, index: number, offset: number): number | undefined {
  return sorted[Math.min(sorted.length - 1, Math.max(0, (rank[index] ?? 0) + offset))];
}

export interface PointActions {
  /** Returns the position of a point, in pixels of the picture. */
  readonly placeOf: (index: number) => readonly [number, number];
  readonly words: (index: number) => string;
  readonly onMove: (index: number) => void;
  readonly onLeave: () => void;
  readonly onChoose: (index: number) => void;
}

/** Adds the keyboard cursor to a picture. */
export function withPointCursor(
  svg: SVGSVGElement,
  order: PointOrder,
  start: number,
  { placeOf, words, onMove, onLeave, onChoose }: PointActions,
): void {
  if (start < 0) return;
  const group = document.createElementNS(SVG, 'g');
  group.setAttribute('class', 'targets');
  const ring = document.createElementNS(SVG, 'circle');
  for (const [name, value] of Object.entries({ class: 'target point', role: 'button', tabindex: 0, r: 8 }))
    ring.setAttribute(name, String(value));
  let current = start;
  const placeRing = (): void => {
    const [x, y] = placeOf(current);
    ring.setAttribute('cx', String(x));
    ring.setAttribute('cy', String(y));
    ring.setAttribute('aria-label', words(current));
  };
  placeRing();
  ring.addEventListener('focus', () => {
    onMove(current);
  });
  ring.addEventListener('blur', onLeave);
  ring.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' || event.key === ' ') onChoose(current);
    else if (event.key === 'Escape') onLeave();
    else {
      const next = order.indexAfter(event.key, current);
      if (next === undefined) return;
      current = next;
      placeRing();
      onMove(current);
    }
    event.preventDefault();
  });
  group.append(ring);
  svg.append(group);
}
