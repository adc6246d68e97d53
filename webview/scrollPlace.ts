/**
 * Where in the page a person is. The page grows while its pictures are asked for, so that a place from before is taken
 * up again with each part that comes, until all are there or the person goes elsewhere.
 */
import type { Remembered } from './remembered';
import type { Place } from './messages';

/** Scrolling is followed at this distance. */
const SAVE_AFTER_MS = 100;
const GESTURES = ['wheel', 'pointerdown', 'touchstart', 'keydown'] as const;

export class ScrollPlace {
  private sought: Place | undefined;
  private isComplete = false;
  private timer: number | undefined;

  constructor(
    private readonly root: Element,
    private readonly remembered: Remembered,
  ) {
    window.addEventListener(
      'scroll',
      () => {
        if (this.sought !== undefined) return;
        clearTimeout(this.timer);
        this.timer = window.setTimeout(() => {
          this.save();
        }, SAVE_AFTER_MS);
      },
      { passive: true },
    );
    for (const gesture of GESTURES)
      window.addEventListener(
        gesture,
        () => {
          this.sought = undefined;
        },
        { passive: true, capture: true },
      );
    new ResizeObserver(() => {
      this.goOn();
    }).observe(root);
  }

  /** The page is filled anew. */
  seek(): void {
    this.sought = this.remembered.view.place;
    this.isComplete = false;
  }

  /** All parts of the page are in it, though perhaps not drawn yet. */
  complete(): void {
    this.isComplete = true;
    this.goOn();
  }

  private goOn(): void {
    if (this.sought === undefined) return;
    const { section, offset } = this.sought;
    const found = this.sections().find(({ className }) => className === section);
    if (found !== undefined)
      window.scrollTo({ top: window.scrollY + found.getBoundingClientRect().top + offset, behavior: 'instant' });
    if (
      this.isComplete &&
      [...this.root.querySelectorAll('.drawing')].every(({ childElementCount }) => childElementCount > 0)
    )
      this.sought = undefined;
  }

  private save(): void {
    // A page that is being put away has no place any more.
    if (this.sought !== undefined || window.innerHeight === 0 || document.visibilityState === 'hidden') return;
    const above = this.sections().findLast((each) => each.getBoundingClientRect().top <= 0);
    this.remembered.keep({
      place: above && { section: above.className, offset: Math.round(-above.getBoundingClientRect().top) },
    });
  }

  private sections(): readonly Element[] {
    return [...this.root.querySelectorAll('section')].filter((each) => each.getClientRects().length > 0);
  }
}
