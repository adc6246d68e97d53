/** Tests exports from the panel in the real VS Code: pictures and the report into files, parameters as copies. */
import { strict as assert } from 'node:assert';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '../support/until';
import { useWorkbench } from '../support/workbench';

describe('exports from the panel', function () {
  this.timeout(150_000);
  const workbench = useWorkbench({ open: 'penguins.csv' });
  const dialog = () => workbench().page.locator('.quick-input-widget:visible');
  const path = () => dialog().locator('input[type=text]');
  let folder = '';

  /** Presses a button of the panel and returns the folder and the name that the dialog proposes. */
  async function proposed(part: string, button: string): Promise<{ readonly folder: string; readonly name: string }> {
    const control = workbench().panel().locator(part).first().getByRole('button', { name: button }).first();
    await control.scrollIntoViewIfNeeded();
    await control.press('Enter');
    let whole = '';
    await until('a path is proposed', async () =>
      (whole = (await dialog().count()) === 0 ? '' : await path().inputValue()).includes('/penguins.'),
    );
    const cut = whole.lastIndexOf('/') + 1;
    return { folder: whole.slice(0, cut), name: whole.slice(cut) };
  }
  async function confirm(): Promise<void> {
    await dialog().getByRole('button', { name: 'OK' }).click();
  }

  it('Save Report says that nothing is fitted, rather than ask for a file first', async () => {
    await workbench().runCommand('Mixture Lens: Save Report');

    await workbench().runCommand('Notifications: Show Notifications');
    await workbench()
      .page.locator('.notification-list-item')
      .filter({ hasText: 'Nothing is fitted to penguins.csv yet' })
      .waitFor();
    assert.equal(await dialog().count(), 0);
    await workbench().runCommand('Notifications: Clear All Notifications');
  });

  it('A picture is saved as SVG beside the table, named after its column', async () => {
    await workbench().chooseFromContextMenu('species', 'Fit Mixture');
    await workbench().panel().locator('section.pairs .drawing svg').waitFor();

    const offer = await proposed('section.distributions .picture:has-text("body_mass_g")', 'Save the picture as SVG');
    assert.equal(offer.name, 'penguins.body_mass_g.svg');
    folder = offer.folder;
    await workbench().screenshot('save-picture');

    await confirm();
    await until(
      'the picture is saved',
      () => existsSync(join(folder, offer.name)) && readFileSync(join(folder, offer.name), 'utf8').endsWith('</svg>'),
    );
    assert.match(
      readFileSync(join(folder, offer.name), 'utf8'),
      /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"[^]*Distribution of body_mass_g \(penguins\.csv\)[^]*<\/svg>$/,
    );
  });

  it('A picture is saved as PNG', async () => {
    const { name } = await proposed('section.pairs', 'Save the picture as PNG');
    assert.match(name, /^penguins\.\w+-by-\w+\.png$/);
    await confirm();
    await until(
      'the picture is saved',
      () => existsSync(join(folder, name)) && readFileSync(join(folder, name)).length > 1000,
    );
    assert.deepEqual(
      [...readFileSync(join(folder, name)).subarray(0, 8)],
      [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a],
    );
  });

  it('The report is saved as one page without a script', async () => {
    const { name } = await proposed('header.summary', 'Save Report…');
    assert.equal(name, 'penguins.report.html');
    await confirm();
    await until(
      'the report is saved',
      () => existsSync(join(folder, name)) && readFileSync(join(folder, name), 'utf8').endsWith('</html>\n'),
    );

    const html = readFileSync(join(folder, name), 'utf8');
    assert.match(html, /\d clusters in 344 rows/);
    assert.doesNotMatch(html, /<script/);
  });

  it('The parameters are copied to the clipboard', async () => {
    const { page } = workbench();
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await workbench().panel().getByRole('button', { name: 'Copy the parameters as CSV' }).click();
    await page.locator('.statusbar-item').filter({ hasText: 'Parameters copied as CSV' }).waitFor();
    assert.match(
      await page.evaluate(() => navigator.clipboard.readText()),
      /^column,kind,parameter,level,cluster 1,[^]*\nbody_mass_g,normal,mean,,\d+\.\d+,/,
    );
    assert.deepEqual(workbench().errors, []);
  });
});
