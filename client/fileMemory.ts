/** Remembers the user's choices for files with the workspace. */
import type { Memento, Uri } from 'vscode';

/** Maximum number of remembered files; the oldest are dropped. */
const MOST_FILES = 100;

/** The user's choices for files, stored with the workspace. */
export class FileMemory<T extends object> {
  constructor(
    private readonly memory: Memento,
    private readonly key: string,
  ) {}

  get(uri: Uri): T | undefined {
    return this.entries().find(([file]) => file === uri.toString())?.[1];
  }

  /** Stores the value of a file. @param value undefined to remove it */
  async store(uri: Uri, value: T | undefined): Promise<void> {
    const otherEntries = this.entries().filter(([file]) => file !== uri.toString());
    await this.save(value === undefined ? otherEntries : [[uri.toString(), value], ...otherEntries]);
  }

  /** Renames a file, or all files in a folder. */
  async move(from: Uri, to: Uri): Promise<void> {
    const [oldUri, newUri] = [from.toString(), to.toString()];
    const oldEntries = this.entries();
    const newEntries = oldEntries.map(([file, value]): readonly [string, T] => [
      file === oldUri || file.startsWith(`${oldUri}/`) ? newUri + file.slice(oldUri.length) : file,
      value,
    ]);
    if (newEntries.some(([file], i) => file !== oldEntries[i][0])) await this.save(newEntries);
  }

  private async save(entries: readonly (readonly [string, T])[]): Promise<void> {
    await this.memory.update(this.key, entries.slice(0, MOST_FILES));
  }

  private entries(): readonly (readonly [string, T])[] {
    const stored = this.memory.get<unknown>(this.key);
    return Array.isArray(stored) ? (stored as readonly (readonly [string, T])[]) : [];
  }
}
