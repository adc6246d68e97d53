/**
 * Tests that names and cells written as icons, links, commands and images are shown as text. An observer also catches
 * elements that appear only for a moment, such as the progress in the status bar.
 */
import { strict as assert } from 'node:assert';
import type { Locator } from 'playwright-core';
import { useWorkbench } from '../support/workbench';

/** An icon that VS Code itself shows nowhere. */
const ICON = '$(squirrel)';
const LINK = '[click](command:workbench.action.quit)';
const IMAGE = '<img src=x onerror=alert(1)>';
const AWAY = '![x](http://evil.example/x.png)';
const NAME = `${ICON}[b](command:evil.csv`;

const COLUMNS = [`${ICON} ${LINK}`, '=HYPERLINK(http:\\evil.example)', IMAGE, `**bold** ${AWAY}`];
/** Two groups of rows, and one row with an outlying number. */
const ROWS = Array.from({ length: 90 }, (_, i) =>
  [
    i === 10 ? '6300' : ((i % 2) * 30 + 20 + Math.sin(i * 1.7)).toFixed(2),
    ((i % 2) * 10 + 11 + Math.cos(i * 2.3)).toFixed(2),
    i % 2 === 0 ? `${ICON} ${LINK}` : IMAGE,
    i % 3 === 0 ? '=cmd()' : AWAY,
  ].join(','),
);

interface Watched extends Window {
  caught?: string[];
}

describe('a file with hostile names and cells', function () {
  this.timeout(150_000);
  const settings = { 'mixtureLens.components': 2, 'mixtureLens.clusterHints': 'all' };
  const workbench = useWorkbench({
    open: NAME,
    files: { [NAME]: `${COLUMNS.join(',')}\n${ROWS.join('\n')}\n`, '.vscode/settings.json': JSON.stringify(settings) },
  });
  const requests: string[] = [];
  const question = (): Locator => workbench().page.locator('.quick-input-widget:visible');

  before(async () => {
    const { page } = workbench();
    page.on('request', (request) => requests.push(request.url()));
    page.on('dialog', (dialog) => {
      requests.push(`dialog ${dialog.message()}`);
      void dialog.dismiss();
    });
    await page.evaluate(() => {
      const caught: string[] = ((window as Watched).caught = []);
      new MutationObserver(() => {
        for (const element of document.querySelectorAll('.codicon-squirrel, img, a, [data-href]')) {
          // The extension's own links carry the names of columns as arguments.
          const isEvil = [...element.attributes].some(
            ({ name, value }) =>
              /href|src/.test(name) && /^(https?:\/\/evil|command:workbench\.action\.quit|command:evil|x$)/.test(value),
          );
          if (element.classList.contains('codicon-squirrel') || isEvil)
            caught.push(
              `${element.outerHTML.slice(0, 200)} in ${element.closest('[id], .part')?.id ?? ''} ` +
                `${element.parentElement?.outerHTML.slice(0, 300) ?? ''}`,
            );
        }
      }).observe(document.body, {
        subtree: true,
        childList: true,
        attributes: true,
        attributeFilter: ['class', 'href', 'data-href', 'src'],
      });
    });
  });
  afterEach(async () => {
    assert.deepEqual(await workbench().page.evaluate(() => (window as Watched).caught), []);
    assert.deepEqual(
      requests.filter((url) => /evil\.example|^dialog/.test(url)),
      [],
    );
  });

  it('Progress, status bar, lens, hints and panel show hostile names as text', async () => {
    await workbench().runCommand('Mixture Lens: Fit Mixture');
    await workbench().status('2 clusters').waitFor();
    await workbench()
      .page.locator('.codelens-decoration')
      .filter({ hasText: /unlikely row/ })
      .waitFor();
    await workbench().line('cluster 1').waitFor();
    await workbench().panel().locator('table').filter({ hasText: IMAGE }).first().waitFor();
    assert.equal(await workbench().panel().locator('img[src="x"], a[href*="evil"], a[href*="command"]').count(), 0);
  });

  it('Unlikely Rows and Problems show hostile names and cells as text', async () => {
    await workbench().runCommand('Explorer: Focus on Unlikely Rows View');
    const view = workbench().page.locator('.pane').filter({ hasText: 'Unlikely Rows' });
    await view.locator('.monaco-list-row').filter({ hasText: 'Line 12' }).waitFor();
    assert.match(await view.innerText(), /squirrel/);
    await (await workbench().problems()).filter({ hasText: 'squirrel' }).first().waitFor();
    await workbench().screenshot('hostile');
  });

  it('Hovers and quick fixes show hostile names and cells as text', async () => {
    await workbench().hover('6300', '6300', /Posterior/);
    await workbench().page.keyboard.press('Escape');
    await workbench().hover('[click]', 'squirrel', /Leave this column out/);
    await workbench().page.keyboard.press('Escape');
    await workbench().quickFix(/^Replace 6300 with the expected/, { line: '6300', text: '6300' });
    await workbench().page.keyboard.press('Escape');
  });

  it('Questions show hostile names as text', async () => {
    const { page } = workbench();
    await workbench().runCommand('Mixture Lens: Fit Mixture with Options');
    await question().locator('.monaco-list-row').filter({ hasText: 'with the options below' }).waitFor();
    await page.keyboard.type('Columns');
    await question().locator('.monaco-list-row.focused').filter({ hasText: 'Columns' }).waitFor();
    await page.keyboard.press('Enter');
    await question().locator('.quick-input-title').filter({ hasText: 'Columns' }).waitFor();
    const labels = await question()
      .locator('.monaco-list-row .quick-input-list-row:first-child .label-name')
      .allInnerTexts();
    assert.deepEqual(
      labels.map((label) => label.replaceAll('\u2060', '')),
      COLUMNS,
    );
    await workbench().screenshot('hostile-options');

    await question().locator('.monaco-list-row').first().hover();
    await question().locator('.monaco-list-row').first().getByRole('button', { name: 'Change the kind' }).click();
    await question().locator('.quick-input-title').filter({ hasText: 'click' }).waitFor();
    await page.keyboard.press('Escape');
    await question().locator('.quick-input-title').filter({ hasText: 'Columns' }).waitFor();
    await page.keyboard.press('Escape');
    await question().waitFor({ state: 'hidden' });

    await workbench().hover('[click]', 'squirrel', /Change kind/);
    await workbench()
      .hoverBox(/Change kind/)
      .getByText('Change kind')
      .click();
    await question().locator('.quick-input-title').filter({ hasText: 'click' }).waitFor();
    await page.keyboard.press('Escape');

    await workbench().runCommand("Mixture Lens: Go to a Cluster's Most Typical Row");
    await question().locator('.quick-input-title').filter({ hasText: 'squirrel' }).waitFor();
    await page.keyboard.press('Escape');

    await workbench().status('90 × 4').click();
    await question().locator('.quick-input-title').filter({ hasText: 'squirrel' }).waitFor();
    await page.keyboard.press('Escape');
  });

  it('Messages show a hostile file name as text', async () => {
    await workbench().runCommand('Mixture Lens: Forget Model');
    await workbench().status('Not fitted').waitFor();
    await workbench().runCommand('Mixture Lens: Copy Parameters as JSON');
    const message = workbench()
      .page.locator('.notification-list-item-message')
      .filter({ hasText: 'Nothing is fitted to' })
      .first();
    await message.waitFor({ timeout: 8000 }).catch(() => workbench().runCommand('Notifications: Show Notifications'));
    await message.waitFor();
    await workbench().screenshot('hostile-message');

    assert.ok((await message.innerText()).replaceAll('\u2060', '').includes(NAME), await message.innerText());
    assert.equal(await message.locator('a').count(), 0);
    assert.deepEqual(workbench().errors, []);
  });
});
