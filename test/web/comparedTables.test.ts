/** Tests the comparison of tables in the real VS Code: from the context menu, and from two files in the Explorer. */
import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { repository } from '../../scripts/workbench.mjs';
import { useWorkbench } from '../support/workbench';

const penguins = readFileSync(join(repository, 'samples', 'penguins.csv'), 'utf8');
/** The penguins of which the first has a wild body mass, and the Chinstrap ones another name. */
const LATER = penguins.replace(',3750,', ',99999,').replaceAll('Chinstrap', '<b>Bearded</b>');
const FIRST_ROW = '"Adelie","Torgersen",39.1';

describe('comparing tables', function () {
  this.timeout(240_000);
  const workbench = useWorkbench({
    open: 'later.csv',
    files: {
      'later.csv': LATER,
      'earlier.csv': penguins,
      '.vscode/settings.json': JSON.stringify({ 'mixtureLens.components': 2 }),
    },
  });
  const answer = (): Locator => workbench().panel().locator('p.lead');
  const file = (name: string): Locator =>
    workbench().page.locator('.explorer-folders-view .monaco-list-row').filter({ hasText: name });

  it('A table is compared with one that is chosen from the list', async () => {
    const choice = workbench().page.locator('.quick-input-list .monaco-list-row').filter({ hasText: 'earlier.csv' });

    await workbench().chooseFromContextMenu(FIRST_ROW, 'Compare Fit with…');
    await choice.first().click();

    await answer().filter({ hasText: 'B differs from A' }).waitFor();
    assert.equal(await workbench().panel().locator('h1').innerText(), 'earlier.csv → later.csv');
    assert.ok((await workbench().panel().locator('figure svg').count()) > 5);
    await workbench().screenshot('compared-tables');
  });

  it('The page shows markup of a cell as text', async () => {
    const levels = workbench().panel().getByText('only in B "<b>Bearded</b>"');

    assert.equal(await levels.count(), 1);
    assert.equal(await workbench().panel().locator('b').count(), 0);
  });

  it('The line of an unlikely row leads to the row', async () => {
    await workbench().panel().getByRole('link', { name: '2', exact: true }).click();

    await workbench().cursorLine(2).waitFor();
  });

  it('Two files that are selected in the Explorer are compared', async () => {
    const title = workbench().page.locator('.tab').filter({ hasText: 'earlier.csv → penguins.csv' });

    await file('earlier.csv').click();
    await file('penguins.csv').click({ modifiers: ['Control'] });
    await workbench().chooseInExplorer('penguins.csv', 'Compare Tables');

    await title.first().waitFor();
    await answer().filter({ hasText: 'No difference found between A and B' }).waitFor();
  });

  it('After a reload of the window, the panel of a comparison offers to make it again', async () => {
    await workbench().reload();
    const again = workbench().panel().getByRole('link', { name: 'Compare again' });
    await again.waitFor();
    assert.equal(await workbench().panel().locator('h1').innerText(), 'Compared: earlier.csv → penguins.csv');
    await workbench().screenshot('comparison-after-reload');

    await again.click();

    await answer().filter({ hasText: 'No difference found between A and B' }).waitFor();
    assert.deepEqual(workbench().errors, []);
  });
});
