// Errors of form in columns of texts, from a seed: what is planted in them, of which kind, is known cell by cell.
//
//   node bench/slips/shapes.mjs                     codes, zip codes, phones, addresses, dates in words and names
//   node bench/slips/shapes.mjs --missed 20         some of the errors that were not told, and of the cells that were told wrongly
import { parseArgs } from 'node:util';
import { load } from '../core.mjs';

const [{ readTable }, { inferSchema }, { encode }, { seededRandom }] = await Promise.all(
  [
    'server/core/csv/table/table.ts',
    'server/core/schema/infer.ts',
    'server/core/schema/encoding/encode.ts',
    'server/core/numeric/random.ts',
  ].map(load),
);

const RATES = [0.001, 0.005, 0.02, 0.05];
const SEEDS = [1, 2, 3];
const ROWS = 2000;
const NAMES = [
  'Ann Lee',
  'José Núñez',
  'Mary-Ann O’Neill',
  'Dr. Ada Li',
  'Jan van der Berg',
  'Müller',
  'Smith & Sons',
  'J. P. Morgan',
  'Zoë Brontë',
  'Prince',
];
const WORDS = ['river', 'stone', 'mill', 'oak', 'harbour', 'north', 'lane', 'green', 'castle', 'field', 'brook', 'ash'];

/** By column: how a sound text is drawn. */
const COLUMNS = {
  code: ({ letters, digits }) => `${letters(2)}-${digits(3)}`,
  part: ({ letters, digits, one }) => `${letters(1)}${digits(4)}.${one(['A', 'B', 'C'])}${digits(2)}`,
  zip: ({ digits }) => digits(5),
  phone: ({ digits }) => `(${1 + (Number(digits(1)) % 9)}${digits(2)}) ${digits(3)}-${digits(4)}`,
  mail: ({ one, digits }) =>
    `${one(WORDS)}${one(['', '.', '_'])}${one(WORDS)}${one(['', digits(2)])}@${one(WORDS)}.${one(['com', 'org', 'co.uk'])}`,
  date: ({ one, digits }) =>
    `${1 + (Number(digits(2)) % 28)} ${one(['January', 'March', 'May', 'July', 'October'])}, 20${digits(2)}`,
  version: ({ digits }) => `v${digits(1)}.${digits(1)}.${digits(2)}`,
  name: ({ one, digits }) => `${one(NAMES)} ${one(WORDS)} ${one(WORDS)}${one(['', ` ${digits(1)}`])}`,
};

/** By kind: what is made of a text; undefined where nothing can be. */
const ERRORS = {
  'mark lost': (text, { place }) => without(text, place(/[^A-Za-z0-9\s]/g)),
  'mark changed': (text, { place, one }) => put(text, place(/[-@.()/,]/g), one(['_', '*', ';', '='])),
  'letter for digit': (text, { place }) => {
    const at = place(/\d/g);
    return put(text, at, { 0: 'O', 1: 'l', 5: 'S' }[text[at]] ?? 'x');
  },
  'zero lost': (text) => (/^0\d+$/.test(text) ? text.slice(1) : undefined),
  'digit too many': (text, { place }) => {
    const at = place(/\d/g);
    return at === undefined ? undefined : text.slice(0, at) + text[at] + text.slice(at);
  },
  'digit too few': (text, { place }) => without(text, place(/\d/g)),
  truncated: (text, { random }) => text.slice(0, Math.max(1, Math.floor(text.length * (0.3 + 0.5 * random())))),
  around: (text, { one }) => {
    const [before, behind] = one([
      ['(', ')'],
      ['"', ''],
      ['', '"'],
      ['*', ''],
      ['', ';'],
      ['<', '>'],
    ]);
    return before + text + behind;
  },
  'another format': (text, { digits, letters }) => `${digits(2)}/${letters(3)}:${digits(3)}`,
  mojibake: (text) => {
    const read = new TextDecoder('windows-1252').decode(new TextEncoder().encode(text));
    return read === text ? undefined : read;
  },
  entity: (text) => (/[&<>]/.test(text) ? text.replace('&', '&amp;').replace('<', '&lt;') : undefined),
  spreadsheet: (text, { one }) => one(['05-Mar', 'Mar-05', '1.23E+10', '#REF!', '#####', '#NAME?']),
};

function put(text, at, instead) {
  return at === undefined ? undefined : text.slice(0, at) + instead + text.slice(at + 1);
}

const without = (text, at) => put(text, at, '');

function drawing(random) {
  const one = (list) => list[Math.floor(random() * list.length)];
  const some = (alphabet) => (count) => Array.from({ length: count }, () => one(alphabet)).join('');
  return { random, one, digits: some('0123456789'), letters: some('ABCDEFGHJKLMNPRSTUVWXYZ') };
}

/** A table of these columns with errors, and what was planted. */
function planted(rate, seed) {
  const draw = drawing(seededRandom(seed));
  const errors = [];
  const rows = Array.from({ length: ROWS }, (_, row) =>
    Object.entries(COLUMNS).map(([name, sound], column) => {
      const text = sound(draw);
      if (draw.random() >= rate) return text;
      const kind = draw.one(Object.keys(ERRORS));
      const place = (pattern) => draw.one([...text.matchAll(pattern)].map(({ index }) => index));
      const typed = ERRORS[kind](text, { ...draw, place });
      if (typed === undefined || typed.trim() === '' || typed === text) return text;
      errors.push({ row, column, name, kind, typed, meant: text });
      return typed;
    }),
  );
  return { rows, errors };
}

/** Cells of a table that are reported, by their places. */
function told(rows) {
  const quoted = (cell) => `"${cell.replaceAll('"', '""')}"`;
  const text = [Object.keys(COLUMNS), ...rows].map((row) => row.map(quoted).join(',')).join('\n');
  const table = readTable(`${text}\n`, { hasHeader: true, delimiter: ',' });
  const codes = ['cell.pattern', 'cell.bad-date', 'cell.bad-number'];
  return new Map(
    encode(table, inferSchema(table, { isRobust: true }))
      .badCells.filter(({ code }) => codes.includes(code))
      .map((cell) => [`${cell.row} ${cell.column}`, cell]),
  );
}

function main() {
  const { values } = parseArgs({ options: { missed: { type: 'string', default: '0' } } });
  const all = RATES.flatMap((rate) =>
    SEEDS.map((seed) => {
      const { rows, errors } = planted(rate, seed);
      const found = told(rows);
      const places = new Set(errors.map(({ row, column }) => `${row} ${column}`));
      const others = [...found]
        .filter(([place]) => !places.has(place))
        .map(([, { row, column }]) => ({ name: Object.keys(COLUMNS)[column], typed: rows[row][column] }));
      return { rate, errors: errors.map((own) => ({ ...own, found: found.get(`${own.row} ${own.column}`) })), others };
    }),
  );
  const errorsOf = (own) => own.flatMap(({ errors }) => errors);
  const share = (part, whole) => (whole === 0 ? '-' : (part / whole).toFixed(3));
  const line = (name, errors, others) => {
    const right = errors.filter(({ found }) => found !== undefined);
    const meant = right.filter(({ found }) => found.meant !== undefined);
    return (
      '| ' +
      `${[name, errors.length, share(right.length, errors.length), others === undefined ? '' : share(right.length, right.length + others), meant.length, share(meant.filter(({ found, meant: text }) => found.meant === text).length, meant.length)].join(' | ')} |`
    );
  };
  const othersOf = (own) => own.reduce((sum, { others }) => sum + others.length, 0);
  const lines = [
    '| errors | planted | recall | precision | with what was meant | right text |',
    '| --- | --: | --: | --: | --: | --: |',
    ...RATES.map((rate) => all.filter((own) => own.rate === rate)).map((own) =>
      line(`${100 * own[0].rate} % of the cells`, errorsOf(own), othersOf(own)),
    ),
    line('all', errorsOf(all), othersOf(all)),
    ...Object.keys(ERRORS).map((kind) =>
      line(
        kind,
        errorsOf(all).filter((own) => own.kind === kind),
      ),
    ),
    ...Object.keys(COLUMNS).map((name) =>
      line(
        `column ${name}`,
        errorsOf(all).filter((own) => own.name === name),
        all.flatMap(({ others }) => others).filter((own) => own.name === name).length,
      ),
    ),
    ...[planted(0, 1)].map(
      ({ rows }) => `without errors: ${told(rows).size} told of ${rows.length * Object.keys(COLUMNS).length} cells`,
    ),
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
  const some = (list, what) => {
    for (let i = 0; i < Math.min(Number(values.missed), list.length); i++) {
      const { name, kind, typed, meant } = list[Math.floor((i * list.length) / Number(values.missed))] ?? list[i];
      process.stdout.write(`${what}: ${name} "${typed}" ${kind ?? ''} ${meant ?? ''}\n`);
    }
  };
  some(
    errorsOf(all).filter(({ found }) => found === undefined),
    'not told',
  );
  some(
    all.flatMap(({ others }) => others),
    'told wrongly',
  );
}

main();
