/** Writes an answer of ClickHouse to a file as CSV while it arrives. */
import { FitProblem } from '../../words/fitProblem';
import { printable } from '../../words/printable';
import { csvCell, csvLine, writingCsv } from '../csvCells';
import type { SqlColumn } from '../sqlSession';
import { plainType, unescaped } from './clickhouseRows';

/** Maximum length of the server's own message. */
const LONGEST = 300;

/** Returns the text of a cell, from the form of the server. */
type CellText = (cell: string) => string;

/**
 * Writes rows in the format TabSeparated, each of which ends with a cell 1.
 *
 * @returns the number of rows
 * @throws FitProblem if the server fails in the middle: its message then stands among the rows
 */
export async function writeRows(
  stream: AsyncIterable<Buffer>,
  path: string,
  columns: readonly SqlColumn[],
): Promise<number> {
  const texts = columns.map(({ type }) => textOf(plainType(type)));
  return await writingCsv(path, async (file) => {
    await file.add(csvLine(columns.map(({ name }) => csvCell(name))));
    const decoder = new TextDecoder();
    let rest = '';
    let rows = 0;
    for await (const piece of stream) {
      const lines = (rest + decoder.decode(piece, { stream: true })).split('\n');
      rest = lines.pop() ?? '';
      rows += lines.length;
      await file.add(lines.map((line) => rowLine(line, texts)).join(''));
    }
    if (rest !== '') throw failure(rest);
    return rows;
  });
}

/** Returns a row as a line of CSV. @throws FitProblem if the line is no whole row */
function rowLine(line: string, texts: readonly CellText[]): string {
  const cells = line.split('\t');
  if (cells.length !== texts.length + 1 || cells[texts.length] !== '1') throw failure(line);
  return csvLine(texts.map((text, column) => (cells[column] === '\\N' ? '' : csvCell(text(cells[column])))));
}

/** A text of fixed length is padded with NUL. The date and time of the year 0 stand for none. */
function textOf(type: string): CellText {
  if (type.startsWith('FixedString')) return (cell) => unescaped(cell).replace(/\0+$/, '');
  if (/^Date/.test(type)) return (cell) => (cell.startsWith('0000-00-00') ? '' : cell);
  return unescaped;
}

function failure(line: string): FitProblem {
  const at = line.search(/Code: \d+/);
  const words = printable(at < 0 ? 'the answer ends in the middle of a row' : line.slice(at), LONGEST);
  return new FitProblem(`the server failed while the table was read: ${words}`);
}
