/** The user's choices in the page, stored only here and kept by VS Code. */
import { readSavedPanel } from './messages';
import type { SavedPanel, View } from './messages';

/** Storage that VS Code offers a page. */
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

  /** Assigns the page to a file; choices for another file are discarded. */
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
