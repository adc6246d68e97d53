/** Tests the parameters of a fit as CSV in the dialect of the fitted file. */
import assert from 'node:assert/strict';
import { isFormula } from '../../../server/core/csv/cells/formula';
import { cellText, readTable } from '../../../server/core/csv/table/table';
import type { ExportedFit } from '../../../server/formats/exports/exported';
import { exporters } from '../../../server/formats/exports/exportTexts';
import { exportOf, fitOf } from './exportCases';
import { HOSTILE } from './exportSamples';

const DIALECTS: readonly (readonly [string, Partial<ExportedFit['dialect']>])[] = [
  ['the dialect of the file', {}],
  ['semicolons and decimal commas', { delimiter: ';', decimal: ',' }],
];

for (const [what, changes] of DIALECTS) {
  describe(`parameters as CSV with ${what}`, function () {
    this.timeout(60_000);
    let fit: ExportedFit;
    let text: string;
    let columns: readonly string[];
    let rows: readonly (readonly string[])[];
    const number = (value: string): number => Number(fit.dialect.decimal === ',' ? value.replace(',', '.') : value);

    before(() => {
      const hostile = exportOf(fitOf('every kind, with hostile names and levels'), '*a|b*\n\\end{x}.csv');
      fit = { ...hostile, dialect: { ...hostile.dialect, ...changes } };
      text = exporters.csv(fit);
      const table = readTable(text, { delimiter: fit.dialect.delimiter, hasHeader: true });
      columns = table.columns;
      rows = Array.from({ length: table.rowCount }, (_, row) =>
        table.columns.map((_column, column) => cellText(table, row, column)),
      );
    });

    it(`The CSV has a column for each cluster: ${what}`, () => {
      assert.deepEqual(columns, ['column', 'kind', 'parameter', 'level', 'cluster 1', 'cluster 2']);
    });

    it(`The CSV holds every digit of the weights and means: ${what}`, () => {
      const { components } = fit.report;
      const [normal] = HOSTILE;
      assert.deepEqual(
        rows[0].slice(4).map(number),
        components.map(({ weight }) => weight),
      );
      assert.deepEqual(
        rows
          .find(([name, , parameter]) => name === normal && parameter === 'mean')
          ?.slice(4)
          .map(number),
        components.map(({ columns: own }) => (own[normal] as { mean: number }).mean),
      );
    });

    it(`The CSV has every level, with an apostrophe before signs that start a formula: ${what}`, () => {
      const [{ columns: own }] = fit.report.components;

      const many = rows.filter(([name]) => name === HOSTILE[4]);

      assert.deepEqual(
        many.map(([, , , level]) => level.replace(/^'(?=[=+@-])/, '')),
        Object.keys((own[HOSTILE[4]] as { probabilities: object }).probabilities),
      );
    });

    it(`No text of the CSV is a formula: ${what}`, () => {
      assert.ok(
        rows
          .flat()
          .filter((cell) => !Number.isFinite(number(cell)))
          .every((cell) => !isFormula(cell)),
        text,
      );
    });
  });
}
