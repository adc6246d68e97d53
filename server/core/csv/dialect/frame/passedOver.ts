/** Recognises lines that are not rows, by the frame of the table. */
import { beginsAsTotal } from './totals';
import { decodeUtf8 } from '../../cells/utf8';
import type { Frame } from '../tableFrame';

/** Recognises lines that are not rows. */
export class PassedOver {
  /** Line at which rows end, and whether rows begin only below the line that names the columns. */
  readonly until: string | undefined;
  readonly isBelow: boolean;
  private readonly names: string | undefined;
  private readonly lines: Set<string>;
  private readonly comment: string;
  private readonly hasTotals: boolean;
  /** Whether such a line may begin with a unit, by unit; all units beyond ASCII share the last entry. */
  private readonly beginnings = new Uint8Array(129);

  constructor(frame: Frame | undefined) {
    this.lines = new Set(frame?.passedOver);
    this.comment = frame?.comment ?? '';
    this.hasTotals = frame?.hasTotals === true;
    if (this.hasTotals) this.beginnings.fill(1);
    this.until = frame?.until;
    this.isBelow = frame?.isBelow === true;
    this.names = frame?.names;
    if (frame?.until !== undefined) this.lines.add(frame.until);
    for (const line of [...this.lines, this.comment])
      if (line !== '') this.beginnings[Math.min(128, line.charCodeAt(0))] = 1;
  }

  get isEmpty(): boolean {
    return this.comment === '' && this.lines.size === 0 && !this.hasTotals;
  }

  /** Whether a line that begins with this unit, or byte of UTF-8, may be something other than a row. */
  mayBegin(code: number): boolean {
    return this.beginnings[Math.min(128, code)] === 1;
  }

  has(line: string): boolean {
    return (
      (this.comment !== '' && line.startsWith(this.comment)) ||
      this.lines.has(line.trimEnd()) ||
      (this.hasTotals && beginsAsTotal(line))
    );
  }

  /** Whether a skipped line sums up rows. */
  isTotal(line: string): boolean {
    return this.hasTotals ? beginsAsTotal(line) : this.lines.has(line.trimEnd()) && beginsAsTotal(line);
  }

  /** Whether rows end at a line. */
  ends(line: string): boolean {
    return this.until !== undefined && line.trimEnd() === this.until;
  }

  /** Whether a skipped line names the columns. */
  isNames(line: string): boolean {
    return this.names !== undefined && line.trimEnd() === this.names;
  }

  /** Whether a line in UTF-8 is not a row. */
  hasBytes(bytes: Uint8Array, start: number, end: number): boolean {
    return this.has(decodeUtf8(bytes, start, end));
  }
}
