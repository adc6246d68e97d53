/**
 * Tests the first minute in light, dark and high contrast, in narrow and wide windows: what does not belong is seen
 * first, and a click leads there. Pictures go to `out/screenshots`, or to the folder that MIXTURE_LENS_PICTURES names.
 */
import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from '../../scripts/workbench.mjs';
import { useWorkbench } from '../support/workbench';

const THEMES = {
  light: 'Default Light Modern',
  dark: 'Default Dark Modern',
  contrast: 'Default High Contrast',
} as const;
const WIDTHS = [700, 1600] as const;
const table = readFileSync(join(repository, 'samples', 'staff.csv'), 'utf8');

for (const [name, theme] of Object.entries(THEMES))
  for (const width of WIDTHS)
    describe(`the first minute in ${theme} at ${width} pixels`, function () {
      this.timeout(150_000);
      const settings = {
        'workbench.colorTheme': theme,
        'editor.minimap.enabled': false,
        'breadcrumbs.enabled': false,
        'window.commandCenter': false,
      };
      const workbench = useWorkbench({
        open: 'staff.csv',
        files: { 'staff.csv': table, '.vscode/settings.json': JSON.stringify(settings) },
        width,
      });

      it('The panel begins with what does not belong, without horizontal scrolling', async () => {
        await workbench().page.keyboard.press('Control+b');
        await workbench().chooseFromContextMenu('E-1001', 'Fit Mixture');
        const panel = workbench().panel();
        await panel
          .getByText(/4 clusters in 300 rows/)
          .first()
          .waitFor();

        const first = panel.locator('.findings').getByRole('button', { name: /98/ }).first();
        await first.waitFor();

        const { y = Infinity } = (await first.boundingBox()) ?? {};
        const overflow = await panel.locator('html').evaluate((page) => page.scrollWidth - page.clientWidth);
        assert.ok(y < 900, `the finding lies at ${y} of 900 pixels`);
        assert.equal(overflow, 0);
        await workbench().screenshot(`first-minute-${name}-${width}`);
      });

      it('A click on a line of the panel leads to the wrong cell', async () => {
        await workbench().panel().locator('.findings').getByRole('button', { name: /98/ }).first().click();

        await workbench().cursorLine(98).waitFor();
        await workbench().screenshot(`first-minute-${name}-${width}-line`);
        assert.deepEqual(workbench().errors, []);
        assert.deepEqual(await workbench().notifications(), []);
      });
    });
