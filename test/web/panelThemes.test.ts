/** Tests the panel's page in every theme, state and width, and its accessibility by axe-core. */
import { strict as assert } from 'node:assert';
import type { Browser } from 'playwright-core';
import type { PanelState } from '../../webview/messages';
import { fitFile, openBrowser, PanelPage, sample, THEMES } from '../support/panelPage';
import { slipLine, originalLine } from '../support/slip';
import { seriousAxeFindings } from './axeFindings';

describe('the panel page in every theme', function () {
  this.timeout(60_000);
  let browser: Browser;
  before(async () => {
    browser = await openBrowser();
  });
  after(() => browser.close());
  const text = sample('penguins.csv').replace(originalLine, slipLine);

  for (const theme of THEMES) {
    it(`A fit is drawn without an error in ${theme}`, async () => {
      const file = fitFile('penguins-slip.csv', text, { k: 3, ignore: ['species'], starts: 3 });
      const panel = await PanelPage.open(browser, theme);
      await panel.showFitted(file);
      await panel.page.locator('.distributions .picture svg').nth(5).waitFor();
      await panel.page.locator('section.pairs .drawing svg').waitFor();
      await panel.screenshot(`fitted-${theme}`);
      assert.deepEqual(panel.errors, []);
      await panel.close();
    });
  }
});

describe('the accessibility of the panel page', function () {
  this.timeout(60_000);
  let browser: Browser;
  before(async () => {
    browser = await openBrowser();
  });
  after(() => browser.close());
  const file = fitFile('penguins-slip.csv', sample('penguins.csv').replace(originalLine, slipLine), {
    maxComponents: 3,
    ignore: ['species'],
    starts: 2,
  });

  const earlier = { fit: 1, report: file.report };
  const states: Readonly<Record<string, PanelState>> = {
    empty: { state: 'empty' },
    running: { state: 'running', fit: 2, steps: file.steps.slice(0, 40), elapsed: 4200 },
    'running-after-another': { state: 'running', fit: 2, steps: file.steps.slice(0, 40), earlier },
    stale: { state: 'fitted', fit: 1, steps: file.steps, report: file.report, stale: true },
    failed: { state: 'failed', message: 'Line 3: the row weight "x" in "n" is not a number of at least 0.' },
    cancelled: { state: 'cancelled', fit: 2, steps: file.steps.slice(0, 40), reason: 'asked', earlier },
  };
  for (const theme of THEMES) {
    it(`axe-core has no serious finding on a fit in ${theme}`, async () => {
      const panel = await PanelPage.open(browser, theme);
      await panel.showFitted(file);
      await panel.page.locator('section.pairs .drawing svg').waitFor();
      await panel.page.locator('details').evaluateAll((all) => {
        for (const each of all) (each as HTMLDetailsElement).open = true;
      });

      assert.deepEqual(await seriousAxeFindings(panel.page), []);
      await panel.close();
    });

    it(`axe-core has no serious finding in any state in ${theme}`, async () => {
      const panel = await PanelPage.open(browser, theme);
      panel.file = file;

      for (const [name, state] of Object.entries(states)) {
        await panel.show(state, 'penguins.csv');
        await panel.page.locator('h1').filter({ hasText: /./ }).waitFor();
        if ('report' in state || ('earlier' in state && state.earlier !== undefined))
          await panel.page.locator('section.pairs .drawing svg').waitFor();
        assert.deepEqual(await seriousAxeFindings(panel.page), [], name);
        await panel.screenshot(`${name}-${theme}`);
      }

      assert.deepEqual(panel.errors, []);
      await panel.close();
    });
  }

  for (const width of [400, 1600]) {
    it(`A fit needs no horizontal scrolling at ${width} pixels`, async () => {
      const panel = await PanelPage.open(browser, 'dark', width);
      await panel.showFitted(file);
      await panel.page.locator('section.pairs .drawing svg').waitFor();
      await panel.screenshot(`width-${width}`);
      assert.ok(
        await panel.page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth),
        'the page itself scrolls sideways',
      );
      await panel.close();
    });
  }

  it('A fit needs no horizontal scrolling at 200 % zoom', async () => {
    const panel = await PanelPage.open(browser, 'dark', 1100);
    await panel.showFitted(file);
    await panel.page.locator('section.pairs .drawing svg').waitFor();

    // Half the pixels of the page are what a browser at 200 % has.
    await panel.page.setViewportSize({ width: 550, height: 450 });
    await panel.page.locator('section.pairs .drawing svg').waitFor();

    assert.ok(await panel.page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth));
    await panel.close();
  });

  it('A statistical word shows its meaning on focus, until Escape', async () => {
    const panel = await PanelPage.open(browser);
    await panel.showFitted(file);
    await panel.unfoldDetails();
    const word = panel.page.locator('.fit-details .detail .term').filter({ hasText: 'NLML' });
    const meaning = panel.page.getByRole('tooltip').filter({ hasText: 'Negative log marginal likelihood' });

    await word.focus();

    await meaning.first().waitFor();
    assert.equal(await word.getAttribute('aria-describedby'), await meaning.first().getAttribute('id'));
    assert.deepEqual(await seriousAxeFindings(panel.page), []);
    await panel.screenshot('meaning');
    await panel.page.keyboard.press('Escape');
    await meaning.first().waitFor({ state: 'hidden' });
    await panel.close();
  });

  it('Screen readers are told the progress of a fit, and then what was found', async () => {
    const panel = await PanelPage.open(browser);
    const said = (): Promise<readonly string[]> => panel.page.getByRole('status').allInnerTexts();

    await panel.show(states.running, 'penguins.csv');
    await panel.page
      .locator('.spoken')
      .filter({ hasText: /^Trying \d clusters?$/ })
      .waitFor();
    assert.ok((await said()).some((text) => text.startsWith('Fitting penguins.csv')));

    await panel.showFitted(file);
    await panel.page.locator('.summary .words').filter({ hasText: '1 unlikely row.' }).waitFor();
    assert.ok((await said()).every((text) => !text.startsWith('Trying')));
    await panel.close();
  });

  it('Nothing turns where the user asks for reduced motion', async () => {
    const panel = await PanelPage.open(browser);

    await panel.show(states.running, 'penguins.csv');
    await panel.page.getByRole('button', { name: 'Cancel' }).waitFor();

    assert.equal(await panel.page.locator('.spinner').isVisible(), false);
    await panel.close();
  });
});
