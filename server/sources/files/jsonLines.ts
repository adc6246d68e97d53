/** Reads JSON lines: an object per line, whose fields are the columns. The file is read twice, and never held. */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import { FitProblem } from '../../words/fitProblem';
import { printable } from '../../words/printable';
import { csvCell, csvLine, writingCsv } from '../csvCells';

/** Maximum number of columns: objects whose names are data have no end of them. */
const MOST_COLUMNS = 100_000;

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
  for await (const { fields } of objectsOf(path, signal)) if (fields !== undefined) count(fields, columns);
  const leftOut = [...columns].filter(([, { plain, nested }]) => plain === 0 && nested > 0).map(([name]) => name);
  const names = [...columns.keys()].filter((name) => !leftOut.includes(name));
  if (columns.size === 0) throw new FitProblem('no line holds a JSON object such as {"a": 1}; check the file');
  const lines: number[] = [];
  const wrong = { count: 0, line: 0, text: '' };
  if (names.length > 0)
    await writingCsv(csvPath, async (file) => {
      await file.add(csvLine(names.map(csvCell)));
      for await (const { line, text, fields } of objectsOf(path, signal)) {
        if (fields === undefined) {
          if (wrong.count++ === 0) Object.assign(wrong, { line, text });
          continue;
        }
        lines.push(line);
        await file.add(csvLine(names.map((name) => cellOf(Object.hasOwn(fields, name) ? fields[name] : null))));
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

/** Yields the lines that are not blank; `fields` is undefined where a line is no object. */
async function* objectsOf(
  path: string,
  signal: AbortSignal | undefined,
): AsyncGenerator<{ readonly line: number; readonly text: string; readonly fields: Fields | undefined }> {
  const bytes = createReadStream(path, { signal });
  const texts = /\.gz$/i.test(path) ? bytes.pipe(createGunzip()) : bytes;
  // The reader of lines drops errors of its input.
  const failed = new Promise<never>((_, reject) => {
    bytes.on('error', reject);
    texts.on('error', reject);
  });
  failed.catch(() => undefined);
  const reader = createInterface({ input: texts, crlfDelay: Infinity });
  const lines = reader[Symbol.asyncIterator]();
  try {
    for (let line = 1; ; line++) {
      const next = await Promise.race([lines.next(), failed]);
      if (next.done === true) break;
      const text = line === 1 ? next.value.replace(/^\ufeff/, '') : next.value;
      if (text.trim() !== '') yield { line, text, fields: parsed(text) };
    }
    await Promise.race([failed, Promise.resolve()]);
  } finally {
    reader.close();
    bytes.destroy();
  }
}

function parsed(text: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;
  } catch {
    return undefined;
  }
}
