// The built panel in Chromium with a host behind it that answers at once from a record, and the times of what it does.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from '../core.mjs';

const ADDRESS = 'http://panel.bench/';
const themes = JSON.parse(readFileSync(join(repository, 'test/support/themes.json'), 'utf8'));

/** Opens the page; `answers` are by the question's JSON, `messages` by the name that they are sent by. */
export async function openPanel(browser, { answers, messages }) {
  const context = await browser.newContext({ viewport: { width: 900, height: 900 } });
  const page = await context.newPage();
  await page.route(`${ADDRESS}**`, async (route) => {
    const name = new URL(route.request().url()).pathname.slice(1);
    if (name === '') await route.fulfill({ contentType: 'text/html', body: html() });
    else if (name === 'record.js')
      await route.fulfill({
        contentType: 'text/javascript',
        body: `(${inPage.toString()})(${JSON.stringify({ answers, messages })});`,
      });
    else await route.fulfill({ path: join(repository, 'dist/webview', name) });
  });
  await page.goto(ADDRESS);
  await page.waitForFunction(() => globalThis.isReady);
  return page;
}

function html() {
  const { style, body, defaults } = themes.dark;
  const variables = Object.entries(style)
    .map(([name, value]) => `${name}: ${value};`)
    .join(' ');
  return `<!DOCTYPE html><html lang="en"><head><meta charset="UTF-8"><title>Panel</title><style>html { ${variables} } ${defaults}</style>
<link rel="stylesheet" href="panel.css"></head><body class="${body}"><main id="panel"></main>
<script src="record.js"></script><script type="module" src="panel.js"></script></body></html>`;
}

/** Runs in the page before the panel's program. */
function inPage({ answers, messages }) {
  const draws = [];
  const seen = new globalThis.MutationObserver(() => undefined);
  seen.observe(globalThis.document, { childList: true, subtree: true });
  const partOf = ({ target }) =>
    target instanceof globalThis.Element && target.matches('.drawing, .figure')
      ? target.closest('section')?.className
      : undefined;
  const request = globalThis.requestAnimationFrame.bind(globalThis);
  const later = globalThis.setTimeout.bind(globalThis);
  // Pictures are drawn in such callbacks and nowhere else.
  globalThis.setTimeout = (callback, delay) =>
    later(() => {
      seen.takeRecords();
      const began = performance.now();
      callback();
      const milliseconds = performance.now() - began;
      const part = seen
        .takeRecords()
        .map(partOf)
        .find((name) => name !== undefined);
      if (part !== undefined) draws.push({ part, milliseconds });
    }, delay);
  const post = (message) => {
    globalThis.postMessage(message, '*');
  };
  const say = (name) => {
    post(messages[name]);
  };
  globalThis.acquireVsCodeApi = () => ({
    getState: () => undefined,
    setState: () => undefined,
    postMessage(message) {
      if (message.type === 'ready') globalThis.isReady = true;
      const answer = message.type === 'ask' ? answers[JSON.stringify(message.question)] : undefined;
      if (answer !== undefined)
        setTimeout(() => {
          post({ type: 'answer', id: message.id, answer });
        });
    },
  });
  /** Milliseconds from the message until what it should show has been painted. */
  const painted = (name, selector) =>
    new Promise((resolve) => {
      const began = performance.now();
      say(name);
      const look = () => {
        if (globalThis.document.querySelector(selector) === null) request(look);
        // A task that is asked for in a frame comes after its painting.
        else
          request(() => {
            const { port1, port2 } = new MessageChannel();
            port1.onmessage = () => {
              resolve(performance.now() - began);
            };
            port2.postMessage(0);
          });
      };
      request(look);
    });
  Object.assign(globalThis, { bench: { draws, say, painted } });
}

/**
 * Does something in the page and answers the milliseconds of the main thread's longest task meanwhile: all that keeps
 * the page from answering, layout and painting included. By the clock, and the processor's time of the longest in that,
 * which other work on the machine does not make longer.
 */
export async function longestTask(browser, page, work) {
  await browser.startTracing(page, {
    categories: ['disabled-by-default-devtools.timeline', 'blink.user_timing', 'toplevel'],
  });
  await page.evaluate(() => performance.mark('bench-begin'));
  await work();
  await page.evaluate(() => performance.mark('bench-end'));
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString());
  const begin = traceEvents.find(({ name }) => name === 'bench-begin');
  const end = traceEvents.find(({ name }) => name === 'bench-end');
  const isTask = ({ name, pid, tid, ts, dur }) =>
    name === 'RunTask' && dur !== undefined && pid === begin.pid && tid === begin.tid && ts > begin.ts && ts < end.ts;
  const tasks = traceEvents.filter(isTask);
  const longest = (by) => Math.max(0, ...tasks.map(by)) / 1000;
  return { clock: longest(({ dur }) => dur), processor: longest(({ dur, tdur = dur }) => tdur) };
}
