/**
 * Fetches the surroundings of a document: its settings, its rows marked as expected, and the model of its file. Each is
 * fetched when the document is opened, and again when it may have changed.
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

/** Sends a notification of `ServerNotification` to a client that handles them. */
export type Notify = (method: string, params: object) => void;

/** None of its methods rejects: failures to fetch are logged, and the document works without the result. */
export class DocumentSync {
  private readonly log = (line: string): void => this.connection.console.warn(printableLine(line));

  constructor(
    private readonly connection: Pick<Connection, 'console'>,
    private readonly notify: Notify,
    private readonly surroundings: Surroundings,
  ) {}

  async handleOpen(document: OpenDocument): Promise<void> {
    this.surroundings.files.disk.drop(document.uri);
    await Promise.all([this.configure(document.uri), this.recallMarks(document.uri)]);
    await this.recallModel(document);
  }

  async configure(uri: string): Promise<void> {
    await this.runLogged(`Settings of ${uri}`, async () => {
      const fileSettings = await this.surroundings.settings.read(uri);
      const document = this.surroundings.files.open.get(uri);
      if (document?.configure(fileSettings) === true) this.surroundings.publisher.publishSoon(document);
    });
  }

  /** Handles a change of a file on disk, which may be a sidecar. */
  async handleFileChange(uri: string): Promise<void> {
    const file = fileOfSidecar(uri);
    if (file !== undefined && this.surroundings.files.find(file) !== undefined) await this.recallMarks(file);
  }

  /** Handles the renaming of a file or a folder; the file may already be open under the new name. */
  async handleRename(oldUri: string, newUri: string): Promise<void> {
    const wasOnDisk = this.surroundings.files.disk.drop(oldUri);
    await this.surroundings.models.move(oldUri, newUri);
    if (wasOnDisk) await this.recallFromDisk(newUri);
    const movedDocuments = this.surroundings.files.open
      .all()
      .filter(({ uri }) => uri === newUri || uri.startsWith(`${newUri}/`));
    await Promise.all(movedDocuments.map((document) => this.recallModel(document)));
  }

  /**
   * Reports the state of a file that is not open. Returns whether there is a fit of it, made in this session or
   * remembered from an earlier one.
   */
  async recallFromDisk(uri: string): Promise<boolean> {
    const {
      files: { open, disk },
      models,
    } = this.surroundings;
    if (open.get(uri) !== undefined) return false;
    if (disk.reportAgain(uri)) return true;
    await this.runLogged(`The model of ${uri}`, async () => recallFromDisk(uri, disk, models, this.log));
    return disk.get(uri) !== undefined;
  }

  /** Handles new names or colours of a document's clusters. */
  handleRestyle(document: OpenDocument): void {
    this.notifyReport(document);
    this.surroundings.publisher.publishNow(document);
  }

  /** Stores the rows that are marked as expected. */
  expect(document: OpenDocument, rows: readonly ExpectedRow[]): void {
    const before = document.report;
    document.expect(rows);
    if (document.report !== before) this.notifyReport(document);
    this.surroundings.publisher.publishNow(document);
  }

  private async recallMarks(uri: string): Promise<void> {
    await this.runLogged('Rows marked as expected', async () => {
      const rows = await markedRows(uri, this.log);
      const document = this.surroundings.files.open.get(uri);
      if (document === undefined) this.surroundings.files.disk.get(uri)?.expect(rows);
      else if (rows.length + document.expected.size > 0) this.expect(document, rows);
    });
  }

  private async recallModel(document: OpenDocument): Promise<void> {
    const { files, models, publisher } = this.surroundings;
    await this.runLogged(`The model of ${document.uri}`, async () => {
      if (!(await recall(document, models, () => files.open.get(document.uri) === document))) return;
      publisher.publishNow(document);
      this.notifyReport(document);
    });
  }

  private notifyReport({ uri, version, stale, report }: OpenDocument): void {
    if (report !== undefined)
      this.notify(ServerNotification.didReport, { uri, version, stale, report } satisfies DidReportParams);
  }

  private async runLogged(what: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.log(`${what}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
}
