/** Tests the names and colours of clusters: in the panel's page alone, and in the real VS Code. */
import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import axe from 'axe-core';
import type { Browser } from 'playwright-core';
import { repository } from '../../scripts/workbench.mjs';
import type { FitReport } from '../../server/protocol';
import { fitFile, openBrowser, PanelPage, sample, THEMES, type FittedFile } from '../support/panelPage';
import { until } from '../support/until';
import { useWorkbench } from '../support/workbench';

const LONG = 'Heavy birds with long flippers, most of them from Biscoe (m)';
const HOSTILE = '<img src=x> $(zap) [a](command:b)';

function withLooks(
  report: FitReport,
  looks: readonly { readonly name?: string; readonly colour?: number }[],
): FitReport {
  return { ...report, components: report.components.map((component, k) => ({ ...component, ...looks[k] })) };
}

describe('cluster names in the panel page', function () {
  this.timeout(60_000);
  let browser: Browser;
  let file: FittedFile;
  before(async () => {
    browser = await openBrowser();
    file = fitFile('penguins.csv', sample('penguins.csv'), { k: 3, ignore: ['species'], starts: 3 });
  });
  after(() => browser.close());

  const looks = [{ name: LONG, colour: 4 }, { name: HOSTILE }, { colour: 0 }] as const;

  it('Buttons at the head of each cluster request a name and a colour', async () => {
    const panel = await PanelPage.open(browser);
    await panel.showFitted(file);
    const from = panel.messages.length;
    const name = panel.page.getByRole('button', { name: 'Name cluster 2', exact: true });
    await name.focus();
    await panel.page.keyboard.press('Enter');
    assert.deepEqual(await panel.waitForMessage('name', from), { type: 'name', cluster: 1 });
    await panel.page.getByRole('button', { name: 'Choose the colour of cluster 3', exact: true }).click();
    assert.deepEqual(await panel.waitForMessage('colour', from), { type: 'colour', cluster: 2 });
    await panel.close();
  });

  it('New names and colours appear everywhere, and the page stays in place', async () => {
    const panel = await PanelPage.open(browser);
    await panel.showFitted(file);
    const { page } = panel;
    await page.locator('section.pairs .drawing svg').waitFor();
    await page.locator('.distributions').getByText('As a table').first().click();
    await page
      .getByRole('button', { name: /^List \d+ rows?: cluster \d, or else/ })
      .first()
      .click();
    await page.locator('.certainty .row-list table').waitFor();

    const name = page.getByRole('button', { name: 'Name cluster 2', exact: true });
    await name.focus();
    await page.evaluate(() => {
      window.scrollTo(0, 700);
    });
    const top = (): Promise<number> =>
      page.locator('.distributions h2').evaluate((each) => Math.round(each.getBoundingClientRect().top));
    const place = await top();
    const before = await page.locator('.distributions [stroke="#56B4E9"]').count();
    assert.equal(before, 0);

    await panel.show({
      state: 'fitted',
      fit: 1,
      steps: file.steps,
      report: withLooks(file.report, looks),
      stale: false,
    });
    await page.locator('.parameters thead').getByText(LONG).waitFor();
    await page.locator('.distributions [stroke="#56B4E9"]').first().waitFor({ state: 'attached' });
    assert.ok(Math.abs((await top()) - place) <= 2, 'the page stays where it is');
    assert.equal(await name.evaluate((button) => button === document.activeElement), true, 'and so does the keyboard');

    const heads = await page.locator('.parameters thead th').allInnerTexts();
    assert.match(heads[1], /Cluster 1 · [\d.]+\s% of rows/);
    assert.doesNotMatch(heads[3], /·/);
    assert.match(heads[3], /^Cluster 3\s/);
    for (const part of ['.certainty', '.parameters']) await page.locator(part).getByText(HOSTILE).first().waitFor();
    assert.equal(await page.locator('img').count(), 0);
    assert.ok((await page.locator('.certainty .row-list tbody').innerText()).match(/\d\s%\)/) !== null);

    const colour = (selector: string): Promise<string> =>
      page
        .locator(selector)
        .first()
        .evaluate((each) => getComputedStyle(each).backgroundColor);
    assert.equal(await colour('.parameters thead .swatch'), 'rgb(86, 180, 233)');
    await page.locator('.pairs .drawing').scrollIntoViewIfNeeded();
    await page.locator('.pairs [stroke="#56B4E9"]').first().waitFor({ state: 'attached' });

    // Without names and colours the page looks as before.
    await page.locator('.distributions .drawing').first().scrollIntoViewIfNeeded();
    await panel.show({ state: 'fitted', fit: 1, steps: file.steps, report: file.report, stale: false });
    await page.locator('.parameters thead').getByText('Cluster 1', { exact: true }).waitFor();
    await until(
      'the pictures are in the old colours',
      async () => (await page.locator('.distributions .picture').first().locator('[stroke="#56B4E9"]').count()) === 0,
    );
    assert.deepEqual(panel.errors, []);
    await panel.close();
  });

  for (const theme of THEMES) {
    it(`Long and hostile names are legible in the theme ${theme}`, async () => {
      for (const width of [1100, 420]) {
        const panel = await PanelPage.open(browser, theme, width);
        await panel.showFitted({ ...file, report: withLooks(file.report, looks) });
        await panel.page.locator('section.pairs .drawing svg').waitFor();
        assert.ok(
          await panel.page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth),
          'the page is no wider than its place',
        );
        await panel.page.evaluate(axe.source);
        const { violations } = await panel.page.evaluate(() =>
          (globalThis as unknown as { axe: typeof axe }).axe.run('section.clusters'),
        );
        assert.deepEqual(
          violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`),
          [],
        );
        await panel.screenshot(`names-${theme}-${width}`);
        assert.deepEqual(panel.errors, []);
        await panel.close();
      }
    });
  }
});

describe('cluster names in VS Code', function () {
  this.timeout(150_000);
  const workbench = useWorkbench({
    open: 'penguins.csv',
    files: { 'penguins.csv': readFileSync(join(repository, 'samples', 'penguins.csv'), 'utf8') },
  });
  const question = () => workbench().page.locator('.quick-input-widget:visible');
  const head = (cluster: number) => workbench().panel().locator('.parameters thead th').nth(cluster);

  it('A name given in the panel appears there, in the hover and in the list of clusters', async () => {
    const { page } = workbench();
    await workbench().runCommand('Mixture Lens: Fit Mixture');
    const pencil = workbench().panel().getByRole('button', { name: 'Name cluster 1', exact: true });
    await pencil.click();
    await question().locator('input').waitFor();
    await page.keyboard.type('2');
    await page.keyboard.press('Enter');
    await question().getByText('would be taken for the number of a cluster').waitFor();
    await workbench().screenshot('name-refused');

    await page.keyboard.press('Control+A');
    await page.keyboard.type(HOSTILE);
    await workbench().screenshot('name-asked');
    await page.keyboard.press('Enter');
    await head(1).getByText(HOSTILE).waitFor();

    await workbench().panel().getByRole('button', { name: 'Choose the colour of cluster 1', exact: true }).click();
    await question().locator('.monaco-list-row').filter({ hasText: 'Vermilion' }).waitFor();
    await workbench().screenshot('colour-asked');
    await question().locator('.monaco-list-row').filter({ hasText: 'Vermilion' }).click();
    await until(
      'the cluster has its colour',
      async () =>
        (await head(1)
          .locator('.swatch')
          .evaluate((each) => getComputedStyle(each).backgroundColor)) === 'rgb(213, 94, 0)',
    );

    await workbench().click('"Torgersen",39.1', 'Torgersen');
    await workbench().runCommand("Mixture Lens: Go to a Cluster's Most Typical Row");
    const row = question().locator('.monaco-list-row').first();
    await row.filter({ hasText: '<img src=x>' }).waitFor();
    assert.equal(
      (await row.locator('.label-name').first().innerText()).replaceAll('\u2060', '').replaceAll('\u00a0', ' '),
      HOSTILE,
    );
    assert.equal(await row.locator('.codicon-zap').count(), 0);
    await workbench().screenshot('names-listed');
    await row.click();

    await workbench().hover('"Dream",38.1,17.6', '38.1', 'img src=x');
    const hover = page.locator('.monaco-hover:visible').filter({ hasText: HOSTILE });
    await hover.first().waitFor();
    assert.equal(await hover.locator('img, a[data-href^="command:b"]').count(), 0);
    await workbench().screenshot('named');
    assert.deepEqual(await workbench().notifications(), []);
    assert.deepEqual(workbench().errors, []);
  });

  it('The name of a cluster is remembered after a reload', async () => {
    await workbench().reload();
    await head(1).getByText(HOSTILE).waitFor();
  });
});
