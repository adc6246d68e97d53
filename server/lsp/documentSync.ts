/**
 * Fetches the surroundings of a document: its settings, its rows marked as expected, and the model of its file. Each is
 * fetched when the document is opened and when it may have changed; listeners receive the results.
 */
import type { Connection } from 'vscode-languageserver';
import type { ExpectedRow } from '../formats/sidecar';
import { ServerNotification, type DidReportParams } from '../protocol';
import type { OpenDocument } from '../files/open/openDocument';
import type { ModelMemory } from '../files/modelMemory';
import type { Publisher } from './diagnostics/publisher';
import type { Files } from '../files/files';
import { recall, recallFromDisk } from '../files/recallFit';
import type { Settings } from './settings';
import { fileOfSidecar, markedRows } from '../disk/sidecarFiles';
import { printableLine } from '../words/printable';

/** Sources of a document's surroundings, and their listeners. */
export interface Surroundings {
  readonly files: Files;
  readonly settings: Settings;
  readonly publisher: Publisher;
  readonly models: ModelMemory;
}

/** None of its methods rejects: failures to fetch are logged, and the document works without the result. */
export class DocumentSync {
  private readonly log = (line: string): void => this.connection.console.warn(printableLine(line));

  constructor(
    private readonly connection: Pick<Connection, 'console' | 'sendNotification'>,
    private readonly kept: Surroundings,
  ) {}

  async opened(document: OpenDocument): Promise<void> {
    this.kept.files.disk.drop(document.uri);
    await Promise.all([this.configure(document.uri), this.recallMarks(document.uri)]);
    await this.recallModel(document);
  }

  async configure(uri: string): Promise<void> {
    await this.quietly(`Settings of ${uri}`, async () => {
      const held = await this.kept.settings.of(uri);
      const document = this.kept.files.open.get(uri);
      if (document?.configure(held) === true) this.kept.publisher.soon(document);
    });
  }

  /** Handles a change of a file on disk; it may be a sidecar. */
  async written(uri: string): Promise<void> {
    const file = fileOfSidecar(uri);
    if (file !== undefined && this.kept.files.of(file) !== undefined) await this.recallMarks(file);
  }

  /** Handles the renaming of a file or a folder; the file may already be open under the new name. */
  async renamed(oldUri: string, newUri: string): Promise<void> {
    const wasOnDisk = this.kept.files.disk.drop(oldUri);
    await this.kept.models.move(oldUri, newUri);
    if (wasOnDisk) await this.recallFromDisk(newUri);
    const moved = this.kept.files.open.all().filter(({ uri }) => uri === newUri || uri.startsWith(`${newUri}/`));
    await Promise.all(moved.map((document) => this.recallModel(document)));
  }

  /**
   * Reports the known state of a file that is not open. Returns whether there is a fit of it, from this session or
   * remembered.
   */
  async recallFromDisk(uri: string): Promise<boolean> {
    const {
      files: { open, disk },
      models,
    } = this.kept;
    if (open.get(uri) !== undefined) return false;
    if (disk.reportAgain(uri)) return true;
    await this.quietly(`The model of ${uri}`, async () => recallFromDisk(uri, disk, models, this.log));
    return disk.get(uri) !== undefined;
  }

  /** Handles new names or colours of a document's clusters. */
  restyled(document: OpenDocument): void {
    this.tell(document);
    this.kept.publisher.now(document);
  }

  /** Stores the rows that are marked as expected. */
  expect(document: OpenDocument, rows: readonly ExpectedRow[]): void {
    const before = document.report;
    document.expect(rows);
    if (document.report !== before) this.tell(document);
    this.kept.publisher.now(document);
  }

  private async recallMarks(uri: string): Promise<void> {
    await this.quietly('Rows marked as expected', async () => {
      const rows = await markedRows(uri, this.log);
      const document = this.kept.files.open.get(uri);
      if (document === undefined) this.kept.files.disk.get(uri)?.expect(rows);
      else if (rows.length + document.expected.size > 0) this.expect(document, rows);
    });
  }

  private async recallModel(document: OpenDocument): Promise<void> {
    const { files, models, publisher } = this.kept;
    await this.quietly(`The model of ${document.uri}`, async () => {
      if (!(await recall(document, models, () => files.open.get(document.uri) === document))) return;
      publisher.now(document);
      this.tell(document);
    });
  }

  private tell({ uri, version, stale, report }: OpenDocument): void {
    if (report !== undefined)
      void this.connection.sendNotification(ServerNotification.didReport, {
        uri,
        version,
        stale,
        report,
      } satisfies DidReportParams);
  }

  private async quietly(what: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.log(`${what}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
}
