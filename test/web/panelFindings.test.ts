/** Tests the findings of columns and groups of rows on the panel's page, and its message if there are none. */
import { strict as assert } from 'node:assert';
import type { Browser } from 'playwright-core';
import type { FitReport } from '../../server/protocol';
import { fitFile, openBrowser, PanelPage, sample } from '../support/panelPage';
import { slipLine, originalLine } from '../support/slip';
import { seriousAxeFindings } from './axeFindings';

describe('the findings of the panel page', function () {
  this.timeout(60_000);
  let browser: Browser;
  before(async () => {
    browser = await openBrowser();
  });
  after(() => browser.close());
  const file = fitFile('penguins-slip.csv', sample('penguins.csv').replace(originalLine, slipLine), {
    maxComponents: 3,
    ignore: ['species'],
    starts: 2,
  });

  it('Codes for missing and small groups stand above the unlikely rows, remarks on columns below', async () => {
    const findings: FitReport['findings'] = [
      { code: 'column.repeated-value', column: 'year', value: '-999', rows: [4, 9, 30], line: 6, range: [2007, 2009] },
      ...file.report.findings,
      {
        code: 'group.small',
        component: 2,
        rows: [10, 11, 12, 13, 14],
        line: 12,
        differences: [{ column: 'sex', own: 'f', others: 'm' }],
      },
      { code: 'column.heavy-tailed', column: 'body_mass_g', count: 41, from: 6 },
    ];
    const columns = file.report.columns.map((column) =>
      column.name === 'body_mass_g' ? { ...column, errorRate: 0.009, setAside: 3, step: 50 } : column,
    );

    const panel = await PanelPage.open(browser, 'light');
    await panel.showFitted({ ...file, report: { ...file.report, findings, columns } });

    const table = panel.page.getByRole('region', { name: 'Columns and groups of rows' });
    assert.deepEqual(await table.getByRole('columnheader').allInnerTexts(), [
      'First line',
      'Rows',
      'Columns and groups of rows',
    ]);
    assert.deepEqual(
      (await table.getByRole('row').allInnerTexts()).slice(1).map((text) => text.replaceAll('\u202f', ' ').split(/\t/)),
      [
        ['6', '3', '-999 in year, far from 2 007 to 2 009: a code for missing? It counts as missing in the fit.'],
        ['12', '5', '1.5 % of the rows are a group of their own (cluster 3): sex “f” (elsewhere “m”).'],
      ],
    );

    const remarks = panel.page.getByRole('region', { name: 'Remarks on columns' });
    assert.deepEqual((await remarks.getByRole('row').allInnerTexts()).slice(1), [
      '–\t41\tbody_mass_g has a heavy tail: 41 cells lie more than 6 standard deviations from their clusters ' +
        'and thin out gradually. Only the farthest are reported.',
    ]);

    const from = panel.messages.length;
    await table.getByRole('button', { name: 'Go to line 12' }).click();
    assert.equal((await panel.waitForMessage('reveal', from)).line, 12);

    await panel.page.locator('section.findings').getByText('Not checked: species.').waitFor();
    await panel.page
      .locator('.parameters')
      .getByText(/^error rate 0\.9\u202f%, 3 of 342 cells set aside$/)
      .waitFor();
    await panel.page.locator('.parameters').getByText('written to 50', { exact: true }).waitFor();
    assert.deepEqual(await seriousAxeFindings(panel.page), []);
    await panel.screenshot('findings');

    const { report, steps } = file;
    await panel.show({ state: 'fitted', fit: 7, steps, report: { ...report, findings: [] }, stale: false });
    await panel.page
      .locator('section.findings')
      .getByText('No unlikely cells among 7 of 8 columns; not checked: species.')
      .waitFor();
    assert.deepEqual(panel.errors, []);
    await panel.close();
  });
});
