/**
 * A file in the editor and one from disk, as large as they can be in a day's work: pictures, and how long things take.
 */
import type { Page } from 'playwright-core';
import { sensors, wrongRows } from '../support/sensors';
import { useWorkbench, type Workbench } from '../support/workbench';

const minutes = 60_000;
/** A fixed number of clusters: the search for it would take most of the time. */
const SETTINGS = '{ "mixtureLens.components": 3 }';

async function timed<T>(what: string, work: () => Promise<T>): Promise<T> {
  const began = performance.now();
  const done = await work();
  process.stdout.write(`      ${what}: ${Math.round(performance.now() - began)} ms\n`);
  return done;
}

/** Presses keys and looks at every frame drawn meanwhile; tells the longest waits for one. */
async function frames(page: Page, what: string, act: () => Promise<void>): Promise<void> {
  // As texts: what the loader adds to functions is not there in the page.
  await page.evaluate(
    'window.frameTimes = []; window.frameLast = performance.now(); (window.frameLook = (now) => { ' +
      'frameTimes.push(now - frameLast); frameLast = now; window.frameLoop = ' +
      'requestAnimationFrame(frameLook); })(frameLast)',
  );
  await act();
  const times = await page.evaluate<number[]>('cancelAnimationFrame(frameLoop); frameTimes.sort((a, b) => a - b)');
  const at = (share: number): number => Math.round(times[Math.floor(share * (times.length - 1))]);
  process.stdout.write(
    `      ${what}: ${times.length} frames, median ${at(0.5)} ms, 95 % ${at(0.95)} ms, longest ${at(1)} ms\n`,
  );
}

/** Opens a large file; VS Code in a browser asks first. */
async function openAnyway(workbench: Workbench): Promise<void> {
  const { page } = workbench;
  await page.locator('.explorer-folders-view .monaco-list-row').filter({ hasText: 'sensors.csv' }).click();
  await page.getByText('Open Anyway').click();
  await timed('opened', () => workbench.line('sensor,site').waitFor());
}

describe('a file of 30 MB in the editor', function () {
  this.timeout(10 * minutes);
  const rows = 420_000;
  const workbench = useWorkbench({
    open: 'penguins.csv',
    files: { 'sensors.csv': sensors(rows), '.vscode/settings.json': SETTINGS },
  });

  it('A file of 30 MB can be fitted, hovered, scrolled and edited', async () => {
    const { page } = workbench();
    const panel = workbench().panel();
    await openAnyway(workbench());
    await timed('fit', async () => {
      await workbench().runCommand('Mixture Lens: Fit Mixture');
      await panel
        .getByRole('button', { name: `Go to line ${wrongRows(rows)[0] + 2}`, exact: true })
        .first()
        .waitFor({ timeout: 5 * minutes });
    });
    await timed('findings underlined after that', () =>
      page.locator('.squiggly-error, .squiggly-warning, .squiggly-info').first().waitFor(),
    );
    await timed('pictures after that', () =>
      panel.getByRole('heading', { name: 'Certainty' }).waitFor({ timeout: 2 * minutes }),
    );
    await timed('hover, the half second that VS Code waits included', () =>
      workbench()
        .hover('-5000.000', ',', /speed/)
        .then(() => undefined),
    );
    await workbench().screenshot('large-30mb');
    await page.keyboard.press('Escape');
    await workbench().click('-5000.000', ',');
    await frames(page, 'scrolling, 100 pages', async () => {
      for (let i = 0; i < 100; i++) await page.keyboard.press('PageDown');
    });
    await workbench().runCommand('Mixture Lens: Go to Next Unlikely Row');
    await page.keyboard.press('Control+Home');
    await workbench().line('-5000.000').waitFor();
    await workbench().click('-5000.000', ',');
    await frames(page, 'typing, 30 keys', async () => {
      for (let i = 0; i < 15; i++) {
        await page.keyboard.press('7');
        await page.keyboard.press('Backspace');
      }
    });
    await page.locator('.squiggly-error, .squiggly-warning, .squiggly-info').first().waitFor();
    await page.keyboard.press('Home');
    await page.keyboard.press('Shift+End');
    await timed('a key to fresh findings', async () => {
      await page.keyboard.press('Delete');
      await page.locator('.squiggly-error, .squiggly-warning, .squiggly-info').first().waitFor({ state: 'detached' });
    });
    await timed('undo to the finding again', async () => {
      await page.keyboard.press('Control+z');
      await page.locator('.squiggly-error, .squiggly-warning, .squiggly-info').first().waitFor();
    });
  });
});

describe('a file of 60 MB read from disk', function () {
  this.timeout(10 * minutes);
  const rows = 850_000;
  const workbench = useWorkbench({
    open: 'penguins.csv',
    files: { 'sensors.csv': sensors(rows), '.vscode/settings.json': SETTINGS },
  });

  it('A file of 60 MB can be fitted from the Explorer', async () => {
    const { page } = workbench();
    await openAnyway(workbench());
    await page
      .locator('.explorer-folders-view .monaco-list-row')
      .filter({ hasText: 'sensors.csv' })
      .click({ button: 'right' });
    const panel = workbench().panel();
    await timed('fit', async () => {
      await workbench().menuEntry('Fit Mixture').click();
      await panel
        .getByRole('button', { name: `Go to line ${wrongRows(rows)[0] + 2}`, exact: true })
        .first()
        .waitFor({ timeout: 5 * minutes });
    });
    await timed('pictures', () => panel.getByRole('heading', { name: 'Certainty' }).waitFor({ timeout: 2 * minutes }));
    await page.locator('.pane-header').filter({ hasText: 'Unlikely Rows' }).click();
    await page.locator('.pane').filter({ hasText: 'Unlikely Rows' }).getByText('9999.000').first().click();
    await workbench()
      .cursorLine(wrongRows(rows)[2] + 2)
      .waitFor();
    await workbench().screenshot('large-60mb-disk');
  });
});
