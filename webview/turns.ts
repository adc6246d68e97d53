/** Pictures are drawn in turn, one a frame, those in view first: between any two of them the page answers. */

export interface Drawn {
  /** Where it is drawn. */
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

/** To be called once for each picture, so that it is known when it is in view. */
export function takesTurns({ place }: Drawn): void {
  observer.observe(place);
}

/**
 * In one of the next frames, once however often it is asked for until then. A picture that is there already and out of
 * view waits until it is seen.
 */
export function drawInTurn(drawn: Drawn): void {
  waiting.add(drawn);
  wake();
}

function wake(): void {
  // After a frame and not in it: drawing is then one task, and laying out and painting what was drawn another.
  if (next() !== undefined)
    frame ??= requestAnimationFrame(() => {
      setTimeout(turn);
    });
}

function next(): Drawn | undefined {
  // Those of a model that went from the page are never seen again; what comes to it later is asked to be drawn by its
  // size.
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
