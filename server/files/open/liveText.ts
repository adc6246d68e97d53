/**
 * An open document's text during editing: the base text with windows of whole lines in which it differs. The cost of an
 * edit depends on the text near it; joining a text of 85 MB costs 50 ms. Offsets are UTF-16 code units, and positions
 * those of the protocol: here, and nowhere else, one becomes the other, in the units that the client counts in.
 */
import type { Position, TextDocumentContentChangeEvent } from 'vscode-languageserver';
import { lastAtMost } from '../../core/csv/table/table';
import type { OffsetEdit } from '../../core/csv/table/rescan';
import { offsetAfterUnits, unitsBetween, type PositionEncoding } from './characterUnits';

/**
 * Whole lines that were replaced. Where edits meet, the line end before the window and the one at its end belong to the
 * base.
 */
interface Window {
  /** Offsets and lines in the base. */
  readonly start: number;
  readonly end: number;
  readonly firstLine: number;
  readonly endLine: number;
  readonly text: string;
  /** Starts of the replacing lines, relative to the window. */
  readonly lineStarts: readonly number[];
  /** The minimal difference. */
  readonly edit: OffsetEdit;
}

/** One line of the current text, in the string that contains it. */
interface Line {
  readonly source: string;
  readonly start: number;
  /** Offset after its line end. */
  readonly end: number;
  /** Difference between offsets in the text and in the source. */
  readonly shift: number;
}

const CR = 0x0d,
  LF = 0x0a;

export class LiveText {
  private base: string;
  private lineStarts: Uint32Array;
  private windows: Window[] = [];
  private currentLength: number;

  /** @param encoding units of the characters of positions */
  constructor(
    text: string,
    private readonly encoding: PositionEncoding = 'utf-16',
  ) {
    this.base = text;
    this.lineStarts = lineStartsOf(text);
    this.currentLength = text.length;
  }

  get length(): number {
    return this.currentLength;
  }

  /** The base text that `edits` refer to. */
  get before(): string {
    return this.base;
  }

  /** Differences from `before`; an edit keeps its identity as long as its lines stay unchanged. */
  get edits(): readonly OffsetEdit[] {
    return this.windows.map(({ edit }) => edit);
  }

  get isEdited(): boolean {
    return this.windows.length > 0;
  }

  /** Returns the whole text, joined on each call. */
  toString(): string {
    return this.slice(0, this.currentLength);
  }

  /** Returns a part of the text. */
  slice(from: number, to: number): string {
    let joined = '';
    let at = from;
    let shift = 0;
    for (const { start, end, text } of this.windows) {
      if (at < start + shift) joined += this.base.slice(at - shift, Math.min(to, start + shift) - shift);
      at = Math.max(at, Math.min(to, start + shift));
      if (at >= to) return joined;
      joined += text.slice(at - start - shift, to - start - shift);
      at = Math.max(at, Math.min(to, start + shift + text.length));
      shift += text.length - (end - start);
    }
    return at < to ? joined + this.base.slice(at - shift, to - shift) : joined;
  }

  /** Makes the current text the base of further edits. */
  settle(): void {
    if (!this.isEdited) return;
    const text = this.toString();
    this.lineStarts = lineStartsOf(text);
    this.base = text;
    this.windows = [];
  }

  change(changes: readonly TextDocumentContentChangeEvent[]): void {
    for (const change of changes) {
      if (!('range' in change) || !change.range) this.replaceAll(change.text);
      else {
        const [a, b] = [this.offsetAt(change.range.start), this.offsetAt(change.range.end)];
        this.replace(Math.min(a, b), Math.max(a, b), change.text);
      }
    }
  }

  positionAt(offset: number): Position {
    const at = Math.max(0, Math.min(offset, this.currentLength));
    const line = this.lineAt(at);
    const { source, start, shift } = this.line(line);
    return { line, character: unitsBetween(source, start, beforeLineEnd(source, at - shift, start), this.encoding) };
  }

  offsetAt({ line, character }: Position): number {
    if (line >= this.lineCount) return this.currentLength;
    if (line < 0) return 0;
    const { source, start, end, shift } = this.line(line);
    const offset = offsetAfterUnits(source, { from: start, limit: end }, character, this.encoding);
    return beforeLineEnd(source, offset, start) + shift;
  }

  private get lineCount(): number {
    return this.windows.reduce(
      (count, { firstLine, endLine, lineStarts }) => count + lineStarts.length - (endLine - firstLine),
      this.lineStarts.length,
    );
  }

  private line(line: number): Line {
    let lines = 0,
      shift = 0;
    for (const { start, end, firstLine, endLine, text, lineStarts } of this.windows) {
      const windowLine = line - firstLine - lines;
      if (windowLine < 0) break;
      if (windowLine < lineStarts.length)
        return {
          source: text,
          start: lineStarts[windowLine],
          end: lineStarts[windowLine + 1] ?? text.length,
          shift: start + shift,
        };
      lines += lineStarts.length - (endLine - firstLine);
      shift += text.length - (end - start);
    }
    const start = this.lineStarts[line - lines];
    return { source: this.base, start, end: this.lineStarts.at(line - lines + 1) ?? this.base.length, shift };
  }

  /** Returns the line of an offset; an offset at the start of a line belongs to that line. */
  private lineAt(offset: number): number {
    let lines = 0,
      shift = 0;
    for (const { start, end, firstLine, endLine, text, lineStarts } of this.windows) {
      const windowOffset = offset - start - shift;
      if (windowOffset < 0) break;
      if (windowOffset < text.length || endLine === this.lineStarts.length)
        return firstLine + lines + lastAtMost(lineStarts.length, (i) => lineStarts[i], windowOffset);
      lines += lineStarts.length - (endLine - firstLine);
      shift += text.length - (end - start);
    }
    return lines + lastAtMost(this.lineStarts.length, (i) => this.lineStarts[i], offset - shift);
  }

  /** Replaces the whole text. Usually the new text differs in one place only. */
  private replaceAll(text: string): void {
    const current = this.toString();
    const start = commonStart(current, text);
    const endLength = commonEnd(current, text, Math.min(current.length, text.length) - start);
    this.replace(start, current.length - endLength, text.slice(start, text.length - endLength));
  }

  /** Replaces a part of the text; adjacent windows are merged. */
  private replace(from: number, to: number, inserted: string): void {
    if (from === to && inserted === '') return;
    // The line before is included where the edit starts a line: CR before LF is one line end.
    const firstLine = this.lineAt(Math.max(0, from - 1));
    const lastLine = this.lineAt(to);
    let index = 0,
      lines = 0,
      shift = 0;
    const skipWindow = ({ start, end, firstLine: first, endLine, text, lineStarts }: Window): void => {
      lines += lineStarts.length - (endLine - first);
      shift += text.length - (end - start);
    };
    for (
      ;
      index < this.windows.length &&
      this.windows[index].firstLine + lines + this.windows[index].lineStarts.length <= firstLine;
      index++
    )
      skipWindow(this.windows[index]);
    const [linesBefore, shiftBefore] = [lines, shift];
    let endIndex = index;
    for (; endIndex < this.windows.length && this.windows[endIndex].firstLine + lines <= lastLine; endIndex++)
      skipWindow(this.windows[endIndex]);
    const overlapping = this.windows.slice(index, endIndex);
    const baseFirst = Math.min(firstLine - linesBefore, overlapping[0]?.firstLine ?? Infinity);
    const baseEnd = Math.max(lastLine + 1 - lines, overlapping.at(-1)?.endLine ?? 0);
    const start = this.lineStarts[baseFirst];
    const end = this.lineStarts.at(baseEnd) ?? this.base.length;
    const text = this.slice(start + shiftBefore, from) + inserted + this.slice(to, end + shift);
    this.windows.splice(index, endIndex - index, ...this.windowOf(start, end, baseFirst, baseEnd, text));
    this.currentLength += inserted.length - (to - from);
  }

  /** Returns the window for a part of the base and its new text; none where they are equal. */
  private windowOf(start: number, end: number, firstLine: number, endLine: number, text: string): Window[] {
    const replaced = this.base.slice(start, end);
    const startLength = commonStart(replaced, text);
    if (startLength === replaced.length && startLength === text.length) return [];
    const endLength = commonEnd(replaced, text, Math.min(replaced.length, text.length) - startLength);
    const lineStarts = [...lineStartsOf(text)];
    // The line after the last line end is the base's next one, if there is one.
    if (endLine < this.lineStarts.length) lineStarts.pop();
    const edit = {
      start: start + startLength,
      end: end - endLength,
      text: text.slice(startLength, text.length - endLength),
    };
    return [{ start, end, firstLine, endLine, text, lineStarts, edit }];
  }
}

/** Moves an offset in a line, which starts at `start`, before the line's end. */
function beforeLineEnd(source: string, offset: number, start: number): number {
  let at = offset;
  while (at > start && (source.charCodeAt(at - 1) === CR || source.charCodeAt(at - 1) === LF)) at--;
  return at;
}

function lineStartsOf(text: string): Uint32Array {
  let starts = new Uint32Array(Math.min(text.length + 1, 1024));
  let count = 1;
  let lf = text.indexOf('\n');
  let cr = text.indexOf('\r');
  while (lf >= 0 || cr >= 0) {
    const end = lf < 0 || (cr >= 0 && cr < lf) ? cr : lf;
    const start = end === cr && lf === cr + 1 ? end + 2 : end + 1;
    if (count === starts.length) {
      const larger = new Uint32Array(2 * count);
      larger.set(starts);
      starts = larger;
    }
    starts[count++] = start;
    if (lf >= 0 && lf < start) lf = text.indexOf('\n', start);
    if (cr >= 0 && cr < start) cr = text.indexOf('\r', start);
  }
  return starts.slice(0, count);
}

/** Length of the slices that are compared first: many times faster than comparing units, and slices copy nothing. */
const STRIDE = 1 << 14;

/** Number of equal UTF-16 units at the starts of two texts. */
function commonStart(a: string, b: string): number {
  const limit = Math.min(a.length, b.length);
  let at = 0;
  while (at + STRIDE <= limit && a.slice(at, at + STRIDE) === b.slice(at, at + STRIDE)) at += STRIDE;
  while (at < limit && a.charCodeAt(at) === b.charCodeAt(at)) at++;
  return at;
}

/** Number of equal UTF-16 units at the ends of two texts, at most `limit`. */
function commonEnd(a: string, b: string, limit: number): number {
  let length = 0;
  while (
    length + STRIDE <= limit &&
    a.slice(a.length - length - STRIDE, a.length - length) === b.slice(b.length - length - STRIDE, b.length - length)
  )
    length += STRIDE;
  while (length < limit && a.charCodeAt(a.length - length - 1) === b.charCodeAt(b.length - length - 1)) length++;
  return length;
}
