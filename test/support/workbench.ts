/** Actions of a user in VS Code: open, right-click, choose, hover, look at Problems and at the panel. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, afterEach, before } from 'mocha';
import type { FrameLocator, Locator, Page } from 'playwright-core';
import { collectErrors } from '../../scripts/hostLog.mjs';
import { repository } from '../../scripts/workbench.mjs';
import { openWindow } from './session';
import type { OpenWindow, WindowOptions } from './session';
import { until } from './until';

const pictures = process.env.MIXTURE_LENS_PICTURES ?? join(repository, 'out', 'screenshots');
const PATIENCE_MS = 60_000;

export class Workbench {
  /** Errors of the page, the extension host and the webviews, without those of VS Code itself. */
  readonly errors: string[] = [];

  /** @param folder that is open in the window */
  constructor(
    readonly page: Page,
    readonly folder: string,
  ) {
    page.setDefaultTimeout(PATIENCE_MS);
    collectErrors(page, this.errors);
  }

  /** Locates the editor line with this text; only visible lines exist. */
  line(text: string): Locator {
    return this.page.locator('.editor-instance .view-line').filter({ hasText: text }).first();
  }

  /** Waits for the language of the file: before, it is plain text without the extension's menus and commands. */
  async waitForEditor(): Promise<void> {
    await this.page.locator('.editor-instance .view-line').first().waitFor();
    await this.page
      .locator('#status\\.editor\\.mode')
      .filter({ hasText: /[ct]sv/i })
      .waitFor();
  }

  /** Right-clicks on the line and chooses an entry of the context menu. */
  async chooseFromContextMenu(lineText: string, entry: string): Promise<void> {
    await this.openContextMenu(lineText);
    await this.chooseEntry(entry);
  }

  /** Right-clicks on a file in the Explorer and chooses an entry of the context menu. */
  async chooseInExplorer(file: string, entry: string): Promise<void> {
    await this.page
      .locator('.explorer-folders-view .monaco-list-row')
      .filter({ hasText: file })
      .click({ button: 'right' });
    await this.chooseEntry(entry);
  }

  private async chooseEntry(entry: string): Promise<void> {
    // VS Code may treat a click as the end of the right click; the menu then stays open.
    await this.retry(`${entry} in the context menu`, async (timeout) => {
      await this.menuEntry(entry).click({ timeout });
      await this.page.locator('.monaco-menu').first().waitFor({ state: 'hidden', timeout });
    });
  }

  /** Puts the cursor on a text. */
  async click(lineText: string, text: string): Promise<void> {
    const { x, y } = await this.placeOf(lineText, text);
    await this.page.mouse.click(x, y);
  }

  /** Locates the number of this line, which exists while the cursor is on the line, with or without focus. */
  cursorLine(line: number): Locator {
    return this.page
      .locator('.editor-instance .line-numbers.active-line-number')
      .filter({ hasText: new RegExp(`^${line}$`) });
  }

  async openContextMenu(lineText: string): Promise<void> {
    const { x, y } = await this.placeOf(lineText, lineText);
    await this.page.mouse.click(x, y, { button: 'right' });
    await this.page.locator('.monaco-menu').first().waitFor();
  }

  menuEntry(label: string): Locator {
    return this.page.locator('.monaco-menu').getByRole('menuitem', { name: label, exact: true });
  }

  async runCommand(title: string): Promise<void> {
    const palette = this.page.locator('.quick-input-widget');
    const row = palette.locator('.quick-input-list .monaco-list-row').filter({ hasText: title }).first();
    // The palette closes when anything else takes the focus, such as a panel that opens.
    await this.retry(`the command ${title}`, async (timeout) => {
      await this.page.keyboard.press('F1');
      await palette.locator('input[type=text]').fill(`>${title}`, { timeout });
      await row.click({ timeout });
    });
  }

  /** Opens a file of the folder by its name, without the mouse. */
  async openFile(name: string): Promise<void> {
    const row = this.page
      .locator('.quick-input-widget .quick-input-list .monaco-list-row')
      .filter({ hasText: name })
      .first();
    await this.retry(`the file ${name}`, async (timeout) => {
      await this.page.keyboard.press('Control+p');
      await this.page.locator('.quick-input-widget input[type=text]').fill(name, { timeout });
      await row.click({ timeout });
    });
    // The panel's tab has the name, too.
    await this.page.locator('.tab.active').filter({ hasText: name }).first().waitFor();
    await this.waitForEditor();
  }

  /** Locates the visible hover that contains a text. */
  hoverBox(containing: string | RegExp): Locator {
    return this.page.locator('.monaco-editor .monaco-hover:visible').filter({ hasText: containing }).first();
  }

  /** Rests the mouse on a text in a line. Returns the text of the hover, once it contains the expected text. */
  async hover(lineText: string, text: string, expected: string | RegExp): Promise<string> {
    const content = this.hoverBox(expected);
    // After a right click VS Code waits for the button release, which the menu received: a click ends this.
    await this.click(lineText, text);
    // VS Code requests a hover once when the mouse rests, and not again where a slow answer arrives too late.
    return this.retry(`a hover with ${expected.toString()}`, async (timeout) => {
      await this.page.mouse.move(0, 0);
      const { x, y } = await this.placeOf(lineText, text);
      await this.page.mouse.move(x, y);
      await content.waitFor({ timeout });
      return content.innerText();
    });
  }

  /**
   * Opens the fixes at the cursor, or at a text that it clicks first. Locates the fix of this title once the menu shows
   * it.
   */
  async quickFix(title: RegExp, at?: { line: string; text: string }): Promise<Locator> {
    const fix = this.page.locator('.action-widget').getByText(title).first();
    // The editor ignores keys while it scrolls, and a hover that is still visible receives the click.
    await this.retry(`the fix ${title.toString()}`, async (timeout) => {
      if (at) {
        await this.page.mouse.move(0, 0);
        await this.page.keyboard.press('Escape');
        await this.click(at.line, at.text);
      }
      await this.page.keyboard.press('Control+.');
      await fix.waitFor({ timeout });
    });
    return fix;
  }

  /** Repeats an action that a busy window may ignore, as a user would. */
  async retry<T>(what: string, attempt: (timeout: number) => Promise<T>): Promise<T> {
    let result: [T] | undefined;
    let reason: unknown;
    const attempts = until(
      what,
      async () => {
        result = await attempt(3000).then(
          (value): [T] => [value],
          (error: unknown) => {
            reason = error;
            return undefined;
          },
        );
        return result !== undefined;
      },
      PATIENCE_MS,
    );
    await attempts.catch((error: unknown) => {
      throw new Error(`${String(error)}; the last try: ${String(reason)}`);
    });
    return (result as [T])[0];
  }

  /** Opens the Problems view. Locates its rows, file names included. */
  async problems(): Promise<Locator> {
    await this.runCommand('Problems: Focus on Problems View');
    await this.page.locator('.markers-panel').waitFor();
    return this.page.locator('.markers-panel .monaco-list-row');
  }

  /** Locates the document of the extension's panel: a webview is a frame in a frame. */
  panel(): FrameLocator {
    return this.page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame');
  }

  /**
   * Reloads the window, as a user does. VS Code restores open files where the address names no file to open.
   *
   * @param waitUntilRestored resolves when the window is restored
   */
  async reload(
    waitUntilRestored = (): Promise<void> => this.page.locator('.editor-instance .view-line').first().waitFor(),
  ): Promise<void> {
    const url = new URL(this.page.url());
    const payload = JSON.parse(url.searchParams.get('payload') ?? '[]') as [string, string][];
    url.searchParams.set('payload', JSON.stringify(payload.filter(([name]) => name !== 'openFile')));
    await this.page.evaluate((href) => {
      history.replaceState(null, '', href);
    }, url.href);
    const loaded = this.page.waitForEvent('load');
    // Only a window that VS Code itself reloads has certainly stored its open files.
    await this.runCommand('Developer: Reload Window');
    await loaded;
    await waitUntilRestored();
  }

  /**
   * Locates the file's entry on the right of the status bar. The progress of a fit, which mentions clusters too, is on
   * the left.
   */
  status(text: string | RegExp): Locator {
    return this.page.locator('.statusbar-item.right').filter({ hasText: text });
  }

  /** Returns the texts of the visible pop-ups. */
  notifications(): Promise<string[]> {
    return this.page.locator('.notification-toast').allInnerTexts();
  }

  /** Returns the centre of a text on the screen, in pixels. */
  async placeOf(lineText: string, text: string): Promise<{ x: number; y: number }> {
    const line = this.line(lineText);
    await line.waitFor();
    return line.evaluate(middleOf, text);
  }

  async screenshot(name: string): Promise<void> {
    mkdirSync(pictures, { recursive: true });
    await this.page.screenshot({ path: join(pictures, `${name}.png`) });
  }
}

/** Returns the centre of a text. Runs in the page, where a line consists of spans and blanks are no-break spaces. */
function middleOf(line: Element, text: string): { x: number; y: number } {
  const start = (line.textContent ?? '').replaceAll('\u00a0', ' ').indexOf(text);
  if (start < 0) throw new Error(`The line does not hold ${text}`);
  const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  let offset = 0;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const length = node.textContent?.length ?? 0;
    const end = start + text.length;
    if (start >= offset && start < offset + length) range.setStart(node, start - offset);
    if (end > offset && end <= offset + length) range.setEnd(node, end - offset);
    offset += length;
  }
  const { left, width, top, height } = range.getBoundingClientRect();
  return { x: left + width / 2, y: top + height / 2 };
}

/** Opens one window for the tests of a `describe`, and takes a screenshot after a failed test. */
export function useWorkbench(options: WindowOptions): () => Workbench {
  let opened: OpenWindow | undefined;
  let workbench: Workbench | undefined;
  const current = (): Workbench => {
    if (!workbench) throw new Error('The window is open inside tests only.');
    return workbench;
  };
  before('open the workbench', async function () {
    // The first window may have to install VS Code and the browser.
    this.timeout(10 * PATIENCE_MS);
    opened = await openWindow(options);
    workbench = new Workbench(opened.page, opened.folder);
    await workbench.waitForEditor();
  });
  afterEach(async function () {
    if (this.currentTest?.state === 'failed')
      await workbench?.screenshot(`failed ${this.currentTest.fullTitle()}`.replace(/\W+/g, '-'));
  });
  after('close the workbench', () => opened?.close());
  return current;
}
