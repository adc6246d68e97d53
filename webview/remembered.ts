/** What a person chose in the page: the one place that knows it, kept by VS Code. */
import { readSavedPanel } from './messages';
import type { SavedPanel, View } from './messages';

/** What VS Code offers a page for this. */
export interface StateKeeper {
  getState(): unknown;
  setState(state: SavedPanel): void;
}

export class Remembered {
  private saved: SavedPanel | undefined;

  constructor(private readonly keeper: StateKeeper) {
    this.saved = readSavedPanel(keeper.getState());
  }

  get view(): View {
    return this.saved?.view ?? {};
  }

  /** The page is of this file from now on; what was chosen for another one is of no use to it. */
  belongTo(uri: string): void {
    this.save({ version: 2, uri, view: this.saved?.uri === uri ? this.saved.view : {} });
  }

  keep(change: View): void {
    if (this.saved !== undefined) this.save({ ...this.saved, view: { ...this.saved.view, ...change } });
  }

  private save(saved: SavedPanel): void {
    this.saved = saved;
    this.keeper.setState(saved);
  }
}
