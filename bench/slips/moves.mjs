// Cells planted into the columns of others - two of a row exchanged, rows that stand a column aside, labels of another
// column - and rows that stand twice or nearly so, among typos, empty cells and letters among digits.
//
//   node bench/slips/moves.mjs
import { load } from '../core.mjs';

const { readTable, cellText } = await load('server/core/csv/table/table.ts');
const { inferSchema } = await load('server/core/schema/infer.ts');
const { encode } = await load('server/core/schema/encoding/encode.ts');
const { seededRandom } = await load('server/core/numeric/random.ts');

const TOWNS = {
  Germany: ['Berlin', 'Hamburg', 'Munich', 'Cologne', 'Bremen'],
  France: ['Paris', 'Lyon', 'Nice', 'Lille', 'Nantes'],
  Italy: ['Rome', 'Milan', 'Turin', 'Naples'],
  Spain: ['Madrid', 'Seville', 'Bilbao', 'Malaga'],
  Poland: ['Warsaw', 'Krakow', 'Gdansk'],
  Austria: ['Vienna', 'Graz', 'Linz'],
};
const FIRST =
  'Anna Peter Maria Paul Laura Felix Emma Lukas Sophie Jonas Clara Max Julia Simon Eva David Nina Oscar Ida Leo'.split(
    ' ',
  );
const LAST = (
  'Miller Schmidt Dubois Rossi Garcia Nowak Huber Wagner Fischer Weber Moreau Bianchi Lopez Kaminski ' +
  'Gruber Bauer Keller Martin Ricci Vidal'
).split(' ');
const NAMES = ['id', 'first_name', 'surname', 'city', 'country', 'email', 'phone', 'age', 'amount', 'date', 'status'];
const EXCHANGES = [
  [3, 4],
  [1, 2],
  [5, 6],
  [7, 10],
  [9, 10],
  [4, 8],
  [3, 7],
  [8, 9],
];
const SINGLES = [
  [3, 4],
  [4, 3],
  [1, 4],
  [10, 3],
  [2, 3],
];
const KINDS = [
  'exchanged',
  'exchanged',
  'exchanged',
  'cell missing',
  'cell too many',
  'single',
  'typo',
  'empty',
  'letter',
];
const MOVES = ['exchanged', 'cell missing', 'cell too many', 'single'];

const below = (random, n) => Math.floor(random() * n);
const any = (random, of) => of[below(random, of.length)];

function people(random, rows) {
  const digits = (n) => Array.from({ length: n }, () => below(random, 10)).join('');
  const two = (n) => String(n).padStart(2, '0');
  return Array.from({ length: rows }, (_, n) => {
    const [country, first, last] = [any(random, Object.keys(TOWNS)), any(random, FIRST), any(random, LAST)];
    return [
      `C-${10000 + 7 * n}`,
      first,
      last,
      any(random, TOWNS[country]),
      country,
      `${first.toLowerCase()}.${last.toLowerCase()}${digits(2)}@mail.com`,
      `+${30 + below(random, 20)} ${digits(3)} ${digits(5)}`,
      String(18 + below(random, 62)),
      (100 + 200 * random()).toFixed(2),
      `20${10 + below(random, 14)}-${two(1 + below(random, 12))}-${two(1 + below(random, 28))}`,
      any(random, ['open', 'closed', 'pending', 'cancelled']),
    ];
  });
}

/** Changes a row, and returns which of its cells cannot be known any more. */
function plant(random, row, kind, rows) {
  const lost = new Set();
  const at = 1 + below(random, 7);
  if (kind === 'exchanged') {
    const [i, j] = any(random, EXCHANGES);
    [row[i], row[j]] = [row[j], row[i]];
  } else if (kind === 'cell missing') {
    row.push('');
    row.splice(at, 1);
    lost.add(at);
  } else if (kind === 'cell too many') {
    row.splice(at, 0, '');
    row.pop();
    lost.add(row.length - 1);
  } else if (kind === 'single') {
    const [i, j] = any(random, SINGLES);
    row[i] = any(random, rows)[j];
    lost.add(i);
  } else if (kind === 'typo') {
    const i = 1 + below(random, 4);
    const place = below(random, row[i].length - 1);
    row[i] = `${row[i].slice(0, place)}${any(random, 'bcdfghjklmnpqrstvwxz')}${row[i].slice(place + 1)}`;
  } else if (kind === 'empty') row[1 + below(random, 10)] = '';
  else row[7] = row[7].replace('1', 'l').replace('0', 'O');
  return lost;
}

/** Rows again with another number: as they are, with a slip, in capitals, or without a cell. */
function repeat(random, rows, count) {
  return Array.from({ length: count }, (_, i) => {
    const row = [...rows[Math.floor(((i + 0.5) * rows.length) / count)]];
    row[0] = `C-${900000 + i}`;
    const at = 1 + below(random, 4);
    if (i % 4 === 1) row[at] = `${row[at].slice(0, 1)}${row[at].slice(2)}`;
    else if (i % 4 === 2) row[at] = row[at].toUpperCase();
    else if (i % 4 === 3) row[5 + below(random, 5)] = '';
    return { row, isSame: i % 4 === 0 };
  });
}

function measure(rows, share, seed) {
  const random = seededRandom(seed);
  const clean = people(random, rows);
  const dirty = clean.map((row) => [...row]);
  const planted = new Map();
  dirty.forEach((row, n) => {
    if (random() >= share) return;
    const kind = any(random, KINDS);
    const lost = plant(random, row, kind, clean);
    if (row.some((text, i) => text !== clean[n][i])) planted.set(n, { kind, lost });
  });
  const repeated = repeat(random, dirty, Math.round((share * rows) / 10));
  const table = readTable([NAMES, ...dirty, ...repeated.map(({ row }) => row)].map((row) => row.join(',')).join('\n'));
  const { badCells, alike } = encode(table, inferSchema(table, { isRobust: true }));
  const told = badCells.filter(({ code }) => code === 'cell.misplaced');
  const found = new Set(alike.flatMap(({ row, more = [] }) => [row, ...more.map(([own]) => own)]));
  const rightly = (isSame) => repeated.filter((own, i) => own.isSame === isSame && found.has(rows + i)).length;
  const result = {
    planted,
    told: new Set(told.map(({ row }) => row).filter((row) => row < rows)),
    back: 0,
    sure: 0,
    sureRight: 0,
    repeated,
    same: rightly(true),
    near: rightly(false),
    wronglyAlike: [...found].filter((row) => row < rows).length,
  };
  for (const n of result.told) {
    const own = planted.get(n);
    const moves = told.filter(({ row }) => row === n).map(({ moved }) => moved);
    const mended = NAMES.map((_, i) => cellText(table, n, i));
    for (const { cells } of moves)
      for (const { column, from } of cells) mended[column] = from === undefined ? '' : cellText(table, n, from);
    const isBack =
      own !== undefined &&
      MOVES.includes(own.kind) &&
      mended.every((text, i) => own.lost.has(i) || text === clean[n][i]);
    if (isBack) result.back++;
    if (moves.some(({ isSure }) => isSure)) result.sure++;
    if (moves.some(({ isSure }) => isSure) && isBack) result.sureRight++;
  }
  return result;
}

process.stdout.write('| rows, share of rows with errors | kind | planted | reported |\n| --- | --- | --: | --: |\n');
for (const [rows, share] of [
  [300, 0.03],
  [1000, 0.02],
  [1000, 0.1],
  [5000, 0.02],
]) {
  const results = [1, 2, 3].map((seed) => measure(rows, share, seed));
  const sum = (of) => results.reduce((total, own) => total + of(own), 0);
  for (const [i, kind] of MOVES.entries()) {
    const ofKind = ({ planted }) => [...planted].filter(([, own]) => own.kind === kind);
    process.stdout.write(
      `| ${i === 0 ? `${rows}, ${100 * share} %` : ''} | ${kind} | ${sum((own) => ofKind(own).length)} | ` +
        `${sum((own) => ofKind(own).filter(([n]) => own.told.has(n)).length)} |\n`,
    );
  }
  for (const [isSame, kind] of [
    [true, 'row again'],
    [false, 'row again, nearly'],
  ]) {
    process.stdout.write(
      `|  | ${kind} | ${sum(({ repeated }) => repeated.filter((own) => own.isSame === isSame).length)} | ` +
        `${sum(({ same, near }) => (isSame ? same : near))} |\n`,
    );
  }
  process.stdout.write(`|  | reported as a row again, and none | | ${sum(({ wronglyAlike }) => wronglyAlike)} |\n`);
  const wrong = sum(({ planted, told }) => [...told].filter((n) => !MOVES.includes(planted.get(n)?.kind)).length);
  process.stdout.write(
    `|  | reported as moved, and none | | ${wrong} |\n|  | reported, and moved back right | ` +
      `${sum(({ told }) => told.size)} | ${sum(({ back }) => back)} |\n|  | sure, and right | ` +
      `${sum(({ sure }) => sure)} | ${sum(({ sureRight }) => sureRight)} |\n`,
  );
}
