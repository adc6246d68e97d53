/**
 * An open document and its state between requests: its table (`EditedTable`), the latest fit, the findings that were
 * reported last, and its settings. All of it is released with the document.
 */
import { say } from '../../../language/language';
import type { TextDocumentContentChangeEvent } from 'vscode-languageserver';
import type { Dialect, DialectOverrides } from '../../core/csv/dialect/dialect';
import { placeOfRow, rangesAfter, type PatchedTable } from '../../core/csv/table/patched';
import { cellText, readTable, type Table } from '../../core/csv/table/table';
import { ordinaryRows, type OrdinaryRows } from '../../core/description/similar';
import { alignModel, type FittedModel, type Judgement } from '../../core/judging/fittedModel';
import { weighsRows, type PatchedJudgement } from '../../core/judging/rejudge';
import { complete } from '../../core/numeric/generators';
import type { BadCells } from '../../core/schema/encoding/reencode';
import type { Schema } from '../../core/schema/infer';
import { contentHash } from '../../formats/contentHash';
import { cellsOf, ExpectedRows, type ExpectedRow } from '../../formats/sidecar';
import { dialectOverrides, schemaOverrides, type FitOutput } from '../../pipeline/fitTable';
import type { ReportData } from '../../protocol/reportData';
import type { InsightAnswer, InsightQuestion } from '../../protocol/insight';
import type { Component, FitOptions, FitReport, UnlikelyRowReport } from '../../protocol';
import { LazyResult } from '../../threads/steps';
import { FitProblem } from '../../words/fitProblem';
import { isSame } from '../../words/values';
import { DEFAULT_VIEW, type FileSettings, type ViewSettings } from '../fileSettings';
import { findingKeysOf, visibleReport, type FitRecord, type FittedFile, type ScoresTarget } from '../fittedFile';
import { posteriorIn, findingWordsOf, type FindingWords, type Analysis } from './analysis';
import {
  baseJudgementIn,
  crossRowFaultsIn,
  judgementAfter,
  judgementIn,
  schemaIn,
  unreadableCellsIn,
  type CrossRowFaults,
} from './analysisSteps';
import { answerOpen, reportDataOf, scoresOf } from './documentAnswers';
import type { PositionEncoding } from './characterUnits';
import { EditedTable, type TableOwner } from './editedTable';
import { GuiltyCells } from './guiltyCells';

export class OpenDocument implements FittedFile {
  private readonly table: EditedTable;
  private options: FitOptions = {};
  private viewSettings: ViewSettings = DEFAULT_VIEW;
  private expectedRows = new ExpectedRows([]);
  private visible: FitReport | undefined;
  /**
   * The findings that were reported last: unlikely rows, the number of all of them, the number of unreadable cells, and
   * the number of faults of rows and quotes.
   */
  findings: readonly UnlikelyRowReport[] = [];
  unlikely: number | undefined;
  unreadableCount = 0;
  faultCount = 0;
  readonly guilty = new GuiltyCells();
  /** Reason why the last fit of this text failed, if the text is to blame. */
  refusal: string | undefined;
  private fitted: FitRecord | undefined;
  /** The rows chosen for the fit, as rows of the base table; undefined where they are lost. */
  private chosenRanges: FitOptions['rows'];
  /**
   * Dialect while there is a model: an edit must not change how the model's table is read. Only the user's choice does.
   */
  private dialect: Dialect | undefined;

  /** @param encoding units of the characters of positions; UTF-16 where left out */
  constructor(
    readonly uri: string,
    public version: number,
    text: string,
    encoding?: PositionEncoding,
  ) {
    const owner: TableOwner = {
      overrides: () => this.readingOverrides(),
      hasModel: () => this.fitted !== undefined,
      weighsRows: () => this.fitted !== undefined && weighsRows(this.fitted.model),
      beforeReplace: (base, patched) => {
        this.storeFittedHash(base);
        this.chosenRanges = patched && this.chosenRows(patched);
      },
      carryResults: (before, patched, renewed) => {
        renewed.model = before.model;
        renewed.judgement = judgementAfter(before, patched, (informed) => this.learn(informed));
      },
    };
    this.table = new EditedTable(text, owner, encoding);
  }

  /** Positions in the current text. */
  get text(): EditedTable['text'] {
    return this.table.text;
  }

  /** Returns the whole text for a fit; it becomes the base of further edits. */
  content(): string {
    return this.table.content();
  }

  /** Makes the current text the base of further edits; results about its rows are kept. */
  settle(): void {
    this.table.settle();
  }

  /** Returns the current table. */
  patched(): PatchedTable {
    return this.table.patched();
  }

  get fit(): FitRecord | undefined {
    return this.fitted;
  }

  get report(): FitReport | undefined {
    return (this.visible ??= this.fitted && visibleReport(this.fitted, this.expectedRows));
  }

  /** Unlikely rows that are not reported. */
  get expected(): ExpectedRows {
    return this.expectedRows;
  }

  expect(rows: readonly ExpectedRow[]): void {
    this.expectedRows = new ExpectedRows(rows);
    this.visible = undefined;
  }

  /** Returns the options requested for the fit, with the chosen rows at their current positions, if these are known. */
  requestedOptions(): FitOptions {
    const { rows, ...requested } = this.fitted?.requested ?? {};
    const currentRows = rows && this.chosenRows(this.patched());
    return currentRows === undefined ? requested : { ...requested, rows: currentRows };
  }

  /** Whether edits have made some rows that were chosen for the fit untraceable. */
  hasLostRows(): boolean {
    return this.fitted?.requested.rows !== undefined && this.chosenRows(this.patched()) === undefined;
  }

  unlikelyRows(): readonly UnlikelyRowReport[] {
    return this.findings;
  }

  /** Returns the posteriors of a row of `patched()`; undefined until it is judged. */
  posteriorOf(row: number): Float64Array | undefined {
    const patched = this.patched();
    return posteriorIn(this.table.base(), patched, row);
  }

  /** Returns the model, aligned to the current table; undefined before a fit, and when the columns differ. */
  model(): FittedModel | undefined {
    if (this.fitted === undefined) return undefined;
    this.patched();
    const base = this.table.base();
    if (base.model === undefined) base.model = alignModel(this.fitted.model, base.table.columns) ?? null;
    return base.model ?? undefined;
  }

  /** Adopts the tails of further patterns of missing cells. */
  learn({ surprise }: FittedModel): void {
    if (this.fitted === undefined || surprise.size === this.fitted.model.surprise.size) return;
    const tails = new Map([...this.fitted.model.surprise, ...surprise]);
    this.fitted = { ...this.fitted, model: { ...this.fitted.model, surprise: tails } };
    const base = this.table.cachedBase;
    if (base?.model) base.model = { ...base.model, surprise: tails };
  }

  get stale(): boolean {
    if (this.fitted === undefined) return false;
    if (!isSame(this.dialect, this.fitted.dialect)) return true;
    return this.table.cachedBase?.isFitted === true ? this.table.isEdited : !this.table.isConfirmedEqual;
  }

  /** Checks whether the text is the fitted one again, where that requires reading all of it. */
  *compare(): Generator<undefined, void> {
    this.patched();
    const { fitted, table } = this;
    if (!this.stale || table.cachedBase?.isFitted === true || fitted?.hash === undefined) return;
    if (table.text.length !== fitted.length || (yield* table.compare(fitted.hash)) !== true) return;
    if (table.isEdited || table.cachedBase === undefined) return;
    table.cachedBase.isFitted = true;
    this.chosenRanges = this.fitted?.requested.rows;
  }

  /** Infers the kinds of the base table's columns, independent of a model. */
  *schema(): Generator<undefined, Schema> {
    this.patched();
    return yield* schemaIn(this.table.base(), schemaOverrides(this.options));
  }

  /** Finds the cells that their columns cannot read, where there is no model. */
  *unreadableCells(): Generator<undefined, BadCells> {
    const schema = yield* this.schema();
    const patched = this.patched();
    return yield* unreadableCellsIn(this.table.base(), patched, schema);
  }

  /** Finds cells and rows that conflict with, or repeat, other rows. */
  *crossRowFaults(schema: Schema): Generator<undefined, CrossRowFaults> {
    return yield* crossRowFaultsIn(this.table.base(), this.patched(), schema);
  }

  /** Judges the rows by the model; undefined where there is none. */
  *judge(): Generator<undefined, PatchedJudgement | undefined> {
    const model = this.model();
    if (model === undefined) return undefined;
    const patched = this.patched();
    return yield* judgementIn(this.table.base(), patched, model, (informed) => this.learn(informed));
  }

  /** Returns the base table with its judgement; undefined where there is no model. */
  *judgedBase(): Generator<
    undefined,
    { readonly table: Table; readonly model: FittedModel; readonly judgement: Judgement } | undefined
  > {
    const model = this.model();
    if (model === undefined) return undefined;
    const base = this.table.base();
    return {
      table: base.table,
      model,
      judgement: yield* baseJudgementIn(base, model, (informed) => this.learn(informed)),
    };
  }

  /** Returns the stored words of a table's findings, by `findingKey`. */
  findingWordsOf(table: Table): Map<string, FindingWords> {
    return findingWordsOf(this.table.base(), table);
  }

  cells(row: number): ExpectedRow['cells'] {
    const patched = this.patched();
    if (row >= patched.rowCount) throw new FitProblem(say('There is no row {row, number}.', { row: row + 1 }));
    const { table, row: tableRow } = placeOfRow(patched, row);
    return cellsOf(table.columns, (column) => cellText(table, tableRow, column));
  }

  answer(question: InsightQuestion): Promise<InsightAnswer> {
    return answerOpen(this, question);
  }

  reportData(fileName: string): Promise<ReportData> {
    return reportDataOf(this, fileName);
  }

  scores(target: ScoresTarget): Promise<Iterable<string>> {
    return scoresOf(this, target);
  }

  /**
   * Stores the result of a fit of `content()`; the text must not have changed.
   *
   * @param options all options of the fit
   * @param requested options requested in addition to the settings
   */
  storeFit({ report, model, judgement }: FitOutput, options: FitOptions, requested: FitOptions = {}): void {
    const overrides = dialectOverrides(options);
    const hasSameOverrides = isSame(overrides, this.readingOverrides());
    const table = hasSameOverrides ? this.table.base().table : readTable(this.content(), overrides);
    this.dialect = table.dialect;
    this.setFit({
      report,
      findingKeys: findingKeysOf(report, table),
      requested,
      overrides: dialectOverrides({ ...this.options, ...requested }),
      dialect: table.dialect,
      length: this.text.length,
      model,
    });
    this.chosenRanges = requested.rows;
    this.table.replaceBy(table, true).judgement = LazyResult.of(judgement);
    // The settings may have changed while the fit ran.
    const currentOverrides = dialectOverrides({ ...this.options, ...requested });
    if (!isSame(currentOverrides, dialectOverrides({ ...options, ...requested })))
      this.applyOverrides(currentOverrides);
  }

  /**
   * Restores a remembered fit. Returns whether it matches the table; `compare` checks whether it belongs to this text.
   */
  recall(fitted: FitRecord): boolean {
    const overrides = dialectOverrides({ ...this.options, ...fitted.requested });
    this.dialect = isSame(overrides, fitted.overrides) ? fitted.dialect : this.table.dialectAs(overrides);
    this.setFit(fitted);
    this.chosenRanges = undefined;
    if (this.table.cachedBase !== undefined && !isSame(this.table.cachedBase.table.dialect, this.dialect))
      this.forgetTable();
    if (this.table.cachedBase !== undefined) this.table.cachedBase.model = undefined;
    if (this.model() !== undefined) return true;
    this.forget();
    return false;
  }

  restyle(components: readonly Component[]): void {
    if (this.fitted === undefined) return;
    this.fitted = { ...this.fitted, report: { ...this.fitted.report, components } };
    this.visible = undefined;
  }

  /** Discards the model. */
  forget(): void {
    this.setFit(undefined);
    this.dialect = undefined;
    this.forgetTable();
  }

  change(changes: readonly TextDocumentContentChangeEvent[], version: number): void {
    this.table.change(changes);
    this.version = version;
    this.refusal = undefined;
  }

  /** Applies the editor's settings. Returns whether anything that is shown can change. */
  configure({ options, view }: FileSettings): boolean {
    const hasNewView = !isSame(view, this.view);
    const overrides = dialectOverrides(options);
    const hasNewOverrides = !isSame(dialectOverrides(this.options), overrides);
    const hasNewOptions = !isSame(options, this.options);
    if (hasNewOptions) this.refusal = undefined;
    this.viewSettings = view;
    this.options = options;
    if (this.fitted === undefined) {
      if (hasNewOptions) this.forgetTable();
      return hasNewView || hasNewOptions;
    }
    // Other options for the model take effect with the next fit.
    return (hasNewOverrides && this.applyOverrides(overrides)) || hasNewView;
  }

  /** Settings for showing findings. */
  get view(): ViewSettings {
    return this.viewSettings;
  }

  /** Finds ordinary rows to compare with flagged ones. */
  *ordinary(): Generator<undefined, OrdinaryRows | undefined> {
    const model = this.model();
    const base = this.table.base();
    const judgement = base.judgement?.value;
    if (model === undefined || judgement === undefined) return undefined;
    return yield* (base.ordinary ??= LazyResult.from(ordinaryRows(model, base.table, judgement))).get();
  }

  /** Whether the results without a model belong to an earlier text. */
  isOutdated(): boolean {
    return this.table.isEdited && this.model() === undefined;
  }

  /** Stores the hash of the fitted text before it is released, to recognise it if it comes back. */
  private storeFittedHash(base: Analysis | undefined): void {
    if (base?.isFitted !== true || this.fitted === undefined) return;
    this.fitted.hash = complete(contentHash(this.table.baseText));
  }

  private chosenRows(patched: PatchedTable): FitOptions['rows'] {
    const rows = this.chosenRanges && rangesAfter(patched, this.chosenRanges);
    return rows?.length === 0 ? undefined : rows;
  }

  private setFit(fitted: FitRecord | undefined): void {
    this.fitted = fitted;
    this.visible = undefined;
    this.refusal = undefined;
  }

  /** Reads the text with other overrides. Returns whether the result differs. */
  private applyOverrides(overrides: DialectOverrides): boolean {
    const before = this.dialect;
    this.dialect = this.table.dialectAs(overrides);
    if (isSame(this.dialect, before)) return false;
    this.storeFittedHash(this.table.cachedBase);
    this.forgetTable();
    return true;
  }

  private forgetTable(): void {
    this.table.forget();
    this.chosenRanges = undefined;
  }

  private readingOverrides(): DialectOverrides {
    return this.dialect ?? dialectOverrides(this.options);
  }
}
