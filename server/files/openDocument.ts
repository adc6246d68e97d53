/**
 * The open documents, and all that is known of each: the one owner of state that is kept from request to request. What
 * was found out of a text stays while it is typed in, as far as an edit does not touch it; everything is dropped with
 * the document.
 */
import type { TextDocumentContentChangeEvent } from 'vscode-languageserver';
import {
  detectDialect,
  ENDING,
  endOf,
  SAMPLE_LONGEST,
  type Dialect,
  type DialectOverrides,
} from '../core/csv/dialect/dialect';
import {
  consolidated,
  patchedTable,
  rangesAfter,
  reread,
  unpatched,
  type PatchedTable,
} from '../core/csv/table/patched';
import { readTable, type Table } from '../core/csv/table/table';
import { alignModel, type FittedModel, type Judgement } from '../core/judging/fittedModel';
import { ordinaryRows, type OrdinaryRows } from '../core/description/similar';
import { weighsRows, type PatchedJudgement } from '../core/judging/rejudge';
import { complete } from '../core/numeric/generators';
import type { Schema } from '../core/schema/infer';
import type { BadCells } from '../core/schema/encoding/reencode';
import { dialectOverrides, schemaOverrides, type FitOutput } from '../pipeline/fitTable';
import { ExpectedRows } from '../formats/sidecar';
import type { Component, FitOptions, FitReport, UnlikelyRowReport } from '../protocol';
import { contentHash } from '../formats/contentHash';
import {
  baseJudgementIn,
  foundAmongRows,
  judgementAfter,
  judgementIn,
  schemaIn,
  unreadableIn,
  type AmongRows,
} from './analysisSteps';
import { findingKeysOf, toldReport, type Fitted } from './fittedFile';
import { GuiltyCells } from './guiltyCells';
import { LiveText } from './liveText';
import { isSame } from '../words/values';
import type { FileSettings } from './fileSettings';
import { areTooLong, areTooMany, newReading, posteriorIn, toldOf, type FindingWords, type Reading } from './analysis';
import { Lasting } from '../threads/steps';
import { DEFAULT_VIEW, type ViewSettings } from './fileSettings';

/** What belongs to one version. */
interface Current {
  readonly patched: PatchedTable;
  /** Whether the text is the fitted one, if that was found out. */
  same?: boolean;
}

/**
 * Shorter texts are read anew in less than a moment; until there is a model they always are, since any cell may change
 * what a column is.
 */
const SHORT = 2 ** 18;

export class OpenDocument {
  private readonly live: LiveText;
  private reading: Reading | undefined;
  private current: Current | undefined;
  private options: FitOptions = {};
  private shown: ViewSettings = DEFAULT_VIEW;
  private expectedRows = new ExpectedRows([]);
  private told: FitReport | undefined;
  /** The unlikely rows that were told last, how many there are in all, and how many cells that cannot be read. */
  findings: readonly UnlikelyRowReport[] = [];
  unlikely: number | undefined;
  unreadableCount = 0;
  readonly guilty = new GuiltyCells();
  /** Why the last fit of this text came to nothing, if that is due to the text. */
  refusal: string | undefined;
  private fitted: Fitted | undefined;
  /**
   * The rows that were chosen to be fitted, as they stand in the text that edits are edits of; undefined where they
   * were lost sight of.
   */
  private chosen: FitOptions['rows'];
  /**
   * How the text is read while there is a model: an edit must not turn the table that the model knows into another one.
   * Only a person who says how it is to be read does.
   */
  private dialect: Dialect | undefined;

  constructor(
    readonly uri: string,
    public version: number,
    text: string,
  ) {
    this.live = new LiveText(text);
  }

  /** Positions of the text as it is. */
  get text(): Pick<LiveText, 'positionAt' | 'offsetAt' | 'length' | 'slice'> {
    return this.live;
  }

  /** The whole text, to be fitted: what is edited from now on are edits of it. */
  content(): string {
    this.settle();
    return this.live.before;
  }

  /** The table as it is. */
  patched(): PatchedTable {
    return (this.current ??= { patched: this.patch() }).patched;
  }

  /** Of the last fit, without rows that were marked as expected since. */
  get report(): FitReport | undefined {
    return (this.told ??= this.fitted && toldReport(this.fitted, this.expectedRows));
  }

  /** Rows that are not told though they are unlikely. */
  get expected(): ExpectedRows {
    return this.expectedRows;
  }

  set expected(rows: ExpectedRows) {
    this.expectedRows = rows;
    this.told = undefined;
  }

  /**
   * What was asked of the last fit beside the settings. Chosen rows are where they stand now, as far as that is known.
   */
  get asked(): FitOptions {
    const { rows, ...asked } = this.fitted?.asked ?? {};
    const now = rows && this.chosenRows();
    return now === undefined ? asked : { ...asked, rows: now };
  }

  /** Whether rows were chosen to be fitted, and nobody knows any more which they are. */
  get hasLostRows(): boolean {
    return this.fitted?.asked.rows !== undefined && this.chosenRows() === undefined;
  }

  /** What is to be remembered of the last fit; its text is `content()` unless it was edited since. */
  get lastFit(): Fitted | undefined {
    return this.fitted;
  }

  /** Posteriors of a row of `patched()`; undefined as long as it is not judged. */
  posteriorOf(row: number): Float64Array | undefined {
    const patched = this.patched();
    return posteriorIn(this.read(), patched, row);
  }

  /** The model, for the table as it is now; undefined before a fit, and when the columns are others. */
  model(): FittedModel | undefined {
    if (this.fitted === undefined) return undefined;
    this.patched();
    const reading = this.read();
    if (reading.model === undefined) reading.model = alignModel(this.fitted.model, reading.table.columns) ?? null;
    return reading.model ?? undefined;
  }

  /** Takes a model that learnt new patterns. */
  learn({ surprise }: FittedModel): void {
    if (this.fitted === undefined || surprise.size === this.fitted.model.surprise.size) return;
    const all = new Map([...this.fitted.model.surprise, ...surprise]);
    this.fitted.model = { ...this.fitted.model, surprise: all };
    if (this.reading?.model) this.reading.model = { ...this.reading.model, surprise: all };
  }

  /** Whether the text is another one than was fitted, as far as is known. */
  get stale(): boolean {
    if (this.fitted === undefined) return false;
    if (!isSame(this.dialect, this.fitted.dialect)) return true;
    return this.reading?.isFitted === true ? this.live.isEdited : this.current?.same !== true;
  }

  /** Finds out whether the text is the fitted one again, where that takes a look at all of it. */
  *compare(): Generator<undefined, void> {
    this.patched();
    if (
      !this.stale ||
      this.reading?.isFitted === true ||
      this.fitted?.hash === undefined ||
      this.live.length !== this.fitted.length
    )
      return;
    const { current } = this;
    const hash = yield* contentHash(this.live.toString());
    if (current === undefined || this.current !== current) return;
    current.same = hash === this.fitted?.hash;
    if (!current.same || this.live.isEdited || this.reading === undefined) return;
    this.reading.isFitted = true;
    this.chosen = this.fitted?.asked.rows;
  }

  /** The columns' kinds without regard to a model, of the text that edits are edits of. */
  *schema(): Generator<undefined, Schema> {
    this.patched();
    return yield* schemaIn(this.read(), schemaOverrides(this.options));
  }

  /** What is wrong with cells where there is no model. */
  *unreadable(): Generator<undefined, BadCells> {
    const schema = yield* this.schema();
    const patched = this.patched();
    return yield* unreadableIn(this.read(), patched, schema);
  }

  /** What cells are beside those of other rows. */
  *amongRows(schema: Schema): Generator<undefined, AmongRows> {
    return yield* foundAmongRows(this.read(), this.patched(), schema);
  }

  /** What the model says of the rows; undefined where there is none. */
  *judge(): Generator<undefined, PatchedJudgement | undefined> {
    const model = this.model();
    if (model === undefined) return undefined;
    const patched = this.patched();
    return yield* judgementIn(this.read(), patched, model, (informed) => this.learn(informed));
  }

  /** The table that edits are edits of, as the model judges it; undefined where there is no model. */
  *judged(): Generator<
    undefined,
    { readonly table: Table; readonly model: FittedModel; readonly judgement: Judgement } | undefined
  > {
    const model = this.model();
    if (model === undefined) return undefined;
    const reading = this.read();
    return {
      table: reading.table,
      model,
      judgement: yield* baseJudgementIn(reading, model, (informed) => this.learn(informed)),
    };
  }

  /** The kept words of a table's findings, by `findingKey`. */
  toldOf(table: Table): Map<string, FindingWords> {
    return toldOf(this.read(), table);
  }

  /**
   * Takes the result of a fit of `content()`, which must be the text still.
   *
   * @param options of the fit
   * @param asked those that were asked for beside the settings
   */
  keep({ report, model, judgement }: FitOutput, options: FitOptions, asked: FitOptions = {}): void {
    const overrides = dialectOverrides(options);
    const table = isSame(overrides, this.readingOverrides()) ? this.read().table : readTable(this.content(), overrides);
    this.dialect = table.dialect;
    this.take({
      report,
      findingKeys: findingKeysOf(report, table),
      asked,
      overrides: dialectOverrides({ ...this.options, ...asked }),
      dialect: table.dialect,
      length: this.live.length,
      model,
    });
    this.chosen = asked.rows;
    this.renew(table, true).judgement = Lasting.of(judgement);
    // Somebody may have said otherwise while it was fitted.
    const now = dialectOverrides({ ...this.options, ...asked });
    if (!isSame(now, dialectOverrides({ ...options, ...asked }))) this.readAs(now);
  }

  /**
   * Takes the model of a fit from another day. Returns whether it suits the table; `compare` finds out whether it is
   * that of this text.
   */
  recall(fitted: Fitted): boolean {
    const own = dialectOverrides({ ...this.options, ...fitted.asked });
    this.dialect = isSame(own, fitted.overrides) ? fitted.dialect : this.dialectAs(own);
    this.take(fitted);
    this.chosen = undefined;
    if (this.reading !== undefined && !isSame(this.reading.table.dialect, this.dialect)) this.forgetReading();
    if (this.reading !== undefined) this.reading.model = undefined;
    if (this.model() !== undefined) return true;
    this.forget();
    return false;
  }

  /** Its clusters have other names or colours. */
  rename(components: readonly Component[]): void {
    if (this.fitted === undefined) return;
    this.fitted.report = { ...this.fitted.report, components };
    this.told = undefined;
  }

  /** Lets the model go. */
  forget(): void {
    this.take(undefined);
    this.dialect = undefined;
    this.forgetReading();
  }

  change(changes: readonly TextDocumentContentChangeEvent[], version: number): void {
    this.live.change(changes);
    this.version = version;
    this.current = undefined;
    this.refusal = undefined;
  }

  /** Takes the settings of the editor. Returns whether anything that is shown can differ by them. */
  configure({ options, view }: FileSettings): boolean {
    const isSeenOtherwise = !isSame(view, this.view);
    const now = dialectOverrides(options);
    const isReadOtherwise = !isSame(dialectOverrides(this.options), now);
    const isOther = !isSame(options, this.options);
    if (isOther) this.refusal = undefined;
    this.shown = view;
    this.options = options;
    if (this.fitted === undefined) {
      if (isOther) this.forgetReading();
      return isSeenOtherwise || isOther;
    }
    // What else the options say of the model holds from the next fit on.
    return (isReadOtherwise && this.readAs(now)) || isSeenOtherwise;
  }

  /** How findings are to be shown. */
  get view(): ViewSettings {
    return this.shown;
  }

  /** Rows to set beside the flagged ones. */
  *ordinary(): Generator<undefined, OrdinaryRows | undefined> {
    const model = this.model();
    const reading = this.read();
    const judgement = reading.judgement?.value;
    if (model === undefined || judgement === undefined) return undefined;
    return yield* (reading.ordinary ??= Lasting.from(ordinaryRows(model, reading.table, judgement))).get();
  }

  /** Whether what was found out without a model is that of a text from before. */
  get isOutdated(): boolean {
    return this.live.isEdited && this.model() === undefined;
  }

  /** Makes the text as it is the one that further edits are edits of; what is known of its rows is kept. */
  settle(): void {
    const { reading } = this;
    if (!this.live.isEdited || reading === undefined) return this.live.settle();
    this.settleAs(this.patched());
  }

  private settleAs(patched: PatchedTable): void {
    const { reading } = this;
    if (!this.live.isEdited || reading === undefined) return;
    this.rememberFitted();
    this.chosen = this.chosenRows(patched);
    this.live.settle();
    const renewed = this.renew(consolidated(patched, this.live.before), false);
    renewed.model = reading.model;
    renewed.judgement = judgementAfter(reading, patched, (informed) => this.learn(informed));
  }

  private patch(): PatchedTable {
    const { table, patches } = this.read();
    const { edits } = this.live;
    const patched = areTooLong(edits) || this.mustReadAnew() ? undefined : patchedTable(table, edits, patches);
    if (patched === undefined) return unpatched(this.readAnew());
    if (areTooMany(edits)) {
      this.settleAs(patched);
      return unpatched(this.read().table);
    }
    this.read().patches = patched.patches;
    return patched;
  }

  /** Whether an edit may have changed more than the records it is in. */
  private mustReadAnew(): boolean {
    if (!this.live.isEdited) return false;
    return this.fitted === undefined
      ? this.live.length < SHORT || this.isOtherDialect()
      : weighsRows(this.fitted.model);
  }

  /** Whether what was guessed of the text's beginning would be guessed in another way now. */
  private isOtherDialect(): boolean {
    if (this.fitted !== undefined || this.live.edits[0].start > SAMPLE_LONGEST) return false;
    const now = detectDialect(this.live.slice(0, SAMPLE_LONGEST + 1), this.readingOverrides());
    return !isSame(now, this.read().table.dialect);
  }

  /** Reads the text again, as far as it changed. */
  private readAnew(): Table {
    const { table } = this.read();
    const isOther = this.isOtherDialect();
    const { edits } = this.live;
    this.rememberFitted();
    this.chosen = undefined;
    this.live.settle();
    const text = this.live.before;
    return this.renew(isOther ? readTable(text, this.readingOverrides()) : reread(table, edits, text), false).table;
  }

  /** The fitted text is about to be let go. */
  private rememberFitted(): void {
    if (this.reading?.isFitted !== true || this.fitted === undefined) return;
    this.fitted.hash = complete(contentHash(this.live.before));
  }

  /** @param patched whoever reads the text anew may lose sight of them */
  private chosenRows(patched = this.patched()): FitOptions['rows'] {
    const rows = this.chosen && rangesAfter(patched, this.chosen);
    return rows?.length === 0 ? undefined : rows;
  }

  private take(fitted: Fitted | undefined): void {
    this.fitted = fitted;
    this.told = undefined;
    this.refusal = undefined;
  }

  private read(): Reading {
    if (this.reading !== undefined) return this.reading;
    this.live.settle();
    return this.renew(readTable(this.live.before, this.readingOverrides()), false);
  }

  private renew(table: Table, isFitted: boolean): Reading {
    this.current = undefined;
    return (this.reading = newReading(table, isFitted));
  }

  /** Reads the text in another way. Returns whether it is another one indeed. */
  private readAs(overrides: DialectOverrides): boolean {
    const before = this.dialect;
    this.dialect = this.dialectAs(overrides);
    if (isSame(this.dialect, before)) return false;
    this.rememberFitted();
    this.forgetReading();
    return true;
  }

  private dialectAs(overrides: DialectOverrides): Dialect {
    const ending = endOf(this.live.slice(Math.max(0, this.live.length - ENDING - 1), this.live.length));
    return detectDialect(this.live.slice(0, SAMPLE_LONGEST + 1), overrides, ending);
  }

  private forgetReading(): void {
    this.reading = undefined;
    this.current = undefined;
    this.chosen = undefined;
  }

  private readingOverrides(): DialectOverrides {
    return this.dialect ?? dialectOverrides(this.options);
  }
}
