// A text read in pieces, and the same text read at once and cell by cell with a string for each: what they find is the
// same.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { beginningOf } from '../../../server/core/csv/stream/beginning';
import { MOST_LEVELS } from '../../../server/core/csv/columns/column';
import type { TypedColumn } from '../../../server/core/csv/columns/typedColumn';
import { parseNumber } from '../../../server/core/csv/cells/number';
import { rowsOf, textsOf } from '../../../server/core/csv/stream/rowTexts';
import { sourceOfString, type TextSource } from '../../../server/core/csv/stream/source';
import { readColumns } from '../../../server/core/csv/stream/stream';
import { cellText, isMissing, readTable, rowLine, type Table } from '../../../server/core/csv/table/table';
import { readColumn } from '../../../server/core/csv/table/tableColumn';
import { LONGEST_BOUND, type BoundSign } from '../../../server/core/csv/cells/writtenBound';
import { numberInFile } from '../../../server/core/csv/cells/writtenNumber';
import { quotings } from './edits';
import { decodeUtf8, encodeUtf8 } from '../../../server/core/csv/cells/utf8';
import type { DialectOverrides } from '../../../server/core/csv/dialect/dialect';
import type { Delimiter } from '../../../server/core/csv/table/scan';

const RUNS = { numRuns: 3000 };

/** The source, but giving no more than so many bytes at a time. */
function inPieces(text: string, most: number): TextSource {
  const bytes = new Uint8Array(3 * text.length);
  const length = encodeUtf8(text, 0, text.length, bytes, 0);
  return {
    size: length,
    from: (offset) => (into, at) => {
      const piece = bytes.subarray(offset, Math.min(length, offset + Math.min(most, into.length - at)));
      into.set(piece, at);
      offset += piece.length;
      return piece.length;
    },
  };
}

const WORD = /^(?:\.[a-z]?|\*|nil|missing|empty|unknown|[+-]nan)$/i;

/** What a column is, plainly: a string for each cell; all of it, or its numbers alone. */
function plainly(table: Table, column: number, wanted: 'all' | 'numbers' = 'all'): TypedColumn {
  const texts = Array.from({ length: table.rowCount }, (_, row) => cellText(table, row, column).trim());
  const isAbsent = texts.map((text) => isMissing(table, text));
  const read = texts.map((text, row) => (isAbsent[row] ? undefined : numberIn(text, table.dialect.decimal)));
  const isWritten = texts.some(
    (text, row) => read[row] !== undefined && Number.isNaN(parseNumber(text, table.dialect.decimal)),
  );
  const isWord = texts.map((text, row) => !isAbsent[row] && read[row] === undefined && WORD.test(text));
  const limits = texts.map((text, row) =>
    isAbsent[row] || read[row] !== undefined || !/^[<>≤≥]/.test(text) || text.length > LONGEST_BOUND
      ? undefined
      : numberIn(text.slice(1), table.dialect.decimal),
  );
  const unit =
    wanted === 'numbers'
      ? ''
      : sharedUnit(read, isAbsent.filter((absent, row) => !absent && !isWord[row] && limits[row] === undefined).length);
  const bounded = Array.from(texts.keys()).filter((row) => limits[row]?.unit === '' || limits[row]?.unit === unit);
  const numbers = read.map((cell) => (cell?.unit === '' || cell?.unit === unit ? (cell?.value ?? NaN) : NaN));
  const found = numbers.filter((number) => !Number.isNaN(number)).length;
  const told = texts.filter(
    (text, row) => !isAbsent[row] && !isWord[row] && limits[row] === undefined && !/^[+-]?inf(?:inity)?$/i.test(text),
  ).length;
  const areMissing = isWord.includes(true) && (wanted === 'numbers' || found >= 0.9 * told);
  const isNone = texts.map((_, row) => isAbsent[row] || (areMissing && isWord[row]));
  const others = Array.from(texts.keys()).filter(
    (row) => !isNone[row] && Number.isNaN(numbers[row]) && !bounded.includes(row),
  );
  const values: string[] = [];
  const distinct = new Set<number>();
  texts.forEach((text, row) => {
    if (!isNone[row] && !values.includes(text) && values.length <= MOST_LEVELS) values.push(text);
    const own = read[row];
    if (own !== undefined && distinct.size <= MOST_LEVELS) distinct.add(own.value);
  });
  const places = texts.map((text, row) => (isNone[row] ? 0 : values.indexOf(text) + 1));
  return {
    rows: table.rowCount,
    missing: isNone.filter(Boolean).length,
    numbers: Float64Array.from(numbers),
    values,
    othersCount: others.length,
    others: others.slice(0, 1000),
    foreign: others.filter((row) => /^[+-]?inf(?:inity)?$/i.test(texts[row])).length,
    ...(bounded.length > 0 && {
      bounds: {
        rows: bounded,
        limits: bounded.map((row) => limits[row]?.value ?? NaN),
        signs: bounded.map((row) => texts[row][0] as BoundSign),
      },
    }),
    distinctNumbers: distinct.size,
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

/** The unit that half of the cells have, three at the least, four fifths of them having it or none. */
function sharedUnit(read: readonly Read[], observed: number): string {
  const countOf = (unit: string): number => read.filter((cell) => cell?.unit === unit).length;
  const units = [...new Set(read.map((cell) => cell?.unit ?? ''))].filter((unit) => unit !== '');
  return (
    units.find(
      (unit) => countOf(unit) >= Math.max(3, 0.5 * observed) && countOf(unit) + countOf('') >= 0.8 * observed,
    ) ?? ''
  );
}

/** For comparison: typed arrays that are parts of larger ones as plain lists. */
function listed({ numbers, places, ...rest }: TypedColumn): object {
  return { ...rest, numbers: [...numbers], ...(places !== undefined && { places: [...places] }) };
}

const parts = [
  '"',
  '""',
  ',',
  ';',
  '\t',
  '|',
  '\n',
  '\r',
  '\r\n',
  '\ufeff',
  '😀',
  'é',
  'a',
  'b',
  ' ',
  '\u00a0',
  '\u2003',
  '1',
  '0',
  '-',
  '.',
  '1,5',
  '-2.5e3',
  'NA',
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
/** Tables with lines that are no rows, before, among and behind them. */
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
  .map((all) => all.join(''));
const anyText = fc.oneof(
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
const overrides = fc
  .tuple(plainOverrides, quotings)
  .map(([known, quoting]) => ({ ...known, ...(quoting !== undefined && { quoting }) }));
const pieces = fc.oneof(fc.integer({ min: 1, max: 9 }), fc.constant(1 << 20));

/** Which of its texts each row of a column has. */
function places(column: TypedColumn | undefined): unknown {
  const text = (place: number): string => column?.values[place - 1] ?? '';
  // Among numbers a word means "missing", which texts alone do not show.
  return column?.places && Array.from(column.places, text).map((own) => (WORD.test(own) ? '' : own));
}

describe('columns of a text in pieces', function () {
  this.timeout(60_000);

  it('are those of the table, whatever the text and wherever it is cut', () => {
    fc.assert(
      fc.property(anyText, overrides, pieces, (text, known, most) => {
        const table = readTable(text, known);
        const source = inPieces(text, most);
        const beginning = beginningOf(source, known);
        const streamed = readColumns(source, beginning, () => 'all');
        assert.deepEqual(beginning.dialect, table.dialect);
        assert.deepEqual(streamed.columns, table.columns);
        assert.equal(streamed.rowCount, table.rowCount);
        assert.equal(streamed.problemCount, table.problemCount);
        assert.equal(streamed.passedOver?.count, table.passedOver?.count);
        assert.equal(streamed.problem?.message, table.problems[0]?.message);
        if (streamed.problem !== undefined)
          assert.equal(streamed.problem.line, text.slice(0, table.problems[0].start).split(/\r\n|\r|\n/).length - 1);
        table.columns.forEach((_, column) =>
          assert.deepEqual(listed(streamed.typed[column] as TypedColumn), listed(plainly(table, column))),
        );
      }),
      RUNS,
    );
  });

  it('and a table read column by column gives the same', () => {
    fc.assert(
      fc.property(anyText, overrides, (text, known) => {
        const table = readTable(text, known);
        table.columns.forEach((_, column) =>
          assert.deepEqual(listed(readColumn(table, column, 'all')), listed(plainly(table, column))),
        );
      }),
      RUNS,
    );
  });

  it('of known levels, or of numbers alone', () => {
    const source = inPieces('a,b\n1,x\n?,y\n x ,2\n-5,\n', 3);
    const streamed = readColumns(source, beginningOf(source), (name) => (name === 'a' ? 'numbers' : ['y', '2']));
    const [a, b] = streamed.typed as TypedColumn[];
    assert.deepEqual(
      [[...a.numbers], a.missing, a.others, a.values, a.places],
      [[1, NaN, NaN, -5], 1, [2], [], undefined],
    );
    assert.deepEqual([[...(b.places ?? [])], b.missing, b.others, b.values], [[0, 1, 2, 0], 1, [0], ['y', '2']]);
  });

  it('are the same where nothing but numbers is asked for, which is read in a loop of its own', () => {
    const digits = fc.string({ unit: fc.constantFrom(...'0123456789'), maxLength: 12 });
    const written = fc.oneof(
      {
        weight: 6,
        arbitrary: fc
          .tuple(fc.constantFrom('', '-', '+'), digits, fc.constantFrom('', '.', '.', '.'), digits)
          .map((all) => all.join('')),
      },
      fc.double({ noNaN: true }).map(String),
      fc.constantFrom('', 'NA', '1e3', ' 1', 'x', '<3', '"2"', '-', '.', '1.2.3', '1e999', '123456789', '1234567890'),
    );
    const table = fc
      .tuple(fc.integer({ min: 1, max: 4 }), fc.constantFrom('\n', '\r\n', '\r'))
      .chain(([width, end]) =>
        fc
          .array(
            fc.oneof(
              { weight: 9, arbitrary: fc.array(written, { minLength: width, maxLength: width }) },
              { weight: 1, arbitrary: fc.array(written, { minLength: 1, maxLength: 5 }) },
            ),
            { maxLength: 30 },
          )
          .map((rows) => rows.map((row) => row.join(',') + end).join('')),
      );
    fc.assert(
      fc.property(table, pieces, fc.boolean(), fc.boolean(), (text, most, hasHeader, isCut) => {
        const known = { delimiter: ',', hasHeader, decimal: '.' } as const;
        const whole = isCut ? text.slice(0, -1) : text;
        const source = inPieces(whole, most);
        const read = readTable(whole, known);
        const { typed } = readColumns(source, beginningOf(source, known), () => 'numbers');
        assert.deepEqual(typed.length, read.columns.length);
        read.columns.forEach((_, column) => {
          const { numbers, missing, others, bounds } = plainly(read, column, 'numbers');
          const own = typed[column] as TypedColumn;
          assert.deepEqual(
            [[...own.numbers], own.missing, own.others, own.bounds],
            [[...numbers], missing, others, bounds],
          );
        });
      }),
      RUNS,
    );
  });

  it('of texts have the places that all of a column has, whatever the text', () => {
    fc.assert(
      fc.property(anyText, overrides, pieces, (text, known, most) => {
        const source = inPieces(text, most);
        const beginning = beginningOf(source, known);
        const all = readColumns(source, beginning, () => 'all').typed;
        const texts = readColumns(source, beginning, () => 'texts').typed;
        all.forEach((column, i) => assert.deepEqual(places(texts[i]), places(column)));
      }),
      RUNS,
    );
  });

  it('of texts have them also in long files, of words or numbers, few or many', () => {
    const rows = 3 * MOST_LEVELS;
    const line = (row: number): string =>
      [row, `t${row}`, row % 50, `t${row % 50}`, row < 5000 ? 7 : `t${row % 3}`, row % 2 === 0 ? '' : 'NA'].join(',');
    const source = inPieces(
      `a,b,c,d,e,f\n${Array.from({ length: rows }, (_, row) => line(row)).join('\n')}\n`,
      1 << 16,
    );
    const beginning = beginningOf(source);
    const room = {
      allocate: (length: number) => new Float64Array(length),
      records: { end: 0, canFill: () => false, load: () => undefined, read: () => 0 },
    };
    const all = readColumns(source, beginning, () => 'all').typed;
    const texts = readColumns(source, beginning, () => 'texts', room).typed;
    all.forEach((column, i) => assert.deepEqual(places(texts[i]), places(column)));
    assert.deepEqual(
      texts.map((column) => column?.places?.length),
      [undefined, undefined, rows, rows, rows, rows],
    );
    // No room for numbers is taken for words.
    assert.deepEqual(
      texts.map((column) => column?.numbers.length),
      [rows, 0, rows, 0, rows, rows],
    );
  });

  it('take a known level that is a missing value for missing', () => {
    const source = inPieces('a,b\n1,NA\n2,y\n', 3);
    const [, b] = readColumns(source, beginningOf(source, { hasHeader: true }), () => ['NA', 'y'])
      .typed as TypedColumn[];
    assert.deepEqual([[...(b.places ?? [])], b.missing], [[0, 2], 1]);
  });

  it('are of numbers alone once there are more values than levels', () => {
    const cells = Array.from({ length: MOST_LEVELS + 500 }, (_, i) => (i % 7 === 3 ? `t${i}` : `${i / 8}`));
    const text = `v,w\n${cells.map((cell, i) => `${cell},${i % 10}.0`).join('\n')}\n`;
    const source = inPieces(text, 1000);
    const { typed } = readColumns(source, beginningOf(source), () => 'all');
    const table = readTable(text);
    table.columns.forEach((_, column) => {
      const { gathered, oddTexts, ...own } = typed[column] as TypedColumn;
      assert.deepEqual(listed(own), listed(plainly(table, column)));
      assert.deepEqual(
        [...(oddTexts ?? [])],
        column === 0 ? cells.flatMap((cell, row) => (cell.startsWith('t') ? [[row, cell]] : [])) : [],
      );
      assert.deepEqual(gathered, readColumn(table, column, 'all').gathered);
    });
    // To see how they are written.
    assert.deepEqual([typed[0]?.gathered?.places.length, typed[1]?.gathered], [cells.length, undefined]);
    assert.equal(typed[0]?.places, undefined);
    assert.equal(typed[0]?.values.length, MOST_LEVELS + 1);
  });
});

describe('rows of a text that is not kept', function () {
  this.timeout(60_000);

  it('are found again: their lines, their cells and how they are written', () => {
    fc.assert(
      fc.property(anyText, overrides, pieces, (text, known, most) => {
        const table = readTable(text, known);
        const source = inPieces(text, most);
        const beginning = beginningOf(source, known);
        const streamed = readColumns(source, beginning, () => undefined);
        const all = Array.from({ length: table.rowCount }, (_, row) => row);
        for (const rows of [all, all.filter((row) => row % 3 === 2)]) {
          const texts = textsOf(source, beginning, streamed, rows);
          for (const row of rows) {
            assert.equal(texts.lineOf(row), rowLine(table, row));
            table.columns.forEach((_, column) => assert.equal(texts.textOf(row, column), cellText(table, row, column)));
          }
        }
        const { scan } = table;
        for (const { row, ...found } of rowsOf(source, beginning, streamed.columns.length)) {
          const record = row < 0 ? table.headerRecord : table.rowRecord[row];
          if (row >= table.rowCount) continue;
          assert.equal(
            found.source(),
            scan.text.slice(scan.cellStart[scan.recordFirstCell[record]], scan.recordEnd[record]),
          );
          assert.equal(
            found.isOpen,
            record === scan.recordCount - 1 && scan.problems.some(({ code }) => code === 'quote.unclosed'),
          );
        }
      }),
      RUNS,
    );
  });
});

describe('a string as a source', () => {
  it('gives its UTF-8, from any byte on, and every string back', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 40 }),
        fc.nat(50),
        fc.integer({ min: 8, max: 30 }),
        (text, offset, room) => {
          const whole = new Uint8Array(3 * text.length);
          const length = encodeUtf8(text, 0, text.length, whole, 0);
          assert.equal(decodeUtf8(whole, 0, length), text);
          const read = sourceOfString(text).from(Math.min(offset, length));
          const into = new Uint8Array(room);
          const got: number[] = [];
          for (let more = read(into, 0); more > 0; more = read(into, 0)) got.push(...into.subarray(0, more));
          assert.deepEqual(got, [...whole.subarray(Math.min(offset, length), length)]);
        },
      ),
      RUNS,
    );
  });
});
