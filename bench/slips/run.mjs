// Slips planted into the columns of levels of real tables: how many are told, how many of these rightly, and how many
// with the very text.
//
//   node bench/slips/run.mjs                        the tables of samples/ and of the tests; a minute
//   node bench/slips/run.mjs --tables LIST.txt      the tables that a file lists, one a line
//   node bench/slips/run.mjs --clean                what is told of these tables as they are
//   node bench/slips/run.mjs --missed 20            some of the slips that were not told, and of the cells that were told wrongly
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { repository } from '../core.mjs';
import { LETTERS, VARIANTS } from './generate.mjs';
import { measured, tableOf, told } from './measure.mjs';

const RATES = [0.001, 0.005, 0.02, 0.05];
const SEEDS = [1, 2, 3];
const LEAST_ROWS = 100;

function main() {
  const { values } = parseArgs({
    options: { tables: { type: 'string' }, clean: { type: 'boolean' }, missed: { type: 'string', default: '0' } },
  });
  const files = values.tables === undefined ? own() : readFileSync(values.tables, 'utf8').trim().split('\n');
  const tables = files.flatMap((file) => {
    const table = tableOf(readFileSync(file, 'utf8'));
    return table.columns.length > 0 && table.rows.length >= LEAST_ROWS ? [{ ...table, file }] : [];
  });
  process.stderr.write(`slips: ${tables.length} of ${files.length} tables have columns of words\n`);
  if (values.clean) return clean(tables);
  const all = RATES.flatMap((rate) =>
    SEEDS.flatMap((seed) =>
      tables.map((table) => ({
        rate,
        file: table.file,
        ...measured(table, { rate, kinds: [...LETTERS, ...VARIANTS], seed }),
      })),
    ),
  );
  process.stdout.write(`${lines(all).join('\n')}\n`);
  some(
    all.flatMap(({ slips, file }) =>
      slips.filter(({ told: own }) => own === undefined).map((slip) => ({ file, ...slip })),
    ),
    values.missed,
    'not told',
  );
  some(
    all.flatMap(({ others, slips, file }) =>
      [...others, ...slips.filter(({ told: own, meant }) => own !== undefined && own !== meant)].map((other) => ({
        file,
        ...other,
      })),
    ),
    values.missed,
    'told wrongly',
  );
}

function own() {
  const csv = (folder) =>
    readdirSync(join(repository, folder))
      .filter((name) => name.endsWith('.csv'))
      .map((name) => join(repository, folder, name));
  return ['samples', 'test/reference/data'].flatMap(csv);
}

function clean(tables) {
  let cells = 0;
  let count = 0;
  for (const { names, rows, columns, file } of tables) {
    cells += rows.length * columns.length;
    for (const { row, column, meant } of told(names, rows)) {
      count++;
      process.stdout.write(`${basename(file)}  ${names[column]}: "${rows[row][column]}" for "${meant}"\n`);
    }
  }
  process.stdout.write(`${count} told among ${cells} cells of words\n`);
}

function lines(all) {
  const share = (part, whole) => (whole === 0 ? '-' : (part / whole).toFixed(3));
  const line = (name, slips, others) => {
    const found = slips.filter(({ told: own }) => own !== undefined);
    return (
      '| ' +
      `${[name, slips.length, share(found.length, slips.length), others === undefined ? '' : share(found.length, found.length + others), share(found.filter(({ told: own, meant }) => own === meant).length, found.length)].join(' | ')} |`
    );
  };
  const slipsOf = (own) => own.flatMap(({ slips }) => slips);
  const othersOf = (own) => own.reduce((sum, { others }) => sum + others.length, 0);
  return [
    '| slips | planted | recall | precision | right text |',
    '| --- | --: | --: | --: | --: |',
    ...RATES.map((rate) => all.filter((own) => own.rate === rate)).map((own) =>
      line(`${100 * own[0].rate} % of the cells`, slipsOf(own), othersOf(own)),
    ),
    line('all', slipsOf(all), othersOf(all)),
    ...[...LETTERS, ...VARIANTS].map((kind) =>
      line(
        kind,
        slipsOf(all).filter((slip) => slip.kind === kind),
      ),
    ),
  ];
}

/** Evenly from all. */
function some(all, most, what) {
  const step = Math.max(1, all.length / Number(most));
  for (let i = 0; i < all.length && Number(most) > 0; i += step) {
    const { file, meant, typed, kind, told: own } = all[Math.floor(i)];
    process.stdout.write(
      `${what}: ${basename(file)} ` +
        `"${typed}"${kind === undefined ? '' : ` (${kind} of "${meant}")`}${own === undefined && kind !== undefined ? '' : ` as "${own ?? meant}"`}\n`,
    );
  }
}

main();
