/** Tests keys, row colours, the walkthrough of first steps and saved scores in the real VS Code. */
import { strict as assert } from 'node:assert';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { repository } from '../../scripts/workbench.mjs';
import { slipLine, originalLine } from '../support/slip';
import { until } from '../support/until';
import { useWorkbench } from '../support/workbench';

const penguins = readFileSync(join(repository, 'samples', 'penguins.csv'), 'utf8');

describe('keys, row colours, first steps and saved scores', function () {
  this.timeout(150_000);
  const workbench = useWorkbench({
    open: 'penguins-slip.csv',
    files: { 'penguins-slip.csv': penguins.replace(originalLine, slipLine), '.vscode/settings.json': '{}' },
  });
  const dialog = (): Locator => workbench().page.locator('.quick-input-widget:visible');
  const input = (): Locator => dialog().locator('input[type=text]');
  const file = (name: string): string => join(workbench().folder, name);
  const openFirstSteps = async (): Promise<Locator> => {
    const steps = workbench().page.locator('.getting-started-step');
    // A busy window closes the question when something else takes the focus.
    await workbench().retry('the first steps', async (timeout) => {
      await workbench().runCommand('Welcome: Open Walkthrough');
      await input().fill('Mixture Lens', { timeout });
      await workbench()
        .page.locator('.quick-input-list .monaco-list-row.focused')
        .filter({ hasText: 'Mixture Lens' })
        .first()
        .waitFor({ timeout });
      // A click may hit the tooltip of the row.
      await workbench().page.keyboard.press('Enter');
      await steps.first().waitFor({ timeout: 3 * timeout });
    });
    return steps;
  };
  const done = (step: string): Locator =>
    workbench().page.locator(`[data-done-step-id$="mixtureLens.firstSteps.${step}"].complete`).first();

  it('Tab reaches all first steps, and the file can be fitted after them', async () => {
    const { page } = workbench();
    const steps = await openFirstSteps();
    assert.equal(await steps.count(), 4);

    const reached = new Set<string>();
    for (let presses = 0; presses < 60 && reached.size < 4; presses++) {
      await page.keyboard.press('Tab');
      const step = await page.evaluate(
        () => document.activeElement?.closest('.getting-started-step')?.getAttribute('data-step-id') ?? '',
      );
      if (step !== '') reached.add(step);
    }
    assert.equal(reached.size, 4);

    await page.keyboard.press('Control+w');
    await workbench().chooseFromContextMenu(slipLine.slice(0, 24), 'Fit Mixture');
    await workbench()
      .panel()
      .locator('h1')
      .filter({ hasText: /clusters in 344 rows/ })
      .waitFor();
  });

  it('Keys alone lead to the unlikely row and correct it, and tick the first steps', async () => {
    const { page } = workbench();
    await workbench().click('"Torgersen",40.3', '40.3');
    // There is no other unlikely row below, so the search starts again at the top.
    await page.keyboard.press('Alt+F9');
    await workbench().cursorLine(2).waitFor();

    await workbench().quickFix(/^Replace 63000/);
    await page.keyboard.press('Enter');
    await until(
      'the cell is corrected',
      async () => !(await workbench().line('"Torgersen",39.1').innerText()).includes('63000'),
    );

    await openFirstSteps();
    for (const step of ['open', 'fit', 'look', 'mend']) await done(step).waitFor();
    await page.keyboard.press('Control+w');
  });

  it('The setting rowColours chooses bars, tints or no colours for rows', async () => {
    const { page } = workbench();
    const styled = (what: 'background-color' | 'background-image'): Promise<number> =>
      page
        .locator('.editor-instance')
        .first()
        .evaluate(
          (editor, property) =>
            [...editor.querySelectorAll('[class*="ced-"]')].filter((each) => {
              const value = getComputedStyle(each).getPropertyValue(property);
              return property === 'background-image' ? value.includes('svg') : /^rgba\(\d+, \d+, \d+, 0\.1/.test(value);
            }).length,
          what,
        );
    await until('bars beside the rows', async () => (await styled('background-image')) > 10);
    assert.equal(await styled('background-color'), 0);

    const set = (colours: string): void => {
      writeFileSync(file('.vscode/settings.json'), JSON.stringify({ 'mixtureLens.rowColours': colours }));
    };
    set('background');
    await until(
      'rows with a tint',
      async () => (await styled('background-color')) > 10 && (await styled('background-image')) === 0,
    );

    set('off');
    await until(
      'rows without colour',
      async () => (await styled('background-color')) + (await styled('background-image')) === 0,
    );
  });

  it('Scores are saved under the chosen name, but never over the table itself', async () => {
    const propose = async (): Promise<void> => {
      await workbench().runCommand('Mixture Lens: Save Scores');
      await until(
        'a name is proposed',
        async () => (await dialog().count()) > 0 && (await input().inputValue()) === file('penguins-slip.scores.csv'),
      );
    };

    await propose();
    await dialog().getByRole('button', { name: 'OK' }).click();
    await until(
      'the scores are saved',
      () =>
        existsSync(file('penguins-slip.scores.csv')) &&
        /,"?oddness"?$/.test(readFileSync(file('penguins-slip.scores.csv'), 'utf8').split('\n')[0]),
    );

    const before = readFileSync(file('penguins-slip.csv'), 'utf8');
    await propose();
    await input().fill(file('penguins-slip.csv'));
    await dialog().getByRole('button', { name: 'OK' }).click();
    // VS Code itself asks whether to replace the file.
    await dialog().getByText('already exists').waitFor();
    await dialog()
      .getByRole('button', { name: /Yes|OK/ })
      .first()
      .click();
    await workbench().page.getByText('penguins-slip.csv is the table itself; choose another name.').first().waitFor();
    assert.equal(readFileSync(file('penguins-slip.csv'), 'utf8'), before);
    assert.deepEqual(workbench().errors, []);
  });
});
