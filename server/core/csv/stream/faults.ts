// Faults of the records of a text that is read in pieces: counts them, and reports the first one.

import type { Dialect } from '../dialect/dialect';
import { commonestEntry } from './records';
import { emptyRowMessage, LONGEST_ROW, describeRagged, type RaggedCode } from '../table/ragged';
import { textAt, type TextSource } from './source';
import { MOST_BYTES_PER_UNIT } from '../cells/utf8';
import type { ScanProblemCode } from './walk';

export interface StreamProblem {
  readonly code: ScanProblemCode | RaggedCode;
  /** Line number, from 0. */
  readonly line: number;
  readonly message: string;
}

/** A record whose number of cells differs from the number of columns. */
export interface RaggedRecord {
  readonly cells: number;
  /** Offset in bytes. */
  readonly at: number;
  readonly end: number;
  readonly line: number;
  /** Line on which cells are missing or too many. */
  readonly lineOfFault: number;
}

export class StreamFaults {
  private firstMisquoted: StreamProblem | undefined;
  private misquotedCount = 0;
  private firstRagged: RaggedRecord | undefined;
  private firstEmpty: StreamProblem | undefined;
  private emptyCount = 0;
  /** Number of records by their number of cells, where it differs from the number of columns. */
  private readonly otherWidths = new Map<number, number>();

  /** @param count number of problems, of which this is the first */
  addMisquoted(problem: StreamProblem, count: number): void {
    this.firstMisquoted ??= problem;
    this.misquotedCount += count;
  }

  addRagged(record: RaggedRecord): void {
    this.otherWidths.set(record.cells, (this.otherWidths.get(record.cells) ?? 0) + 1);
    this.firstRagged ??= record;
  }

  /** Adds a record without a filled cell. */
  addEmpty(line: number): void {
    this.firstEmpty ??= { code: 'row.empty', line, message: emptyRowMessage() };
    this.emptyCount++;
  }

  get count(): number {
    return this.misquotedCount + this.raggedCount + this.emptyCount;
  }

  /** Returns the most frequent number of cells of records that are not blank lines; the larger one in a tie. */
  commonestWidth(width: number, records: number): number {
    const regularCount = records - this.raggedCount;
    return commonestEntry(
      new Map([...this.otherWidths, ...(regularCount > 0 ? [[width, regularCount] as const] : [])]),
    )[0];
  }

  /** Returns the first problem of the corresponding table: a scanner problem, else a ragged or empty row. */
  firstProblem(source: TextSource, dialect: Dialect, width: number): StreamProblem | undefined {
    const { firstMisquoted, firstRagged, firstEmpty } = this;
    if (firstMisquoted !== undefined || firstRagged === undefined) return firstMisquoted ?? firstEmpty;
    return firstEmpty !== undefined && firstEmpty.line < firstRagged.line
      ? firstEmpty
      : problemOf(firstRagged, source, dialect, width);
  }

  private get raggedCount(): number {
    return [...this.otherWidths.values()].reduce((sum, count) => sum + count, 0);
  }
}

/** Describes a ragged record, which is read again since it may have come in pieces. */
function problemOf(
  { cells, at, end, line, lineOfFault }: RaggedRecord,
  source: TextSource,
  dialect: Dialect,
  width: number,
): StreamProblem {
  const size = Math.min(end - at, MOST_BYTES_PER_UNIT * LONGEST_ROW + 1);
  const { code, message } = describeRagged(textAt(source, at, size), dialect, cells, width);
  return { code, line: code === 'row.ragged' ? lineOfFault : line, message };
}
