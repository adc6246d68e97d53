import type { Memento, Uri } from 'vscode';

/** So many files are remembered, the latest. */
const MOST_FILES = 100;

/** Something that a person said of files, kept with the workspace. */
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

  /** A file, or all in a folder, have another name now. */
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
