/** Tests the findings of a check: one for each repeated row, structural faults, and what identifies them. */
import assert from 'node:assert/strict';
import { complete } from '../../../server/core/numeric/generators';
import { seededRandom } from '../../../server/core/numeric/random';
import { inputOf } from '../../../server/formats/table/readTable';
import { ExpectedRows } from '../../../server/formats/sidecar';
import { checkTable, type CheckedTable } from '../../../server/pipeline/checking/checkTable';
import { PROBLEM_LIMIT } from '../../../server/core/csv/table/scan';

/** Rows of distinct names and numbers. */
function rowsOf(count: number): string[] {
  const random = seededRandom(3);
  const number = (digits: number): number => Math.floor(10 ** digits * (1 + 8 * random()));
  return Array.from({ length: count }, () => `${number(5)},${number(4)},${number(4)},${number(3)},${number(6)}`);
}

function check(rows: readonly string[], header = 'id,a,b,c,d'): CheckedTable {
  const input = inputOf([header, ...rows, ''].join('\n'));
  const request = { options: { k: 1, starts: 1 }, expected: new ExpectedRows([]) };
  return complete(checkTable(input, request, () => 0));
}

describe('checks of tables', function () {
  this.timeout(60_000);

  it('Each row that repeats another is a finding of its own, with the row that says it first', () => {
    const rows = rowsOf(200);
    rows.splice(120, 0, rows[10]);
    rows.splice(150, 0, rows[20]);

    const { findings } = check(rows);

    const repeated = findings.filter(({ code }) => code === 'row.duplicate');
    assert.deepEqual(
      repeated.map(({ region, related }) => [region.startLine, related[0].region.startLine]),
      [
        [122, 12],
        [152, 22],
      ],
    );
    assert.equal(new Set(repeated.map(({ fingerprint }) => fingerprint)).size, 2);
    assert.match(repeated[1].message, /^the row repeats line 22: every compared cell is the same/);
  });

  it('A row that another delimiter divides is one finding, without findings about its cells', () => {
    const rows = rowsOf(100);
    rows[30] = rows[30].replaceAll(',', ';');

    const { findings } = check(rows);

    assert.deepEqual(
      findings.map(({ code, region }) => [code, region.startLine]),
      [['delimiter.mixed', 32]],
    );
  });

  it('Rows without a filled cell are one finding, with the places of the others', () => {
    const rows = rowsOf(100);
    rows.splice(60, 0, ',,,,');
    rows.splice(30, 0, ',,,,');

    const { findings } = check(rows);

    assert.deepEqual(
      findings.map(({ code, region, related }) => [
        code,
        region.startLine,
        related.map((place) => place.region.startLine),
      ]),
      [['row.empty', 32, [63]]],
    );
  });

  it('Faults beyond the limit are counted by a finding', () => {
    const rows = rowsOf(3000).map((row, i) => (i % 2 === 0 ? row : `${row},surplus`));

    const { findings } = check(rows.slice(0, 2 * PROBLEM_LIMIT + 101), 'id,a,b,c,d');

    const [unlisted] = findings.filter(({ code }) => code === 'not-shown');
    assert.match(unlisted.message, /^50 more structural problems follow; only the first are listed/);
    assert.equal(findings.filter(({ code }) => code === 'row.ragged').length, PROBLEM_LIMIT);
  });

  it('Findings of cells alone are identified by their text, others by their row', () => {
    const rows = rowsOf(200);
    const wrong = (cell: string, row: number): CheckedTable => {
      const changed = [...rows];
      changed[row] = changed[row].replace(/,\d+$/, `,${cell}`);
      return check(changed);
    };

    const [text, textElsewhere, number, numberElsewhere] = [
      wrong('oops', 50),
      wrong('oops', 60),
      wrong('99999999', 50),
      wrong('99999999', 60),
    ].map(({ findings }) => findings[0]);

    assert.deepEqual([text.code, number.code.startsWith('cell.')], ['cell.bad-number', true]);
    assert.equal(textElsewhere.fingerprint, text.fingerprint);
    assert.notEqual(numberElsewhere.fingerprint, number.fingerprint);
  });

  it('The order of the columns does not change what identifies a row', () => {
    const rows = rowsOf(200);
    rows[50] = rows[50].replace(/,\d+$/, ',99999999');
    const reversed = rows.map((row) => row.split(',').toReversed().join(','));

    const [finding] = check(rows).findings;
    const [turned] = check(reversed, 'd,c,b,a,id').findings;

    assert.equal(turned.fingerprint, finding.fingerprint);
  });
});
