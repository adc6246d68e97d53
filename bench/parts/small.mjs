// Small files, wide files and the writing of scores: the processor's time of whole processes, our own alone.
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cache, load, repository } from '../core.mjs';
import { mixtureData } from '../data/mixtures.mjs';
import { duration, megabytes, spreadText } from '../format.mjs';
import { describe, fit } from '../ours.mjs';
import { inTurns, tellsMemory } from '../processes.mjs';

export const name = 'small';
export const title = 'Small, wide and written';

const WIDE = { columns: 5000, rows: 60, seed: 1 };
const WIDEST = { columns: 100_000, rows: 3, seed: 2 };

export async function run({ quick, pairs, tell }) {
  if (!tellsMemory)
    return {
      rows: [],
      notes: ['GNU time is not installed, so nothing was measured; install it with: apt-get install time'],
      absent: [],
    };
  const long = await mixtureData({ rows: quick ? 1e5 : 1e6, columns: 10 });
  const [wide, widest] = [await wideFile(WIDE), await wideFile(WIDEST)];
  const scores = join(cache, `${process.pid}-scores.csv`);
  const contestants = {
    '`fit penguins.csv`, 344 rows × 8 columns': () => fit(join(repository, 'samples/penguins.csv')),
    '`fit whiskey.csv`, 2218 rows × 21 columns of labels': () =>
      fit(join(repository, 'test/reference/data/whiskey.csv')),
    [`\`fit -k 2\`, ${WIDE.rows} rows × ${WIDE.columns} columns`]: () => fit(wide, '-k', '2'),
    [`\`describe\`, ${WIDEST.rows} rows × ${WIDEST.columns} columns`]: () => describe(widest),
    [`\`fit -k 5\`, ${long.rows} rows × 10 columns`]: () => fit(long.csv, '-k', '5'),
    'the same with `--scores`': () => fit(long.csv, '-k', '5', '--scores', scores),
    'the same with `--scores --scores-digits 17`': () =>
      fit(long.csv, '-k', '5', '--scores', scores, '--scores-digits', '17'),
  };
  try {
    const runs = await inTurns(
      pairs,
      Object.fromEntries(
        Object.entries(contestants).map(([what, turn]) => [
          what,
          (round) => {
            tell(`${what}, round ${round + 1} of ${pairs}`);
            return turn();
          },
        ]),
      ),
    );
    return { rows: Object.entries(runs).map(rowOf), notes: [notesOn(pairs)], absent: [] };
  } finally {
    rmSync(scores, { force: true });
  }
}

const notesOn = (pairs) =>
  'A new process every time, from start to end. Processor seconds are those of all threads, without the system, of ' +
  `which others on the machine take less notice than of seconds; the least of ${pairs} rounds.`;

const rowOf = ([what, some]) => ({
  what,
  'processor seconds, least': duration(Math.min(...some.map(({ userSeconds }) => userSeconds))),
  seconds: spreadText(
    some.map(({ seconds }) => seconds),
    duration,
  ),
  'peak memory': megabytes(Math.max(...some.map(({ peakBytes }) => peakBytes))),
});

/** A file of numbers with three decimals, of which every third column separates two groups of rows. */
async function wideFile({ columns, rows, seed }) {
  const file = join(cache, `wide-${rows}x${columns}-${seed}-v1.csv`);
  if (existsSync(file)) return file;
  const { seededRandom, normalDeviate } = await load('server/core/numeric/random.ts');
  const random = seededRandom(seed);
  const list = (of) => Array.from({ length: columns }, (_, column) => of(column)).join(',');
  const lines = Array.from({ length: rows }, (_, row) =>
    list((column) => ((column % 3 === 0 ? 3 * (row % 2) : 0) + normalDeviate(random)).toFixed(3)),
  );
  writeFileSync(file, `${[list((column) => `x${column + 1}`), ...lines].join('\n')}\n`);
  return file;
}
