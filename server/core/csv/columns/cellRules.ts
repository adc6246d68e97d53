/** The notation of a table's cells, shared by the readers of all its columns. */
import type { MissingTexts } from './blanks';
import { NumberReader } from '../cells/number';
import type { NumberMarks } from '../cells/writtenNumber';
import type { Dialect } from '../dialect/dialect';
import { USUAL_QUOTING, type Quoting } from '../dialect/quoting';

/** Never written: more room is allocated once it is needed. */
const NO_BYTES = new Uint8Array(0);

export class CellRules {
  readonly marks: NumberMarks;
  readonly quoting: Quoting;
  /** Code of the quotation mark. */
  readonly quote: number;
  /** Whether the text between two quotes is the decoded cell. */
  readonly isPlainlyRead: boolean;
  /** Whether blanks may precede a quotation mark. */
  readonly isSpaced: boolean;
  /** Whether backslashes escape outside quotes. */
  readonly isBare: boolean;
  /** Reader of one number at a time. */
  readonly number: NumberReader;
  private scratch = NO_BYTES;

  constructor(
    { decimal, thousands, quoting = USUAL_QUOTING }: NumberMarks & Pick<Dialect, 'quoting'>,
    readonly missingTexts: MissingTexts,
  ) {
    this.marks = { decimal, ...(thousands !== undefined && { thousands }) };
    this.quoting = quoting;
    this.quote = quoting.quote.charCodeAt(0);
    this.isSpaced = quoting.isSpaced === true;
    this.isBare = quoting.isBare === true;
    this.isPlainlyRead = quoting.escape === undefined && quoting.isLoose !== true && quoting.hasQuotedNull !== true;
    this.number = new NumberReader(decimal);
  }

  /** Returns room for this many bytes, whose content lasts until the next call. */
  room(bytes: number): Uint8Array {
    if (bytes > this.scratch.length) this.scratch = new Uint8Array(2 * bytes);
    return this.scratch;
  }
}
