/**
 * What belongs to a document beside its text: the settings that hold for it, the rows that are marked as expected, and
 * the model of its file. Each is fetched when the document is opened and when it may have changed; what comes of it is
 * told.
 */
import type { Connection } from 'vscode-languageserver';
import { ExpectedRows } from '../formats/sidecar';
import { ServerNotification, type DidReportParams } from '../protocol';
import type { OpenDocument } from '../files/openDocument';
import type { ModelMemory } from '../files/modelMemory';
import type { Documents } from './openDocuments';
import type { Publisher } from './diagnostics/publisher';
import { recall, recallUnopened } from '../files/recallFit';
import type { Settings } from './settings';
import { fileOfSidecar, markedRows } from '../disk/sidecarFiles';
import type { UnopenedFits } from '../files/unopenedFits';

export interface Kept {
  readonly documents: Documents;
  readonly unopened: UnopenedFits;
  readonly settings: Settings;
  readonly publisher: Publisher;
  readonly models: ModelMemory;
}

/** None of its methods rejects: what cannot be fetched is a line in the log, and the document works without it. */
export class Upkeep {
  constructor(
    private readonly connection: Pick<Connection, 'console' | 'sendNotification'>,
    private readonly kept: Kept,
  ) {}

  async opened(document: OpenDocument): Promise<void> {
    this.kept.unopened.drop(document.uri);
    await Promise.all([this.configure(document.uri), this.recallMarks(document.uri)]);
    await this.recallModel(document);
  }

  async configure(uri: string): Promise<void> {
    await this.quietly(`Settings of ${uri}`, async () => {
      const held = await this.kept.settings.of(uri);
      const document = this.kept.documents.get(uri);
      if (document?.configure(held) === true) this.kept.publisher.soon(document);
    });
  }

  /** A file on disk is another one; it may be a sidecar. */
  async written(uri: string): Promise<void> {
    const file = fileOfSidecar(uri);
    if (file !== undefined && (this.kept.documents.get(file) ?? this.kept.unopened.of(file)) !== undefined)
      await this.recallMarks(file);
  }

  /** A file, or a folder with all that is in it, has another name now, under which it may be open already. */
  async renamed(oldUri: string, newUri: string): Promise<void> {
    const isUnopened = this.kept.unopened.drop(oldUri);
    await this.kept.models.move(oldUri, newUri);
    if (isUnopened) await this.recallUnopened(newUri);
    const moved = this.kept.documents.all().filter(({ uri }) => uri === newUri || uri.startsWith(`${newUri}/`));
    await Promise.all(moved.map((document) => this.recallModel(document)));
  }

  /**
   * Tells all that is known of a file that is not open. Returns whether there is a fit of it, from this session or
   * remembered.
   */
  async recallUnopened(uri: string): Promise<boolean> {
    const { documents, unopened, models } = this.kept;
    if (documents.get(uri) !== undefined || unopened.tellAll(uri)) return documents.get(uri) === undefined;
    await this.quietly(`The model of ${uri}`, async () => recallUnopened(uri, unopened, models));
    return unopened.of(uri) !== undefined;
  }

  /** The clusters of a document have other names or colours. */
  restyled(document: OpenDocument): void {
    this.tell(document);
    this.kept.publisher.now(document);
  }

  /** Takes the rows that are marked as expected. */
  expect(document: OpenDocument, rows: ExpectedRows): void {
    const before = document.report;
    document.expected = rows;
    if (document.report !== before) this.tell(document);
    this.kept.publisher.now(document);
  }

  private async recallMarks(uri: string): Promise<void> {
    await this.quietly('Rows marked as expected', async () => {
      const rows = await markedRows(uri);
      this.kept.unopened.expect(uri, rows);
      const expected = new ExpectedRows(rows);
      const document = this.kept.documents.get(uri);
      if (document !== undefined && expected.size + document.expected.size > 0) this.expect(document, expected);
    });
  }

  private async recallModel(document: OpenDocument): Promise<void> {
    const { documents, models, publisher } = this.kept;
    await this.quietly(`The model of ${document.uri}`, async () => {
      if (!(await recall(document, models, () => documents.get(document.uri) === document))) return;
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
      this.connection.console.warn(`${what}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
}
