import { EventEmitter } from 'vscode';
import type { Disposable, Event, Memento, Uri } from 'vscode';
import { FileMemory } from '../fileMemory';

/** Options for reading one file, in the words of the settings, which decide on options that are left out. */
export interface Reading {
  readonly delimiter?: ',' | ';' | 'tab' | '|' | '#' | '~' | '^' | 'blank' | 'blanks' | undefined;
  readonly quote?: 'double' | 'apostrophe' | undefined;
  readonly decimal?: 'point' | 'comma' | undefined;
  readonly header?: 'yes' | 'no' | undefined;
  readonly thousands?: 'comma' | 'point' | 'apostrophe' | 'blank' | 'none' | undefined;
  /** Beginning of comment lines; '' where the file has none. */
  readonly comment?: string | undefined;
  readonly skip?: number | undefined;
  readonly headerRows?: number | undefined;
  readonly unitsRows?: number | undefined;
  readonly missingValues?: readonly string[] | undefined;
}

/**
 * The user's choices for reading single files. Settings apply to folders, these choices to a file: the language server,
 * which requests the settings of each file, receives them as part of the settings (`withReading`).
 */
export class Readings implements Disposable {
  private readonly storedReadings: FileMemory<Reading>;
  private readonly changeEmitter = new EventEmitter<Uri>();

  readonly onDidChange: Event<Uri> = this.changeEmitter.event;

  constructor(memory: Memento) {
    this.storedReadings = new FileMemory(memory, 'mixtureLens.readings');
  }

  get(uri: Uri): Reading {
    return this.storedReadings.get(uri) ?? {};
  }

  async store(uri: Uri, reading: Reading): Promise<void> {
    const isAutomatic = Object.values(reading).every((value) => value === undefined);
    await this.storedReadings.store(uri, isAutomatic ? undefined : reading);
    this.changeEmitter.fire(uri);
  }

  async move(from: Uri, to: Uri): Promise<void> {
    await this.storedReadings.move(from, to);
    this.changeEmitter.fire(to);
  }

  /** Overrides the editor's settings of the section by the user's choices for a file. */
  withReading(uri: Uri, settings: unknown): unknown {
    const chosen = Object.entries(this.get(uri)).filter(([, value]) => value !== undefined);
    return chosen.length === 0 || typeof settings !== 'object'
      ? settings
      : { ...settings, ...Object.fromEntries(chosen) };
  }

  dispose(): void {
    this.changeEmitter.dispose();
  }
}
