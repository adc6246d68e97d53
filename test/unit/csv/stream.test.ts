// Tests that a text read in pieces gives the columns of the table read at once.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { TypedColumn } from '../../../server/core/csv/columns/typedColumn';
import { beginningOf } from '../../../server/core/csv/stream/beginning';
import { readColumns } from '../../../server/core/csv/stream/stream';
import { readTable } from '../../../server/core/csv/table/table';
import { readColumn } from '../../../server/core/csv/table/tableColumn';
import { anyText, sourceInPieces, withPlainLists, overrides, pieces, plainColumn, RUNS } from './streamSupport';

describe('columns of a streamed text', function () {
  this.timeout(60_000);

  it('A text read in pieces gives the columns and problems of the table read at once', () => {
    fc.assert(
      fc.property(anyText, overrides, pieces, (text, known, length) => {
        const table = readTable(text, known);
        const source = sourceInPieces(text, length);
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
          assert.deepEqual(
            withPlainLists(streamed.typed[column] as TypedColumn),
            withPlainLists(plainColumn(table, column)),
          ),
        );
      }),
      RUNS,
    );
  });

  it('A table read column by column gives the expected columns', () => {
    fc.assert(
      fc.property(anyText, overrides, (text, known) => {
        const table = readTable(text, known);

        table.columns.forEach((_, column) =>
          assert.deepEqual(
            withPlainLists(readColumn(table, column, 'all')),
            withPlainLists(plainColumn(table, column)),
          ),
        );
      }),
      RUNS,
    );
  });

  it('Columns read as numbers alone, in a loop of their own, have the same numbers', () => {
    const digits = fc.string({ unit: fc.constantFrom(...'0123456789'), maxLength: 12 });
    const numberText = fc.oneof(
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
              { weight: 9, arbitrary: fc.array(numberText, { minLength: width, maxLength: width }) },
              { weight: 1, arbitrary: fc.array(numberText, { minLength: 1, maxLength: 5 }) },
            ),
            { maxLength: 30 },
          )
          .map((rows) => rows.map((row) => row.join(',') + end).join('')),
      );

    fc.assert(
      fc.property(table, pieces, fc.boolean(), fc.boolean(), (text, length, hasHeader, isCut) => {
        const known = { delimiter: ',', hasHeader, decimal: '.' } as const;
        const whole = isCut ? text.slice(0, -1) : text;
        const source = sourceInPieces(whole, length);
        const read = readTable(whole, known);
        const { typed } = readColumns(source, beginningOf(source, known), () => 'numbers');

        assert.deepEqual(typed.length, read.columns.length);
        read.columns.forEach((_, column) => {
          const { numbers, missing, unreadableRows, bounds } = plainColumn(read, column, 'numbers');
          const own = typed[column] as TypedColumn;
          assert.deepEqual(
            [[...own.numbers], own.missing, own.unreadableRows, own.bounds],
            [[...numbers], missing, unreadableRows, bounds],
          );
        });
      }),
      RUNS,
    );
  });
});
