/** Converts the table's offsets to the protocol's lines and characters. */
import type { Position, Range } from 'vscode-languageserver';
import type { Range as OffsetRange } from '../../core/csv/table/table';

/** A text that converts offsets to positions. */
export interface Positions {
  positionAt(offset: number): Position;
}

/** Converts a range of offsets. @param shift number added to the offsets to get offsets of the text */
export function toRange(text: Positions, { start, end }: OffsetRange, shift = 0): Range {
  return { start: text.positionAt(start + shift), end: text.positionAt(end + shift) };
}

/** Whether a position is in a range, including both ends. */
export function isWithin({ line, character }: Position, { start, end }: Range): boolean {
  const isAfterStart = line > start.line || (line === start.line && character >= start.character);
  return isAfterStart && (line < end.line || (line === end.line && character <= end.character));
}
