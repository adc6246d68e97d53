/** Tests the first minute in German, in high contrast and in a narrow window: lens, findings, hover, fix and panel. */
import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { repository } from '../../scripts/workbench.mjs';
import { useWorkbench } from '../support/workbench';

const SLIP = 'E-1097';

describe('the first minute in German', function () {
  this.timeout(150_000);
  const settings = {
    'workbench.colorTheme': 'Default High Contrast',
    'editor.minimap.enabled': false,
    'breadcrumbs.enabled': false,
  };
  const workbench = useWorkbench({
    open: 'staff.csv',
    files: {
      'staff.csv': readFileSync(join(repository, 'samples', 'staff.csv'), 'utf8'),
      '.vscode/settings.json': JSON.stringify(settings),
    },
    language: 'de',
    width: 1100,
  });
  const lens = (text: RegExp): Locator => workbench().page.locator('.codelens-decoration').filter({ hasText: text });

  it('Step 1: The lens and the status bar are German', async () => {
    await workbench().page.keyboard.press('Control+b');

    await lens(/Mischung anpassen/).waitFor();

    await workbench().page.getByText('Nicht angepasst').first().waitFor();
    await workbench().screenshot('german-1-open');
  });

  it('Step 2: The context menu has the German command, and the panel shows the groups', async () => {
    await workbench().chooseFromContextMenu('E-1001', 'Mischung anpassen');

    await workbench()
      .panel()
      .getByText(/4 Cluster in 300 Zeilen/)
      .first()
      .waitFor();
    await lens(/3 unwahrscheinliche Zeilen/).waitFor();
    await workbench().screenshot('german-2-fitted');
  });

  it('Step 3: The panel has no English heading', async () => {
    const headings = await workbench().panel().locator('h1, h2, h3, th[scope=col], button').allInnerTexts();

    assert.ok(headings.length > 10);
    assert.deepEqual(
      headings.filter((text) => /\b(?:the|of|and|rows?|cells?|lines?|columns?|save|expected|unlikely)\b/i.test(text)),
      [],
    );
  });

  it('Step 4: The problem, the hover and the fix are German', async () => {
    const problems = await workbench().problems();
    await problems
      .filter({ hasText: /52950/ })
      .filter({ hasText: /erwartet/ })
      .first()
      .waitFor();

    await workbench().panel().locator('.findings').getByRole('button', { name: /98/ }).first().click();
    await workbench().cursorLine(98).waitFor();
    const fix = await workbench().quickFix(/5295/, { line: SLIP, text: '52950' });

    assert.match(await fix.innerText(), /ersetzen/i);
    await workbench().screenshot('german-3-fix');
    await workbench().page.keyboard.press('Escape');
    assert.deepEqual(workbench().errors, []);
  });
});
