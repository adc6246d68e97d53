/** Tables below a folder, found by the ends of their names. */
import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { say } from '../../../language/language';
import type { SkippedPath } from '../../protocol/commands/folder';
import { reasonOf } from '../textFile';

const TABLE = /\.(csv|tsv|tab)$/i;
/** Folder of packages, in which no table is sought. */
export const PACKAGES = 'node_modules';
const MEGABYTE = 2 ** 20;

/** Limits of a search. */
export interface SearchLimits {
  /** Maximum size of a table, in bytes. */
  readonly size: number;
  readonly tables: number;
  readonly folders: number;
}

/** Limits of a search; larger files have no text in VS Code, and are fitted one by one. */
export const SEARCH_LIMITS: SearchLimits = { size: 50 * MEGABYTE, tables: 500, folders: 20_000 };

export interface FoundTables {
  /** Paths below the folder, with slashes, in the order of their names. */
  readonly tables: readonly string[];
  readonly skipped: readonly SkippedPath[];
}

/**
 * Finds the tables below a folder. Hidden files and folders, packages, links to folders and files over the limits are
 * skipped.
 *
 * @param isStopped whether the search should end early
 */
export async function tablesBelow(
  folder: string,
  isStopped: () => boolean,
  limits = SEARCH_LIMITS,
): Promise<FoundTables> {
  const tables: string[] = [];
  const skipped: SkippedPath[] = [];
  const folders = [''];
  let next = 0;
  for (; next < folders.length && next < limits.folders && !isStopped(); next++) {
    const parent = folders[next];
    for (const entry of await entriesOf(join(folder, parent), parent, skipped)) {
      const path = parent === '' ? entry.name : `${parent}/${entry.name}`;
      const reason = await reasonToSkip(join(folder, path), entry, limits);
      if (reason !== undefined) skipped.push({ path, reason });
      else if (entry.isDirectory()) folders.push(path);
      else if (TABLE.test(entry.name)) tables.push(path);
    }
  }
  if (next < folders.length && !isStopped())
    skipped.push({ path: folders[next], reason: say('more than {count, number} folders', { count: limits.folders }) });
  const found = tables.sort();
  const surplus = found
    .slice(limits.tables)
    .map((path) => ({ path, reason: say('more than {count, number} tables', { count: limits.tables }) }));
  return { tables: found.slice(0, limits.tables), skipped: [...skipped, ...surplus] };
}

async function entriesOf(folder: string, path: string, skipped: SkippedPath[]): Promise<readonly Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    skipped.push({ path: path === '' ? '.' : path, reason: reasonOf(error) });
    return [];
  }
}

/** Returns why an entry is skipped; undefined for one that is searched, or that is no table anyway. */
async function reasonToSkip(path: string, entry: Dirent, limits: SearchLimits): Promise<string | undefined> {
  const { name } = entry;
  if (entry.isDirectory()) {
    if (name === PACKAGES) return say('a folder of packages');
    return name.startsWith('.') ? say('a hidden folder') : undefined;
  }
  if (!TABLE.test(name)) return undefined;
  if (name.startsWith('.')) return say('a hidden file');
  try {
    const stats = await stat(path);
    if (!stats.isFile()) return say('no ordinary file');
    return stats.size > limits.size
      ? say('larger than {megabytes} MB', { megabytes: Math.round(limits.size / MEGABYTE) })
      : undefined;
  } catch (error) {
    return reasonOf(error);
  }
}
