/**
 * The built panel in a browser, without VS Code: the page as the extension writes it, under a strict CSP, in the
 * colours of VS Code's themes (taken from its webviews), with a host that answers from a real fit.
 */
import { mkdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import type { Catalogue } from '../../language/language';
import { launchChromium } from '../../scripts/chromium.mjs';
import { readTable, rowLine } from '../../server/core/csv/table/table';
import { answer } from '../../server/pipeline/answer';
import { cellsOfTable, tableRowReader, type JudgedTable } from '../../server/pipeline/judgedRows';
import { runPipeline } from '../../server/pipeline/fitTable';
import type { FitOptions, FitReport, Iteration } from '../../server/protocol';
import { isPanelMessage, type HostMessage, type PanelMessage, type PanelState } from '../../webview/messages';
import { until } from './until';

/** Variables, body class and style sheet of a webview in VS Code’s default themes. */
const themes = JSON.parse(readFileSync('test/support/themes.json', 'utf8')) as Readonly<
  Record<
    'light' | 'dark' | 'contrast',
    { readonly style: Readonly<Record<string, string>>; readonly body: string; readonly defaults: string }
  >
>;

const dist = resolve('dist/webview');
const pictures = resolve('out/screenshots/panel');
const NONCE = 'dGVzdA';
const ADDRESS = 'http://panel.test/';

export type Theme = keyof typeof themes;
export const THEMES = Object.keys(themes) as readonly Theme[];

/** A fit with the data that a host needs to answer questions. */
export interface FittedFile {
  readonly name: string;
  readonly report: FitReport;
  readonly steps: readonly Iteration[];
  readonly judged: JudgedTable;
}

/** Fits a table. @param clock returns the time in seconds; always 0 where left out */
export function fitFile(name: string, text: string, options: FitOptions = {}, clock = (): number => 0): FittedFile {
  const steps: Iteration[] = [];
  const pipeline = runPipeline(text, options, clock);
  for (;;) {
    const next = pipeline.next();
    if (next.done === true) {
      const { report, model, judgement } = next.value;
      const table = readTable(text);
      const lines = new Map(Array.from({ length: table.rowCount }, (_, row) => [rowLine(table, row) + 1, row]));
      const judged = {
        ...cellsOfTable(table, model),
        judgement,
        unlikely: new Set(judgement.unlikely.map(({ row }) => row)),
        readRows: tableRowReader(table, (row) => rowLine(table, row) + 1),
        rowOn: (line: number) => lines.get(line),
      };
      return { name, report, steps, judged };
    }
    if (next.value !== undefined) steps.push(next.value);
  }
}

export class PanelPage {
  /** Messages of the page to its host. */
  readonly messages: PanelMessage[] = [];
  readonly errors: string[] = [];
  file: FittedFile | undefined;

  private constructor(readonly page: Page) {}

  /** @param catalogue translations of the page's messages; English without it */
  static async open(browser: Browser, theme: Theme = 'dark', width = 1100, catalogue?: Catalogue): Promise<PanelPage> {
    const context = await browser.newContext({ viewport: { width, height: 900 }, reducedMotion: 'reduce' });
    const page = await context.newPage();
    const opened = new PanelPage(page);
    page.on('pageerror', (error) => opened.errors.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') opened.errors.push(message.text());
    });
    await page.route(`${ADDRESS}**`, async (route) => {
      const name = new URL(route.request().url()).pathname.slice(1);
      if (name === '') await route.fulfill({ contentType: 'text/html', body: html(theme, catalogue) });
      else await route.fulfill({ path: join(dist, name) });
    });
    await page.exposeFunction('sayToHost', (message: unknown) => opened.receive(message));
    await page.goto(ADDRESS);
    await opened.waitForMessage('ready');
    return opened;
  }

  async send(message: HostMessage): Promise<void> {
    await this.page.evaluate((data) => {
      window.postMessage(data, '*');
    }, message);
  }

  async show(panel: PanelState, fileName = this.file?.name ?? 'data.csv'): Promise<void> {
    await this.send({ type: 'snapshot', uri: 'file:///data.csv', fileName, panel });
  }

  /** Shows a fit; questions are answered from it. */
  async showFitted(file: FittedFile, stale = false): Promise<void> {
    this.file = file;
    await this.show({ state: 'fitted', fit: 1, steps: file.steps, report: file.report, stale }, file.name);
  }

  /** Unfolds the details of the fit: convergence and number of clusters. */
  async unfoldDetails(): Promise<void> {
    const details = this.page.locator('details.fit-details');
    if ((await details.getAttribute('open')) === null) await details.locator('> summary').click();
  }

  /**
   * Reloads the page, as VS Code does when a hidden panel is shown or the window is reloaded. The stored state remains.
   */
  async reload(): Promise<void> {
    const from = this.messages.length;
    await this.page.reload();
    await this.waitForMessage('ready', from);
  }

  async waitForMessage<T extends PanelMessage['type']>(type: T, from = 0): Promise<Extract<PanelMessage, { type: T }>> {
    const find = (): PanelMessage | undefined => this.messages.slice(from).find((message) => message.type === type);
    await until(`the panel says ${type}`, () => find() !== undefined);
    return find() as Extract<PanelMessage, { type: T }>;
  }

  async screenshot(name: string): Promise<void> {
    mkdirSync(pictures, { recursive: true });
    await this.page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true });
  }

  async close(): Promise<void> {
    await this.page.context().close();
  }

  private async receive(message: unknown): Promise<void> {
    if (!isPanelMessage(message))
      throw new Error(`The panel said something that its host refuses: ${JSON.stringify(message).slice(0, 200)}`);
    this.messages.push(message);
    if (message.type === 'log') this.errors.push(message.message);
    if (message.type === 'ask' && this.file !== undefined)
      await this.send({ type: 'answer', id: message.id, answer: answer(message.question, this.file.judged) });
  }
}

export async function openBrowser(): Promise<Browser> {
  return launchChromium();
}

function catalogueScript(catalogue: Catalogue | undefined): string {
  if (catalogue === undefined) return '';
  return `<script type="application/json" id="catalogue">${JSON.stringify(catalogue).replaceAll('<', '\\u003c')}</script>`;
}

/** Returns the page of client/panel/html.ts, with the style that VS Code adds to its webviews. */
function html(theme: Theme, catalogue?: Catalogue): string {
  const { style, body, defaults } = themes[theme];
  const variables = Object.entries(style)
    .map(([name, value]) => `${name}: ${value};`)
    .join(' ');
  const policy = `default-src 'none'; script-src 'nonce-${NONCE}'; style-src 'nonce-${NONCE}'; img-src data:`;
  return `<!DOCTYPE html><html lang="en"><head><meta charset="UTF-8"><title>Panel</title>
<meta http-equiv="Content-Security-Policy" content="${policy}"><meta property="csp-nonce" content="${NONCE}">
<style nonce="${NONCE}">html { ${variables} background: var(--vscode-editor-background); } ${defaults}</style>
<link rel="stylesheet" nonce="${NONCE}" href="panel.css"></head>
<body class="${body}"><main id="panel"></main>
${catalogueScript(catalogue)}
<script nonce="${NONCE}">globalThis.acquireVsCodeApi = () => ({ postMessage: (message) => { sayToHost(message); }, 
getState: () => JSON.parse(sessionStorage.getItem('state') ?? 'null') ?? undefined, setState: (state) => { sessionStorage.setItem('state', JSON.stringify(state)); } });</script>
<script type="module" nonce="${NONCE}" src="panel.js"></script></body></html>`;
}

/** Reads a sample of the repository. */
export function sample(name: string): string {
  return readFileSync(join('samples', name), 'utf8');
}
