/** Reads the format TabSeparated of ClickHouse: cells between tabs, with escapes as in C, and \N for NULL. */
import type { SqlValue } from '../sqlSession';

/** An answer with its names and types. */
export interface ParsedRows {
  readonly names: readonly string[];
  readonly types: readonly string[];
  readonly rows: readonly (readonly SqlValue[])[];
}

const ESCAPES: Readonly<Record<string, string>> = {
  b: '\b',
  f: '\f',
  r: '\r',
  n: '\n',
  t: '\t',
  a: '\x07',
  v: '\v',
  0: '\0',
};

/** Collects a whole answer. */
export async function allRows(stream: AsyncIterable<Buffer>): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of stream) pieces.push(piece);
  return Buffer.concat(pieces).toString('utf8');
}

/** Reads an answer in the format TabSeparatedWithNamesAndTypes. */
export function parsedRows(text: string): ParsedRows {
  const [names = [], types = [], ...rows] = text
    .split('\n')
    .slice(0, -1)
    .map((line) => line.split('\t'));
  const readers = types.map((type) => readerOf(plainType(unescaped(type))));
  return {
    names: names.map(unescaped),
    types: types.map(unescaped),
    rows: rows.map((cells) => cells.map((cell, i) => (cell === '\\N' ? null : readers[i](unescaped(cell))))),
  };
}

/** Returns a type without the marks for NULL and for dictionaries. */
export function plainType(type: string): string {
  const [, inner] = /^(?:Nullable|LowCardinality)\((.*)\)$/s.exec(type) ?? [];
  return inner === undefined ? type : plainType(inner);
}

/** Returns the text that a cell stands for. */
export function unescaped(cell: string): string {
  return cell.includes('\\') ? cell.replace(/\\(.)/gs, (_, mark: string) => ESCAPES[mark] ?? mark) : cell;
}

function readerOf(type: string): (text: string) => SqlValue {
  if (/^U?Int(?:8|16|32)$|^B?Float\d+$|^Decimal/.test(type)) return doubleOf;
  if (/^U?Int\d+$/.test(type)) return BigInt;
  if (type === 'Bool') return (text) => text === 'true' || text === '1';
  return (text) => text;
}

function doubleOf(text: string): number {
  if (/^[-+]?inf/i.test(text)) return text.startsWith('-') ? -Infinity : Infinity;
  return Number(text);
}
