/** Tests that the panel's texts are messages that can be translated. */
import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import { pseudoCatalogue } from '../support/pseudoLanguage';
import { fitFile, openBrowser, PanelPage, sample } from '../support/panelPage';

describe('the panel page in another language', function () {
  this.timeout(120_000);
  let browser: Browser;
  before(async () => {
    browser = await openBrowser();
  });
  after(() => browser.close());

  it('Headings, buttons, labels and heads of tables are messages', async () => {
    const panel = await PanelPage.open(browser, 'light', 1100, pseudoCatalogue());
    await panel.showFitted(fitFile('staff.csv', sample('staff.csv')));
    await panel.page.locator('.pairs svg').first().waitFor();
    await panel.unfoldDetails();

    const texts = await panel.page.locator('h1, h2, h3, th[scope=col], button, summary, label').allInnerTexts();

    const data = /^(?:|\d.*|line \d+|[a-z_]+|SVG|PNG|CSV|LaTeX|Markdown)$/i;
    const untranslated = texts.map((text) => text.trim()).filter((text) => !/[⟦⟧]/.test(text) && !data.test(text));
    assert.ok(texts.length > 50);
    assert.deepEqual(untranslated, []);
    assert.deepEqual(panel.errors, []);
    await panel.close();
  });
});
