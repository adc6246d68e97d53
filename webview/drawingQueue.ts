/** Draws pictures in turn, one per frame, visible ones first: the page stays responsive between any two of them. */

export interface QueuedPicture {
  /** Element that contains the picture. */
  readonly place: Element;
  draw(): void;
}

const queue = new Set<QueuedPicture>();
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
export function observeVisibility({ place }: QueuedPicture): void {
  observer.observe(place);
}

/**
 * Draws a picture in one of the next frames, once for any number of requests until then. A picture that already exists
 * and is out of view waits until it is visible.
 */
export function queueDrawing(picture: QueuedPicture): void {
  queue.add(picture);
  wake();
}

function wake(): void {
  // Drawing after the frame and not in it makes drawing one task, and layout and painting another.
  if (nextPicture() !== undefined)
    frame ??= requestAnimationFrame(() => {
      setTimeout(drawNext);
    });
}

function nextPicture(): QueuedPicture | undefined {
  // Pictures of a removed model never become visible again; new ones request drawing when they get their size.
  for (const picture of queue) if (!picture.place.isConnected) queue.delete(picture);
  const pictures = [...queue];
  return (
    pictures.find(({ place }) => inView.has(place)) ?? pictures.find(({ place }) => place.firstElementChild === null)
  );
}

function drawNext(): void {
  frame = undefined;
  const picture = nextPicture();
  if (picture === undefined) return;
  queue.delete(picture);
  wake();
  picture.draw();
}
