// Text to cells, in memory: our scanner finds the offsets of every cell, the others make strings of them.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse as csvParse } from 'csv-parse/sync';
import Papa from 'papaparse';
import { inferSchema as udsvSchema, initParser } from 'udsv';
import { load, repository } from '../core.mjs';
import { scannerTexts } from '../data/texts.mjs';
import { megabytesPerSecond, roundsText, spreadText, times } from '../format.mjs';
import { inTurns } from '../processes.mjs';
import { ratios } from '../statistics.mjs';

export const name = 'scan';
export const title = 'Reading CSV';

export async function run({ quick, pairs, tell }) {
  const texts = await scannerTexts(quick ? 4e6 : 2e7);
  const [cells, numbers] = [await cellReaders(), await numberReaders()];
  const tables = [];
  const add = async (caption, text, readers) => {
    tell(caption);
    tables.push({
      caption: `${caption}, ${(text.length / 1e6).toFixed(0)} MB`,
      rows: await compared(text, readers, pairs),
    });
  };
  for (const [what, text] of Object.entries(texts)) await add(`Cells: ${what}`, text, cells);
  const [what, text] = Object.entries(texts)[0];
  await add(`Columns of numbers: ${what}`, text, numbers);
  return {
    tables,
    versions: ['udsv', 'papaparse', 'csv-parse'].map((one) => `${one} ${versionOf(one)}`),
    notes: [
      'Texts of one byte a unit, in memory; one thread each. Cells: ours answers the offsets of every cell ' +
        'and the line of every record, the others arrays of strings. ' +
        'Columns of numbers: ours reads as `fit` does, the text made bytes first, and also finds out what ' +
        'kind each column is; the others read every cell that looks like a number as one.',
      roundsText(pairs),
    ],
  };
}

/** Each answers how many cells it found, the header's included. */
async function cellReaders() {
  const { scan } = await load('server/core/csv/table/scan.ts');
  return {
    'Mixture Lens': (text) => scan(text, ',').cellCount,
    uDSV: (text) => {
      const schema = udsvSchema(text);
      return schema.cols.length + cellsOf(initParser(schema).stringArrs(text));
    },
    'Papa Parse': (text) => cellsOf(Papa.parse(text, { delimiter: ',' }).data),
    'csv-parse': (text) => cellsOf(csvParse(text)),
  };
}

/** Each answers how many numbers it found. */
async function numberReaders() {
  const { sourceOfString } = await load('server/core/csv/stream/source.ts');
  const { beginningOf } = await load('server/core/csv/stream/beginning.ts');
  const { readColumns } = await load('server/core/csv/stream/stream.ts');
  const { schemaOf } = await load('server/core/schema/infer.ts');
  const { encodeColumns } = await load('server/core/schema/encoding/encode.ts');
  const { kernelEngine } = await load('server/kernels/node.ts');
  return {
    'Mixture Lens': (text) => {
      const source = sourceOfString(text);
      const { room, sums } = kernelEngine(join(repository, 'dist', 'server'), { threads: 1 });
      const { columns, typed, rowCount } = readColumns(source, beginningOf(source), () => 'all', room);
      return cellsOf(
        encodeColumns(rowCount, schemaOf(columns, typed, {}, sums), ({ index }) => typed[index], {
          sums,
        }).matrix.columns.map(({ values }) => values),
      );
    },
    uDSV: (text) => cellsOf(initParser(udsvSchema(text)).typedCols(text)),
    'Papa Parse': (text) =>
      cellsOf(Papa.parse(text, { delimiter: ',', header: false, dynamicTyping: true }).data.slice(1)),
    'csv-parse': (text) => cellsOf(csvParse(text, { cast: true, fromLine: 2 })),
  };
}

async function compared(text, readers, rounds) {
  const timed = (read) => () => {
    collectGarbage();
    const began = performance.now();
    const cells = read(text);
    return { seconds: (performance.now() - began) / 1000, cells };
  };
  const turns = Object.fromEntries(Object.entries(readers).map(([reader, read]) => [reader, timed(read)]));
  await inTurns(1, turns);
  const runs = await inTurns(rounds, turns);
  const [ours] = Object.values(runs);
  return Object.entries(runs).map(([program, some]) => {
    const rates = some.map(({ seconds }) => text.length / seconds);
    const over =
      some === ours
        ? ''
        : spreadText(
            ratios(
              some.map(({ seconds }) => seconds),
              ours.map(({ seconds }) => seconds),
            ),
            times,
          );
    const differs = some[0].cells !== ours[0].cells && {
      remark: `**it found ${some[0].cells} cells, not ${ours[0].cells}**`,
    };
    return { program, speed: spreadText(rates, megabytesPerSecond), 'over ours': over, ...differs };
  });
}

const cellsOf = (records) => records.reduce((sum, record) => sum + record.length, 0);
const versionOf = (packageName) =>
  JSON.parse(readFileSync(join(repository, 'node_modules', packageName, 'package.json'), 'utf8')).version;

/** Collects garbage, so that no program pays for what the one before left behind. */
setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc');
