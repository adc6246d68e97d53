/** Texts and expected columns for the tests of streamed files. */
import fc from 'fast-check';
import { MOST_LEVELS } from '../../../server/core/csv/columns/column';
import type { TypedColumn } from '../../../server/core/csv/columns/typedColumn';
import { parseNumber } from '../../../server/core/csv/cells/number';
import { encodeUtf8 } from '../../../server/core/csv/cells/utf8';
import { LONGEST_BOUND, type BoundSign } from '../../../server/core/csv/cells/writtenBound';
import { numberInFile } from '../../../server/core/csv/cells/writtenNumber';
import type { DialectOverrides } from '../../../server/core/csv/dialect/dialect';
import type { TextSource } from '../../../server/core/csv/stream/source';
import type { Delimiter } from '../../../server/core/csv/table/scan';
import { cellText, isMissing, type Table } from '../../../server/core/csv/table/table';
import { quotings, SCANNER_PARTS, withQuoting } from './textEdits';

export const RUNS = { numRuns: 3000 };

/** Returns a source of the text that reads at most `length` bytes at a time. */
export function sourceInPieces(text: string, length: number): TextSource {
  const bytes = new Uint8Array(3 * text.length);
  const size = encodeUtf8(text, 0, text.length, bytes, 0);
  return {
    size,
    from: (offset) => (into, at) => {
      const piece = bytes.subarray(offset, Math.min(size, offset + Math.min(length, into.length - at)));
      into.set(piece, at);
      offset += piece.length;
      return piece.length;
    },
  };
}

/** Words that mean "missing" among numbers. */
export const MISSING_WORD = /^(?:\.[a-z]?|\*|nil|missing|empty|unknown|[+-]nan)$/i;

/** Returns the expected column of a table, whole or only its numbers, by a simple algorithm on strings. */
export function plainColumn(table: Table, column: number, requested: 'all' | 'numbers' = 'all'): TypedColumn {
  const texts = Array.from({ length: table.rowCount }, (_, row) => cellText(table, row, column).trim());
  const isAbsent = texts.map((text) => isMissing(table, text));
  const read = texts.map((text, row) => (isAbsent[row] ? undefined : numberIn(text, table.dialect.decimal)));
  const isWritten = texts.some(
    (text, row) => read[row] !== undefined && Number.isNaN(parseNumber(text, table.dialect.decimal)),
  );
  const isWord = texts.map((text, row) => !isAbsent[row] && read[row] === undefined && MISSING_WORD.test(text));
  const limits = texts.map((text, row) =>
    isAbsent[row] || read[row] !== undefined || !/^[<>≤≥]/.test(text) || text.length > LONGEST_BOUND
      ? undefined
      : numberIn(text.slice(1), table.dialect.decimal),
  );
  const unit =
    requested === 'numbers'
      ? ''
      : sharedUnit(read, isAbsent.filter((absent, row) => !absent && !isWord[row] && limits[row] === undefined).length);
  const bounded = Array.from(texts.keys()).filter((row) => limits[row]?.unit === '' || limits[row]?.unit === unit);
  const numbers = read.map((cell) => (cell?.unit === '' || cell?.unit === unit ? (cell?.value ?? NaN) : NaN));
  const numberCount = numbers.filter((number) => !Number.isNaN(number)).length;
  const observed = texts.filter(
    (text, row) => !isAbsent[row] && !isWord[row] && limits[row] === undefined && !/^[+-]?inf(?:inity)?$/i.test(text),
  ).length;
  const areMissing = isWord.includes(true) && (requested === 'numbers' || numberCount >= 0.9 * observed);
  const isMissingCell = texts.map((_, row) => isAbsent[row] || (areMissing && isWord[row]));
  const unreadableRows = Array.from(texts.keys()).filter(
    (row) => !isMissingCell[row] && Number.isNaN(numbers[row]) && !bounded.includes(row),
  );
  const values: string[] = [];
  const distinct = new Set<number>();
  texts.forEach((text, row) => {
    if (!isMissingCell[row] && !values.includes(text) && values.length <= MOST_LEVELS) values.push(text);
    const cell = read[row];
    if (cell !== undefined && distinct.size <= MOST_LEVELS) distinct.add(cell.value);
  });
  const places = texts.map((text, row) => (isMissingCell[row] ? 0 : values.indexOf(text) + 1));
  const isPadded = (row: number): boolean => texts[row] !== '' && cellText(table, row, column) !== texts[row];
  const padded = requested === 'all' ? Array.from(texts.keys()).filter(isPadded) : [];
  const marked = Array.from(texts.keys()).filter((row) => isAbsent[row] && texts[row] !== '');
  return {
    rows: table.rowCount,
    missing: isMissingCell.filter(Boolean).length,
    numbers: Float64Array.from(numbers),
    values,
    unreadableCount: unreadableRows.length,
    unreadableRows: unreadableRows.slice(0, 1000),
    foreign: unreadableRows.filter((row) => /^[+-]?inf(?:inity)?$/i.test(texts[row])).length,
    ...(bounded.length > 0 && {
      bounds: {
        rows: bounded,
        limits: bounded.map((row) => limits[row]?.value ?? NaN),
        signs: bounded.map((row) => texts[row][0] as BoundSign),
      },
    }),
    distinctNumbers: distinct.size,
    ...(marked.length > 0 && {
      missingMarks: {
        count: marked.length,
        texts: new Map(marked.slice(0, 4).map((row) => [row, texts[row].toLowerCase()])),
      },
    }),
    ...(padded.length > 0 && {
      padded: { count: padded.length, texts: new Map(padded.slice(0, 1000).map((row) => [row, texts[row]])) },
    }),
    ...((unit !== '' || isWritten) && { unit }),
    ...(values.length <= MOST_LEVELS && { places: Uint16Array.from(places) }),
  };
}

type Read = { readonly value: number; readonly unit: string } | undefined;

function numberIn(text: string, decimal: '.' | ','): Read {
  const plain = parseNumber(text, decimal);
  const read = Number.isNaN(plain) ? numberInFile(text, decimal) : { value: plain, unit: '' };
  return read !== undefined && Math.abs(read.value) <= 1e306 ? read : undefined;
}

/** Finds the unit of at least half of the cells and of three cells, where four fifths have this unit or none. */
function sharedUnit(read: readonly Read[], observed: number): string {
  const countOf = (unit: string): number => read.filter((cell) => cell?.unit === unit).length;
  const units = [...new Set(read.map((cell) => cell?.unit ?? ''))].filter((unit) => unit !== '');
  return (
    units.find(
      (unit) => countOf(unit) >= Math.max(3, 0.5 * observed) && countOf(unit) + countOf('') >= 0.8 * observed,
    ) ?? ''
  );
}

/** Replaces the typed arrays of a column, which may be parts of larger ones, by lists. */
export function withPlainLists({ numbers, places, ...rest }: TypedColumn): object {
  return { ...rest, numbers: [...numbers], ...(places !== undefined && { places: [...places] }) };
}

const parts = [
  ...SCANNER_PARTS,
  'b',
  '\u00a0',
  '\u2003',
  '0',
  '-',
  '.',
  'n/a',
  '?',
  "'",
  '\\',
  ', "',
  '\nx,y\n',
  '\n1,2\n',
  '3.14159,',
  '"a b",',
  '1234567890123456',
  '\ud800',
  '1e400',
  'Nu\u212a',
  '-99',
  '<0.5',
  '≥ 3',
  '>1,5',
  '\n<2,>1\n',
];
const nastyText = fc.array(fc.constantFrom(...parts), { maxLength: 60 }).map((chosen) => chosen.join(''));
const numberRow = fc
  .array(fc.double({ noNaN: true }).map(String), { minLength: 1, maxLength: 4 })
  .map((cells) => cells.join(','));
const numericText = fc.array(numberRow, { maxLength: 12 }).map((rows) => rows.join('\n'));

/** Tables with lines that are no rows before, between and after their rows. */
const framedText = fc
  .tuple(
    fc.constantFrom(
      '',
      '# a, b\n# c\n',
      'Title of it\n\n',
      '---\na: b\nc: "d, e"\n---\n',
      'sep=,\n',
      '\ufeff#x,y\n',
      '"Made, on",,\n',
    ),
    fc.constantFrom(
      'h,k,l\n',
      '# h,k,l\n',
      'h,k,l,,\n',
      'h,k\n',
      'h,k,l\n[m],[s],\n',
      ',x,x\nh,k,l\n',
      'a,k\n1,2\n\nh,k,l\n',
      'h,,k,l\n',
      'h;k;l\n',
      '',
    ),
    fc.constantFrom(
      '1,2,3\n4,5,x\n7,8,9\n',
      'a,2,3\nb,5,6\nTotal,7,9\n"sub, total",2,3\nc,9,1\nSum of it,16,y\n',
      '1,2,3,,\n4,5,x,,\n7,8,9,,\n',
      '-----\n1,2,3\n4,5,6\n7,8,y\n# no\n1,2,3\n',
    ),
    nastyText,
    fc.constantFrom(
      '',
      '\n,,\n,,\n',
      '\n(3 rows)\n',
      '\n# end',
      '\nh,k,l\n1,2,3\n',
      '\n\nh,k\n1,2\n3,4\n5,6\n',
      '\nTotal of all,,\n',
      '\ntotal,16,10\n',
    ),
  )
  .map((sections) => sections.join(''));

/** Texts of all sorts: quotes and line ends, any characters, numbers, and tables with a frame. */
export const anyText = fc.oneof(
  { weight: 3, arbitrary: nastyText },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 60 }) },
  { weight: 1, arbitrary: numericText },
  { weight: 2, arbitrary: framedText },
);

const plainOverrides: fc.Arbitrary<DialectOverrides> = fc.record(
  {
    delimiter: fc.constantFrom<Delimiter>(',', ';', '\t', '|', ' ', '  '),
    hasHeader: fc.boolean(),
    decimal: fc.constantFrom('.', ','),
    missing: fc.constantFrom(['NA'], ['-99', ' Na '], ['nuk']),
  },
  { requiredKeys: [] },
);
/** Overrides of a dialect, and ways of quoting. */
export const overrides = fc.tuple(plainOverrides, quotings).map(([dialect, quoting]) => withQuoting(dialect, quoting));
/** Lengths of pieces, in bytes. */
export const pieces = fc.oneof(fc.integer({ min: 1, max: 9 }), fc.constant(1 << 20));
