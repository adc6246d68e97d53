// Data sets as columns of numbers, the same for every program.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Papa from 'papaparse';

const folder = join(import.meta.dirname, '../../test/reference/data');
/**
 * The engine's lowest variance under `ml`, as a share of the column's (docs/mathematics.md). A component that it holds
 * is a spike.
 */
const VARIANCE_FLOOR = 1e-6;

/**
 * @param {{ file: string, columns: object | ((header: string[]) => object), complete?: boolean }} what
 * @returns {{ name: string, kind: string, values: (number | null)[], levels?: number, floor?: number, sd?: number }[]}
 *   levels are coded from 0 in the order of their texts; only empty cells are missing
 */
export function readColumns({ file, columns, complete }) {
  const path = join(folder, `${file}.csv`);
  const { data: records, meta } = Papa.parse(readFileSync(path, 'utf8'), { header: true, skipEmptyLines: true });
  const kinds = typeof columns === 'function' ? columns(meta.fields) : columns;
  const unknown = Object.keys(kinds).find((name) => !meta.fields.includes(name));
  if (unknown !== undefined) throw new Error(`${path}: there is no column "${unknown}"; correct bench/peers/cases.mjs`);
  const rows = complete ? records.filter((record) => Object.keys(kinds).every((name) => record[name] !== '')) : records;
  return Object.entries(kinds).map(([name, kind]) =>
    columnOf(
      name,
      kind,
      rows.map((record) => record[name]),
    ),
  );
}

function columnOf(name, kind, texts) {
  if (kind !== 'levels') {
    const values = texts.map((text) => (text === '' ? null : Number(text)));
    return kind === 'poisson' ? { name, kind, values } : { name, kind, values, ...spreadOf(kind, values) };
  }
  const levels = [...new Set(texts)].filter((text) => text !== '').sort();
  const values = texts.map((text) => (text === '' ? null : levels.indexOf(text)));
  return { name, kind: levels.length === 2 ? 'bernoulli' : 'categorical', levels: levels.length, values };
}

/** Population sd of the numbers that are normal, and the variance from which on a component is a spike. */
function spreadOf(kind, values) {
  const present = values
    .filter((value) => value !== null)
    .map((value) => (kind === 'lognormal' ? Math.log(value) : value));
  const mean = sum(present) / present.length;
  const variance = sum(present.map((value) => (value - mean) ** 2)) / present.length;
  // A variance at the floor is below this, whatever its last digits.
  return { sd: Math.sqrt(variance), floor: VARIANCE_FLOOR * variance * (1 + 1e-6) };
}

/** CSV text of the columns, levels numbered from 1. */
export function csvOf(columns) {
  const cell = ({ levels }, value) => (value === null ? '' : levels === undefined ? value : value + 1);
  const rows = columns[0].values.map((_, row) => columns.map((column) => cell(column, column.values[row])));
  return Papa.unparse({ fields: columns.map(({ name }) => name), data: rows }, { newline: '\n' });
}

export const hasMissing = (columns) => columns.some(({ values }) => values.includes(null));

const sum = (values) => values.reduce((total, value) => total + value, 0);
