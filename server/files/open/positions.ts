/** From the table's offsets to the protocol's lines and characters. */
import type { Position, Range } from 'vscode-languageserver';
import type { Range as OffsetRange } from '../../core/csv/table/table';

/** A text that knows where its offsets are. */
export interface Positions {
  positionAt(offset: number): Position;
}

/** @param shift to be added to the offsets, to have those of the text */
export function toRange(text: Positions, { start, end }: OffsetRange, shift = 0): Range {
  return { start: text.positionAt(start + shift), end: text.positionAt(end + shift) };
}

/** Both ends belong to a range. */
export function isWithin({ line, character }: Position, { start, end }: Range): boolean {
  const isBehind = line > start.line || (line === start.line && character >= start.character);
  return isBehind && (line < end.line || (line === end.line && character <= end.character));
}
