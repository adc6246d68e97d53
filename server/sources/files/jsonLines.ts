/** Reads JSON lines: an object per line, whose fields are the columns. The file is read twice, and never held. */
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { FitProblem } from '../../words/fitProblem';
import { printable } from '../../words/printable';
import { csvCell, csvLine, writingCsv } from '../csvCells';

/** Maximum number of columns: objects whose names are data have no end of them. */
const MOST_COLUMNS = 100_000;

/** Number of bytes that are read at a time. */
const PIECE_BYTES = 1 << 18;
/** Maximum length of a line in UTF-16 units. */
const LONGEST_LINE = 2 ** 26;

/** Result of reading a file. */
export interface JsonLinesText {
  readonly rows: number;
  /** Line of each row, from 1; undefined if it is the number of the row. */
  readonly lines: readonly number[] | undefined;
  /** Columns that hold only lists or objects. */
  readonly leftOut: readonly string[];
  /** Notes on lines that are no rows. */
  readonly notes: readonly string[];
}

/** Number of plain values and of lists or objects in a column. */
interface Contents {
  plain: number;
  nested: number;
}

type Fields = Readonly<Record<string, unknown>>;

/** Writes a file of JSON lines as CSV. @throws FitProblem that does not name the file */
export async function writeJsonLines(path: string, csvPath: string, signal?: AbortSignal): Promise<JsonLinesText> {
  const columns = new Map<string, Contents>();
  for await (const lines of linesOf(path, signal))
    for (const { fields } of lines) if (fields !== undefined) count(fields, columns);
  const leftOut = [...columns].filter(([, { plain, nested }]) => plain === 0 && nested > 0).map(([name]) => name);
  const names = [...columns.keys()].filter((name) => !leftOut.includes(name));
  if (columns.size === 0) throw new FitProblem('no line holds a JSON object such as {"a": 1}; check the file');
  const lines: number[] = [];
  const wrong = { count: 0, line: 0, text: '' };
  if (names.length > 0)
    await writingCsv(csvPath, async (file) => {
      await file.add(csvLine(names.map(csvCell)));
      for await (const read of linesOf(path, signal)) {
        let text = '';
        for (const { line, text: source, fields } of read) {
          if (fields === undefined) {
            if (wrong.count++ === 0) Object.assign(wrong, { line, text: source });
            continue;
          }
          lines.push(line);
          text += csvLine(names.map((name) => cellOf(Object.hasOwn(fields, name) ? fields[name] : null)));
        }
        await file.add(text);
      }
    });
  const more = wrong.count > 1 ? ` (and ${wrong.count - 1} more like it)` : '';
  return {
    rows: lines.length,
    lines: lines.every((line, row) => line === row + 1) ? undefined : lines,
    leftOut,
    notes:
      wrong.count === 0 ? [] : [`line ${wrong.line}: "${printable(wrong.text)}" is no JSON object, and no row${more}`],
  };
}

function count(fields: Fields, columns: Map<string, Contents>): void {
  for (const [name, value] of Object.entries(fields)) {
    const contents = columns.get(name) ?? { plain: 0, nested: 0 };
    if (value !== null) contents[typeof value === 'object' ? 'nested' : 'plain']++;
    columns.set(name, contents);
  }
  if (columns.size > MOST_COLUMNS)
    throw new FitProblem(`the objects have more than ${MOST_COLUMNS} different fields; a table has fewer columns`);
}

/** Returns a value of JSON as a cell: a number with the shortest digits of its double, null as nothing. */
function cellOf(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return csvCell(value);
    case 'number':
    case 'boolean':
      return String(value);
    default:
      return value === null ? '' : csvCell(JSON.stringify(value));
  }
}

/** A line that is not blank; `fields` is undefined where it is no object. */
interface Line {
  readonly line: number;
  readonly text: string;
  readonly fields: Fields | undefined;
}

/** Yields the lines that are not blank, many at a time. @throws FitProblem for a line without end */
async function* linesOf(path: string, signal: AbortSignal | undefined): AsyncGenerator<readonly Line[]> {
  const bytes = createReadStream(path, { signal, highWaterMark: PIECE_BYTES });
  const isPacked = /\.gz$/i.test(path);
  // An error of the packed stream ends the other.
  const texts = isPacked ? pipeline(bytes, createGunzip({ chunkSize: PIECE_BYTES }), () => undefined) : bytes;
  const decoder = new TextDecoder();
  let rest = '';
  let last = 0;
  for await (const piece of texts as AsyncIterable<Buffer>) {
    const lines = (rest + decoder.decode(piece, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > LONGEST_LINE)
      throw new FitProblem(
        `line ${last + lines.length + 1} is longer than ${LONGEST_LINE >> 20} MB; JSON lines have one object on each line`,
      );
    yield read(lines, last);
    last += lines.length;
  }
  yield read([rest + decoder.decode()], last);
}

function read(texts: readonly string[], before: number): readonly Line[] {
  return texts.flatMap((text, i): Line[] =>
    text.trim() === '' ? [] : [{ line: before + i + 1, text, fields: parsed(text) }],
  );
}

function parsed(text: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;
  } catch {
    return undefined;
  }
}
