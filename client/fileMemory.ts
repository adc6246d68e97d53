import type { Memento, Uri } from 'vscode';

/** Maximum number of remembered files; the oldest are dropped. */
const MOST_FILES = 100;

/** The user's choices for files, stored with the workspace. */
export class FileMemory<T extends object> {
  constructor(
    private readonly memory: Memento,
    private readonly key: string,
  ) {}

  of(uri: Uri): T | undefined {
    return this.all().find(([file]) => file === uri.toString())?.[1];
  }

  /** @param value undefined to forget */
  async keep(uri: Uri, value: T | undefined): Promise<void> {
    const others = this.all().filter(([file]) => file !== uri.toString());
    await this.save(value === undefined ? others : [[uri.toString(), value], ...others]);
  }

  /** Renames a file, or all files in a folder. */
  async move(from: Uri, to: Uri): Promise<void> {
    const [before, now] = [from.toString(), to.toString()];
    const all = this.all();
    const moved = all.map(([file, value]): readonly [string, T] => [
      file === before || file.startsWith(`${before}/`) ? now + file.slice(before.length) : file,
      value,
    ]);
    if (moved.some(([file], i) => file !== all[i][0])) await this.save(moved);
  }

  private async save(entries: readonly (readonly [string, T])[]): Promise<void> {
    await this.memory.update(this.key, entries.slice(0, MOST_FILES));
  }

  private all(): readonly (readonly [string, T])[] {
    const kept = this.memory.get<unknown>(this.key);
    return Array.isArray(kept) ? (kept as readonly (readonly [string, T])[]) : [];
  }
}
