/**
 * The text of an open document and its table while it is typed in. An edit makes patches of the records that it
 * changed; the text and table from before stay the base until the edits are settled.
 */
import type { TextDocumentContentChangeEvent } from 'vscode-languageserver';
import { detectDialect, ENDING, endOf, SAMPLE_LONGEST, type Dialect } from '../../core/csv/dialect/dialect';
import type { DialectOverrides } from '../../core/csv/dialect/dialect';
import { consolidated, patchedTable, reread, unpatched, type PatchedTable } from '../../core/csv/table/patched';
import { readTable, type Table } from '../../core/csv/table/table';
import { contentHash } from '../../formats/contentHash';
import { isSame } from '../../words/values';
import { areTooLong, areTooMany, newReading, type Reading } from './analysis';
import { LiveText } from './liveText';

/** What the owner of a table decides about how it is read, and what it wants to know. */
export interface TableOwner {
  /** How the text is read: what a person says or, under a model, the dialect of the fit. */
  overrides(): DialectOverrides;
  /** Whether a model knows the table, so that an edit must not turn it into another one. */
  hasModel(): boolean;
  /** Whether an edit of one row may change what is said of all. */
  weighsRows(): boolean;
  /**
   * The base is about to give way to the text as it is.
   * @param patched finds the rows of the base again; undefined where they are lost
   */
  replacing(base: Reading, patched: PatchedTable | undefined): void;
  /** A new base holds the rows of the old one; what is known of them can be carried over. */
  carry(before: Reading, patched: PatchedTable, renewed: Reading): void;
}

/** The table of one version of the text. */
interface Current {
  readonly patched: PatchedTable;
  /** Whether the text is the one that `compare` was last asked about, if that is known. */
  same?: boolean;
}

/**
 * Texts below this length, in UTF-16 units, are read anew in a moment. Before a fit they always are: any cell may
 * change the kind of its column.
 */
const SHORT = 2 ** 18;

export class EditedTable {
  private readonly live: LiveText;
  private reading: Reading | undefined;
  private current: Current | undefined;

  constructor(
    text: string,
    private readonly owner: TableOwner,
  ) {
    this.live = new LiveText(text);
  }

  /** Positions of the text as it is. */
  get text(): Pick<LiveText, 'positionAt' | 'offsetAt' | 'length' | 'slice'> {
    return this.live;
  }

  /** Whether the text differs from that of the base. */
  get isEdited(): boolean {
    return this.live.isEdited;
  }

  /** The base as far as it was read; undefined before. */
  get known(): Reading | undefined {
    return this.reading;
  }

  /** Whether the text of this version was found to be the one that `compare` asked about. */
  get isKnownSame(): boolean {
    return this.current?.same === true;
  }

  /** The base: the table that edits are edits of. Reads the text where that was not done yet. */
  base(): Reading {
    if (this.reading !== undefined) return this.reading;
    this.live.settle();
    return this.replaceBy(readTable(this.live.before, this.owner.overrides()), false);
  }

  /** The table as it is. */
  patched(): PatchedTable {
    return (this.current ??= { patched: this.patch() }).patched;
  }

  change(changes: readonly TextDocumentContentChangeEvent[]): void {
    this.live.change(changes);
    this.current = undefined;
  }

  /** The whole text; what is edited from now on are edits of it. */
  content(): string {
    this.settle();
    return this.live.before;
  }

  /** Makes the text as it is the base; what is known of its rows is kept. */
  settle(): void {
    if (!this.live.isEdited || this.reading === undefined) return this.live.settle();
    this.settleAs(this.patched());
  }

  /** The text of the base. */
  get baseText(): string {
    return this.live.before;
  }

  /** @param isFitted whether this is the text that was fitted */
  replaceBy(table: Table, isFitted: boolean): Reading {
    this.current = undefined;
    return (this.reading = newReading(table, isFitted));
  }

  /** Lets go of all that was read. */
  forget(): void {
    this.reading = undefined;
    this.current = undefined;
  }

  /** How the text is read under these overrides, guesses included. */
  dialectAs(overrides: DialectOverrides): Dialect {
    const ending = endOf(this.live.slice(Math.max(0, this.live.length - ENDING - 1), this.live.length));
    return detectDialect(this.live.slice(0, SAMPLE_LONGEST + 1), overrides, ending);
  }

  /**
   * Whether the text is the one with this hash, for texts of its length.
   * @returns undefined where the text changed meanwhile
   */
  *compare(hash: number): Generator<undefined, boolean | undefined> {
    this.patched();
    const { current } = this;
    const own = yield* contentHash(this.live.toString());
    if (current === undefined || this.current !== current) return undefined;
    current.same = own === hash;
    return current.same;
  }

  private settleAs(patched: PatchedTable): void {
    const before = this.reading;
    if (!this.live.isEdited || before === undefined) return;
    this.owner.replacing(before, patched);
    this.live.settle();
    this.owner.carry(before, patched, this.replaceBy(consolidated(patched, this.live.before), false));
  }

  private patch(): PatchedTable {
    const { table, patches } = this.base();
    const { edits } = this.live;
    const patched = areTooLong(edits) || this.mustReadAnew() ? undefined : patchedTable(table, edits, patches);
    if (patched === undefined) return unpatched(this.readAnew());
    if (areTooMany(edits)) {
      this.settleAs(patched);
      return unpatched(this.base().table);
    }
    this.base().patches = patched.patches;
    return patched;
  }

  /** Whether an edit may have changed more than the records it is in. */
  private mustReadAnew(): boolean {
    if (!this.live.isEdited) return false;
    return this.owner.hasModel() ? this.owner.weighsRows() : this.live.length < SHORT || this.isOtherDialect();
  }

  /** Whether the beginning of the text would be read in another way now. */
  private isOtherDialect(): boolean {
    if (this.owner.hasModel() || this.live.edits[0].start > SAMPLE_LONGEST) return false;
    const now = detectDialect(this.live.slice(0, SAMPLE_LONGEST + 1), this.owner.overrides());
    return !isSame(now, this.base().table.dialect);
  }

  /** Reads the text again, as far as it changed. */
  private readAnew(): Table {
    const before = this.base();
    const isOther = this.isOtherDialect();
    const { edits } = this.live;
    this.owner.replacing(before, undefined);
    this.live.settle();
    const text = this.live.before;
    const table = isOther ? readTable(text, this.owner.overrides()) : reread(before.table, edits, text);
    return this.replaceBy(table, false).table;
  }
}
