// Slips planted into the numbers of ten real tables, fitted by the built command line: which cells are named, and with
// which text.
//
//   node bench/slips/runNumbers.mjs                       ten tables of the tests, of which shuttle is a sample; some minutes
//   node bench/slips/runNumbers.mjs --program CLI.cjs     by another build
//   node bench/slips/runNumbers.mjs --missed 20           some of the slips that were not told, and of the cells that were told wrongly
//   node bench/slips/runNumbers.mjs --rates 0.01 --seeds 1 --tables wine,iris
//   node bench/slips/runNumbers.mjs --data FOLDER         another folder of tables than ../shared/data, for those that are not of the tests
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { cache, load, repository } from '../core.mjs';
import { NUMBERS, plantedNumbers } from './numbers.mjs';

const { cellText, readTable } = await load('server/core/csv/table/table.ts');

const TABLES = [
  'airquality',
  'banknote',
  'birthwt',
  'diabetes',
  'faithful',
  'iris',
  'penguins',
  'survey',
  'wine',
  'quakes',
];
/** Maximum number of rows of a table; a longer one is thinned out evenly. */
const MOST_ROWS = 1500;
/** Columns of fewer distinct numbers are codes. */
const LEAST_DISTINCT = 15;
const folder = join(cache, 'slips');
mkdirSync(folder, { recursive: true });

function main() {
  const { values } = parseArgs({
    options: {
      program: { type: 'string', default: join(repository, 'dist/server/cli.cjs') },
      missed: { type: 'string', default: '0' },
      rates: { type: 'string', default: '0.001,0.005,0.02,0.05' },
      seeds: { type: 'string', default: '1,2' },
      tables: { type: 'string', default: TABLES.join() },
      only: { type: 'string' },
      data: { type: 'string', default: join(repository, '../shared/data') },
    },
  });
  const tables = values.tables.split(',').map((name) => tableOf(name, values));
  const all = values.rates
    .split(',')
    .map(Number)
    .flatMap((rate) =>
      values.seeds
        .split(',')
        .map(Number)
        .flatMap((seed) =>
          tables.map((table) => {
            process.stderr.write(`${table.name} ${rate} ${seed}\n`);
            return { rate, name: table.name, ...measured(table, values.program, { rate, seed }) };
          }),
        ),
    );
  process.stdout.write(`${lines(all).join('\n')}\n`);
  const slips = all.flatMap((own) =>
    own.slips
      .filter(({ kind }) => values.only === undefined || kind === values.only)
      .map((slip) => ({ table: own.name, ...slip })),
  );
  some(
    slips.filter(({ isFindable, told }) => isFindable && told === undefined),
    values.missed,
    'not told',
  );
  some(
    slips.filter(({ told, meant }) => told !== undefined && told.meant !== meant),
    values.missed,
    'another text',
  );
  some(
    all.flatMap(({ name, rate, others }) => others.map((other) => ({ table: name, rate, ...other }))),
    values.missed,
    'told wrongly',
  );
}

function tableOf(name, { program, data }) {
  const file = [join(repository, 'test/reference/data'), join(repository, 'samples'), data]
    .map((folder) => join(folder, `${name}.csv`))
    .find(existsSync);
  const table = readTable(readFileSync(file, 'utf8'));
  const step = Math.ceil(table.rowCount / MOST_ROWS);
  const rows = Array.from({ length: Math.floor(table.rowCount / step) }, (_, row) =>
    table.columns.map((_, column) => cellText(table, row * step, column).trim()),
  );
  const columns = table.columns.flatMap((_, column) => {
    const numbers = rows.map((row) => row[column]).filter((cell) => cell !== '' && cell !== 'NA');
    return numbers.every((cell) => /^-?\d*\.?\d+$/.test(cell)) && new Set(numbers).size >= LEAST_DISTINCT
      ? [column]
      : [];
  });
  const model = join(folder, `${process.pid}-${name}.json`);
  const before = told(table.columns, run(program, table.columns, rows, ['--out', model]), rows);
  return { name, names: table.columns, rows, columns, model, before: new Set(before.keys()) };
}

function run(program, names, rows, more = [], command = 'fit') {
  const file = join(folder, `${process.pid}-planted.csv`);
  writeFileSync(
    file,
    [names, ...rows].map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',')).join('\n') + '\n',
  );
  let out;
  try {
    out = execFileSync(
      process.execPath,
      [
        program,
        command,
        ...(command === 'fit' ? ['--quiet', file] : ['--model', ...more, file]),
        '--json',
        ...(command === 'fit' ? more : []),
      ],
      { encoding: 'utf8', maxBuffer: 2 ** 28, stdio: ['ignore', 'pipe', 'ignore'] },
    );
  } catch (failed) {
    // Findings make the exit code 1.
    out = failed.stdout;
  }
  return JSON.parse(out);
}

/** The cells that a report names, with what was meant. */
function told(names, { findings, unreadable = [] }) {
  const found = new Map();
  const put = (row, column, cell) =>
    found.set(`${row} ${names.indexOf(column)}`, { row, column: names.indexOf(column), ...cell });
  for (const finding of findings) {
    if (finding.cells !== undefined && finding.code !== 'row.low-likelihood')
      for (const { column, value, meant, reason, code, expected } of finding.cells)
        put(finding.row, column.replace(/ \(.*\)$/, ''), { value, meant, reason, code, expected });
    if (finding.code === 'column.repeated-value')
      for (const row of finding.rows) put(row, finding.column, { value: finding.value, meant: '', code: finding.code });
  }
  for (const { row, column, text, code, expected, meant } of unreadable)
    put(row, column, { value: text, meant: meant ?? (expected === undefined ? undefined : String(expected)), code });
  return found;
}

function measured({ name, names, rows, columns, model, before }, program, { rate, seed }) {
  const { rows: dirty, slips } = plantedNumbers({ rows, columns, rate, seed });
  const found = told(names, run(program, names, dirty));
  // A slip can be found where the model of the table as it was names it in a row that is sound otherwise.
  const alone = slips.map(({ row, column, typed }) => rows[row].with(column, typed));
  const byOracle =
    slips.length === 0 ? new Map() : told(names, run(program, names, [...alone, ...rows], [model], 'score'));
  const places = new Map(
    slips.map((slip, i) => [
      `${slip.row} ${slip.column}`,
      { ...slip, isFindable: byOracle.has(`${i} ${slip.column}`) },
    ]),
  );
  const others = [...found]
    .filter(([place]) => !places.has(place) && !before.has(place))
    .map(([, other]) => ({
      ...other,
      hasSlip: slips.some(({ row }) => row === other.row),
      column: names[other.column],
    }));
  return {
    name,
    slips: [...places].map(([place, slip]) => ({ ...slip, told: found.get(place), column: names[slip.column] })),
    others,
  };
}

function lines(all) {
  const share = (part, whole) => (whole === 0 ? '-' : (part / whole).toFixed(3));
  const line = (name, slips, others) => {
    const named = slips.filter((slip) => slip.told !== undefined);
    const findable = slips.filter(({ isFindable }) => isFindable);
    const fixed = named.filter((slip) => slip.told.meant !== undefined);
    const right = fixed.filter(
      (slip) =>
        slip.told.meant === slip.meant ||
        (slip.meant !== '' && slip.told.meant !== '' && Number(slip.told.meant) === Number(slip.meant)),
    );
    const exact = fixed.filter((slip) => slip.told.meant === slip.meant);
    return `| ${[
      name,
      slips.length,
      findable.length,
      named.length,
      share(findable.filter((slip) => slip.told !== undefined).length, findable.length),
      share(named.length, slips.length),
      others === undefined ? '' : `${others.length} (${others.filter(({ hasSlip }) => hasSlip).length})`,
      others === undefined ? '' : share(named.length, named.length + others.length),
      fixed.length,
      share(right.length, fixed.length),
      share(exact.length, fixed.length),
    ].join(' | ')} |`;
  };
  const slipsOf = (own) => own.flatMap(({ slips }) => slips);
  const othersOf = (own) => own.flatMap(({ others }) => others);
  const rates = [...new Set(all.map(({ rate }) => rate))];
  const names = [...new Set(all.map(({ name }) => name))];
  return [
    '| slips | planted | findable | named | recall of findable | recall | others named (in rows with ' +
      'slips) | precision | reported what was meant | right number | right text |',
    '| --- | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: |',
    ...rates
      .map((rate) => all.filter((own) => own.rate === rate))
      .map((own) => line(`${100 * own[0].rate} % of the cells`, slipsOf(own), othersOf(own))),
    ...names
      .map((name) => all.filter((own) => own.name === name))
      .map((own) => line(own[0].name, slipsOf(own), othersOf(own))),
    line('all', slipsOf(all), othersOf(all)),
    ...NUMBERS.map((kind) =>
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
    const { told: own, ...slip } = all[Math.floor(i)];
    process.stdout.write(`${what}: ${JSON.stringify(slip)} ${own === undefined ? '' : JSON.stringify(own)}\n`);
  }
}

main();
