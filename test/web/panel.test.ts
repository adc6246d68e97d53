/** The panel's page by itself: what it shows of a fit, and what a click leads to. */
import { strict as assert } from 'node:assert';
import type { Browser } from 'playwright-core';
import { fitFile, openBrowser, PanelPage, sample, THEMES, type FittedFile } from '../support/panelPage';

/** The first penguin's line, and the same with a slip of the hand in body_mass_g. */
const sound = '"Adelie","Torgersen",39.1,18.7,181,3750,"male",2007';
const slip = '"Adelie","Torgersen",39.1,18.7,181,63000,"male",2007';

describe('the panel’s page', function () {
  this.timeout(60_000);
  let browser: Browser;
  let file: FittedFile;
  let panel: PanelPage;
  before(async () => {
    browser = await openBrowser();
    file = fitFile('penguins-slip.csv', sample('penguins.csv').replace(sound, slip), { k: 3, ignore: ['species'], starts: 3 });
    panel = await PanelPage.open(browser);
    await panel.showFitted(file);
  });
  after(() => browser.close());
  afterEach(() => { assert.deepEqual(panel.errors, []); });

  it('draws the columns, those first that tell the clusters apart', async () => {
    const headings = panel.page.locator('.distributions .picture h3');
    await panel.page.locator('.distributions .picture svg').nth(5).waitFor();
    const { columns } = file.report;
    assert.equal(await headings.count(), columns.filter(({ kind }) => kind !== 'ignored').length);
    const shares = await panel.page.locator('.distributions .picture h3 + .caption').allInnerTexts();
    const numbers = shares.map((text) => Number(/\(([\d.]+) of/.exec(text)?.[1]));
    assert.deepEqual(numbers, [...numbers].sort((a, b) => b - a));
  });

  it('counts a wild value beside the bins, and lists and marks its row on a click', async () => {
    const picture = panel.page.locator('.picture').filter({ hasText: 'body_mass_g' });
    await picture.getByText('above ▸').waitFor();
    const from = panel.messages.length;
    await picture.locator('.target').last().click();
    const { lines } = await panel.heard('mark', from);
    assert.deepEqual(lines, [2]);
    const list = panel.page.locator('.distributions .row-list');
    await list.getByText('63000').waitFor();
    await list.getByRole('button', { name: 'Go to line 2', exact: true }).click();
    assert.deepEqual(await panel.heard('reveal', from), { type: 'reveal', line: 2 });
    await list.getByRole('button', { name: 'Close' }).click();
    assert.equal(await list.isVisible(), false);
  });

  it('lists the rows of several bins that are drawn across', async () => {
    const targets = panel.page.locator('.picture').filter({ hasText: 'flipper_length_mm' }).locator('.target');
    const [first, third] = [await targets.nth(2).boundingBox(), await targets.nth(4).boundingBox()];
    assert.ok(first && third);
    const { page } = panel;
    await page.mouse.move(first.x + first.width / 2, first.y + 60);
    await page.mouse.down();
    await page.mouse.move(third.x + third.width / 2, third.y + 60, { steps: 4 });
    await page.mouse.up();
    const heading = page.locator('.distributions .row-list h3');
    await heading.filter({ hasText: 'flipper_length_mm from' }).waitFor();
    const told = Number(/^([\d,]+)/.exec(await heading.innerText())?.[1]);
    const titles = await targets.locator('title').allTextContents();
    const counts = titles.slice(2, 5).map((title) => Number(/: (\d+) row/.exec(title)?.[1]));
    assert.equal(told, counts.reduce((a, b) => a + b, 0));
  });

  it('has a table behind each picture, from which rows are listed by key', async () => {
    const picture = panel.page.locator('.picture').filter({ hasText: 'island' });
    await picture.getByText('As a table').click();
    const level = picture.getByRole('button', { name: 'List the rows: island Biscoe' });
    await level.focus();
    await panel.page.keyboard.press('Enter');
    await panel.page.locator('.distributions .row-list h3').filter({ hasText: 'island is Biscoe' }).waitFor();
  });
});

describe('the panel’s page in every theme', function () {
  this.timeout(60_000);
  let browser: Browser;
  before(async () => { browser = await openBrowser(); });
  after(() => browser.close());
  const text = sample('penguins.csv').replace(sound, slip);

  for (const theme of THEMES) {
    it(`is drawn in ${theme}`, async () => {
      const file = fitFile('penguins-slip.csv', text, { k: 3, ignore: ['species'], starts: 3 });
      const panel = await PanelPage.open(browser, theme);
      await panel.showFitted(file);
      await panel.page.locator('.distributions .picture svg').nth(5).waitFor();
      await panel.screenshot(`fitted-${theme}`);
      assert.deepEqual(panel.errors, []);
      await panel.close();
    });
  }
});
