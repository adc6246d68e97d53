/** Tests in the real VS Code that the panel follows the editor from table to table, unless its tab is pinned. */
import { strict as assert } from 'node:assert';
import type { Locator } from 'playwright-core';
import { useWorkbench } from '../support/workbench';

describe('the panel and the active table', function () {
  this.timeout(150_000);
  const workbench = useWorkbench({ open: 'penguins.csv' });
  const tab = (name: string): Locator => workbench().page.locator(`.tab[data-resource-name="${name}"]`);
  const panelTabs = (): Locator => workbench().page.locator('.tab').filter({ hasText: 'Mixture:' });

  it('The panel shows that another table has no model yet, with a button that fits it', async () => {
    await workbench().chooseFromContextMenu('species', 'Fit Mixture');
    await workbench()
      .panel()
      .getByText(/clusters? in 344 rows/)
      .first()
      .waitFor();

    await workbench().openFile('staff.csv');

    await workbench().panel().getByText('staff.csv has no model yet').waitFor();
    await panelTabs().filter({ hasText: 'Mixture: staff.csv' }).waitFor();
    await workbench().screenshot('panel-follows');
    await workbench().panel().getByRole('button', { name: 'Fit Mixture' }).click();
    await workbench()
      .panel()
      .getByText(/clusters? in 300 rows/)
      .first()
      .waitFor();
    assert.equal(await panelTabs().count(), 1);
  });

  it('The panel shows the fit of a table again when its editor is active again', async () => {
    await tab('penguins.csv').click();

    await workbench()
      .panel()
      .getByText(/clusters? in 344 rows/)
      .first()
      .waitFor();
  });

  it('A panel with a pinned tab stays with its file', async () => {
    await panelTabs().first().click();
    await workbench().runCommand('View: Pin Editor');
    await workbench().page.locator('.tab.sticky').filter({ hasText: 'Mixture: penguins.csv' }).waitFor();

    await tab('staff.csv').click();
    await workbench().runCommand('Mixture Lens: Show Panel');

    await panelTabs().filter({ hasText: 'Mixture: staff.csv' }).waitFor();
    assert.equal(await panelTabs().count(), 2);
  });
});
