/** Draws pictures in turn, one per frame, visible ones first: the page stays responsive between any two of them. */

export interface Drawn {
  /** Place of the picture. */
  readonly place: Element;
  draw(): void;
}

const waiting = new Set<Drawn>();
const inView = new WeakSet<Element>();
let frame: number | undefined;

const observer = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) {
      if (isIntersecting) inView.add(target);
      else inView.delete(target);
    }
    wake();
  },
  { rootMargin: '300px' },
);

/** Registers a picture, once, to observe whether it is visible. */
export function takesTurns({ place }: Drawn): void {
  observer.observe(place);
}

/**
 * Draws a picture in one of the next frames, once for any number of requests until then. A picture that already exists
 * and is out of view waits until it is visible.
 */
export function drawInTurn(drawn: Drawn): void {
  waiting.add(drawn);
  wake();
}

function wake(): void {
  // After a frame rather than in it: then drawing is one task, and layout and painting another.
  if (next() !== undefined)
    frame ??= requestAnimationFrame(() => {
      setTimeout(turn);
    });
}

function next(): Drawn | undefined {
  // Pictures of a removed model never become visible again; new ones request drawing when they get their size.
  for (const drawn of waiting) if (!drawn.place.isConnected) waiting.delete(drawn);
  const all = [...waiting];
  return all.find(({ place }) => inView.has(place)) ?? all.find(({ place }) => place.firstElementChild === null);
}

function turn(): void {
  frame = undefined;
  const drawn = next();
  if (drawn === undefined) return;
  waiting.delete(drawn);
  wake();
  drawn.draw();
}
