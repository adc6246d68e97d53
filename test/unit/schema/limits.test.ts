import assert from 'node:assert/strict';
import { MOST_COLUMNS } from '../../../server/core/csv/columns/limits';
import { readTable } from '../../../server/core/csv/table/table';
import { inferSchema } from '../../../server/core/schema/infer';
import { inputOf, readTyped } from '../../../server/formats/table/readTable';

/** A table of one row. */
const wide = (columns: number): string =>
  `${Array.from({ length: columns }, (_, c) => `c${c}`).join(',')}\n${'1,'.repeat(columns - 1)}1\n`;

describe('column limit', function () {
  this.timeout(60_000);

  it('The command line reads a table with the maximum number of columns', () => {
    const { table } = readTyped(inputOf(wide(MOST_COLUMNS)), {}, () => undefined);

    assert.equal(table.columns.length, MOST_COLUMNS);
  });

  it('The command line refuses a table with more columns than the maximum', () => {
    assert.throws(
      () => readTyped(inputOf(wide(MOST_COLUMNS + 1)), {}, () => undefined),
      /^FitProblem: There are 100,001 columns, and a table has at most 100,000; check the delimiter, or exchange rows and/,
    );
  });

  it('The editor ignores columns beyond the maximum and gives it as the reason', () => {
    const schema = inferSchema(readTable(wide(MOST_COLUMNS + 2), {}));

    assert.equal(schema.length, MOST_COLUMNS + 2);
    assert.notEqual(schema[MOST_COLUMNS - 1].reason, schema[MOST_COLUMNS].reason);
    assert.equal(schema[MOST_COLUMNS + 1].reason, 'only the first 100,000 columns are looked at');
  });
});
