// What Mixture Lens tells of public dirty tables whose clean copies are known, with its default settings and without
// labels; beside it the frequency of values alone, and dBoost (Mariet, Harding & Madden 2016) where it is there.
//
//   node bench/dirty/run.mjs FOLDER...               tables of these folders, each with dirty.csv and clean.csv
//   node bench/dirty/run.mjs --dboost DIR FOLDER...  with dBoost, of which DIR is a copy of the repository cpitclaudel/dBoost
//   node bench/dirty/run.mjs --cli PATH FOLDER...    another build than dist/server/cli.cjs
//
// The repository holds none of these tables; docs/accuracy.md says where they are from.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { load, repository } from '../core.mjs';
import { byDBoost } from './dboost.mjs';
import { byCode, byFrequency, errorsIn, toldIn } from './judge.mjs';

const { readTable, cellText } = await load('server/core/csv/table/table.ts');

function main() {
  const {
    values: { cli, dboost },
    positionals: folders,
  } = parseArgs({
    options: { cli: { type: 'string', default: join(repository, 'dist/server/cli.cjs') }, dboost: { type: 'string' } },
    allowPositionals: true,
  });
  if (folders.length === 0) throw new Error('name folders with dirty.csv and clean.csv');
  process.stdout.write(`${HEAD}\n`);
  const totals = { told: 0, right: 0, clean: 0 };
  for (const folder of folders) {
    const [dirty, clean] = ['dirty.csv', 'clean.csv'].map((name) => cellsIn(join(folder, name)));
    const errors = errorsIn(dirty.rows, clean.rows);
    const cells = dirty.rows.length * dirty.names.length;
    const run = spawnSync(process.execPath, [cli, 'fit', join(folder, 'dirty.csv'), '--json'], {
      encoding: 'utf8',
      maxBuffer: 2 ** 30,
    });
    if (run.status !== 0) throw new Error(`${folder}: ${run.stderr}`);
    const own = byCode(toldIn(JSON.parse(run.stdout), dirty.names, dirty.rows), errors);
    const visible = [...errors.keys()].filter((at) => dirty.rows[at.split(' ')[0]][at.split(' ')[1]] !== '').length;
    const table = `${basename(folder)} (${errors.size} wrong of ${cells}, ${visible} visible)`;
    own.forEach((line, i) =>
      process.stdout.write(`${lineOf(i === 0 ? table : '', line.code, line, cells - errors.size)}\n`),
    );
    const frequency = byFrequency(dirty.rows, errors);
    process.stdout.write(
      `${lineOf('', `value in < ${+(100 * frequency.share).toFixed(2)} % of cells`, frequency, cells - errors.size)}\n`,
    );
    if (dboost !== undefined)
      for (const line of byDBoost(dboost, dirty, errors))
        process.stdout.write(`${lineOf('', line.name, line, cells - errors.size)}\n`);
    const all = own[own.length - 1];
    totals.told += all.told;
    totals.right += all.right;
    totals.clean += cells - errors.size;
  }
  process.stdout.write(
    `\n${totals.right} right of ${totals.told} told; false alarms in ` +
      `${percent((totals.told - totals.right) / totals.clean, 3)} of ${totals.clean} clean cells.\n`,
  );
}

/** Blanks at the ends of cells do not count. */
function cellsIn(file) {
  const table = readTable(readFileSync(file, 'utf8'), { hasHeader: true, delimiter: ',' });
  return {
    names: table.columns,
    rows: Array.from({ length: table.rowCount }, (_, row) =>
      table.columns.map((_, column) => cellText(table, row, column).trim()),
    ),
  };
}

const HEAD =
  '| table | reported by | cells | right | precision | recall | F1 | right repairs | false alarms per ' +
  'clean cell |\n| --- | --- | --: | --: | --: | --: | --: | --: | --: |';

function lineOf(table, code, { told, right, repaired, precision, recall, f1 }, clean) {
  const number = (x) => (Number.isFinite(x) ? x.toFixed(3).replace(/^0/, '') : '');
  return (
    '| ' +
    `${[table, code, told, right, number(precision), number(recall), number(f1), repaired, percent((told - right) / clean, 3)].join(' | ')} |`
  );
}

function percent(share, digits) {
  return `${(100 * share).toFixed(digits)} %`;
}

main();
