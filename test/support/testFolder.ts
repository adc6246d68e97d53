/** A temporary folder for the files of a test. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

export class TestFolder {
  path = '';

  create(): void {
    this.path = mkdtempSync(join(tmpdir(), 'mixture-lens-'));
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }

  pathOf(name: string): string {
    return join(this.path, name);
  }

  uriOf(name: string): string {
    return pathToFileURL(this.pathOf(name)).href;
  }

  /** Writes a file. Returns its name. */
  write(name: string, content: string | Uint8Array): string {
    writeFileSync(this.pathOf(name), content);
    return name;
  }

  /** Writes a file. Returns its URI. */
  writeUri(name: string, content: string | Uint8Array): string {
    return this.uriOf(this.write(name, content));
  }

  /** Reads the text of a file. */
  read(name: string): string {
    return readFileSync(this.pathOf(name), 'utf8');
  }
}

/**
 * Creates a folder before the tests of a `describe` and removes it after them. Returns the folder.
 * @param scope of the folder: all tests, or each one
 */
export function useFolder<T extends TestFolder>(folder: T, scope: 'suite' | 'test' = 'suite'): T {
  const [begin, end] = scope === 'suite' ? [before, after] : [beforeEach, afterEach];
  begin(() => folder.create());
  end(() => folder.remove());
  return folder;
}
