/**
 * Restores the scroll position. The page grows as its pictures arrive, so a former position is sought again with each
 * new part, until all are there or the user goes elsewhere.
 */
import type { Remembered } from './remembered';
import type { Place } from './messages';

/** Delay after scrolling before the position is saved, in milliseconds. */
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

  /** Called when the page is filled again. */
  seek(): void {
    this.sought = this.remembered.view.place;
    this.isComplete = false;
  }

  /** Called when all parts of the page are in it, though perhaps not drawn yet. */
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
    // A page that is being hidden no longer has a position.
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
