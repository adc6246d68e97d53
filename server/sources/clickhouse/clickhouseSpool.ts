/** Writes an answer of ClickHouse to a file as CSV while it arrives. */
import { open } from 'node:fs/promises';
import { FitProblem } from '../../words/fitProblem';
import { printable } from '../../words/printable';
import { writeProblem } from '../../disk/writeProblem';
import type { SqlColumn } from '../sqlSession';
import { unescaped } from './clickhouseRows';

/** Length of text in UTF-16 units from which it is written. */
const PIECE_LENGTH = 1 << 20;
/** Texts that need quotation marks; a blank text gets them, since a line must not be empty. */
const SPECIAL = /[",\r\n]/;
/** Maximum length of the server's own message. */
const LONGEST = 300;

/**
 * Writes rows in the format TabSeparated, each of which ends with a cell 1.
 *
 * @throws FitProblem if the server fails in the middle: its message then stands among the rows
 */
export async function writeRows(
  stream: AsyncIterable<Buffer>,
  file: string,
  columns: readonly SqlColumn[],
): Promise<void> {
  const handle = await open(file, 'wx', 0o600).catch((error: unknown) => {
    throw writeProblem(file, error);
  });
  try {
    const write = async (text: string): Promise<void> => {
      await handle.writeFile(text).catch((error: unknown) => {
        throw writeProblem(file, error);
      });
    };
    await write(`${columns.map(({ name }) => quoted(name)).join(',')}\n`);
    const decoder = new TextDecoder();
    let rest = '';
    let text = '';
    for await (const piece of stream) {
      const lines = (rest + decoder.decode(piece, { stream: true })).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) text += csvLine(line, columns.length);
      if (text.length < PIECE_LENGTH) continue;
      await write(text);
      text = '';
    }
    if (rest !== '') throw failure(rest);
    await write(text);
  } finally {
    await handle.close();
  }
}

/** Returns a row as a line of CSV. @throws FitProblem if the line is no whole row */
function csvLine(line: string, columns: number): string {
  const cells = line.split('\t');
  if (cells.length !== columns + 1 || cells[columns] !== '1') throw failure(line);
  if (columns === 1) return `${csvCell(cells[0]) || '""'}\n`;
  let text = csvCell(cells[0]);
  for (let column = 1; column < columns; column++) text += `,${csvCell(cells[column])}`;
  return `${text}\n`;
}

function csvCell(cell: string): string {
  if (cell === '\\N') return '';
  return quoted(unescaped(cell));
}

function quoted(text: string): string {
  return SPECIAL.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function failure(line: string): FitProblem {
  const at = line.search(/Code: \d+/);
  const words = printable(at < 0 ? 'the answer ends in the middle of a row' : line.slice(at), LONGEST);
  return new FitProblem(`the server failed while it was being read: ${words}`);
}
