/** A language client, and files on disk that are open in it and fitted. */
import assert from 'node:assert/strict';
import type { Diagnostic } from 'vscode-languageserver';
import { TestFolder } from '../support/testFolder';
import { Client } from './client';
import { penguins, withCell } from './tables';

/** Options of a fit that takes little time. */
export const QUICK = { k: 3, starts: 2 } as const;

/** Line of the wrong cell in `PLANTED`. */
export const LINE = 11;

/** Column of the wrong cell in `PLANTED`, which is body_mass_g. */
export const COLUMN = 5;

/** The penguins with one wrong cell. */
export const PLANTED = withCell(penguins, LINE, COLUMN, '63000');

/** `PLANTED` with one row more. */
export const LONGER = `${PLANTED}Adelie,Dream,40,18,190,3700,male,2009\n`;

export const findsAt =
  (line: number) =>
  (diagnostics: readonly Diagnostic[]): boolean =>
    diagnostics.some(({ range }) => range.start.line === line);

export const findsNothingAt =
  (line: number) =>
  (diagnostics: readonly Diagnostic[]): boolean =>
    !findsAt(line)(diagnostics);

export interface FittedFile {
  readonly uri: string;
  /** The first diagnostic of the file. */
  readonly finding: Diagnostic;
}

class FittedFiles {
  readonly folder = new TestFolder();
  client!: Client;

  async start(): Promise<void> {
    this.client = await Client.start();
    this.folder.create();
  }

  async stop(): Promise<void> {
    assert.equal(await this.client.stop(), 0);
    this.folder.remove();
  }

  /** Writes, opens and fits a file, and waits for its findings. */
  async fitted(name: string, text = PLANTED): Promise<FittedFile> {
    const uri = this.folder.writeUri(name, text);
    await this.client.open(uri, text);
    await this.client.fit(uri, QUICK);
    const [finding] = await this.client.diagnostics(uri, 1, (found) => found.length > 0);
    return { uri, finding };
  }
}

/** Gives the tests of a `describe` a client and a folder. */
export function useFittedFiles(): FittedFiles {
  const files = new FittedFiles();
  before(() => files.start());
  after(() => files.stop());
  return files;
}
