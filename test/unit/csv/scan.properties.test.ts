// Tests properties of the scanner and the table reader that hold for every text.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import fc from 'fast-check';
import Papa from 'papaparse';
import { cellEnd, decodeCell, scan, type Delimiter, type Scan } from '../../../server/core/csv/table/scan';
import {
  cellRange,
  cellText,
  headerRange,
  isMissing,
  locate,
  readTable,
  rowLine,
  rowRange,
  type Table,
} from '../../../server/core/csv/table/table';
import { SCANNER_PARTS } from './textEdits';

const RUNS = { numRuns: 2000 };
const delimiters = fc.constantFrom<Delimiter>(',', ';', '\t', '|', '~');
const terminators = fc.constantFrom('\n', '\r\n', '\r');

const nastyText = fc.array(fc.constantFrom(...SCANNER_PARTS), { maxLength: 40 }).map((chosen) => chosen.join(''));
const anyText = fc.oneof(
  { weight: 3, arbitrary: nastyText },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 60 }) },
);
const cellTexts = fc.oneof(nastyText, fc.string({ unit: 'grapheme', maxLength: 8 }), fc.constantFrom('', '1', 'x y'));

/** Cells of a table and one of many texts that hold them. */
const written = fc
  .record({
    rows: fc.array(fc.array(fc.tuple(cellTexts, fc.boolean()), { minLength: 1, maxLength: 5 }), {
      minLength: 1,
      maxLength: 8,
    }),
    delimiter: delimiters,
    terminators: fc.array(terminators, { minLength: 8, maxLength: 8 }),
    last: fc.boolean(),
    mark: fc.boolean(),
  })
  .map(({ rows, delimiter, terminators, last, mark }) => {
    const lines = rows.map(
      (row, index) =>
        row.map(([cell, quoted]) => encode(cell, quoted, delimiter)).join(delimiter) +
        (index < rows.length - 1 || last ? terminators[index] : ''),
    );
    // An empty text is no record, so a last empty line needs quotes or a terminator.
    if (lines.at(-1) === '') lines[lines.length - 1] = '""';
    // CR at the end of a line and LF at the beginning of the next would be one line end.
    const text = lines.reduce(
      (all, line) => (all.endsWith('\r') && line.startsWith('\n') ? `${all}""${line}` : all + line),
      '',
    );
    return {
      text: (mark ? '\ufeff' : '') + text,
      delimiter,
      cells: rows.map((row) => row.map(([cell]) => cell)),
      mark,
    };
  });

function encode(cell: string, quoted: boolean, delimiter: string): string {
  const must =
    cell.startsWith('"') || cell.startsWith('\ufeff') || [delimiter, '\n', '\r'].some((mark) => cell.includes(mark));
  return must || quoted ? `"${cell.replaceAll('"', '""')}"` : cell;
}

function decoded(scanned: Scan): string[][] {
  return Array.from({ length: scanned.recordCount }, (_, record) => {
    const cells: string[] = [];
    for (let cell = scanned.recordFirstCell[record]; cell < scanned.recordFirstCell[record + 1]; cell++) {
      cells.push(decodeCell(scanned.text, scanned.cellStart[cell], cellEnd(scanned, cell)));
    }
    return cells;
  });
}

/** The text reassembled from the scan. */
function reassembled(scanned: Scan): string {
  const { text } = scanned;
  let all = text.startsWith('\ufeff') ? '\ufeff' : '';
  for (let record = 0; record < scanned.recordCount; record++) {
    const first = scanned.recordFirstCell[record],
      behind = scanned.recordFirstCell[record + 1];
    for (let cell = first; cell < behind; cell++) {
      all += (cell > first ? scanned.delimiter : '') + text.slice(scanned.cellStart[cell], cellEnd(scanned, cell));
    }
    assert.equal(cellEnd(scanned, behind - 1), scanned.recordEnd[record]);
    const next = record + 1 < scanned.recordCount ? scanned.cellStart[behind] : text.length;
    const terminator = text.slice(scanned.recordEnd[record], next);
    assert.ok(
      ['\n', '\r\n', '\r'].includes(terminator) || (terminator === '' && next === text.length),
      JSON.stringify(terminator),
    );
    all += terminator;
  }
  return all;
}

/** The line on which an editor shows an offset, from 0. */
function editorLine(text: string, offset: number): number {
  return [...text.matchAll(/\r\n|\r|\n/g)].filter((match) => match.index + match[0].length <= offset).length;
}

describe('scan of generated texts', function () {
  this.timeout(60_000);

  it('Cells, delimiters and terminators reassemble to the text', () => {
    fc.assert(
      fc.property(anyText, delimiters, (text, delimiter) => {
        assert.equal(reassembled(scan(text, delimiter)), text);
      }),
      RUNS,
    );
  });

  it('Record lines are the lines of an editor', () => {
    fc.assert(
      fc.property(anyText, delimiters, (text, delimiter) => {
        const scanned = scan(text, delimiter);

        for (let record = 0; record < scanned.recordCount; record++) {
          assert.equal(
            scanned.recordLine[record],
            editorLine(text, scanned.cellStart[scanned.recordFirstCell[record]]),
          );
        }
      }),
      RUNS,
    );
  });

  it('scan reads back any cells, whatever their delimiter, line ends and quoting', () => {
    fc.assert(
      fc.property(written, ({ text, delimiter, cells }) => {
        const scanned = scan(text, delimiter);

        assert.deepEqual(decoded(scanned), cells);
        assert.deepEqual(scanned.problems, []);
      }),
      RUNS,
    );
  });

  it('scan agrees with Papa Parse on well-formed text', () => {
    fc.assert(
      fc.property(written, ({ text, delimiter, mark }) => {
        const body = mark ? text.slice(1) : text;
        // Papa Parse knows one line end per text and cannot distinguish a blank line from the end of the text.
        const newline = (['\r\n', '\n', '\r'] as const).find((end) => body.includes(end)) ?? '\n';
        fc.pre(!/[\r\n]/.test(body.replaceAll(newline, '')) && !body.startsWith('\ufeff'));
        const expected = Papa.parse<string[]>(body.endsWith(newline) ? body.slice(0, -newline.length) : body, {
          delimiter,
          newline,
        }).data;

        const actual = decoded(scan(text, delimiter));

        // Papa Parse makes no record of a blank line alone.
        assert.deepEqual(actual, body === newline ? [['']] : expected);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('readTable of generated texts', function () {
  this.timeout(60_000);
  const overrides = fc.record({ delimiter: delimiters, hasHeader: fc.boolean() }, { requiredKeys: [] });

  it('Column names are unique and not empty, whatever the text', () => {
    fc.assert(
      fc.property(anyText, overrides, (text, known) => {
        const table = readTable(text, known);

        assert.equal(new Set(table.columns).size, table.columns.length);
        assert.ok(table.columns.every((name) => name !== ''));
      }),
      RUNS,
    );
  });

  it('Every row of any text has the line of an editor and cells that can be read', () => {
    fc.assert(
      fc.property(anyText, overrides, (text, known) => {
        const table = readTable(text, known);

        assert.equal(table.rowCount, table.rowRecord.length);
        for (let row = 0; row < table.rowCount; row++) {
          assert.equal(rowLine(table, row), editorLine(text, rowRange(table, row).start));
          table.columns.forEach((_, column) =>
            assert.equal(typeof isMissing(table, cellText(table, row, column)), 'boolean'),
          );
        }
      }),
      RUNS,
    );
  });

  it('A repeated line of delimiters alone is not taken for column names', () => {
    for (const text of ['\t\n\t', ',\n,', ',,\n,,\n,,'])
      assert.equal(readTable(text).dialect.frame?.names, undefined, JSON.stringify(text));
  });

  it('locate is the inverse of cellRange', () => {
    fc.assert(
      fc.property(anyText, overrides, (text, known) => {
        const table = readTable(text, known);

        const located = Array.from({ length: text.length + 1 }, (_, offset) => locate(table, offset));

        assert.deepEqual(located, expectedPlaces(table, text.length));
      }),
      RUNS,
    );
  });
});

/** Expected result of `locate` for each offset, by painting the range of each cell. */
function expectedPlaces(table: Table, length: number): ({ row: number; column: number } | undefined)[] {
  const at = new Array<{ row: number; column: number } | undefined>(length + 1).fill(undefined);
  const paint = (row: number, column: number, range: { start: number; end: number } | undefined): void => {
    if (range) for (let offset = range.start; offset <= range.end; offset++) at[offset] = { row, column };
  };
  table.columns.forEach((_, column) => {
    paint(-1, column, headerRange(table, column));
    for (let row = 0; row < table.rowCount; row++) paint(row, column, cellRange(table, row, column));
  });
  return at;
}

describe('csv-spectrum', () => {
  const require = createRequire(import.meta.url);
  const names = [
    'comma_in_quotes',
    'empty',
    'empty_crlf',
    'escaped_quotes',
    'json',
    'location_coordinates',
    'newlines',
    'newlines_crlf',
    'quotes_and_newlines',
    'simple',
    'simple_crlf',
    'utf8',
  ];
  type Row = Record<string, string>;
  // The JSON of this case is one row, not a list, and has another telephone number than its CSV.
  const corrections: Record<string, Row> = { location_coordinates: { 'Contact Phone Number': '2095257564' } };
  for (const name of names) {
    it(`The csv-spectrum file ${name} is read as in its JSON`, () => {
      const text = readFileSync(require.resolve(`csv-spectrum/csvs/${name}.csv`), 'utf8');
      const expected = JSON.parse(readFileSync(require.resolve(`csv-spectrum/json/${name}.json`), 'utf8')) as
        Row[] | Row;

      const table = readTable(text, { hasHeader: true });
      const rows = Array.from({ length: table.rowCount }, (_, row): Row =>
        Object.fromEntries(table.columns.map((column, index) => [column, cellText(table, row, index)])),
      );

      if (Array.isArray(expected)) assert.deepEqual(rows, expected);
      else assert.deepEqual(rows, [{ ...expected, ...corrections[name] }]);
      assert.deepEqual(table.problems, []);
    });
  }
});
