/**
 * Takes the pictures of the panel in every state and three themes (docs/panel.md): `npm run pictures`, or alone, after
 * a build, with `node --import tsx test/pictures/panel.ts`. They are WebP, made by the browser that takes them.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { repository } from '../../scripts/workbench.mjs';
import { fitFile, openBrowser, PanelPage, sample, THEMES, type Theme } from '../support/panelPage';
import type { PanelState } from '../../webview/messages';
import { webp } from './webp';

const folder = join(repository, 'docs', 'images', 'panel');
const WIDTH = 1000;
const MARGIN = 8;
/** The slip of README's walk. */
const file = fitFile(
  'penguins.csv',
  sample('penguins.csv').replace('39.1,18.7,181,3750', '39.1,18.7,181,37500'),
  {},
  () => performance.now() / 1000,
);
const half = file.steps.slice(0, Math.floor(file.steps.length / 2));
const earlier = { fit: 1, report: file.report };
const remark =
  'VS Code does not share files over 50 MB with extensions. This one is read from disk, ' +
  'without hovers or marks in its editor.';

interface Scene {
  readonly panel: PanelState;
  readonly remark?: string;
  /** Only so much of the page's top, in pixels. */
  readonly height?: number;
}

const scenes: Readonly<Record<string, Scene>> = {
  empty: { panel: { state: 'empty' } },
  running: { panel: { state: 'running', fit: 2, steps: half } },
  stale: { panel: { state: 'fitted', fit: 1, steps: file.steps, report: file.report, stale: true }, height: 560 },
  cancelled: { panel: { state: 'cancelled', fit: 2, steps: half, reason: 'asked', earlier }, height: 560 },
  failed: { panel: { state: 'failed', message: 'Line 3: the row weight "x" in "n" is not a number of at least 0.' } },
  disk: {
    panel: { state: 'fitted', fit: 1, steps: file.steps, report: file.report, stale: false },
    remark,
    height: 560,
  },
};

/** The parts of a fitted panel from top to bottom, each a picture of its own. */
const parts: Readonly<Record<string, readonly string[]>> = {
  'fitted-1': ['header.summary', '.findings'],
  'fitted-2': ['.clusters'],
  'fitted-3': ['.distributions'],
  'fitted-4': ['.certainty', '.pairs'],
  'fitted-5': ['.fit-details'],
};

async function take(page: Page, name: string, top: number, bottom: number): Promise<void> {
  const clip = {
    x: 0,
    y: Math.max(0, top - MARGIN),
    width: page.viewportSize()?.width ?? WIDTH,
    height: Math.ceil(bottom - top + MARGIN),
  };
  const taken = await page.screenshot({ fullPage: true, clip });
  writeFileSync(join(folder, `${name}.webp`), await webp(page, taken));
}

async function settled(page: Page, drawn: boolean): Promise<void> {
  await page.locator('h1').filter({ hasText: /./ }).waitFor();
  if (!drawn) return;
  await page.locator('section.pairs .drawing svg').waitFor();
  for (const drawing of await page.locator('.drawing:visible').all()) await drawing.locator('svg').first().waitFor();
}

async function edges(all: readonly Locator[]): Promise<readonly [number, number]> {
  const boxes = await Promise.all(all.map((each) => each.boundingBox()));
  const found = boxes.filter((box) => box !== null);
  return [Math.min(...found.map(({ y }) => y)), Math.max(...found.map(({ y, height }) => y + height))];
}

async function takeScenes(browser: Browser, theme: Theme): Promise<void> {
  for (const [name, scene] of Object.entries(scenes)) {
    const panel = await openPage(browser, theme);
    await panel.send({
      type: 'snapshot',
      uri: 'file:///penguins.csv',
      fileName: file.name,
      remark: scene.remark,
      panel: scene.panel.state === 'running' ? { ...scene.panel, elapsed: 1200 } : scene.panel,
    });
    const hasModel = 'report' in scene.panel || ('earlier' in scene.panel && scene.panel.earlier !== undefined);
    await settled(panel.page, hasModel);
    if (scene.panel.state !== 'fitted' && 'steps' in scene.panel)
      await panel.page.locator('.convergence svg').waitFor();
    const [, bottom] = await edges([panel.page.locator('main')]);
    await take(panel.page, `${name}-${theme}`, MARGIN, Math.min(bottom, scene.height ?? Infinity));
    await panel.close();
  }
}

async function takeFitted(browser: Browser, theme: Theme): Promise<void> {
  const panel = await openPage(browser, theme);
  await panel.showFitted(file);
  await settled(panel.page, true);
  await panel.unfoldDetails();
  await panel.page.locator('.convergence svg').waitFor();
  await panel.page.locator('.selection svg').waitFor();
  for (const [name, selectors] of Object.entries(parts)) {
    const [top, bottom] = await edges(selectors.map((selector) => panel.page.locator(selector)));
    await take(panel.page, `${name}-${theme}`, top, bottom);
  }
  await panel.close();
}

async function openPage(browser: Browser, theme: Theme): Promise<PanelPage> {
  const panel = await PanelPage.open(browser, theme, WIDTH);
  panel.file = file;
  return panel;
}

mkdirSync(folder, { recursive: true });
const browser = await openBrowser();
try {
  for (const theme of THEMES) {
    await takeScenes(browser, theme);
    await takeFitted(browser, theme);
  }
} finally {
  await browser.close();
}
