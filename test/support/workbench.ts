/** What a person does in VS Code, as functions: open, right-click, choose, hover, look at Problems and at the panel. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, afterEach, before } from 'mocha';
import type { FrameLocator, Locator, Page } from 'playwright-core';
import { collectErrors } from '../../scripts/hostLog.mjs';
import { repository } from '../../scripts/workbench.mjs';
import { openWindow } from './session';
import type { Opened, WindowOptions } from './session';
import { until } from './until';

const pictures = process.env.MIXTURE_LENS_PICTURES ?? join(repository, 'out', 'screenshots');
const patience = 60_000;

export class Workbench {
  /** What the page, the extension host and the webviews reported as errors, the carrier's own left out. */
  readonly errors: string[] = [];

  /** @param folder that is open in it */
  constructor(
    readonly page: Page,
    readonly folder: string,
  ) {
    page.setDefaultTimeout(patience);
    collectErrors(page, this.errors);
  }

  /** The editor line that holds this text; only lines in view are there to be found. */
  line(text: string): Locator {
    return this.page.locator('.editor-instance .view-line').filter({ hasText: text }).first();
  }

  /** Until the manifest has been read the file is plain text, and the extension's menus and commands are not there. */
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

  /** The same on a file in the Explorer. */
  async chooseInExplorer(file: string, entry: string): Promise<void> {
    await this.page
      .locator('.explorer-folders-view .monaco-list-row')
      .filter({ hasText: file })
      .click({ button: 'right' });
    await this.chooseEntry(entry);
  }

  private async chooseEntry(entry: string): Promise<void> {
    // VS Code may take a click for the end of the right click; the menu then stays.
    await this.insist(`${entry} in the context menu`, async (timeout) => {
      await this.menuEntry(entry).click({ timeout });
      await this.page.locator('.monaco-menu').first().waitFor({ state: 'hidden', timeout });
    });
  }

  /** Puts the cursor on a text. */
  async click(lineText: string, text: string): Promise<void> {
    const { x, y } = await this.placeOf(lineText, text);
    await this.page.mouse.click(x, y);
  }

  /** Is there while the cursor is on this line, whether or not the editor has the focus. */
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
    // Whatever takes the focus just then, such as a panel that opens, closes the palette again.
    await this.insist(`the command ${title}`, async (timeout) => {
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
    await this.insist(`the file ${name}`, async (timeout) => {
      await this.page.keyboard.press('Control+p');
      await this.page.locator('.quick-input-widget input[type=text]').fill(name, { timeout });
      await row.click({ timeout });
    });
    await this.page.locator('.tab.active').filter({ hasText: name }).waitFor();
    await this.waitForEditor();
  }

  /** The hover in view, with this in it. */
  hoverBox(containing: string | RegExp): Locator {
    return this.page.locator('.monaco-editor .monaco-hover:visible').filter({ hasText: containing }).first();
  }

  /** Rests the mouse on a text in a line; answers what the hover says, once it contains what is expected. */
  async hover(lineText: string, text: string, expected: string | RegExp): Promise<string> {
    const content = this.hoverBox(expected);
    // After a right click VS Code waits for the mouse button's release, which the menu swallowed: a click sets that
    // right.
    await this.click(lineText, text);
    // A hover is asked for once when the mouse comes to rest, and not again when a slow answer comes too late.
    return this.insist(`a hover with ${expected.toString()}`, async (timeout) => {
      await this.page.mouse.move(0, 0);
      const { x, y } = await this.placeOf(lineText, text);
      await this.page.mouse.move(x, y);
      await content.waitFor({ timeout });
      return content.innerText();
    });
  }

  /**
   * Opens the fixes at the cursor, or at a text that it clicks first; answers the one of this title once the menu shows
   * it.
   */
  async quickFix(title: RegExp, at?: { line: string; text: string }): Promise<Locator> {
    const fix = this.page.locator('.action-widget').getByText(title).first();
    // The editor swallows a key that comes while it still moves, and a hover that has not gone yet swallows the click.
    await this.insist(`the fix ${title.toString()}`, async (timeout) => {
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

  /** Does again what a busy window may swallow, as a person would. */
  async insist<T>(what: string, attempt: (timeout: number) => Promise<T>): Promise<T> {
    let answer: [T] | undefined;
    let reason: unknown;
    const tried = until(
      what,
      async () => {
        answer = await attempt(3000).then(
          (value): [T] => [value],
          (error: unknown) => {
            reason = error;
            return undefined;
          },
        );
        return answer !== undefined;
      },
      patience,
    );
    await tried.catch((error: unknown) => {
      throw new Error(`${String(error)}; the last try: ${String(reason)}`);
    });
    return (answer as [T])[0];
  }

  /** Opens the Problems view; answers its rows, file names included. */
  async problems(): Promise<Locator> {
    await this.runCommand('Problems: Focus on Problems View');
    await this.page.locator('.markers-panel').waitFor();
    return this.page.locator('.markers-panel .monaco-list-row');
  }

  /** The document of the extension's panel: a webview is a frame in a frame. */
  panel(): FrameLocator {
    return this.page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame');
  }

  /**
   * Loads the window again, as a person does: what was open is restored, where the address does not name a file to
   * open. @param shown when it is there again
   */
  async reload(
    shown = (): Promise<void> => this.page.locator('.editor-instance .view-line').first().waitFor(),
  ): Promise<void> {
    const url = new URL(this.page.url());
    const payload = JSON.parse(url.searchParams.get('payload') ?? '[]') as [string, string][];
    url.searchParams.set('payload', JSON.stringify(payload.filter(([name]) => name !== 'openFile')));
    await this.page.evaluate((href) => {
      history.replaceState(null, '', href);
    }, url.href);
    const loaded = this.page.waitForEvent('load');
    // Only a window that VS Code closes itself has surely kept what was open in it.
    await this.runCommand('Developer: Reload Window');
    await loaded;
    await shown();
  }

  /**
   * What the status bar says of the file on its right; the progress of a fit, which speaks of clusters, too, is on its
   * left.
   */
  status(text: string | RegExp): Locator {
    return this.page.locator('.statusbar-item.right').filter({ hasText: text });
  }

  /** Texts of the pop-ups in view. */
  notifications(): Promise<string[]> {
    return this.page.locator('.notification-toast').allInnerTexts();
  }

  /** The middle of a text on the screen. */
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

/** Runs in the page: a line's text is spread over spans, and blanks are no-break spaces. */
function middleOf(line: Element, text: string): { x: number; y: number } {
  const start = (line.textContent ?? '').replaceAll('\u00a0', ' ').indexOf(text);
  if (start < 0) throw new Error(`The line does not hold ${text}`);
  const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  let passed = 0;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const length = node.textContent?.length ?? 0;
    const end = start + text.length;
    if (start >= passed && start < passed + length) range.setStart(node, start - passed);
    if (end > passed && end <= passed + length) range.setEnd(node, end - passed);
    passed += length;
  }
  const { left, width, top, height } = range.getBoundingClientRect();
  return { x: left + width / 2, y: top + height / 2 };
}

/** Gives the tests of a `describe` one window; a failed test leaves a picture behind. */
export function useWorkbench(options: WindowOptions): () => Workbench {
  let opened: Opened | undefined;
  let workbench: Workbench | undefined;
  const current = (): Workbench => {
    if (!workbench) throw new Error('The window is open inside tests only.');
    return workbench;
  };
  before('open the workbench', async function () {
    // The first window may have to install VS Code and the browser.
    this.timeout(10 * patience);
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
