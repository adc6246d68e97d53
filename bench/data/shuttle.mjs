// The likeness of Statlog's shuttle data, which are not ours to give away: 58,000 rows of nine whole numbers and a
// class, with the classes' shares, medians and spreads, columns that are mostly zero, and a few wild cells.
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cache, load } from '../core.mjs';
import { whole } from './mixtures.mjs';

const VERSION = 1;
const ROWS = 58_000;
const NAMES = ['V1', 'V2', 'V3', 'V4', 'V5', 'V6', 'V7', 'V8', 'V9', 'Class'];
/** Shares of rows, and by column the median and the usual distance from it. */
const CLASSES = [
  { name: 'Rad.Flow', rows: 45_586, centre: [43, 0, 82, 0, 42, 0, 40, 41, 2], spread: [6, 1, 7, 1, 12, 9, 8, 8, 5] },
  { name: 'High', rows: 8903, centre: [55, 0, 82, 0, 24, 0, 26, 58, 32], spread: [0.5, 2, 7, 1, 18, 9, 7, 15, 20] },
  { name: 'Bypass', rows: 3267, centre: [82, 0, 86, 0, -4, 0, 3, 92, 88], spread: [9, 2, 7, 2, 25, 9, 2, 25, 25] },
  {
    name: 'Fpv.Open',
    rows: 171,
    centre: [46, -42, 89, 0, 30, 0, 35, 72, 22],
    spread: [16, 18, 11, 4, 20, 8, 14, 16, 18],
  },
  {
    name: 'Fpv.Close',
    rows: 50,
    centre: [50, 30, 77, 0, -22, 0, 28, 101, 67],
    spread: [9, 15, 2, 0.2, 28, 6, 8, 30, 36],
  },
  {
    name: 'Bpv.Open',
    rows: 13,
    centre: [37, -1521, 106, 0, 34, -1, 69, 72, 4],
    spread: [0.2, 900, 14, 12, 6, 9, 14, 12, 5],
  },
  {
    name: 'Bpv.Close',
    rows: 10,
    centre: [71, 1532, 85, -2, 34, 0, 20, 56, 34],
    spread: [12, 700, 13, 2, 8, 14, 10, 12, 9],
  },
];
/** Share of cells that are zero whatever the class, and of cells that are wild and how far. */
const ZEROS = { 1: 0.55, 3: 0.6, 5: 0.25 };
const WILD = { share: 0.0005, times: 100 };

/** @returns the file's path: what MIXTURE_LENS_SHUTTLE names, or the likeness */
export async function shuttleFile() {
  const given = process.env.MIXTURE_LENS_SHUTTLE;
  if (given !== undefined) {
    if (!existsSync(given))
      throw new Error('MIXTURE_LENS_SHUTTLE names no file; give the path of shuttle.csv, or leave it out');
    return { path: given, isLikeness: false };
  }
  const path = join(cache, `shuttle-likeness-v${VERSION}.csv`);
  if (!existsSync(path)) {
    const text = await likeness();
    whole(path, (file) => writeFileSync(file, text));
  }
  return { path, isLikeness: true };
}

async function likeness() {
  const { seededRandom, normalDeviate, drawIndex } = await load('server/core/numeric/random.ts');
  const random = seededRandom(1);
  const shares = CLASSES.map(({ rows }) => rows);
  const lines = [NAMES.map((name) => `"${name}"`).join(',')];
  for (let row = 0; row < ROWS; row += 1) {
    const { name, centre, spread } = CLASSES[drawIndex(shares, random)];
    const cells = centre.map((middle, d) => {
      if (random() < (ZEROS[d] ?? 0)) return 0;
      const wild = d in ZEROS && random() < WILD.share ? WILD.times : 1;
      return Math.round(middle + wild * spread[d] * normalDeviate(random));
    });
    lines.push([...cells, `"${name}"`].join(','));
  }
  return `${lines.join('\n')}\n`.replaceAll('-0,', '0,');
}
