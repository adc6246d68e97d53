import { EventEmitter } from 'vscode';
import type { Disposable, Event, Memento, Uri } from 'vscode';
import { FileMemory } from '../fileMemory';

/** How to read one file, in the words of the settings; the settings decide on properties that are left out. */
export interface Reading {
  readonly delimiter?: ',' | ';' | 'tab' | '|' | '#' | '~' | '^' | 'blank' | 'blanks' | undefined;
  readonly quote?: 'double' | 'apostrophe' | undefined;
  readonly decimal?: 'point' | 'comma' | undefined;
  readonly header?: 'yes' | 'no' | undefined;
  readonly thousands?: 'comma' | 'point' | 'apostrophe' | 'blank' | 'none' | undefined;
  /** '' for none. */
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
  private readonly memory: FileMemory<Reading>;
  private readonly changed = new EventEmitter<Uri>();

  readonly onDidChange: Event<Uri> = this.changed.event;

  constructor(memory: Memento) {
    this.memory = new FileMemory(memory, 'mixtureLens.readings');
  }

  of(uri: Uri): Reading {
    return this.memory.of(uri) ?? {};
  }

  async keep(uri: Uri, reading: Reading): Promise<void> {
    const isAutomatic = Object.values(reading).every((value) => value === undefined);
    await this.memory.keep(uri, isAutomatic ? undefined : reading);
    this.changed.fire(uri);
  }

  async move(from: Uri, to: Uri): Promise<void> {
    await this.memory.move(from, to);
    this.changed.fire(to);
  }

  /** The settings of a file, in the form of an editor's answer for the whole section. */
  withReading(uri: Uri, settings: unknown): unknown {
    const chosen = Object.entries(this.of(uri)).filter(([, value]) => value !== undefined);
    return chosen.length === 0 || typeof settings !== 'object'
      ? settings
      : { ...settings, ...Object.fromEntries(chosen) };
  }

  dispose(): void {
    this.changed.dispose();
  }
}
