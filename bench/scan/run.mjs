// The scanner beside others, on the same texts, in turns in one process: seconds of processor time, medians.
//
//   node bench/scan/run.mjs [megabytes]
//
// "offsets" is `scan`, which gives the offsets of all cells; "columns" is what `fit` makes of a file: numbers and levels, from
// bytes. The others give a string, or a number, for each cell: uDSV by its string and its typed arrays, Papa Parse by
// arrays, in its fast mode where there are no quotes.
import { build } from 'esbuild';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Papa from 'papaparse';
import { inferSchema, initParser } from 'udsv';

const ROUNDS = 5;
const megabytes = Number(process.argv[2] ?? 20);
const root = join(import.meta.dirname, '../..');

/** Our own code, as it is shipped: bundled. */
async function ours() {
  const folder = mkdtempSync(join(tmpdir(), 'mixture-lens-scan-'));
  const file = join(folder, 'scan.cjs');
  await build({
    stdin: {
      contents: `export { scan } from './server/core/csv/scan'; export { beginningOf } from './server/core/csv/beginning'; export { readColumns } from './server/core/csv/stream';`,
      resolveDir: root,
    },
    bundle: true, platform: 'node', format: 'cjs', target: 'node20', outfile: file, logLevel: 'warning',
  });
  const loaded = createRequire(import.meta.url)(file);
  rmSync(folder, { recursive: true });
  return loaded;
}

/** Numbers from 0 to 1, the same each time (Vigna 2015, splitmix, in 32 bits). */
function random(state) {
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let z = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
    z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
    return ((z ^ (z >>> 16)) >>> 0) / 2 ** 32;
  };
}

function textOf(row, terminator) {
  const next = random(1);
  const lines = ['a,b,c,d,e,f,g,h,i,j'];
  for (let length = 0; length < megabytes * 1e6; length += lines[lines.length - 1].length + 1) lines.push(row(next));
  return lines.join(terminator) + terminator;
}

const ten = (cell) => (next) => Array.from({ length: 10 }, () => cell(next)).join(',');
const number = (next) => ((next() + next() + next() - 1.5) * 20).toFixed(5);
const texts = {
  'numbers, 5 decimals': textOf(ten(number), '\n'),
  'numbers, 16 to 17 digits': textOf(ten((next) => String((next() + next() * 2 ** -32) * 20 - 10)), '\n'),
  'short cells': textOf(ten((next) => String(Math.floor(next() * 10))), '\n'),
  'quoted cells': textOf(ten((next) => `"level ${Math.floor(next() * 20)}"`), '\n'),
  'CRLF, one column': textOf((next) => String(Math.floor(next() * 1000)), '\r\n').replace(/^[^\r]*/, 'a'),
};

function sourceOf(bytes) {
  return {
    size: bytes.length,
    from: (offset) => (into, at) => {
      const piece = bytes.subarray(offset, offset + into.length - at);
      into.set(piece, at);
      offset += piece.length;
      return piece.length;
    },
  };
}

function programs({ scan, beginningOf, readColumns }, text) {
  const source = sourceOf(Buffer.from(text));
  const parser = initParser(inferSchema(text));
  return {
    offsets: () => scan(text, ',').cellCount,
    columns: () => readColumns(source, beginningOf(source), () => 'all').rowCount,
    'uDSV strings': () => parser.stringArrs(text).length,
    'uDSV typed': () => parser.typedArrs(text).length,
    'Papa Parse': () => Papa.parse(text, { delimiter: ',' }).data.length,
  };
}

function processorSeconds(work) {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];
const engine = await ours();
process.stdout.write(`processor time, MB/s; in brackets times the time of "offsets"\n`);
for (const [name, text] of Object.entries(texts)) {
  const named = Object.entries(programs(engine, text));
  const times = named.map(() => []);
  for (let round = 0; round < ROUNDS; round++) named.forEach(([, work], i) => times[i].push(processorSeconds(work)));
  const medians = times.map(median);
  const told = named.map(([program], i) => `${program} ${(text.length / 1e6 / medians[i]).toFixed(0)} (${(medians[i] / medians[0]).toFixed(2)})`);
  process.stdout.write(`${name.padEnd(26)}${told.join('  ')}\n`);
}
