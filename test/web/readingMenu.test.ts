/** Tests files as programs export them: titles, units, thousands marks, dates and totals, some cells wrong. */
import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from '../../scripts/workbench.mjs';
import { useWorkbench } from '../support/workbench';

const messy = readFileSync(join(repository, 'test', 'fixtures', 'reading', 'own', 'everything.csv'), 'utf8');

describe('a messy export', function () {
  this.timeout(150_000);
  const workbench = useWorkbench({ open: 'messy.csv', files: { 'messy.csv': messy } });

  it('The hover of an unreadable cell says what is wrong with it', async () => {
    await workbench().chooseFromContextMenu('code,price,mass', 'Fit Mixture');
    await workbench()
      .panel()
      .locator('h1')
      .filter({ hasText: /cluster.* in 40 rows/ })
      .waitFor();

    const mass = await workbench().hover('00109', '2909', /but mass is in/);
    assert.match(mass, /"2909 g" is in "g", but mass is in "kg"/);

    const day = await workbench().hover('00112', '31.04.2023', /not a day of the calendar/);
    assert.match(day, /"31\.04\.2023" is not a day of the calendar; day is read as DD\.MM\.YYYY/);
    await workbench().screenshot('messy-export');
  });

  it('The panel and the view Unlikely Rows list the unreadable cells', async () => {
    const list = workbench().panel().locator('.unreadable');
    await list
      .getByRole('row', { name: /mass 1/ })
      .getByText('is in "g", but mass is in "kg"')
      .waitFor();
    await list.scrollIntoViewIfNeeded();
    await workbench().screenshot('messy-unreadable');

    await list.getByRole('button', { name: 'Go to day on line 18' }).click();
    await workbench()
      .status(/Ln 18, Col \d+ \(10 selected\)/)
      .waitFor();

    await workbench().panel().getByText('in kg', { exact: true }).scrollIntoViewIfNeeded();
    await workbench().screenshot('messy-units');
    await workbench().panel().getByText('dates, DD.MM.YYYY').first().scrollIntoViewIfNeeded();
    await workbench().screenshot('messy-clusters');

    await workbench().runCommand('Explorer: Focus on Unlikely Rows View');
    await workbench()
      .page.locator('.pane')
      .filter({ hasText: 'Unlikely Rows' })
      .getByText('3 cells cannot be read or do not add up')
      .waitFor();
    await workbench().screenshot('messy-view');
  });

  it('The reading of a file names the lines that are no rows and can be changed', async () => {
    const question = () => workbench().page.locator('.quick-input-widget:visible .monaco-list-row');
    await workbench().status('Comma · 40 × 5').click();
    await question().filter({ hasText: 'Lines to skip' }).filter({ hasText: '2 lines above the table' }).waitFor();
    await workbench().screenshot('messy-reading');

    await question().filter({ hasText: 'Rows of units' }).filter({ hasText: '1 row below the header' }).click();
    await question().filter({ hasText: 'None' }).click();
    await workbench().status('Comma · 41 × 5').click();
    await question().filter({ hasText: 'Rows of units' }).filter({ hasText: 'none, chosen for this file' }).waitFor();

    await question().filter({ hasText: 'automatically' }).click();
    await workbench().status('Comma · 40 × 5').waitFor();
  });
});

describe('a table of dates', function () {
  this.timeout(150_000);
  const visits = readFileSync(
    join(repository, 'test', 'fixtures', 'reading', 'own', 'dates-of-two-groups.csv'),
    'utf8',
  );
  const workbench = useWorkbench({ open: 'visits.csv', files: { 'visits.csv': visits } });

  it('Hovers and panel show dates and hours as people write them', async () => {
    await workbench().chooseFromContextMenu('visit,cost,site', 'Fit Mixture');
    await workbench().panel().locator('h1').filter({ hasText: '2 clusters in 240 rows' }).waitFor();

    const header = await workbench().hover('visit,cost,site', 'visit', /hours of the dates/);
    assert.match(header, /dates, DD\.MM\.YYYY hh:mm/);
    assert.match(header, /2023-0\d-\d\d ± \d+ days/);
    assert.match(header, /\d\d:\d\d ± \d\.\d h/);
    await workbench().screenshot('dates-header');

    const cell = await workbench().hover('04:30', '04:30', /expected 1\d:\d\d/);
    assert.match(cell, /visit \(hour\)/);
    await workbench().screenshot('dates-cell');

    await workbench()
      .panel()
      .locator('.findings')
      .getByText(/expected 1\d:\d\d \(\d\d:\d\d to \d\d:\d\d\)/)
      .waitFor();
    await workbench().panel().locator('.distributions').scrollIntoViewIfNeeded();
    await workbench().screenshot('dates-panel');
  });
});

describe('a table of columns that follow from each other', function () {
  this.timeout(150_000);
  const sales = readFileSync(join(repository, 'test', 'fixtures', 'reading', 'own', 'follows-amount.csv'), 'utf8');
  const workbench = useWorkbench({ open: 'sales.csv', files: { 'sales.csv': sales } });

  it('A cell that does not follow from its row is reported with the expected value', async () => {
    await workbench().chooseFromContextMenu('day,quantity,price,amount', 'Fit Mixture');
    await workbench()
      .panel()
      .locator('h1')
      .filter({ hasText: /cluster.* in 200 rows/ })
      .waitFor();

    const amount = await workbench().hover(',138.80', '138.80', /quantity × price/);
    assert.match(amount, /"138\.80" is not quantity × price, which is 13\.88 here/);
    await workbench().screenshot('follows-hover');

    const list = workbench().panel().locator('.unreadable');
    await list.getByRole('row', { name: /amount 2/ }).waitFor();
    await list.scrollIntoViewIfNeeded();
    await workbench().screenshot('follows-list');
    await workbench().panel().getByText('Left out of the fit and checked by other columns').scrollIntoViewIfNeeded();
    await workbench().screenshot('follows-columns');
  });
});
