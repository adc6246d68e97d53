// Tables with planted errors: a spec and a seed tell every byte. The module is pure.
import { plant } from './errors.mjs';
import { drawModel, drawValue } from './model.mjs';
import { seeded } from './random.mjs';

const MISSING = 0.03;

/**
 * @param spec `{ n, k, d, layout, rate, errors }`: rows, components, columns, `normal` or `mixed`, the share of rows
 * with an error, and
 *   its kind or `all` (design.mjs)
 * @param {number} seed a whole number
 * @returns `{ csv, planted: [{ row, column, kind, sd }], k, columns: [{ name, kind }] }`; rows are counted from 0, `sd`
 * is the
 *   distance from the component's mean, null for levels
 */
export function generate(spec, seed) {
  const random = seeded(seed, spec.n, spec.k, spec.d, [...spec.layout].length);
  const model = drawModel(spec, random);
  const components = Array.from({ length: spec.n }, () => random.index(model.weights));
  const rows = components.map((component) =>
    model.columns.map((column) => {
      const value = drawValue(column, component, random);
      return random.uniform() < MISSING ? undefined : value;
    }),
  );
  // What is planted has a stream of its own: files that differ in their errors alone have the same rows.
  const planted = plant(
    { model, components, rows },
    spec,
    seeded(
      seed,
      Math.round(1e6 * spec.rate),
      [...spec.errors].reduce((sum, letter) => 31 * sum + letter.charCodeAt(0), 7),
    ),
  );
  const columns = model.columns.map(({ name, kind }) => ({ name, kind }));
  return { csv: csvOf(columns, rows), planted, k: spec.k, columns };
}

function csvOf(columns, rows) {
  return (
    `${columns.map(({ name }) => name).join(',')}\n` +
    `${rows.map((row) => `${row.map((value) => value ?? '').join(',')}\n`).join('')}`
  );
}
