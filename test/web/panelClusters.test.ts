/** Tests what the panel's page shows of clusters: their number, and the parameters of several families. */
import { strict as assert } from 'node:assert';
import type { Browser } from 'playwright-core';
import { seededRandom } from '../../server/core/numeric/random';
import type { NumericParameters } from '../../server/protocol';
import { fitFile, openBrowser, PanelPage, sample, THEMES } from '../support/panelPage';

describe('the panel page with several numbers of clusters', function () {
  this.timeout(60_000);
  let browser: Browser;
  let panel: PanelPage;
  before(async () => {
    browser = await openBrowser();
    panel = await PanelPage.open(browser, 'light');
  });
  after(() => browser.close());
  const text = sample('penguins.csv');

  it('A click on another number of clusters in the criteria fits it', async () => {
    await panel.showFitted(fitFile('penguins.csv', text, { maxComponents: 5, starts: 2 }));
    const part = panel.page.locator('section.selection');
    await panel.unfoldDetails();
    await part.locator('svg').waitFor();

    const from = panel.messages.length;
    await part.getByRole('button', { name: 'Fit with 2 clusters' }).click();
    assert.deepEqual(await panel.waitForMessage('fit', from), { type: 'fit', k: 2 });
  });

  it('The model of another number of clusters keeps the criteria and the former curve', async () => {
    const before = panel.file?.report;
    assert.ok(before);
    const { report, steps, ...rest } = fitFile('penguins.csv', text, { k: 2, starts: 2 });
    panel.file = { report, steps, ...rest };

    await panel.show({
      state: 'fitted',
      fit: 2,
      steps,
      report,
      stale: false,
      former: { k: before.k, trace: before.trace },
      choice: { k: before.k, selection: before.selection },
    });

    const part = panel.page.locator('section.selection');
    await part.getByText(`The lowest BIC chose ${before.k} clusters; the model shown has 2`).waitFor();
    await part.getByRole('button', { name: `Fit with ${before.k} clusters` }).waitFor();
    await panel.page.getByText('The dashed line is the fit before').waitFor();
    await panel.page.locator('section.pairs .drawing svg').waitFor();
    await panel.screenshot('other-number');
    assert.deepEqual(panel.errors, []);
  });
});

describe('the panel page with columns of several families', function () {
  this.timeout(60_000);
  let browser: Browser;
  before(async () => {
    browser = await openBrowser();
  });
  after(() => browser.close());
  const uniform = seededRandom(5);
  const lines = Array.from(
    { length: 200 },
    (_, row) =>
      `${Math.exp(2 + (row % 2) + 0.4 * Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(7 * uniform())).toFixed(3)},${Math.floor(6 * uniform()) + 20 * (row % 2)}`,
  );
  const file = fitFile('mixed.csv', ['income,visits', ...lines].join('\n'), {
    k: 2,
    starts: 2,
    kinds: { income: 'lognormal', visits: 'poisson' },
  });

  for (const theme of THEMES) {
    it(`Parameters of a lognormal are named beside mean and sd, and no rate twice, in ${theme}`, async () => {
      const panel = await PanelPage.open(browser, theme);
      await panel.showFitted(file);
      await panel.page.locator('section.pairs .drawing svg').waitFor();

      const cells = await panel.page.locator('table.parameters tbody td').allInnerTexts();
      const words = cells.map((cell) => cell.replace(/\s+/g, ' ').trim());
      assert.deepEqual(words.map((cell) => cell.replace(/[\d.]+/g, '#')).sort(), [
        '# ± #',
        '# ± #',
        '# ± # meanlog #, sdlog #',
        '# ± # meanlog #, sdlog #',
      ]);

      const { meanlog } = file.report.components[0].columns.income as NumericParameters & { readonly meanlog: number };
      const shown = words.flatMap((cell) => /meanlog ([\d.]+)/.exec(cell)?.slice(1).map(Number) ?? []);
      assert.ok(
        shown.some((each) => Math.abs(each - meanlog) < 0.01),
        `${shown.join(' ')} for ${meanlog}`,
      );
      assert.equal(await panel.page.locator('table.parameters tbody td[title]').count(), 0);

      await panel.screenshot(`families-${theme}`);
      assert.deepEqual(panel.errors, []);
      await panel.close();
    });
  }
});
