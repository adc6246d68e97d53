/** The user's choices in the page, which VS Code stores. */
import { readSavedPanel } from './messages';
import type { SavedPanel, View } from './messages';

/** Storage that VS Code offers a page. */
export interface StateStorage {
  getState(): unknown;
  setState(state: SavedPanel): void;
}

export class ViewStore {
  private saved: SavedPanel | undefined;

  constructor(private readonly storage: StateStorage) {
    this.saved = readSavedPanel(storage.getState());
  }

  get view(): View {
    return this.saved?.view ?? {};
  }

  /** Assigns the page to a file; choices for another file are discarded. */
  belongTo(uri: string): void {
    this.save({ version: 2, uri, view: this.saved?.uri === uri ? this.saved.view : {} });
  }

  update(change: View): void {
    if (this.saved !== undefined) this.save({ ...this.saved, view: { ...this.saved.view, ...change } });
  }

  private save(saved: SavedPanel): void {
    this.saved = saved;
    this.storage.setState(saved);
  }
}
