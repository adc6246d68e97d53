// How the cost of one EM iteration grows with rows, columns and components: powers of each, with their standard errors.
import { freemem } from 'node:os';
import { mixtureData, startFor } from '../data/mixtures.mjs';
import { duration, roundsText, spreadText, times } from '../format.mjs';
import { versionsOf, withPeers } from '../inMemory.mjs';
import { iterationSeconds } from '../ours.mjs';
import { inTurns } from '../processes.mjs';
import { growth, median, ratios } from '../statistics.mjs';

export const name = 'growth';
export const title = 'How the cost grows';

/** One at a time changes; the rest stays. One component needs no iterations, so the series of K begins with two. */
const SERIES = {
  rows: { values: [1e4, 1e5, 1e6, 1e7], at: (rows) => ({ rows, columns: 10, k: 5 }) },
  columns: { values: [1, 3, 10, 30, 100, 300, 1000], at: (columns) => ({ rows: 20_000, columns, k: 5 }) },
  components: { values: [2, 5, 10, 20, 50], at: (k) => ({ rows: 1e5, columns: 10, k }) },
};
/** Cells times components, which an iteration visits: from here on few rounds, and up to here in a quick run. */
const LARGE = 4e8;
const LARGE_ROUNDS = 3;
const QUICK = 2e7;
/** Bytes that are to be free for each cell, for the largest points. */
const BYTES_PER_CELL = 60;
/** The limit of our powers that the project has set itself. */
const MOST_POWER = 1.05;
/**
 * scikit-learn's usual time for a visit on one machine of today: to leave out what would take it more than a minute.
 */
const PEER_SECONDS_PER_VISIT = 12e-9;
const LONGEST = 60;
const FEW = 2;
/** Visits of a long run: enough that its iterations outweigh what is subtracted. Ours take the less time for each. */
const WORK = { ours: 3e9, theirs: 2e8 };
const MOST = 45;

export async function run({ quick, pairs, found, tell }) {
  const tables = [];
  const slopes = [];
  const notes = [
    `${roundsText(pairs)} From ${LARGE / 1e6} million cells and components on there are ${LARGE_ROUNDS} at most.`,
  ];
  let versions = [];
  for (const [what, { values, at }] of Object.entries(SERIES)) {
    const points = [];
    for (const value of values) {
      const size = at(value);
      const reason = tooLarge(size, quick);
      if (reason !== undefined) {
        notes.push(`Left out: ${what} ${value}, ${reason}.`);
        continue;
      }
      tell(`${what} ${value}`);
      const point = await measure(size, { pairs, found });
      if (point.error !== undefined) notes.push(`Left out: ${what} ${value}, ${point.error}.`);
      else points.push({ value, ...point });
      if (point.versions?.length > 0) versions = point.versions;
    }
    tables.push({ caption: `By ${what}`, rows: points.map((point) => pointRow(what, point)) });
    slopes.push(...slopeRows(what, points));
  }
  return {
    versions,
    notes,
    tables: [
      { caption: 'The power with which one iteration grows (log-log slope ± standard error)', rows: slopes, texts: 2 },
      ...tables,
    ],
  };
}

const visitsOf = ({ rows, columns, k }) => rows * columns * k;

function tooLarge(size, quick) {
  if (quick && visitsOf(size) > QUICK) return 'in a quick run';
  if (visitsOf(size) >= LARGE && freemem() < BYTES_PER_CELL * size.rows * size.columns) return 'for want of memory';
  return undefined;
}

/** @returns seconds of one iteration, ours and theirs; theirs are absent where they would take too long */
async function measure(size, { pairs, found }) {
  const data = await mixtureData(size);
  const start = await startFor(data, size.k);
  const visits = visitsOf(size);
  const [ours, theirs] = [WORK.ours, WORK.theirs].map((work) => [
    FEW,
    FEW + Math.max(3, Math.min(MOST, Math.round(work / visits))),
  ]);
  const isAsked = found.python !== undefined && (theirs[0] + theirs[1]) * visits * PEER_SECONDS_PER_VISIT < LONGEST;
  return withPeers({ python: isAsked ? found.python : undefined }, data, async (peers) => {
    const [peer] = Object.values(peers);
    try {
      const runs = await inTurns(visits >= LARGE ? Math.min(LARGE_ROUNDS, pairs) : pairs, {
        ours: async () => (await iterationSeconds(data, start, ours)).seconds,
        ...(peer !== undefined && {
          theirs: async () => (await peer.ask({ do: 'em', start, iterations: theirs })).seconds,
        }),
      });
      return { ...runs, versions: versionsOf(peers) };
    } catch (error) {
      return { error: error.message };
    }
  });
}

function pointRow(what, { value, ours, theirs }) {
  return {
    [what]: value,
    'Mixture Lens': spreadText(ours, duration),
    'scikit-learn': theirs === undefined ? '' : spreadText(theirs, duration),
    'over ours': theirs === undefined ? '' : spreadText(ratios(theirs, ours), times),
  };
}

/** Times too short for the clock may come out as none at all, and have no logarithm. */
function slopeRows(what, points) {
  const of = (program, key) => {
    const usable = points.filter((point) => point[key] !== undefined && median(point[key]) > 0);
    if (usable.length < 2) return [];
    const { slope, error } = growth(
      usable.map(({ value }) => value),
      usable.map((point) => median(point[key])),
    );
    return [
      {
        by: what,
        program,
        'from … to': `${usable[0].value} … ${usable.at(-1).value}`,
        power: `${slope.toFixed(2)}${Number.isNaN(error) ? '' : ` ± ${error.toFixed(2)}`}`,
        limit: key === 'ours' ? `${MOST_POWER}${slope > MOST_POWER ? ', exceeded' : ''}` : '',
      },
    ];
  };
  return [...of('Mixture Lens', 'ours'), ...of('scikit-learn', 'theirs')];
}
