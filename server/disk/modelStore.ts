/** Stores of fitted models: a folder that the editor provides, which outlives the session, or memory. */
import { open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DISK, unless, type FileSystem } from './fileSystem';
import { MOST_BYTES, readTextFile } from './textFile';
import { writeFile } from './writeFiles';

/** A stored text. */
export interface StoreEntry {
  readonly key: string;
  /** Size in bytes or UTF-16 units. */
  readonly size: number;
  /** Order of last use: the modification time in milliseconds in a folder, a counter in memory. */
  readonly used: number;
}

/** Texts by key. Every method may reject; a text that does not exist is undefined. */
export interface ModelStore {
  entries(): Promise<readonly StoreEntry[]>;
  /** Returns the first line, or the beginning of one that is too long for a label. */
  firstLine(key: string): Promise<string | undefined>;
  read(key: string): Promise<string | undefined>;
  /** @param pieces of its text */
  write(key: string, pieces: Iterable<string>): Promise<void>;
  remove(key: string): Promise<void>;
}

const SUFFIX = '.model';
const LONGEST_LINE = 8192;

export class FolderStore implements ModelStore {
  constructor(
    private readonly folder: string,
    private readonly fs: FileSystem = DISK,
  ) {}

  async entries(): Promise<readonly StoreEntry[]> {
    const names = ((await unless(['ENOENT'], readdir(this.folder))) ?? []).filter((name) => name.endsWith(SUFFIX));
    const found = await Promise.all(
      names.map(async (name) => ({ name, stats: await stat(join(this.folder, name)).catch(() => undefined) })),
    );
    return found.flatMap(({ name, stats }) =>
      stats?.isFile() === true ? [{ key: name.slice(0, -SUFFIX.length), size: stats.size, used: stats.mtimeMs }] : [],
    );
  }

  async firstLine(key: string): Promise<string | undefined> {
    const file = await unless(['ENOENT'], open(this.fileOf(key)));
    if (file === undefined) return undefined;
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(LONGEST_LINE), 0, LONGEST_LINE, 0);
      return buffer.toString('utf8', 0, bytesRead).split('\n', 1)[0];
    } finally {
      await file.close();
    }
  }

  async read(key: string): Promise<string | undefined> {
    const text = await readTextFile(this.fileOf(key), MOST_BYTES.model);
    if (text !== undefined) await unless(['ENOENT'], this.fs.touch(this.fileOf(key)));
    return text;
  }

  async write(key: string, pieces: Iterable<string>): Promise<void> {
    await this.fs.makeFolder(this.folder);
    await writeFile(this.fileOf(key), pieces, { fs: this.fs });
  }

  async remove(key: string): Promise<void> {
    await this.fs.remove(this.fileOf(key));
  }

  private fileOf(key: string): string {
    return join(this.folder, key + SUFFIX);
  }
}

/** Keeps models until the server ends, for clients that provide no folder. */
export class SessionStore implements ModelStore {
  private readonly texts = new Map<string, string>();
  private readonly uses = new Map<string, number>();
  private clock = 0;

  entries(): Promise<readonly StoreEntry[]> {
    return Promise.resolve(
      Array.from(this.texts, ([key, { length }]) => ({ key, size: length, used: this.uses.get(key) ?? 0 })),
    );
  }

  firstLine(key: string): Promise<string | undefined> {
    return Promise.resolve(this.texts.get(key)?.split('\n', 1)[0]);
  }

  read(key: string): Promise<string | undefined> {
    this.uses.set(key, ++this.clock);
    return Promise.resolve(this.texts.get(key));
  }

  write(key: string, pieces: Iterable<string>): Promise<void> {
    this.texts.set(key, Array.from(pieces).join(''));
    this.uses.set(key, ++this.clock);
    return Promise.resolve();
  }

  remove(key: string): Promise<void> {
    this.texts.delete(key);
    return Promise.resolve();
  }
}
