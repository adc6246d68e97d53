/**
 * Takes the pictures of the walkthrough in the real VS Code, in three themes: `npm run pictures`. A palette of 96
 * colours makes them a third of the size.
 */
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { repository } from '../../scripts/workbench.mjs';
import { useWorkbench } from '../support/workbench';

const THEMES = { light: 'Light Modern', dark: 'Dark Modern', hc: 'Default High Contrast' } as const;
const folder = join(repository, 'images', 'walkthrough');
const table = readFileSync(join(repository, 'samples', 'penguins.csv'), 'utf8').replace(',195,3250,', ',195,32500,');
const row = '"Adelie","Torgersen",40.3';
const size = { width: 880, height: 500 };

for (const [name, theme] of Object.entries(THEMES)) {
  describe(`pictures of the walkthrough in ${theme}`, function () {
    this.timeout(180_000);
    const settings = {
      'workbench.colorTheme': theme,
      'workbench.sideBar.location': 'right',
      'workbench.activityBar.location': 'hidden',
      'window.commandCenter': false,
      'editor.minimap.enabled': false,
      'workbench.layoutControl.enabled': false,
      'breadcrumbs.enabled': false,
      'editor.lineNumbersMinChars': 3,
      // So that the whole hover is in the picture.
      'editor.fontSize': 12,
    };
    const workbench = useWorkbench({
      open: 'birds.csv',
      files: { 'birds.csv': table, '.vscode/settings.json': JSON.stringify(settings) },
    });

    async function picture(step: string, from: Locator): Promise<void> {
      mkdirSync(folder, { recursive: true });
      const box = await from.boundingBox();
      const path = join(folder, `${step}-${name}.png`);
      await workbench().page.screenshot({ path, clip: { x: box?.x ?? 0, y: box?.y ?? 0, ...size }, scale: 'css' });
    }
    const editors = (): Locator => workbench().page.locator('.part.editor').first();

    it(`Each step of the walkthrough is photographed in ${theme}`, async () => {
      const { page } = workbench();
      await page.setViewportSize({ width: 1760, height: 640 });
      await workbench()
        .runCommand('View: Close Primary Side Bar')
        .catch(() => undefined);
      await workbench().hover('"species"', 'bill_length_mm', /normal/);
      await picture('open', editors());
      await page.keyboard.press('Escape');
      await workbench().chooseFromContextMenu(row, 'Fit Mixture');
      await workbench()
        .panel()
        .getByText(/clusters? in 344 rows/)
        .first()
        .waitFor();
      await workbench().panel().locator('.answers').getByText('line 4').waitFor();
      await workbench().panel().locator('.convergence svg').waitFor();
      await page.mouse.move(5, 5);
      await picture('fit', page.locator('.editor-group-container').nth(1));
      await workbench().hover(row, '32500', /expected/);
      await picture('look', editors());
      await page.keyboard.press('Escape');
      await workbench().click(row, '32500');
      await page.keyboard.press('Control+.');
      await page
        .locator('.action-widget')
        .getByText(/^Replace 32500/)
        .waitFor();
      await picture('mend', editors());
    });
  });
}
