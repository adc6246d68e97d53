/** Details of a fit: convergence and the choice of the number of clusters, folded away once there is a model. */
import { say } from '../language/language';
import { element } from './dom';
import type { ViewStore } from './viewStore';

export class FitDetails {
  readonly element: HTMLDetailsElement;
  private isFolding = false;

  constructor(
    course: HTMLElement,
    parts: readonly HTMLElement[],
    private readonly viewStore: ViewStore,
  ) {
    this.element = element(
      'details',
      { class: 'fit-details' },
      element('summary', {}, say('How the fit went: convergence and the number of clusters')),
      course,
      element('div', { class: 'parts' }, ...parts),
    );
    this.element.addEventListener('toggle', () => {
      // The browser reports what the page did, too.
      if (this.isFolding) this.isFolding = false;
      else this.viewStore.update({ details: this.element.open || undefined });
    });
  }

  /** Unfolds the details, or follows the user's choice. @param isUnfolded whether the user cannot fold them */
  show(isUnfolded: boolean): void {
    const isOpen = isUnfolded || this.viewStore.view.details === true;
    this.element.classList.toggle('unfolded', isUnfolded);
    if (isOpen === this.element.open) return;
    this.isFolding = true;
    this.element.open = isOpen;
  }
}
