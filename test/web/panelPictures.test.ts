/** Tests the ways from the panel's pictures to the rows and back, in the real VS Code. */
import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from '../../scripts/workbench.mjs';
import { slipLine, originalLine } from '../support/slip';
import { useWorkbench } from '../support/workbench';

const penguins = readFileSync(join(repository, 'samples', 'penguins.csv'), 'utf8');

describe('the panel pictures in VS Code', function () {
  this.timeout(150_000);
  const workbench = useWorkbench({
    open: 'penguins-slip.csv',
    files: { 'penguins-slip.csv': penguins.replace(originalLine, slipLine) },
  });

  it('A click on a bar lists its rows and marks them in the editor', async () => {
    await workbench().chooseFromContextMenu(slipLine.slice(0, 24), 'Fit Mixture');
    const panel = workbench().panel();
    const picture = panel.locator('.picture').filter({ hasText: 'body_mass_g' });
    await picture.getByText('above ▸').waitFor();

    await picture.locator('.target').last().click();
    await panel.locator('.distributions .row-list').getByText('63000').waitFor();
    await workbench().cursorLine(2).waitFor();
    await workbench().screenshot('panel-distributions');
  });

  it('A click on a ringed point of the pairs leads to its row', async () => {
    await workbench().click('"Biscoe"', 'Biscoe');
    // A picture out of view is drawn when it is scrolled into view.
    await workbench().panel().locator('.pairs .drawing').scrollIntoViewIfNeeded();
    await workbench().panel().locator('.pairs [stroke="var(--cursor-line)"]').first().waitFor({ state: 'attached' });
    const ring = workbench()
      .panel()
      .locator('.pairs [stroke="var(--unlikely)"] circle, .pairs circle[stroke="var(--unlikely)"]')
      .first();
    await ring.scrollIntoViewIfNeeded();

    await ring.click({ force: true });
    await workbench()
      .page.locator('.editor-instance .line-numbers.active-line-number')
      .filter({ hasText: /^(2|187)$/ })
      .waitFor();
    await workbench().screenshot('panel-pairs');
  });

  it('The pictures mark the row under the cursor', async () => {
    await workbench().click('39.1', '18.7');
    await workbench()
      .panel()
      .locator('.distributions [stroke="var(--cursor-line)"]')
      .first()
      .waitFor({ state: 'attached' });
  });

  it('The pictures are drawn again after a reload of the window', async () => {
    await workbench().reload();
    const panel = workbench().panel();
    await panel
      .locator('h1')
      .filter({ hasText: /clusters in 344 rows/ })
      .waitFor();
    await panel.locator('.pairs .drawing svg').waitFor();
    await workbench().screenshot('panel-reloaded');
    assert.deepEqual(workbench().errors, []);
  });
});
