// Skips lines that are not rows while a text is read from beginning to end: finds where the table begins and ends among
// them.

import type { Frame } from '../dialect/tableFrame';
import { PassedOver } from '../dialect/frame/passedOver';
import { addLine, type PassedLines } from './streamed';

export class Passing {
  /** Whether the current line belongs to another table, above this one or below. */
  isOutside: boolean;
  lines: PassedLines | undefined;
  totals: PassedLines | undefined;
  private readonly passed: PassedOver;
  /** Whether the line that names the columns was passed, if it is one of the skipped lines. */
  private isNamed = false;

  constructor(frame: Frame | undefined) {
    this.passed = new PassedOver(frame);
    this.isOutside = this.passed.isBelow;
  }

  /** Whether a line may be skipped, by its first unit. */
  mayBegin(code: number): boolean {
    return this.isOutside || this.passed.mayBegin(code);
  }

  has(line: string): boolean {
    return this.isOutside || this.passed.has(line);
  }

  /**
   * Passes a line that is not a row.
   *
   * @param number line number, from 0
   * @param hasBegun whether the header or a row was read
   * @returns whether the table ends at this line
   */
  pass(line: string, number: number, hasBegun: boolean): boolean {
    const isHeader = !this.isNamed && this.passed.isNames(line);
    if (isHeader) {
      this.isNamed = true;
      this.isOutside = false;
    } else if (!this.isOutside && this.passed.isTotal(line)) this.totals = addLine(this.totals, number, line.trim());
    else this.lines = addLine(this.lines, number, line.trim());
    if (this.isOutside || !(hasBegun || this.isNamed) || !this.passed.ends(line)) return false;
    this.isOutside = true;
    return true;
  }
}
