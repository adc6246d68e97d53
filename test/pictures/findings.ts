/**
 * Takes a picture of the hover of each finding in samples/staff.csv for docs/findings.md: `npm run pictures`, or alone,
 * after a build, with `node --import tsx node_modules/mocha/bin/mocha.js test/pictures/findings.ts`.
 */
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from '../../scripts/workbench.mjs';
import { useWorkbench } from '../support/workbench';

const folder = join(repository, 'docs', 'images', 'findings');
const table = readFileSync(join(repository, 'samples', 'staff.csv'), 'utf8');
const lines = table.split('\n');
/** Place of each code: its line, counted from 1, the text to hover there, and words of the message. */
const PLACES = [
  ['cell.misspelt', 10, 'Hambrug', /misspelt/],
  ['cell.variant', 23, 'sales', /spel/],
  ['cell.pattern', 35, 'E-10E5', /form/],
  ['cell.duplicate-key', 49, 'E-1013', /stands in/],
  ['cell.dependency', 60, '20095', /does not fit its row/],
  ['cell.date-order', 74, '2017-09-01', /before/],
  ['cell.misplaced', 152, 'Sales', /seem exchanged/],
  ['cell.slip', 98, '52950', /zero too many/],
  ['cell.sentinel', 106, '-999', /missing value/],
] as const;
const settings = {
  'workbench.colorTheme': 'Default Light Modern',
  'workbench.activityBar.location': 'hidden',
  'window.commandCenter': false,
  'editor.minimap.enabled': false,
  'breadcrumbs.enabled': false,
  'editor.fontSize': 12,
  'editor.hover.above': false,
};
const PICTURE = { width: 1240, height: 270 };

describe('pictures of findings', function () {
  this.timeout(240_000);
  const workbench = useWorkbench({
    open: 'staff.csv',
    files: { 'staff.csv': table, '.vscode/settings.json': JSON.stringify(settings) },
  });

  it('The hover of each finding code is photographed', async () => {
    const { page } = workbench();
    mkdirSync(folder, { recursive: true });
    await page.setViewportSize({ width: 1500, height: 800 });
    await workbench().chooseFromContextMenu('E-1001', 'Fit Mixture');
    await workbench()
      .panel()
      .getByText(/clusters? in 300 rows/)
      .first()
      .waitFor();
    await workbench().click('E-1001', 'E-1001');
    await workbench().runCommand('View: Close Editors in Other Groups');
    for (const [code, number, text, words] of PLACES) {
      const line = lines[number - 1].slice(0, 40);
      await page.keyboard.press('Control+g');
      await page.locator('.quick-input-widget input[type=text]').fill(`:${number}`);
      await page.keyboard.press('Enter');
      await workbench().cursorLine(number).waitFor();
      await workbench().hover(line, text, words);
      await workbench()
        .hoverBox(words)
        .getByText(/Quick Fix|No quick fixes/)
        .waitFor();
      const box = await workbench().line(line).first().boundingBox();
      const { x = 0, y = 0 } = box ?? {};
      await page.screenshot({
        path: join(folder, `${code}.png`),
        clip: { x: Math.max(0, x - 60), y: Math.max(0, y - 20), ...PICTURE },
        scale: 'css',
      });
      await page.keyboard.press('Escape');
    }
  });
});
