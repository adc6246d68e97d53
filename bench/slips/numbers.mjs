// Slips in the numbers of a real table, from a seed: keys, marks, signs, powers of ten, units, cells that changed
// places, codes for missing values.
import { load } from '../core.mjs';

const { seededRandom } = await load('server/core/numeric/random.ts');

/** Kinds, and how often each is planted. */
const FREQUENCIES = {
  missing: 0.1,
  extra: 0.08,
  doubled: 0.08,
  exchanged: 0.1,
  mistyped: 0.14,
  markLost: 0.1,
  markMoved: 0.06,
  sign: 0.06,
  tens: 0.1,
  unit: 0.08,
  neighbour: 0.05,
  sentinel: 0.05,
};
export const NUMBERS = Object.keys(FREQUENCIES);
const KEYS = ['789', '456', '123', '0'];
const SENTINELS = ['-999', '-9999', '9999', '99999', '-9999999'];
const UNITS = [
  (x) => x / 2.54,
  (x) => x * 2.54,
  (x) => x / 100,
  (x) => x * 0.45359237,
  (x) => x / 0.45359237,
  (x) => x * 1.8 + 32,
  (x) => (x - 32) / 1.8,
  (x) => x * 28.349523,
];

/**
 * @param rows the cells of a table, row by row
 * @param columns positions of the columns of numbers into which slips are planted
 * @param rate which share of their cells
 * @returns the rows with slips, and what was planted where
 */
export function plantedNumbers({ rows, columns, rate, seed }) {
  const random = seededRandom(seed);
  const code = new Map(columns.map((column) => [column, any(SENTINELS, random)]));
  const slips = [];
  const dirty = rows.map((row, n) =>
    row.map((cell, column) => {
      if (!columns.includes(column) || !/^-?\d*\.?\d+$/.test(cell) || random() >= rate) return cell;
      const kind = drawn(random);
      const typed =
        kind === 'sentinel'
          ? code.get(column)
          : kind === 'neighbour'
            ? neighbour(row, column)
            : slipped(cell, kind, random);
      if (typed === undefined || Number(typed) === Number(cell) || !Number.isFinite(Number(typed))) return cell;
      slips.push({ row: n, column, kind, meant: kind === 'sentinel' ? '' : cell, typed });
      return typed;
    }),
  );
  return { rows: dirty, slips };
}

function drawn(random) {
  let left = random();
  return NUMBERS.find((kind) => (left -= FREQUENCIES[kind]) < 0) ?? NUMBERS[0];
}

/** Returns the number of the next column, else of the previous one: that of a person who reads one column too far. */
function neighbour(row, column) {
  return [row[column + 1], row[column - 1]].find((cell) => cell !== undefined && /^-?\d*\.?\d+$/.test(cell));
}

function slipped(text, kind, random) {
  const digits = Array.from(text, (_, at) => at).filter((at) => /\d/.test(text[at]));
  const at = any(digits, random);
  const put = (between, from = at + 1) => text.slice(0, at) + between + text.slice(from);
  const mark = text.indexOf('.');
  const decimals = mark < 0 ? 0 : text.length - mark - 1;
  switch (kind) {
    case 'missing':
      return digits.length < 2 ? undefined : put('').replace(/\.$/, '');
    case 'extra':
      return put(text[at] + (random() < 0.5 ? beside(text[at], random) : any('0123456789', random)));
    case 'doubled':
      return put(text[at] + text[at]);
    case 'exchanged':
      return /\d/.test(text[at + 1] ?? '') ? put(text[at + 1] + text[at], at + 2) : undefined;
    case 'mistyped':
      return put(random() < 0.6 ? beside(text[at], random) : any('0123456789', random));
    case 'markLost':
      return mark < 0 ? undefined : text.replace('.', '');
    case 'markMoved': {
      const whole = text.replace('.', '');
      const to = mark < 0 ? -1 : mark + any([-1, 1], random);
      return to <= 0 || to >= whole.length ? undefined : `${whole.slice(0, to)}.${whole.slice(to)}`;
    }
    case 'sign':
      return text.startsWith('-') ? text.slice(1) : `-${text}`;
    case 'tens':
      return String(Number((Number(text) * any([0.001, 0.01, 0.1, 10, 100, 1000], random)).toPrecision(12)));
    case 'unit':
      return any(UNITS, random)(Number(text)).toFixed(Math.max(1, decimals));
    default:
      throw new Error(`no slip is called ${kind}`);
  }
}

/** Next to it on the keypad, or in the row of digits. */
function beside(digit, random) {
  const y = KEYS.findIndex((row) => row.includes(digit));
  const x = KEYS[y].indexOf(digit);
  const pad = [
    [y, x - 1],
    [y, x + 1],
    [y - 1, x],
    [y + 1, x],
  ].flatMap(([v, u]) => KEYS[v]?.[u] ?? []);
  const inRow = '1234567890';
  const place = inRow.indexOf(digit);
  return any(
    [...pad, inRow[place - 1] ?? '', inRow[place + 1] ?? ''].filter((own) => own !== ''),
    random,
  );
}

function any(values, random) {
  return values[Math.floor(random() * values.length)];
}
