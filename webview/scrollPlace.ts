/**
 * Restores the scroll position. The page grows as its pictures arrive, so the page scrolls to the stored position again
 * with each new part, until the page is complete or the user scrolls.
 */
import type { ViewStore } from './viewStore';
import type { Place } from './messages';

/** Delay after scrolling before the position is saved, in milliseconds. */
const SAVE_AFTER_MILLISECONDS = 100;
const GESTURES = ['wheel', 'pointerdown', 'touchstart', 'keydown'] as const;

export class ScrollPlace {
  private targetPlace: Place | undefined;
  private isComplete = false;
  private timer: number | undefined;

  constructor(
    private readonly root: Element,
    private readonly viewStore: ViewStore,
  ) {
    window.addEventListener(
      'scroll',
      () => {
        if (this.targetPlace !== undefined) return;
        clearTimeout(this.timer);
        this.timer = window.setTimeout(() => {
          this.save();
        }, SAVE_AFTER_MILLISECONDS);
      },
      { passive: true },
    );
    for (const gesture of GESTURES)
      window.addEventListener(
        gesture,
        () => {
          this.targetPlace = undefined;
        },
        { passive: true, capture: true },
      );
    new ResizeObserver(() => {
      this.scrollToTarget();
    }).observe(root);
  }

  /** Starts to restore the stored position, when the page is filled again. */
  seek(): void {
    this.targetPlace = this.viewStore.view.place;
    this.isComplete = false;
  }

  /** Ends the restoration once all parts of the page, which are present now, are drawn. */
  complete(): void {
    this.isComplete = true;
    this.scrollToTarget();
  }

  private scrollToTarget(): void {
    if (this.targetPlace === undefined) return;
    const { section, offset } = this.targetPlace;
    const targetSection = this.sections().find(({ className }) => className === section);
    if (targetSection !== undefined)
      window.scrollTo({
        top: window.scrollY + targetSection.getBoundingClientRect().top + offset,
        behavior: 'instant',
      });
    if (
      this.isComplete &&
      [...this.root.querySelectorAll('.drawing')].every(({ childElementCount }) => childElementCount > 0)
    )
      this.targetPlace = undefined;
  }

  private save(): void {
    // A page that is being hidden no longer has a position.
    if (this.targetPlace !== undefined || window.innerHeight === 0 || document.visibilityState === 'hidden') return;
    const topSection = this.sections().findLast((each) => each.getBoundingClientRect().top <= 0);
    this.viewStore.update({
      place: topSection && {
        section: topSection.className,
        offset: Math.round(-topSection.getBoundingClientRect().top),
      },
    });
  }

  private sections(): readonly Element[] {
    return [...this.root.querySelectorAll('section')].filter((each) => each.getClientRects().length > 0);
  }
}
