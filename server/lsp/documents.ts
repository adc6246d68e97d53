/**
 * The open documents, and all that is known of each: the one owner of state that is kept from request to request.
 * Whatever belongs to a version of the text is dropped with that version, everything with the document.
 */
import type { Connection } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { DialectOverrides } from '../core/csv/dialect';
import { readTable, type Table } from '../core/csv/table';
import { alignModel, type FittedModel, type Judgement } from '../core/insight/fitted';
import { inferSchema, type Schema } from '../core/schema/infer';
import { dialectOverrides, schemaOverrides, type FitOutput } from '../jobs/pipeline';
import type { FitOptions, FitReport } from '../protocol';

/** What a fit left behind. */
interface Fitted {
  /** Version of the text that was fitted. */
  readonly version: number;
  readonly report: FitReport;
  /** How that text was read, guesses included: an edit must not turn the table that the model knows into another one. */
  readonly dialect: DialectOverrides;
  /** Grows by the tails of row patterns that are met after the fit. */
  model: FittedModel;
}

/** What was read of one version of the text, as far as it was asked for. */
interface Reading {
  readonly table: Table;
  schema?: Schema;
  /** The model for this table; null when it does not suit it. */
  model?: FittedModel | null;
  judgement?: Judgement;
}

export class OpenDocument {
  private reading: Reading | undefined;
  private options: FitOptions = {};
  private fitted: Fitted | undefined;

  constructor(public text: TextDocument) {}

  get uri(): string {
    return this.text.uri;
  }

  get version(): number {
    return this.text.version;
  }

  table(): Table {
    return this.read().table;
  }

  /** The columns' kinds without regard to a model. A pass over all cells, the first time. */
  schema(): Schema {
    const reading = this.read();
    return (reading.schema ??= inferSchema(reading.table, schemaOverrides(this.options)));
  }

  get report(): FitReport | undefined {
    return this.fitted?.report;
  }

  /** The model, for the table as it is now; undefined before a fit, and when the columns are others. */
  model(): FittedModel | undefined {
    if (this.fitted === undefined) return undefined;
    const reading = this.read();
    if (reading.model === undefined) reading.model = alignModel(this.fitted.model, reading.table.columns) ?? null;
    return reading.model ?? undefined;
  }

  /** Whether the text changed since the fit. */
  get stale(): boolean {
    return this.fitted !== undefined && this.fitted.version !== this.version;
  }

  /** What the model says of the rows of this version, if that was found out already. */
  get judgement(): Judgement | undefined {
    return this.reading?.judgement;
  }

  /** Takes what was found out of this version's rows, and a model that learnt new patterns on the way. */
  judged(model: FittedModel, judgement?: Judgement): void {
    if (this.fitted === undefined || this.reading === undefined) return;
    this.fitted.model = { ...this.fitted.model, surprise: model.surprise };
    this.reading.model = model;
    this.reading.judgement = judgement ?? this.reading.judgement;
  }

  /** Takes the result of a fit of the present version. */
  keep({ report, model, judgement }: FitOutput, options: FitOptions): void {
    const overrides = dialectOverrides(options);
    const known = JSON.stringify(overrides) === JSON.stringify(this.readingOverrides());
    const table = known ? this.read().table : readTable(this.text.getText(), overrides);
    this.fitted = { version: this.version, report, dialect: table.dialect, model };
    this.reading = { table, judgement };
  }

  changed(text: TextDocument): void {
    this.text = text;
    this.reading = undefined;
  }

  /** Takes the settings of the editor. Returns whether anything that is shown can differ by them. */
  configure(options: FitOptions): boolean {
    if (JSON.stringify(options) === JSON.stringify(this.options)) return false;
    this.options = options;
    // A fitted table stays as it was read until the next fit.
    if (this.fitted !== undefined) return false;
    this.reading = undefined;
    return true;
  }

  private read(): Reading {
    return (this.reading ??= { table: readTable(this.text.getText(), this.readingOverrides()) });
  }

  private readingOverrides(): DialectOverrides {
    return this.fitted?.dialect ?? dialectOverrides(this.options);
  }
}

export interface DocumentEvents {
  opened(document: OpenDocument): void;
  changed(document: OpenDocument): void;
  closed(uri: string): void;
}

export class Documents {
  private readonly open = new Map<string, OpenDocument>();

  listen(connection: Connection, events: DocumentEvents): void {
    connection.onDidOpenTextDocument(({ textDocument: { uri, languageId, version, text } }) => {
      const document = new OpenDocument(TextDocument.create(uri, languageId, version, text));
      this.open.set(uri, document);
      events.opened(document);
    });
    connection.onDidChangeTextDocument(({ textDocument: { uri, version }, contentChanges }) => {
      const document = this.open.get(uri);
      // Editors also tell of changes that change nothing, such as a file's becoming dirty.
      if (document === undefined || contentChanges.length === 0) return;
      document.changed(TextDocument.update(document.text, contentChanges, version));
      events.changed(document);
    });
    connection.onDidCloseTextDocument(({ textDocument: { uri } }) => {
      if (this.open.delete(uri)) events.closed(uri);
    });
  }

  get(uri: string): OpenDocument | undefined {
    return this.open.get(uri);
  }

  all(): readonly OpenDocument[] {
    return [...this.open.values()];
  }
}
