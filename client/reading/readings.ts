import { EventEmitter } from 'vscode';
import type { Disposable, Event, Memento, Uri } from 'vscode';
import { FileMemory } from '../fileMemory';

/** How one file is to be read, in the words of the settings; what is left out is as the settings say. */
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
 * How a person wants single files to be read. Settings hold for folders, these for a file: the language server, which
 * asks for the settings of each file, gets them as part of these (`withReading`).
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

  /** The settings of a file, as an editor answers for the whole section. */
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
