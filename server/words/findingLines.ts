/** Findings and parameters as lines of plain text, for the command line and for agents. */
import type { ColumnParameters, Finding, RowFinding, UnreadableCell } from '../protocol';
import { partSpread, partText, type DatePartName } from '../protocol/report/dateWords';
import { smallestTail } from '../protocol/report/report';
import type { PlaceNoun } from '../protocol/places';
import {
  cellWords,
  keyWords,
  otherFindingWords,
  percentWords,
  short,
  tailWords,
  type Notation,
} from './findingClauses';
import { printable } from './printable';

/** Maximum number of levels named per cluster of a categorical column. */
const MOST_LEVELS = 2;
/** Maximum number of blamed cells named per row. */
const MOST_CELLS = 3;

/** Describes the parameters of a column in a cluster. @example '4973 ± 351', 'female 83.0 %, male 17.0 %' */
export function parameterWords(of: ColumnParameters, part: DatePartName | undefined): string {
  if ('mean' in of && part !== undefined) return `${partText(part, of.mean, of.sd)} ± ${partSpread(part, of.sd)}`;
  if ('mean' in of) return `${short(of.mean)} ± ${short(of.sd)}`;
  const levels = Object.entries(of.probabilities)
    .sort((a, b) => b[1] - a[1])
    .slice(0, MOST_LEVELS);
  return levels
    .filter(([, p], rank) => rank === 0 || p >= 0.1)
    .map(([level, p]) => `${printable(level)} ${percentWords(p)}`)
    .join(', ');
}

/**
 * Describes a finding that belongs to no single row, and what to do; empty for findings of rows.
 *
 * @param readAsNumbers returns what to write to have a column read as numbers
 */
export function otherFinding(
  finding: Finding,
  readAsNumbers: (column: string) => string,
  noun?: PlaceNoun,
): readonly string[] {
  const words = otherFindingWords(finding, noun);
  if (words === undefined) return [];
  return [
    finding.code === 'column.left-out' && 'share' in finding
      ? `${words}; read them with ${readAsNumbers(printable(finding.column))}`
      : words,
  ];
}

/** Describes a cell that its column cannot read, or that does not follow from others as it should. */
export function unreadableLine({ line, text, reason, key }: UnreadableCell, noun: PlaceNoun = 'line'): string {
  return `${noun} ${line}${key === undefined ? '' : ` (${keyWords(key)})`}: "${printable(text)}" ${printable(reason, 200)}`;
}

/** Describes an unlikely row: its place, its key, its tail probability, and its guiltiest cells. */
export function findingLine(finding: RowFinding, notation: Notation, noun: PlaceNoun = 'line'): string {
  const { line, cells, key } = finding;
  const named = key === undefined ? '' : `${keyWords(key)}, `;
  const where = `${noun} ${line} (${named}p ${tailWords(smallestTail(finding))})`;
  if (cells.length === 0) return where;
  return `${where}: ${cells
    .slice(0, MOST_CELLS)
    .map((cell) => cellWords(cell, notation))
    .join('; ')} given its other cells`;
}
