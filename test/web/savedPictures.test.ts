/** Tests the pictures and parameters that the panel's page hands to its host. */
import { strict as assert } from 'node:assert';
import { mkdirSync, writeFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { fitFile, openBrowser, PanelPage, sample, THEMES, type FittedFile } from '../support/panelPage';
import { slipLine, originalLine } from '../support/slip';
import { answer } from '../../server/pipeline/answer';
import type { RowAnswer } from '../../server/protocol/insight';
import type { SavedPicture } from '../../webview/messages';

/** A column name with markup, a formula, and a character that XML cannot hold. */
const HOSTILE = '<script>alert(1)</script>&amp;\u0001" =x';
const folder = 'out/screenshots/saved';

describe('saved pictures', function () {
  this.timeout(60_000);
  let browser: Browser;
  let file: FittedFile;
  before(async () => {
    browser = await openBrowser();
    mkdirSync(folder, { recursive: true });
    const text = sample('penguins.csv')
      .replace(originalLine, slipLine)
      .replace('"bill_depth_mm"', `"${HOSTILE.replaceAll('"', '""')}"`);
    file = fitFile('penguins-slip.csv', text, { maxComponents: 3, ignore: ['species'], starts: 2 });
  });
  after(() => browser.close());

  async function open(theme: (typeof THEMES)[number], width?: number): Promise<PanelPage> {
    const panel = await PanelPage.open(browser, theme, width);
    await panel.showFitted(file);
    await panel.unfoldDetails();
    await panel.page.locator('section.pairs .drawing svg').waitFor();
    return panel;
  }
  async function saved(panel: PanelPage, part: string, format: 'svg' | 'png'): Promise<SavedPicture> {
    const from = panel.messages.length;
    await panel.page
      .locator(part)
      .first()
      .getByRole('button', { name: `Save the picture as ${format.toUpperCase()}` })
      .first()
      .press('Enter');
    return (await panel.waitForMessage('savePicture', from)).picture;
  }
  /** Opens the picture as a file in an empty page. */
  async function opened(picture: SavedPicture): Promise<Page> {
    const page = await browser.newPage();
    const type = picture.format === 'svg' ? 'image/svg+xml' : 'image/png';
    const content = picture.format === 'svg' ? Buffer.from(picture.content).toString('base64') : picture.content;
    await page.goto(`data:${type};base64,${content}`);
    return page;
  }

  const PARTS = [
    'section.convergence',
    'section.selection',
    'section.distributions .picture:has(svg)',
    'section.distributions .picture:has-text("island")',
    'section.certainty',
    'section.pairs',
  ];
  for (const theme of THEMES) {
    it(`A saved SVG is self-contained, in the colours of ${theme}`, async () => {
      const panel = await open(theme);
      for (const [at, part] of PARTS.entries()) {
        const picture = await saved(panel, part, 'svg');
        writeFileSync(`${folder}/${theme}-${at}.svg`, picture.content);
        assert.doesNotMatch(
          picture.content,
          /var\(|currentColor|color-mix|inherit|<script|<style|foreignObject|href|class=|(?<!xmlns=")https?:/i,
        );

        const page = await opened(picture);
        const found = await page.evaluate(() => {
          const root = document.documentElement as unknown as SVGSVGElement;
          const inside = [...root.querySelectorAll('text')].every((text) => {
            const { left, right, top, bottom } = text.getBoundingClientRect();
            return left >= 0 && top >= 0 && right <= root.width.baseVal.value && bottom <= root.height.baseVal.value;
          });
          const ground = root.querySelector('rect')?.getAttribute('fill');
          return {
            name: root.localName,
            title: root.querySelector('title')?.textContent,
            ground,
            inside,
            errors: root.querySelectorAll('parsererror').length,
          };
        });

        const ground = await panel.page.evaluate(() => getComputedStyle(document.body).backgroundColor);
        assert.equal(found.name, 'svg');
        assert.equal(found.errors, 0);
        assert.match(found.title ?? '', /\(penguins-slip\.csv\)$/);
        assert.equal(
          found.ground,
          `#${(ground.match(/\d+/g) ?? [])
            .slice(0, 3)
            .map((each) => Number(each).toString(16).padStart(2, '0'))
            .join('')}`,
        );
        assert.ok(found.inside, `${part}: a text reaches beyond the picture`);
        await page.close();
      }
      assert.deepEqual(panel.errors, []);
      await panel.close();
    });
  }

  it('A saved PNG has twice the size of its SVG', async () => {
    const panel = await open('dark');
    for (const part of ['section.distributions .picture:has(svg)', 'section.pairs']) {
      const [svg, png] = [await saved(panel, part, 'svg'), await saved(panel, part, 'png')];
      writeFileSync(`${folder}/${part.slice(8, 13)}.png`, Buffer.from(png.content, 'base64'));

      const page = await opened(png);
      const size = await page.evaluate(() => {
        const image = document.querySelector('img');
        return [image?.naturalWidth, image?.naturalHeight];
      });
      const [width, height] = ['width', 'height'].map((name) =>
        Number(new RegExp(`^<svg [^>]*\\b${name}="(\\d+)"`).exec(svg.content)?.[1]),
      );
      assert.deepEqual(size, [2 * width, 2 * height]);
      await page.close();
    }
    assert.deepEqual(panel.errors, []);
    await panel.close();
  });

  it('A saved SVG shows hostile names as text, without cursor marks and click targets', async () => {
    const panel = await open('light', 420);
    const { row } = answer({ kind: 'row', line: 10 }, file.judged) as RowAnswer;
    await panel.send({ type: 'cursor', row });
    const part = 'section.distributions .picture:has-text("alert")';
    await panel.page.locator(part).scrollIntoViewIfNeeded();
    await panel.page.locator(`${part} [stroke="var(--cursor-line)"]`).first().waitFor({ state: 'attached' });

    const picture = await saved(panel, part, 'svg');
    writeFileSync(`${folder}/hostile.svg`, picture.content);
    assert.equal(picture.name, HOSTILE);
    assert.doesNotMatch(picture.content, /cursor|target/);

    const page = await opened(picture);
    const texts = await page.evaluate(() =>
      [...document.querySelectorAll('text')].map(({ textContent }) => textContent),
    );
    assert.ok(
      texts.some((text) => text?.startsWith(`Distribution of ${HOSTILE.replace('\u0001', '\ufffd')}`)),
      texts.join('|'),
    );
    assert.equal(await page.evaluate(() => document.querySelectorAll('script').length), 0);
    await page.close();
    await panel.close();
  });
});

describe('copied parameters and the saved report', function () {
  this.timeout(60_000);
  let browser: Browser;
  before(async () => {
    browser = await openBrowser();
  });
  after(() => browser.close());

  it('The panel requests copies in each form, and the report only if there is a model', async () => {
    const panel = await PanelPage.open(browser);
    await panel.showFitted(fitFile('penguins.csv', sample('penguins.csv'), { k: 2, starts: 1 }));
    await panel.page.locator('section.pairs .drawing svg').waitFor();
    for (const [name, format] of [
      ['Markdown', 'markdown'],
      ['CSV', 'csv'],
      ['LaTeX', 'latex'],
    ] as const) {
      const from = panel.messages.length;
      const button = panel.page.getByRole('button', { name: `Copy the parameters as ${name}` });
      if (format === 'csv') await button.click();
      else await button.press('Enter');
      assert.deepEqual(await panel.waitForMessage('copy', from), { type: 'copy', format });
    }

    const from = panel.messages.length;
    await panel.page.getByRole('button', { name: 'Save Report…' }).press('Enter');
    await panel.waitForMessage('saveReport', from);

    await panel.show({ state: 'empty' });
    await panel.page.getByRole('button', { name: 'Save Report…' }).waitFor({ state: 'hidden' });
    await panel.screenshot('copies');
    assert.deepEqual(panel.errors, []);
    await panel.close();
  });
});
