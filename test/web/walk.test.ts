/**
 * Tests the walk of the README, from opening a file to the correction of a planted error. Its pictures go to
 * `out/screenshots` or to the folder that MIXTURE_LENS_PICTURES names.
 */
import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from '../../scripts/workbench.mjs';
import { originalLine } from '../support/slip';
import { useWorkbench } from '../support/workbench';

const slip = originalLine.replace('3750', '37500');
const penguins = readFileSync(join(repository, 'samples', 'penguins.csv'), 'utf8');

describe('the walk of the README', function () {
  this.timeout(150_000);
  assert.ok(penguins.includes(originalLine));
  // Leaves room for the text, the panel and the hover.
  const settings = {
    'editor.minimap.enabled': false,
    'editor.occurrencesHighlight': 'off',
    'breadcrumbs.enabled': false,
    'window.commandCenter': false,
  };
  const workbench = useWorkbench({
    open: 'penguins.csv',
    files: { 'penguins.csv': penguins.replace(originalLine, slip), '.vscode/settings.json': JSON.stringify(settings) },
  });
  const lens = (text: RegExp): ReturnType<ReturnType<typeof workbench>['page']['locator']> =>
    workbench().page.locator('.codelens-decoration').filter({ hasText: text });

  it('Step 1: The lens above the header of a file offers a fit', async () => {
    await lens(/Fit mixture/).waitFor();
    await workbench().page.keyboard.press('Control+b');
    await workbench().screenshot('walk-1-open');
  });

  it('Step 2: The context menu offers Fit Mixture', async () => {
    await workbench().openContextMenu(slip.slice(0, 24));
    await workbench().menuEntry('Fit Mixture').waitFor();
    await workbench().screenshot('walk-2-fit');
    await workbench().menuEntry('Fit Mixture').click();
  });

  it('Step 3: The panel shows the clusters, and the editor underlines the slip', async () => {
    await workbench()
      .panel()
      .getByText(/clusters? in 344 rows/)
      .first()
      .waitFor();
    await lens(/1 unlikely row/).waitFor();
    await workbench().page.locator('.squiggly-warning, .squiggly-error').first().waitFor();
    await workbench().screenshot('walk-3-fitted');
  });

  it('Step 4: The hover shows the expected value', async () => {
    const text = await workbench().hover(slip.slice(0, 24), '37500', /expected/);
    await workbench().screenshot('walk-4-hover');
    assert.match(text, /body_mass_g/);
    assert.match(text, /expected [\d.,]+/);
    await workbench().page.keyboard.press('Escape');
  });

  it('Step 5: The quick fix offers the expected value', async () => {
    const fix = await workbench().quickFix(/^Replace 37500 with the expected \d{4} \(body_mass_g\)$/, {
      line: slip.slice(0, 24),
      text: '37500',
    });
    await workbench().screenshot('walk-5-quick-fix');
    await fix.click();
  });

  it('Step 6: The finding is gone after the fix', async () => {
    await workbench().page.locator('.squiggly-warning, .squiggly-error').first().waitFor({ state: 'detached' });
    await lens(/edited since the fit/).waitFor();
    assert.equal(await workbench().line('37500').count(), 0);
    await workbench()
      .panel()
      .getByText(/Edited since the fit/)
      .waitFor();
    await workbench().screenshot('walk-6-mended');
  });

  it('Step 7: Undo restores the finding, and the panel describes the file again', async () => {
    await workbench().line(slip.slice(0, 24)).first().click();

    await workbench().page.keyboard.press('Control+z');

    await lens(/1 unlikely row/).waitFor();
    await workbench()
      .panel()
      .getByText(/Edited since the fit/)
      .waitFor({ state: 'hidden' });
    assert.deepEqual(workbench().errors, []);
    assert.deepEqual(await workbench().notifications(), []);
  });
});
