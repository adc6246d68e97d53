/** One VS Code server and one browser for all tests of a run. Each test has its own window and folder. */
import { rmSync } from 'node:fs';
import { cp, mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after } from 'mocha';
import type { Browser, Page } from 'playwright-core';
import { launchChromium } from '../../scripts/chromium.mjs';
import { repository, startWorkbench } from '../../scripts/workbench.mjs';
import type { Workbench as Server } from '../../scripts/workbench.mjs';

export interface WindowOptions {
  /** Name of the file to open: one of samples/ or of `files`. */
  readonly open: string;
  /** Additional files of the folder, by name. */
  readonly files?: Readonly<Record<string, string>>;
  /** Display language; VS Code's own texts stay English, since its language packs are not installed. */
  readonly language?: string;
  /** Width of the window in pixels. */
  readonly width?: number;
}

export interface OpenWindow {
  readonly page: Page;
  readonly folder: string;
  close(): Promise<void>;
}

let shared: Promise<{ server: Server; browser: Browser }> | undefined;

async function startShared(): Promise<{ server: Server; browser: Browser }> {
  const server = await startWorkbench();
  return { server, browser: await launchChromium() };
}

// A root hook runs after the last test of the last file.
after('stop VS Code', async () => {
  if (!shared) return;
  const { server, browser } = await shared;
  await browser.close();
  await server.stop();
});

/** Opens copies of the samples and the given files in a new window. */
export async function openWindow({ open, files = {}, language, width = 1400 }: WindowOptions): Promise<OpenWindow> {
  shared ??= startShared();
  const { server, browser } = await shared;
  const parent = await mkdtemp(join(tmpdir(), 'mixture-lens-walk-'));
  const removeFolder = (): void => {
    rmSync(parent, { recursive: true, force: true });
  };
  process.once('exit', removeFolder);
  const folder = join(parent, 'samples');
  await cp(join(repository, 'samples'), folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
  const context = await browser.newContext({ viewport: { width, height: 900 } });
  const page = await context.newPage();
  // The workbench reads its language from here; a language pack would set it.
  if (language !== undefined) await page.addInitScript(`globalThis._VSCODE_NLS_LANGUAGE = ${JSON.stringify(language)}`);
  await page.goto(server.url(folder, { open: join(folder, open) }));
  return {
    page,
    folder,
    async close() {
      await context.close();
      removeFolder();
      process.off('exit', removeFolder);
    },
  };
}
