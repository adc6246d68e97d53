/** Tests the findings about columns of a model that have no cell in a table. */
import assert from 'node:assert/strict';
import { readTable, type Table } from '../../../server/core/csv/table/table';
import { encode } from '../../../server/core/schema/encoding/encode';
import { inferSchema } from '../../../server/core/schema/infer';
import { emptyColumnFindings } from '../../../server/pipeline/fitReport';
import type { WithoutCellsFinding } from '../../../server/protocol';

/** A table of two columns of numbers; `second` returns the cells of the second. */
const tableOf = (rows: number, second: (n: number) => string): Table =>
  readTable(
    `a,b\n${Array.from({ length: rows }, (_, n) => `${10 + ((7 * n) % 13)}.${n % 10},${second(n)}`).join('\n')}\n`,
    { hasHeader: true, delimiter: ',' },
  );
const number = (n: number): string => `${(5 * n) % 31}.${n % 7}`;

/** Names of the columns without cells in a table of `rows` rows, under a model of cells as `fitted` returns them. */
function withoutCells(fitted: (n: number) => string, rows: number, second: (n: number) => string): readonly string[] {
  return findingsOf(fitted, rows, second).map(({ column }) => column);
}

function findingsOf(
  fitted: (n: number) => string,
  rows: number,
  second: (n: number) => string,
): readonly WithoutCellsFinding[] {
  const table = tableOf(100, fitted);
  const schema = inferSchema(table, { isRobust: true });
  const facts = encode(table, schema).matrix.columns.map((column) => column.facts);
  const { matrix } = encode(tableOf(rows, second), schema, facts);
  return emptyColumnFindings({ schema, facts }, matrix);
}

describe('columns of a model without cells', () => {
  it('A column without cells is a finding', () => {
    assert.deepEqual(
      withoutCells(number, 30, () => ''),
      ['b'],
    );
  });

  it('The finding has a field of its own for the missing cells, and no share of cells', () => {
    const [finding] = findingsOf(number, 30, () => '');

    assert.equal(finding.isWithoutCells, true);
    assert.ok(!('share' in finding));
  });

  it('A column with a single cell is none', () => {
    assert.deepEqual(
      withoutCells(number, 30, (n) => (n === 20 ? '4.5' : '')),
      [],
    );
  });

  it('A column without cells is none if all rows may lack it by chance', () => {
    const rarely = (n: number): string => (n % 5 === 0 ? number(n) : '');

    assert.deepEqual(
      withoutCells(rarely, 3, () => ''),
      [],
    );
    assert.deepEqual(
      withoutCells(rarely, 60, () => ''),
      ['b'],
    );
  });
});
