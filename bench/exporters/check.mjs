// What is read of an export, beside what was put in.
import { load } from '../core.mjs';
import { columns, rows } from './known.mjs';

const { FileSource } = await load('server/disk/fileSource.ts');
const { beginningOf } = await load('server/core/csv/stream/beginning.ts');
const { readColumns } = await load('server/core/csv/stream/stream.ts');
const { schemaOf } = await load('server/core/schema/infer.ts');

const KINDS = {
  id: ['ignored'],
  height: ['normal'],
  income: ['normal', 'lognormal'],
  conc: ['lognormal'],
  pop: ['lognormal', 'negativeBinomial'],
  visits: ['negativeBinomial', 'poisson'],
  member: ['bernoulli'],
  day: ['ignored'],
  stamp: ['ignored'],
  city: ['categorical'],
  ratio: ['normal'],
  share: ['normal'],
  remark: ['categorical'],
};
const TRUE = new Set(['true', 't', '1', 'wahr', 'yes', '.t.']);
const FALSE = new Set(['false', 'f', '0', 'falsch', 'no', '.f.']);
const MOST_COMPLAINTS = 3;

/**
 * @typedef {object} Export
 * @property {string} name what was asked of the program
 * @property {string} file
 * @property {readonly string[]} [names] columns of the known table that it holds, in order; all of them if left out
 * @property {readonly string[]} [called] what it calls them, if otherwise
 * @property {number} [before] columns that it puts before them, such as row names
 * @property {number} [after] columns that it puts behind them
 * @property {string} [open] why it is not read rightly yet
 * @property {readonly string[]} [copied] columns that are among those before, so that they are left out
 * @property {boolean} [noHeader]
 * @property {Record<string, number>} [digits] significant digits that it writes, by column; `all` for the others.
 * Fifteen if left out
 * @property {Record<string, number>} [decimals] likewise, decimal places
 * @property {'missing' | 'told'} [infinities] what becomes of infinities: missing values, or cells that are told
 * @property {Record<string, (value: unknown) => unknown>} [as] by column, what it makes of a value
 */

/**
 * Lists what is read wrongly of an export.
 *
 * @param {Export} given
 * @returns {string[]} empty where all is right
 */
export function complaintsAbout(given) {
  const table = readFile(given.file);
  const { names = columns, called = names, before = 0, after = 0, noHeader = false } = given;
  const complaints = [];
  if (table.rowCount !== rows.length) complaints.push(`${table.rowCount} rows instead of ${rows.length}`);
  const found = table.columns.slice(before, table.columns.length - after);
  const expected = noHeader ? names.map((_, i) => `column ${before + i + 1}`) : called;
  if (found.join() !== expected.join()) complaints.push(`columns ${found.join()} instead of ${expected.join()}`);
  if (table.problemCount > 0) complaints.push(`${table.problemCount} structural problems`);
  if (complaints.length > 0) return complaints;
  return names.flatMap((name, i) => inColumn(name, table.schema[before + i], table.typed[before + i], given));
}

/** Reads a file as the command line does. */
function readFile(file) {
  const source = FileSource.open(file);
  try {
    const streamed = source.read(() => readColumns(source, beginningOf(source), () => 'all'));
    return { ...streamed, schema: schemaOf(streamed.columns, streamed.typed, { isRobust: true }) };
  } finally {
    source.close();
  }
}

function inColumn(name, { kind, reason, missing, relation }, typed, given) {
  const complaints = [];
  const values = rows.map((row) => given.as?.[name]?.(row[name]) ?? row[name]);
  const infinite = values.filter((value) => typeof value === 'number' && !Number.isFinite(value)).length;
  const isLost = given.infinities === 'missing';
  const expected = values.filter((value) => value === undefined).length + (isLost ? infinite : 0);
  const isCopy = given.copied?.includes(name) === true;
  if (!(isCopy ? kind === 'ignored' : KINDS[name].includes(kind))) complaints.push(`${name} is ${kind}: ${reason}`);
  if (relation !== undefined && !isCopy) complaints.push(`${name} follows from others`);
  if (missing !== expected) complaints.push(`${name}: ${missing} missing instead of ${expected}`);
  const others = isLost ? 0 : infinite;
  if (complaints.length === 0 && kind !== 'bernoulli' && kind !== 'categorical' && typed.unreadableCount !== others)
    complaints.push(`${name}: ${typed.unreadableCount} cells unread instead of ${others}`);
  const wrong = values.flatMap((value, row) =>
    isRight(name, value, row, typed, given)
      ? []
      : [
          `${name} in row ${row + 1} is ${JSON.stringify(said(typed, row))} instead of ${JSON.stringify(value ?? 'missing')}`,
        ],
  );
  return [
    ...complaints,
    ...wrong.slice(0, MOST_COMPLAINTS),
    ...(wrong.length > MOST_COMPLAINTS ? [`${wrong.length} such cells`] : []),
  ];
}

function isRight(name, value, row, typed, given) {
  const text = textIn(typed, row);
  if (name === 'city' || name === 'remark' || name === 'member') {
    if (value === undefined) return text === undefined;
    if (typeof value === 'boolean') return text !== undefined && (value ? TRUE : FALSE).has(text.toLowerCase());
    return text === value;
  }
  const number = typed.numbers[row];
  if (value === undefined || (typeof value === 'number' && !Number.isFinite(value))) return Number.isNaN(number);
  if (name === 'day' || name === 'stamp')
    return (
      typed.dates !== undefined &&
      number === Date.parse(`${value.replace(' ', 'T')}${value.length > 10 ? 'Z' : 'T00:00:00Z'}`) / 1000
    );
  return Math.abs(number - value) <= allowance(name, value, given);
}

/** Half a unit of the last digit that is written, and what floating point adds. */
function allowance(name, value, { digits = {}, decimals = {} }) {
  const places = decimals[name] ?? decimals.all;
  if (places !== undefined) return 0.5000001 * 10 ** -places;
  const significant = digits[name] ?? digits.all ?? 15;
  return value === 0 ? 0 : 0.5000001 * 10 ** (Math.floor(Math.log10(Math.abs(value))) + 1 - significant);
}

function textIn({ places, values }, row) {
  return places === undefined || places[row] === 0 ? undefined : values[places[row] - 1];
}

function said(typed, row) {
  const number = typed.numbers[row];
  return textIn(typed, row) ?? (Number.isNaN(number) ? 'missing' : String(number));
}
