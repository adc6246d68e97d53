// Tests that rows of a text that is not kept in memory are found again.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { beginningOf, type Beginning } from '../../../server/core/csv/stream/beginning';
import type { DialectOverrides } from '../../../server/core/csv/dialect/dialect';
import { HEADER_ROW, placesOf, type Place } from '../../../server/core/csv/stream/cellPlaces';
import { rowsOf, textsOf } from '../../../server/core/csv/stream/rowTexts';
import type { TextSource } from '../../../server/core/csv/stream/source';
import { readColumns, type Streamed } from '../../../server/core/csv/stream/stream';
import {
  cellRange,
  cellText,
  headerRange,
  readTable,
  rowLine,
  rowRange,
  type Range,
  type Table,
} from '../../../server/core/csv/table/table';
import { anyText, sourceInPieces, overrides, pieces, RUNS } from './streamSupport';

interface BothReadings {
  readonly table: Table;
  readonly source: TextSource;
  readonly beginning: Beginning;
  readonly streamed: Streamed;
}

/** A text read at once, and in pieces of `length` bytes without its columns. */
function readBothWays(text: string, known: DialectOverrides, length: number): BothReadings {
  const source = sourceInPieces(text, length);
  const beginning = beginningOf(source, known);
  return {
    table: readTable(text, known),
    source,
    beginning,
    streamed: readColumns(source, beginning, () => undefined),
  };
}

/** Place of a range of offsets; an editor shows no byte order mark. */
function placeIn(text: string, { start, end }: Range): Place {
  const mark = text.startsWith('\ufeff') ? 1 : 0;
  const lines = (offset: number): readonly string[] => text.slice(mark, offset).split(/\r\n|\r|\n/);
  const unit = (offset: number): number => lines(offset).at(-1)?.length ?? 0;
  return {
    startLine: lines(start).length - 1,
    startUnit: unit(start),
    endLine: lines(end).length - 1,
    endUnit: unit(end),
  };
}

describe('rows of a streamed text', function () {
  this.timeout(60_000);

  it('textsOf finds the lines and cells of requested rows', () => {
    fc.assert(
      fc.property(anyText, overrides, pieces, (text, known, length) => {
        const { table, source, beginning, streamed } = readBothWays(text, known, length);
        const all = Array.from({ length: table.rowCount }, (_, row) => row);

        for (const rows of [all, all.filter((row) => row % 3 === 2), all.slice(-1)]) {
          const texts = textsOf(source, beginning, streamed, rows);

          for (const row of rows) {
            assert.equal(texts.lineOf(row), rowLine(table, row));
            table.columns.forEach((_, column) => assert.equal(texts.textOf(row, column), cellText(table, row, column)));
          }
        }
      }),
      RUNS,
    );
  });

  it('placesOf gives the places of rows, cells and names that the table gives in an editor', () => {
    fc.assert(
      fc.property(anyText, overrides, pieces, (text, known, length) => {
        const { table, source, beginning, streamed } = readBothWays(text, known, length);
        const rows = Array.from({ length: table.rowCount }, (_, row) => row).filter((row) => row % 3 !== 1);
        const requested = beginning.dialect.hasHeader ? [HEADER_ROW, 0, ...rows] : [0, ...rows];

        const places = placesOf(source, beginning, streamed, requested);

        for (const row of rows) {
          assert.deepEqual(places.placeOfRow(row), placeIn(text, rowRange(table, row)));
          for (let column = 0; column < table.columns.length; column++)
            assert.deepEqual(
              places.placeOfCell(row, column),
              placeIn(text, cellRange(table, row, column) ?? rowRange(table, row)),
            );
        }
        for (let column = 0; column < (table.rowCount === 0 ? 0 : table.columns.length); column++) {
          const range = headerRange(table, column) ?? cellRange(table, 0, column) ?? rowRange(table, 0);
          assert.deepEqual(places.placeOfColumn(column), placeIn(text, range));
        }
      }),
      RUNS,
    );
  });

  it('rowsOf gives the source and the number of cells of every row, and whether it ends in an open quote', () => {
    fc.assert(
      fc.property(anyText, overrides, pieces, (text, known, length) => {
        const { table, source, beginning, streamed } = readBothWays(text, known, length);
        const { scan } = table;

        for (const found of rowsOf(source, beginning, streamed.columns.length)) {
          const { row } = found;
          const record = row < 0 ? table.headerRecord : table.rowRecord[row];
          if (row >= table.rowCount) continue;

          assert.equal(
            found.source(),
            scan.text.slice(scan.cellStart[scan.recordFirstCell[record]], scan.recordEnd[record]),
          );
          assert.equal(found.cellCount, scan.recordFirstCell[record + 1] - scan.recordFirstCell[record]);
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
