// How long the panel lets a person wait, in Chromium: from a message to its picture, and while it draws.
//
//   node bench/panel/panel.mjs [--quick]
import { pathToFileURL } from 'node:url';
import { launchChromium } from '../../scripts/chromium.mjs';
import { roundsText } from '../format.mjs';
import { longestTask, openPanel } from './page.mjs';
import { BATCHES, CURSORS, recorded } from './recorded.mjs';

export const name = 'panel';
export const title = 'The panel';

const FIRST = '200 ms';
const BLOCKED = '50 ms';
/** Time between two messages with steps, in milliseconds, as in the extension. */
const BATCH_MS = 60;
/** Somewhat more than the extension waits for the cursor to rest. */
const CURSOR_MS = 120;

const pause = (milliseconds) =>
  new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });

const CURVE = 'section.convergence svg';

/** Milliseconds of one round, by what is measured. */
const WAITS = {
  'a fit’s first steps to their curve': (page) => painted(page, 'running', CURVE),
  'as many steps as are ever kept to their curves': (page) => painted(page, 'runningMost', CURVE),
  'a fitted model to its curve and table': (page) => painted(page, 'fitted', `main:has(${CURVE}) table.parameters`),
  'the same with as many steps as are ever kept': (page) =>
    painted(page, 'fittedMost', `main:has(${CURVE}) table.parameters`),
};

/** Each prepares a page and answers what is then measured. */
const BLOCKS = {
  'opening a fitted model, all its pictures': (page) => () => opened(page),
  'a fit that runs, with as many steps as are ever kept': async (page) => {
    await painted(page, 'runningLong', CURVE);
    return () => saidInTurn(page, 'steps', BATCHES, BATCH_MS);
  },
  'the cursor goes from row to row, with distributions in view': async (page) => {
    await opened(page);
    await page.locator('.distributions').evaluate((part) => {
      part.scrollIntoView();
    });
    return () => saidInTurn(page, 'cursor', CURSORS, CURSOR_MS);
  },
  'the mouse crosses the points': async (page) => {
    await opened(page);
    const picture = page.locator('.pairs .drawing svg');
    await picture.scrollIntoViewIfNeeded();
    const { x, y, width, height } = await picture.boundingBox();
    return () => acrossPoints(page, x + width / 4, y + height / 4, width / 2, height / 2);
  },
  'the panel is made wider, with distributions in view': async (page) => {
    await opened(page);
    await page.locator('.distributions').evaluate((part) => {
      part.scrollIntoView();
    });
    return async () => {
      for (let width = 600; width <= 1300; width += 50) {
        await page.setViewportSize({ width, height: 900 });
        await pause(BATCH_MS);
      }
    };
  },
};

async function saidInTurn(page, name, count, milliseconds) {
  for (let i = 0; i < count; i += 1) {
    await page.evaluate((which) => {
      globalThis.bench.say(which);
    }, `${name}${i}`);
    await pause(milliseconds);
  }
}

async function acrossPoints(page, x, y, width, height) {
  for (let step = 0; step < 40; step += 1) {
    await page.mouse.move(x + (width * step) / 40, y + (height * step) / 40);
    await pause(20);
  }
}

function painted(page, name, selector) {
  return page.evaluate(([which, what]) => globalThis.bench.painted(which, what), [name, selector]);
}

/** Until every picture there will be is drawn, wherever the page is scrolled to. */
async function opened(page) {
  await page.evaluate(() => {
    globalThis.bench.say('fitted');
  });
  await page.locator('section.pairs .drawing').waitFor({ state: 'attached' });
  for (const drawing of await page.locator('.drawing:visible').all()) await drawing.locator('svg').first().waitFor();
}

export async function run({ quick = false, pairs = 5, tell = () => undefined } = {}) {
  const rows = quick ? 10_000 : 100_000;
  tell(`fitting ${rows} rows`);
  const data = await recorded(rows);
  const browser = await launchChromium();
  const draws = new Map();
  const inFreshPage = async (work) => {
    const page = await openPanel(browser, data);
    const answer = await work(page);
    for (const { part, milliseconds } of await page.evaluate(() => globalThis.bench.draws))
      draws.set(part, [...(draws.get(part) ?? []), milliseconds]);
    await page.context().close();
    return answer;
  };
  try {
    const waits = await rounds(WAITS, pairs, tell, (measure) => inFreshPage(measure));
    const blocks = await rounds(BLOCKS, pairs, tell, (measure) =>
      inFreshPage(async (page) => longestTask(browser, page, await measure(page))),
    );
    return {
      versions: [`Chromium ${browser.version()}`],
      notes: [
        `The built panel in headless Chromium, ${rows} rows × 10 columns, ${data.report.k} clusters, ` +
          `${data.steps} steps of its fit; at most ${data.most} steps of a fit are kept, here those of 250 ` +
          `starts. Answers are recorded: they come at once. ${roundsText(pairs)}`,
      ],
      tables: [
        {
          caption: 'From a message to the frame that shows it',
          rows: Object.entries(waits).map(([what, took]) => ({ what, ...spread(took), goal: FIRST })),
        },
        {
          caption: 'The longest task of the page meanwhile, layout and painting included',
          rows: Object.entries(blocks).map(([what, took]) => ({
            what,
            ...spread(took.map(({ clock }) => clock)),
            ...processorTimes(took),
            goal: BLOCKED,
          })),
        },
        {
          caption: 'Each drawing, without layout and painting',
          rows: [...draws].map(([part, took]) => ({
            picture: part,
            drawings: took.length,
            ...spread(took),
            goal: BLOCKED,
          })),
        },
      ],
    };
  } finally {
    await browser.close();
  }
}

function processorTimes(took) {
  const { median, most } = spread(took.map(({ processor }) => processor));
  return { 'median, processor': median, 'most, processor': most };
}

async function rounds(measures, count, tell, once) {
  const found = Object.fromEntries(Object.keys(measures).map((what) => [what, []]));
  for (let round = 0; round < count; round += 1) {
    for (const [what, measure] of Object.entries(measures)) found[what].push(await once(measure));
    tell(`round ${round + 1} of ${count}`);
  }
  return found;
}

const ms = (value) => `${value.toFixed(value < 10 ? 1 : 0)} ms`;

function spread(took) {
  const sorted = [...took].sort((a, b) => a - b);
  return { median: ms(sorted[Math.floor((sorted.length - 1) / 2)]), most: ms(sorted.at(-1)) };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { tables, notes, versions } = await run({
    quick: process.argv.includes('--quick'),
    pairs: 2,
    tell: (line) => process.stderr.write(`${line}\n`),
  });
  process.stdout.write(`${versions.join(', ')}\n${notes.join(' ')}\n`);
  for (const { caption, rows } of tables) {
    process.stdout.write(`${caption}\n`);
    console.table(rows);
  }
}
