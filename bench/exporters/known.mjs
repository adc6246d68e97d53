// The table of known values that every program is given: one column of each sort that programs write in different ways.

const ROWS = 36;
const CITIES = ['Zürich', 'New York, NY', "L'Aquila", 'Malmö'];

/** Texts with all that delimits, quotes and escapes elsewhere. */
const REMARKS = ['a 3" pipe', 'tabs\tand; bars|', 'two\nlines', 'back\\slash', '="5", or "so, so"', "# 5 o'clock"];

/** Rows, from 0, whose cell is missing. */
const MISSING = {
  height: [4, 17, 30],
  income: [9, 22],
  conc: [11],
  pop: [6],
  visits: [13],
  member: [20],
  day: [15],
  stamp: [8, 27],
  city: [12, 33],
  ratio: [5],
  share: [2, 25],
  remark: [7, 31],
};

/** Numbers between 0 and 1, the same ones every time (Park and Miller 1988). */
function* uniform() {
  for (let state = 20261; ;) {
    state = (48_271 * state) % 2_147_483_647;
    yield state / 2_147_483_647;
  }
}

const draw = uniform();
const next = () => draw.next().value;
const between = (low, high) => low + (high - low) * next();
const normal = () => Math.sqrt(-2 * Math.log(next())) * Math.cos(2 * Math.PI * next());
const rounded = (x, places) => Number(x.toFixed(places));
/** `2024-03-21 01:58:39`, some time of two years. */
const moment = () =>
  new Date(1000 * Math.floor(between(1_672_531_200, 1_735_603_200))).toISOString().replace('T', ' ').slice(0, 19);

/** By column; `undefined` is missing. */
const draws = {
  id: (row) => 1001 + row,
  height: () => rounded(172 + 9 * normal(), 1),
  income: () => rounded(Math.exp(10.6 + 0.6 * normal()), 2),
  conc: () => Number(Math.exp(-13 + 0.9 * normal()).toPrecision(6)),
  pop: (row) => (row === 3 ? 123_456_789_012 : Math.floor(Math.exp(13 + 1.6 * normal()))),
  visits: (row) => (row % 6 === 0 ? 0 : Math.floor(-6 * Math.log(next()))),
  member: () => next() < 0.6,
  day: () => moment().slice(0, 10),
  stamp: moment,
  city: () => CITIES[Math.floor(4 * next())],
  ratio: (row) => (row === 0 ? Infinity : row === 18 ? -Infinity : rounded(1.2 + 0.4 * normal(), 4)),
  share: () => rounded(next() ** 1.4, 4),
  remark: (row) => REMARKS[row % REMARKS.length],
};

export const columns = Object.keys(draws).filter((name) => name !== 'remark');
/** Those of a table with hard texts. */
export const remarked = ['id', 'remark', 'height'];
/** Columns of numbers. */
export const numeric = ['id', 'height', 'income', 'conc', 'pop', 'visits', 'ratio', 'share'];

/** Columns without blanks in their cells. */
export const unbroken = columns.filter((name) => name !== 'stamp' && name !== 'city');
/** Why tables in columns of characters are not read. */
export const BOXES = 'strokes of boxes as delimiter';

/** One object for each row. */
export const rows = Array.from({ length: ROWS }, (_, row) =>
  Object.fromEntries(
    Object.keys(draws).map((name) => {
      const value = draws[name](row);
      return [name, MISSING[name]?.includes(row) ? undefined : value];
    }),
  ),
);

/**
 * The table as text.
 *
 * @param {(value: unknown, name: string) => string} written what a cell is
 */
export function textOf(written, { names = columns, delimiter = ',', header = true } = {}) {
  const lines = rows.map((row) => names.map((name) => written(row[name], name)).join(delimiter));
  return `${[...(header ? [names.join(delimiter)] : []), ...lines].join('\n')}\n`;
}

/** A cell of plain CSV; infinities are `inf`, as C prints them. */
export function csvCell(value) {
  if (value === undefined) return '';
  if (typeof value === 'number' && !Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  const text = String(value);
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Values of a column as literals between commas, for programs that are told them in their own language. */
export function literals(name, written) {
  return rows.map((row) => written(row[name])).join(', ');
}
