/** Tests the pictures of the panel's page by keyboard alone. */
import { strict as assert } from 'node:assert';
import axe from 'axe-core';
import type { Browser } from 'playwright-core';
import { answer } from '../../server/pipeline/answer';
import type { RowAnswer } from '../../server/protocol/insight';
import { fitFile, openBrowser, PanelPage, sample, THEMES, type FittedFile } from '../support/panelPage';
import { slipLine, originalLine } from '../support/slip';
import { until } from '../support/until';

describe('the panel pictures by keyboard', function () {
  this.timeout(60_000);
  let browser: Browser;
  let file: FittedFile;
  let panel: PanelPage;
  before(async () => {
    browser = await openBrowser();
    file = fitFile('penguins-slip.csv', sample('penguins.csv').replace(originalLine, slipLine), {
      k: 3,
      ignore: ['species'],
      starts: 2,
    });
    panel = await PanelPage.open(browser);
    await panel.showFitted(file);
    await panel.page.locator('section.pairs .drawing svg').waitFor();
  });
  after(() => browser.close());
  afterEach(() => {
    assert.deepEqual(panel.errors, []);
  });

  const picture = (name: string) =>
    panel.page
      .locator('.distributions .picture')
      .filter({ has: panel.page.getByRole('heading', { name, exact: true }) });
  const focused = (attribute: string) =>
    panel.page.evaluate((name) => document.activeElement?.getAttribute(name), attribute);
  const press = (key: string) => panel.page.keyboard.press(key);

  it('Tab stops at one bar of a picture, and arrow keys reach the others', async () => {
    const bars = picture('flipper_length_mm').locator('.target');
    const count = await bars.count();
    assert.equal(await picture('flipper_length_mm').locator('.target[tabindex="0"]').count(), 1);

    await bars.first().focus();
    const first = await focused('aria-label');
    assert.match(first ?? '', /^from \d+ to \d+: \d+ rows?$/);
    await press('ArrowRight');
    assert.equal(await focused('data-at'), '1');
    await press('ArrowLeft');
    await press('ArrowLeft');
    assert.equal(await focused('aria-label'), first);

    await press('End');
    assert.equal(await focused('data-at'), String(count - 1));
    await press('Home');
    await press('ArrowRight');

    await press('Tab');
    assert.match((await focused('aria-label')) ?? '', /^Save the picture as SVG/);
    await press('Shift+Tab');
    assert.equal(await focused('data-at'), '1');

    const outline = await bars.nth(1).evaluate((bar) => {
      const { stroke, strokeWidth } = getComputedStyle(bar);
      return [stroke, strokeWidth];
    });
    assert.notEqual(outline[0], 'none');
    assert.equal(outline[1], '2px');
    await panel.screenshot('keyboard-bar');
  });

  it('Enter lists the rows of a bar, of bars selected with Shift, and of a level', async () => {
    const heading = panel.page.locator('.distributions .row-list h3');
    const bars = picture('flipper_length_mm').locator('.target');
    const counts = (await bars.evaluateAll((all) => all.map((bar) => bar.getAttribute('aria-label')))).map((words) =>
      Number(/: (\d+) row/.exec(words ?? '')?.[1]),
    );

    await bars.first().focus();
    await press('Home');
    await press('ArrowRight');
    await press('ArrowRight');
    await press('Enter');
    await heading.filter({ hasText: new RegExp(`^${counts[2]} rows?: flipper_length_mm from`) }).waitFor();

    await press('Shift+ArrowRight');
    await press('Shift+ArrowRight');
    assert.equal(await picture('flipper_length_mm').locator('.target.chosen').count(), 3);
    await press('Enter');
    await heading
      .filter({
        hasText: new RegExp(`^${(counts[2] ?? 0) + (counts[3] ?? 0) + (counts[4] ?? 0)} rows: flipper_length_mm from`),
      })
      .waitFor();

    await picture('island').locator('.target[tabindex="0"]').focus();
    assert.equal(await focused('aria-label'), 'Biscoe: 168 rows');
    await press('ArrowDown');
    const label = await focused('aria-label');
    await press('Enter');
    await heading.filter({ hasText: `${/\d+/.exec(label ?? '')?.[0]} rows: island is Dream` }).waitFor();
  });

  it('The focus survives a new drawing and returns when the list of rows is closed', async () => {
    await picture('flipper_length_mm').locator('.target[tabindex="0"]').focus();
    await press('Home');
    await press('ArrowRight');
    await press('Enter');

    const before = await picture('flipper_length_mm').locator('svg').elementHandle();
    const { row } = answer({ kind: 'row', line: 10 }, file.judged) as RowAnswer;
    await panel.send({ type: 'cursor', row });
    await until('the picture is drawn again', async () => (await before?.evaluate((svg) => svg.isConnected)) === false);
    assert.equal(await focused('data-at'), '1');
    assert.equal(await picture('flipper_length_mm').locator('.target.chosen').count(), 1);

    await panel.page.locator('.distributions .row-list').getByRole('button', { name: 'Close' }).press('Enter');
    await panel.page.locator('.distributions .row-list').waitFor({ state: 'hidden' });
    assert.equal(await focused('data-at'), '1');
  });

  it('Paging through a list keeps the focus on the button', async () => {
    await picture('island').locator('.target[tabindex="0"]').focus();
    await press('Home');
    await press('Enter');

    const list = panel.page.locator('.distributions .row-list');
    await list.getByText('1–50 of 168').waitFor();
    await list.getByRole('button', { name: 'Next' }).press('Enter');
    await list.getByText('51–100 of 168').waitFor();
    await press('Enter');
    await list.getByText('101–150 of 168').waitFor();
  });

  it('Arrow keys go from point to point, and Enter goes to the row of a point', async () => {
    const pairs = panel.page.locator('section.pairs');
    const cursor = pairs.locator('.target.point');
    await cursor.focus();
    assert.match(
      (await focused('aria-label')) ?? '',
      /^Line \d+: flipper_length_mm \d+.*, cluster \d \(.*\), unlikely$/,
    );
    await pairs
      .locator('.tip strong')
      .filter({ hasText: /^Line (2|187)$/ })
      .waitFor();
    await panel.screenshot('keyboard-point');

    await press('Home');
    const across: number[] = [];
    for (let i = 0; i < 12; i++) {
      across.push(Number(await cursor.getAttribute('cx')));
      await press('ArrowRight');
    }
    assert.deepEqual(
      across,
      [...across].sort((a, b) => a - b),
    );

    const height = Number(await cursor.getAttribute('cy'));
    await press('ArrowUp');
    assert.ok(Number(await cursor.getAttribute('cy')) <= height);

    const at = Number(/^Line (\d+):/.exec((await focused('aria-label')) ?? '')?.[1]);
    const from = panel.messages.length;
    await press('Enter');
    assert.equal((await panel.waitForMessage('reveal', from)).line, at);

    await press('Escape');
    await pairs.locator('.tip').waitFor({ state: 'hidden' });
  });

  it('A model without steps says that only its kept run is drawn', async () => {
    await panel.unfoldDetails();
    assert.match(await panel.page.locator('section.convergence > .caption').innerText(), /runs? with 3 clusters/);
    await panel.page.locator('section.convergence').scrollIntoViewIfNeeded();
    await panel.show({ state: 'fitted', fit: 1, steps: [], report: file.report, stale: false });
    await panel.page
      .locator('section.convergence > .caption')
      .filter({ hasText: 'Only the run that was kept is drawn' })
      .waitFor();
  });

  for (const theme of THEMES) {
    it(`axe-core has no serious finding with the focus on a point in ${theme}`, async () => {
      const other = await PanelPage.open(browser, theme);
      await other.showFitted(file);
      await other.page.locator('section.pairs .drawing svg').waitFor();
      await other.page.locator('.pairs .point').focus();
      await other.page.locator('.pairs .tip strong').waitFor();
      await other.page.evaluate(axe.source);
      const { violations } = await other.page.evaluate(async () =>
        (globalThis as unknown as { axe: typeof axe }).axe.run(),
      );
      assert.deepEqual(
        violations
          .filter(({ impact }) => impact === 'serious' || impact === 'critical')
          .map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`),
        [],
      );
      await other.close();
    });
  }
});
