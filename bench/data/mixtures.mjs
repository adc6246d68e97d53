// Rows drawn from mixtures of normals: as CSV, and the same numbers as doubles for programs that get them in memory.
import { closeSync, existsSync, openSync, renameSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { cache, load } from '../core.mjs';

/** Raised when what is drawn changes, so that no file from before is taken. */
const VERSION = 1;
const WEIGHTS = [0.3, 0.25, 0.2, 0.15, 0.1];
const DECIMALS = 5;
/**
 * Usual distances between two components, in sds, whatever the number of columns. Of ten columns, the first leaves
 * about one row in eight likelier under another component than its own, the second none.
 */
const DISTANCES = { overlapping: 3, apart: 20 };
const LINES_AT_ONCE = 20_000;

/**
 * A data set, made if it is not there yet.
 * @param {{ rows: number, columns: number, seed?: number, clusters?: keyof typeof DISTANCES }} set
 * @returns {Promise<{ rows: number, columns: number, names: string[], csv: string, doubles: string, bytes: number }>}
 *   `doubles`: a file of rows × columns doubles, one column after another; `bytes`: size of the CSV
 */
export async function mixtureData({ rows, columns, seed = 1, clusters = 'overlapping' }) {
  const suffix = clusters === 'overlapping' ? '' : `-${clusters}`;
  const path = join(cache, `normals-${rows}x${columns}-${seed}${suffix}-v${VERSION}`);
  const [csv, doubles] = [`${path}.csv`, `${path}.f64`];
  const names = Array.from({ length: columns }, (_, d) => `x${d + 1}`);
  if (!existsSync(csv) || !existsSync(doubles)) {
    const values = await draw(rows, columns, seed, DISTANCES[clusters]);
    whole(doubles, (file) => writeFileSync(file, values));
    whole(csv, (file) => writeCsv(file, names, values, rows));
  }
  return { rows, columns, names, csv, doubles, bytes: statSync(csv).size };
}

/** Parameters to start EM from that are far from any optimum: `{ weights: [K], means: [K][D], sds: [K][D] }`. */
export async function startFor({ columns }, k, seed = 1) {
  const { seededRandom, normalDeviate } = await load('server/core/numeric/random.ts');
  const random = seededRandom(seed, 1000 + k);
  const matrix = (value) => Array.from({ length: k }, () => Array.from({ length: columns }, value));
  return { weights: Array(k).fill(1 / k), means: matrix(() => 0.3 * normalDeviate(random)), sds: matrix(() => 1.2) };
}

async function draw(rows, columns, seed, distance) {
  const { seededRandom, normalDeviate, drawIndex } = await load('server/core/numeric/random.ts');
  const random = seededRandom(seed);
  const matrix = (value) => WEIGHTS.map(() => Array.from({ length: columns }, value));
  const means = matrix(() => (distance / Math.sqrt(2 * columns)) * normalDeviate(random));
  const sds = matrix(() => Math.exp(0.25 * Math.min(1, Math.sqrt(10 / columns)) * normalDeviate(random)));
  const values = new Float64Array(rows * columns);
  const unit = 10 ** DECIMALS;
  for (let row = 0; row < rows; row += 1) {
    const k = drawIndex(WEIGHTS, random);
    // A quotient of two whole numbers is the double nearest to the decimal that is written.
    for (let d = 0; d < columns; d += 1)
      values[d * rows + row] = Math.round(unit * (means[k][d] + sds[k][d] * normalDeviate(random))) / unit;
  }
  return values;
}

function writeCsv(path, names, values, rows) {
  const file = openSync(path, 'w');
  const cells = names.map((_, d) => d * rows);
  writeSync(file, `${names.join(',')}\n`);
  for (let from = 0; from < rows; from += LINES_AT_ONCE) {
    let text = '';
    for (let row = from; row < Math.min(rows, from + LINES_AT_ONCE); row += 1)
      text += `${cells.map((at) => values[at + row].toFixed(DECIMALS)).join(',')}\n`;
    writeSync(file, text);
  }
  closeSync(file);
}

/** A file under its name only once it is whole. */
export function whole(path, write) {
  const part = `${path}.${process.pid}.part`;
  write(part);
  renameSync(part, path);
}
