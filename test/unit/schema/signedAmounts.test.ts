/** Tests columns of amounts of either sign: two columns of the model, a sign and a size. */
import assert from 'node:assert/strict';
import { readTable } from '../../../server/core/csv/table/table';
import { normalDeviate, seededRandom } from '../../../server/core/numeric/random';
import { encode, encodeRow } from '../../../server/core/schema/encoding/encode';
import { usedColumns } from '../../../server/core/schema/encoding/usedColumns';
import { inferSchema } from '../../../server/core/schema/infer';
import { readModel } from '../../../server/formats/model/readModel';
import { modelJson } from '../../../server/formats/model/writeModel';
import { complete } from '../../../server/core/numeric/generators';
import { runScoring } from '../../../server/pipeline/scoreTable';
import type { RowFinding } from '../../../server/protocol';
import { fitText } from '../../support/fitText';

const MEANS = { food: 3.2, rent: 6.5, travel: 5 } as const;

/** Spending by category with refunds; the first rows are changed. */
function spending(refunds: number, change: (amount: number, row: number) => number = (amount) => amount): string {
  const random = seededRandom(7);
  const rows = Array.from({ length: 600 }, (_, n) => {
    const category = (['food', 'rent', 'travel'] as const)[n % 3];
    const size = Math.exp(MEANS[category] + (category === 'rent' ? 0.15 : 0.7) * normalDeviate(random));
    return `${category},${change(random() < refunds ? -size : size, n).toFixed(2)}`;
  });
  return `category,amount\n${rows.join('\n')}\n`;
}

const kindsOf = (text: string): readonly string[] =>
  usedColumns(inferSchema(readTable(text, { hasHeader: true }), { isRobust: true })).map(
    ({ name, kind }) => `${name} ${kind}`,
  );

function reportedIn(text: string): readonly RowFinding[] {
  return fitText(text).report.findings.filter((finding): finding is RowFinding => 'cells' in finding);
}

describe('amounts of either sign', function () {
  this.timeout(120_000);

  it('A column of amounts with refunds becomes a size and a sign', () => {
    for (const share of [0.04, 0.2])
      assert.deepEqual(kindsOf(spending(share)), [
        'category categorical',
        'amount lognormal',
        'amount (sign) categorical',
      ]);
  });

  it('Numbers around zero stay normal, and amounts with a wrong sign or two stay lognormal', () => {
    const random = seededRandom(3);
    const temperatures = `t,u\n${Array.from({ length: 400 }, (_, n) => `${(4 + 6 * normalDeviate(random)).toFixed(1)},${n % 7}`).join('\n')}\n`;

    assert.equal(kindsOf(temperatures)[0], 't normal');
    assert.deepEqual(kindsOf(spending(0.003)), ['category categorical', 'amount lognormal']);
  });

  it('Large sound amounts of either sign are not reported', () => {
    for (const share of [0.04, 0.2]) assert.deepEqual(reportedIn(spending(share)), []);
  });

  it('An amount a hundred times too large is reported with what was meant, of either sign', () => {
    const found = reportedIn(spending(0.1, (amount, row) => (row === 1 ? 70_125 : row === 4 ? -66_225 : amount)));

    const meant = found.flatMap(({ row, cells }) => cells.map(({ meant: text }) => [row, text]));
    assert.deepEqual(meant.slice(0, 2).sort(), [
      [1, '701.25'],
      [4, '-662.25'],
    ]);
  });

  it('The value expected in place of an amount has its sign', () => {
    const found = reportedIn(spending(0.1, (amount, row) => (row === 1 ? 70_125 : row === 4 ? -66_225 : amount)));

    const expected = found.flatMap(({ row, cells }) => cells.map((cell) => ({ row, ...cell })));
    const numbersAt = (row: number): readonly unknown[] =>
      expected.flatMap((cell) => (cell.row === row ? [cell.expected, ...(cell.interval ?? [])] : []));
    assert.ok(numbersAt(1).length === 3 && numbersAt(1).every((value) => Number(value) > 0));
    assert.ok(numbersAt(4).length === 3 && numbersAt(4).every((value) => Number(value) < 0));
    const [, low, high] = numbersAt(4);
    assert.ok(Number(low) < Number(high));
  });

  it('encodeRow gives the size and the sign that encode gives', () => {
    const table = readTable(
      spending(0.1, (amount, row) => (row < 5 ? 0 : amount)),
      { hasHeader: true },
    );
    const schema = inferSchema(table, { isRobust: true });
    const { matrix, badCells } = encode(table, schema);
    const facts = matrix.columns.map((column) => column.facts);

    assert.deepEqual(badCells, []);
    for (let row = 0; row < 60; row++)
      assert.deepEqual(
        encodeRow(table, schema, facts, row).columns.map(({ values }) => values[0]),
        matrix.columns.map(({ values }) => values[row]),
      );
  });

  it('Amounts of either sign have the same log densities under the model file', () => {
    const output = fitText(spending(0.1));

    const read = readModel(modelJson(output.report, output.model, 'test'));
    const scored = complete(runScoring(spending(0.1), read, {}, () => 0));

    assert.deepEqual(scored.judgement.logDensity, output.judgement.logDensity);
  });
});
