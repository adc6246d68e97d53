/** Tests how the state of a file is shown in the real VS Code, and that it is restored after a reload. */
import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from '../../scripts/workbench.mjs';
import { slipLine, originalLine } from '../support/slip';
import { until } from '../support/until';
import { useWorkbench } from '../support/workbench';

const penguins = readFileSync(join(repository, 'samples', 'penguins.csv'), 'utf8');

describe('the state of a file', function () {
  this.timeout(150_000);
  const workbench = useWorkbench({
    open: 'penguins-slip.csv',
    files: { 'penguins-slip.csv': penguins.replace(originalLine, slipLine) },
  });
  const item = (name: string | RegExp) => workbench().status(name);
  const question = () => workbench().page.locator('.quick-input-widget:visible');

  it('The status bar shows how a file is read and whether it is fitted', async () => {
    await item('Comma · 344 × 8').waitFor();
    await item('Not fitted').waitFor();
    await workbench().screenshot('status-before');

    await item('Not fitted').click();
    await item(/\d clusters/).waitFor();
    await workbench().panel().getByRole('button', { name: 'Go to line 2' }).first().waitFor();
    await workbench().screenshot('status-fitted');
  });

  it('A click on the status bar changes the delimiter of a file and restores it', async () => {
    await item('Comma · 344 × 8').click();
    await question().locator('.monaco-list-row').filter({ hasText: 'Delimiter' }).waitFor();
    await workbench().screenshot('reading');
    await question().locator('.monaco-list-row').filter({ hasText: 'Delimiter' }).click();
    await question().locator('.monaco-list-row').filter({ hasText: 'Semicolon' }).click();
    await item('Semicolon · 344 × 1').waitFor();
    await item('of other columns').waitFor();
    await workbench().screenshot('reading-other');

    await item('Semicolon · 344 × 1').click();
    await question().locator('.monaco-list-row').filter({ hasText: 'automatically' }).click();
    await item('Comma · 344 × 8').waitFor();
    await item('of other columns').waitFor({ state: 'detached' });
  });

  it('The model, the panel and the findings are restored after a reload', async () => {
    const before = await item('clusters').innerText();
    await workbench().reload();
    await item(before.trim()).waitFor();
    await workbench().panel().getByRole('button', { name: 'Go to line 2' }).first().waitFor();
    await (await workbench().problems()).filter({ hasText: 'body_mass_g is 63000' }).first().waitFor();
    await workbench().screenshot('reloaded');
  });

  it('Commands lead to the least certain and to the most typical rows', async () => {
    const inEditor = (): Promise<boolean> =>
      workbench().page.evaluate(() => document.activeElement?.closest('.editor-instance') !== null);
    await workbench().runCommand('File: Focus on Files Explorer');
    await until('the keyboard is in the Explorer', async () => !(await inEditor()));

    await workbench().runCommand('Mixture Lens: Go to Next Least Certain Row');
    await until('the keyboard is in the editor', inEditor);
    // Temporary messages of the status bar are on its left.
    await workbench()
      .page.locator('.statusbar-item.left')
      .filter({ hasText: /Line \d+: / })
      .waitFor();
    await workbench().screenshot('least-certain');

    await workbench().runCommand("Mixture Lens: Go to a Cluster's Most Typical Row");
    await question().locator('.monaco-list-row').filter({ hasText: 'Cluster 2' }).waitFor();
    await workbench().screenshot('typical');
    await question().locator('.monaco-list-row').filter({ hasText: 'Cluster 2' }).click();
    assert.deepEqual(await workbench().notifications(), []);
    assert.deepEqual(workbench().errors, []);
  });

  it('The view Unlikely Rows explains a row, and says when there is none', async () => {
    const { page } = workbench();
    await workbench().runCommand('Explorer: Focus on Unlikely Rows View');
    const view = page.locator('.pane').filter({ hasText: 'Unlikely Rows' });
    await view.locator('.monaco-list-row').filter({ hasText: 'Line 2' }).hover();
    const hover = page.locator('.monaco-hover:visible').filter({ hasText: 'given its other cells' });
    await hover.waitFor();
    // No-break spaces would break its lines within numbers.
    assert.match(
      await hover.innerText(),
      /^body_mass_g is 63000, expected \d{4} \(\d{4} to \d{4}\) given its other cells \(p [=<] \S+\)\.(?: (?:Probably|Perhaps) .+\.)?$/,
    );

    await workbench().openFile('penguins.csv');
    await view.getByRole('button', { name: 'Fit Mixture' }).click();
    await view.getByText('No unlikely cells among 8 of 8 columns.').waitFor();
    assert.equal(await view.getByRole('button', { name: 'Fit Mixture' }).isVisible(), false);
    await workbench().screenshot('none-unlikely');
    assert.deepEqual(workbench().errors, []);
  });
});
