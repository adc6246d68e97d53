/** Tests the check of a folder in the real VS Code: its view, and the way from a table to its first finding. */
import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { repository } from '../../scripts/workbench.mjs';
import { originalLine, slipLine } from '../support/slip';
import { useWorkbench } from '../support/workbench';

const penguins = readFileSync(join(repository, 'samples', 'penguins.csv'), 'utf8');

describe('the check of a folder', function () {
  this.timeout(180_000);
  const workbench = useWorkbench({
    open: 'titanic.csv',
    files: { 'field/slip.csv': penguins.replace(originalLine, slipLine), 'node_modules/x.csv': 'a\n1\n' },
  });
  const rows = (): Locator =>
    workbench().page.locator('.pane').filter({ hasText: 'Checked Folder' }).locator('.monaco-list-row');

  it('Check Folder lists the tables of the workspace, those with the most findings first', async () => {
    await workbench().runCommand('Mixture Lens: Check Folder');

    await workbench().page.getByText('of 4 tables have findings').first().waitFor();
    await rows().filter({ hasText: 'Skipped' }).waitFor();
    await workbench().screenshot('check-folder');
    const labels = await rows().allInnerTexts();
    assert.match(labels[0] ?? '', /^staff\.csv[^]*3 unlikely rows, 8 other cells/);
    assert.match(labels[2] ?? '', /slip\.csv[^]*1 unlikely row$/);
    assert.match(labels[4] ?? '', /Skipped[^]*1/);
  });

  it('A table opens at its first finding, with its findings', async () => {
    await rows().filter({ hasText: 'slip.csv' }).click();

    await workbench().page.locator('.tab.active').filter({ hasText: 'slip.csv' }).waitFor();
    await workbench().cursorLine(2).waitFor();
    await workbench()
      .page.locator('.codelens-decoration')
      .filter({ hasText: /1 unlikely row/ })
      .waitFor();
    await workbench().screenshot('check-folder-open');
  });
});
