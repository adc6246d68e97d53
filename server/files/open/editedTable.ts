/**
 * The text of an open document and its table during editing. Edits become patches of the changed records. The text and
 * the table from before the edits are the base of the patches until the edits are settled.
 */
import type { TextDocumentContentChangeEvent } from 'vscode-languageserver';
import { detectDialect, ENDING_LENGTH, endOf, SAMPLE_LONGEST, type Dialect } from '../../core/csv/dialect/dialect';
import type { DialectOverrides } from '../../core/csv/dialect/dialect';
import { consolidate, patchedTable, reread, withoutPatches, type PatchedTable } from '../../core/csv/table/patched';
import { readTable, type Table } from '../../core/csv/table/table';
import { contentHash } from '../../formats/contentHash';
import { isSame } from '../../words/values';
import { areTooLong, areTooMany, newAnalysis, type Analysis } from './analysis';
import type { PositionEncoding } from './characterUnits';
import { LiveText } from './liveText';

/** Decisions of the table's owner about reading it, and events for the owner. */
export interface TableOwner {
  /** Dialect overrides: the user's choices or, under a model, the dialect of the fit. */
  overrides(): DialectOverrides;
  /** Whether a model depends on the table, so that an edit must not change how it is read. */
  hasModel(): boolean;
  /** Whether an edit of one row may change the judgement of all rows. */
  weighsRows(): boolean;
  /**
   * Called before the current text replaces the base.
   * @param patched maps the rows of the base; undefined where they are lost
   */
  beforeReplace(base: Analysis, patched: PatchedTable | undefined): void;
  /** Called when a new base holds the rows of the old one, to carry results over. */
  carryResults(before: Analysis, patched: PatchedTable, renewed: Analysis): void;
}

/** The table of one version of the text. */
interface Current {
  readonly patched: PatchedTable;
  /** Whether the text has the hash that was last passed to `compare`; undefined if unknown. */
  isEqual?: boolean;
}

/**
 * Length in UTF-16 units below which a text without a model is read again after every edit, since any cell may change
 * the kind of its column.
 */
const SHORT_TEXT_LENGTH = 2 ** 18;

export class EditedTable {
  private readonly live: LiveText;
  private analysis: Analysis | undefined;
  private current: Current | undefined;

  constructor(
    text: string,
    private readonly owner: TableOwner,
    encoding?: PositionEncoding,
  ) {
    this.live = new LiveText(text, encoding);
  }

  /** Positions in the current text. */
  get text(): Pick<LiveText, 'positionAt' | 'offsetAt' | 'length' | 'slice'> {
    return this.live;
  }

  /** Whether the text differs from the base. */
  get isEdited(): boolean {
    return this.live.isEdited;
  }

  /** The base; undefined until it is read. */
  get cachedBase(): Analysis | undefined {
    return this.analysis;
  }

  /** Whether `compare` found this version of the text to be equal. */
  get isConfirmedEqual(): boolean {
    return this.current?.isEqual === true;
  }

  /** Returns the base: the table that edits refer to. Reads the text if necessary. */
  base(): Analysis {
    if (this.analysis !== undefined) return this.analysis;
    this.live.settle();
    return this.replaceBy(readTable(this.live.before, this.owner.overrides()), false);
  }

  /** Returns the current table. */
  patched(): PatchedTable {
    return (this.current ??= { patched: this.patch() }).patched;
  }

  change(changes: readonly TextDocumentContentChangeEvent[]): void {
    this.live.change(changes);
    this.current = undefined;
  }

  /** Returns the whole text, which becomes the base of further edits. */
  content(): string {
    this.settle();
    return this.live.before;
  }

  /** Makes the current text the base; results about its rows are kept. */
  settle(): void {
    if (!this.live.isEdited || this.analysis === undefined) return this.live.settle();
    this.settleAs(this.patched());
  }

  /** The text of the base. */
  get baseText(): string {
    return this.live.before;
  }

  /** @param isFitted whether this is the text that was fitted */
  replaceBy(table: Table, isFitted: boolean): Analysis {
    this.current = undefined;
    return (this.analysis = newAnalysis(table, isFitted));
  }

  /** Releases everything that was read. */
  forget(): void {
    this.analysis = undefined;
    this.current = undefined;
  }

  /** Detects the dialect of the text, with these overrides. */
  dialectAs(overrides: DialectOverrides): Dialect {
    const ending = endOf(this.live.slice(Math.max(0, this.live.length - ENDING_LENGTH - 1), this.live.length));
    return detectDialect(this.live.slice(0, SAMPLE_LONGEST + 1), overrides, ending);
  }

  /**
   * Compares the hash of the text with the hash of a text of equal length.
   * @returns whether they are equal; undefined where the text changed meanwhile
   */
  *compare(hash: number): Generator<undefined, boolean | undefined> {
    this.patched();
    const { current } = this;
    const currentHash = yield* contentHash(this.live.toString());
    if (current === undefined || this.current !== current) return undefined;
    current.isEqual = currentHash === hash;
    return current.isEqual;
  }

  private settleAs(patched: PatchedTable): void {
    const before = this.analysis;
    if (!this.live.isEdited || before === undefined) return;
    this.owner.beforeReplace(before, patched);
    this.live.settle();
    this.owner.carryResults(before, patched, this.replaceBy(consolidate(patched, this.live.before), false));
  }

  private patch(): PatchedTable {
    const { table, patches } = this.base();
    const { edits } = this.live;
    const patched = areTooLong(edits) || this.requiresFullRead() ? undefined : patchedTable(table, edits, patches);
    if (patched === undefined) return withoutPatches(this.readAnew());
    if (areTooMany(edits)) {
      this.settleAs(patched);
      return withoutPatches(this.base().table);
    }
    this.base().patches = patched.patches;
    return patched;
  }

  /** Whether an edit may have changed more than its own records. */
  private requiresFullRead(): boolean {
    if (!this.live.isEdited) return false;
    return this.owner.hasModel()
      ? this.owner.weighsRows()
      : this.live.length < SHORT_TEXT_LENGTH || this.isOtherDialect();
  }

  /** Whether the beginning of the text would now be read in another dialect. */
  private isOtherDialect(): boolean {
    if (this.owner.hasModel() || this.live.edits[0].start > SAMPLE_LONGEST) return false;
    const dialect = detectDialect(this.live.slice(0, SAMPLE_LONGEST + 1), this.owner.overrides());
    return !isSame(dialect, this.base().table.dialect);
  }

  /** Reads the changed parts of the text again. */
  private readAnew(): Table {
    const before = this.base();
    const hasOtherDialect = this.isOtherDialect();
    const { edits } = this.live;
    this.owner.beforeReplace(before, undefined);
    this.live.settle();
    const text = this.live.before;
    const table = hasOtherDialect ? readTable(text, this.owner.overrides()) : reread(before.table, edits, text);
    return this.replaceBy(table, false).table;
  }
}
