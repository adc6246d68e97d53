/** Tests the browser build of the library in a page: its numbers are those of Node.js, and the same in every page. */
import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import type { FitResult } from '../../server/library/mixtureLibrary';
import { launchChromium } from '../../scripts/chromium.mjs';
import { repository } from '../../scripts/workbench.mjs';

const PENGUINS = readFileSync(join(repository, 'samples', 'penguins.csv'), 'utf8');
const OPTIONS = { k: 3, seed: 5 };
const PAGE = '<!DOCTYPE html><html lang="en"><title>A table</title><body>A table</body></html>';
/** Largest relative difference: engines of JavaScript round exponentials each in their own way. */
const CLOSE = 1e-9;
/** Headers of a page that may share memory between threads. */
const ISOLATED = { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' };

/** Headers of a page that may not compile WebAssembly. */
const WITHOUT_KERNELS = { 'Content-Security-Policy': "script-src 'self' 'unsafe-inline'" };
/** Headers by the beginning of a path. */
const HEADERS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  '/isolated': ISOLATED,
  '/strict': WITHOUT_KERNELS,
};

interface Fitted {
  readonly report: Omit<FitResult['report'], 'seconds'> & { readonly seconds: null };
  readonly notes: readonly string[];
  readonly posterior: readonly number[];
}

interface Library {
  readonly fit: (table: string, options: object) => Promise<FitResult>;
}

async function nodeLibrary(): Promise<Library> {
  return (await import(join(repository, 'dist', 'library', 'node.js'))) as Library;
}

function plain({ report, notes, scores }: FitResult): Fitted {
  return { report: { ...report, seconds: null }, notes, posterior: [...scores.posterior] };
}

describe('the library in a page', function () {
  this.timeout(120_000);
  let server: Server;
  let browser: Browser;
  let page: Page;
  const errors: string[] = [];

  before(async () => {
    const library = readFileSync(join(repository, 'dist', 'library', 'browser.js'));
    server = createServer(({ url = '' }, response) => {
      const headers = Object.entries(HEADERS).find(([path]) => url.startsWith(path))?.[1] ?? {};
      if (url.endsWith('/browser.js'))
        response.writeHead(200, { ...headers, 'Content-Type': 'text/javascript' }).end(library);
      else response.writeHead(200, { ...headers, 'Content-Type': 'text/html' }).end(PAGE);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    browser = await launchChromium();
  });
  after(async () => {
    await browser.close();
    server.close();
  });

  async function open(path: string): Promise<void> {
    page = await browser.newPage();
    page.on('pageerror', (error) => errors.push(String(error)));
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}/`);
  }

  /** Fits a table in the page. */
  async function fitInPage(): Promise<Fitted> {
    return page.evaluate(
      async ({ table, options }) => {
        const url = './browser.js';
        const { fit } = (await import(url)) as Library;
        const { report, notes, scores } = await fit(table, options);
        return { report: { ...report, seconds: null }, notes, posterior: [...scores.posterior] };
      },
      { table: PENGUINS, options: OPTIONS },
    );
  }

  it('A fit in a page has the numbers of Node.js, up to the rounding of exponentials', async () => {
    await open('/plain');

    const fitted = await fitInPage();

    assertClose(fitted, plain(await (await nodeLibrary()).fit(PENGUINS, OPTIONS)));
    assert.deepEqual(fitted.notes, []);
  });

  it('A second fit, and a fit in a page of its own origin, have the same numbers bit for bit', async () => {
    await open('/plain');
    const first = await fitInPage();

    const second = await fitInPage();
    await open('/isolated');
    const isolated = await fitInPage();

    assert.deepEqual(second, first);
    assert.deepEqual(isolated, first);
  });

  it('A page that may not compile the kernels finds the same optimum, and says so in a note', async () => {
    await open('/plain');
    const { report } = await fitInPage();

    await open('/strict');
    const strict = await fitInPage();

    assert.match(strict.notes[0], /^The fast kernels cannot be used \(.*\); the computation takes longer\.$/);
    assert.equal(strict.notes.length, 1);
    assert.ok(Math.abs(strict.report.nlml - report.nlml) < 1e-3, `${strict.report.nlml}, not ${report.nlml}`);
  });

  it('A page has no error', () => {
    assert.deepEqual(errors, []);
  });
});

/** Asserts equality, of numbers up to rounding. */
function assertClose(actual: unknown, expected: unknown, place = 'result'): void {
  if (typeof actual === 'number' && typeof expected === 'number') {
    const limit = CLOSE * Math.max(Math.abs(actual), Math.abs(expected), 1e-3);
    assert.ok(Math.abs(actual - expected) <= limit, `${place}: ${actual}, not ${expected}`);
  } else if (isTree(actual) && isTree(expected)) {
    assert.deepEqual(Object.keys(actual), Object.keys(expected), place);
    for (const [name, value] of Object.entries(actual)) assertClose(value, expected[name], `${place}.${name}`);
  } else assert.deepEqual(actual, expected, place);
}

function isTree(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
