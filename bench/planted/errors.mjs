// Errors planted into a table. None is planted that the true model itself could not pin on its cell.
import { distance, valueAt, written } from './model.mjs';

/** Kinds of errors that a file's `errors` may name; `all` draws among those that its columns allow. */
export const ERRORS = ['moved', 'times10', 'sign', 'level', 'swap', 'repeated'];
/** Least distance of a gross error, in sds. */
export const GROSS = 9;
const FARTHEST_MOVE = 30;
const LEAST_TIMES_TEN = 5;
const LEAST_SIGN = 6;
/** A cell so far away, or so unlikely, speaks against a component. */
const AGAINST = { sds: 4.5, probability: 1e-3 };
const SENTINELS = [-999, 9999, -99, 99_999];
const LEAST_REPEATED = 3;
/** Share of the errors that repeat one value, in a file with errors of all kinds. */
const SHARE_REPEATED = 0.25;
/** Share of the wrong rows that have a second error, in files of at least this rate. */
const SECOND = { rate: 0.1, share: 0.1 };
const TRIALS = 30;
/** After so many rows that do not take a kind, another kind takes its place. */
const PATIENCE = 50;

/**
 * Kinds of errors that can be planted into a file of this spec. Without a third column a swap leaves nothing that
 * reveals the component.
 */
export function errorsFor({ n, k, d, layout, rate }) {
  const possible = {
    level: layout === 'mixed',
    swap: d > 2 || k === 1,
    repeated: numberOfErrors(n, rate) >= LEAST_REPEATED,
  };
  return ERRORS.filter((error) => possible[error] ?? true);
}

export const numberOfErrors = (n, rate) => (rate === 0 ? 0 : Math.max(1, Math.round(rate * n)));

/**
 * Changes cells of the table's rows.
 * @param table `{ model, components, rows }`; `rows` are lists of values, undefined where one is missing
 * @returns {{ row: number, column: string, kind: string, sd: number | null }[]} by row; `sd` is null for levels
 */
export function plant(table, spec, random) {
  const wanted = numberOfErrors(spec.n, spec.rate);
  const kinds = plannedKinds(wanted, spec, random);
  const repeated = kinds.includes('repeated') ? sentinel(table.model, random) : undefined;
  const planted = [];
  let failures = 0;
  for (const row of random.shuffled(table.rows.keys())) {
    if (kinds.length === 0) break;
    const done = plantInto(row, kinds.at(-1), { table, repeated, random, before: [] });
    failures = done === undefined ? failures + 1 : 0;
    if (failures > PATIENCE) kinds[kinds.length - 1] = 'moved';
    if (done === undefined) continue;
    kinds.pop();
    const second =
      spec.rate >= SECOND.rate && random.uniform() < SECOND.share
        ? plantInto(row, 'moved', { table, random, before: done })
        : undefined;
    planted.push(...done, ...(second ?? []));
  }
  return planted
    .map(({ at, ...rest }) => ({ ...rest, column: table.model.columns[at].name }))
    .sort((a, b) => a.row - b.row);
}

/** A kind for each wrong row. */
function plannedKinds(wanted, spec, random) {
  if (wanted === 0) return [];
  const possible = errorsFor(spec);
  if (spec.errors !== 'all') {
    if (!possible.includes(spec.errors))
      throw new Error(`errors of the kind "${spec.errors}" cannot be planted into such a file`);
    return Array.from({ length: wanted }, () => spec.errors);
  }
  const repeats = Math.floor(SHARE_REPEATED * wanted);
  const single = possible.filter((kind) => kind !== 'repeated');
  return random.shuffled(
    Array.from({ length: wanted }, (_, i) =>
      repeats >= LEAST_REPEATED && i < repeats ? 'repeated' : random.pick(single),
    ),
  );
}

/** A column and a value that is far from all its components. */
function sentinel({ columns, weights }, random) {
  const choices = columns.flatMap((column, at) =>
    column.kind === 'level' ? [] : SENTINELS.map((value) => ({ at, value, column })),
  );
  return random
    .shuffled(choices)
    .find(({ column, value }) => weights.every((_, j) => distance(column, j, value) >= GROSS));
}

/** @returns the cells that were changed, or undefined if this kind does not fit this row */
function plantInto(row, kind, { table, repeated, random, before }) {
  const { model, components, rows } = table;
  const taken = before.map(({ at }) => at);
  for (let trial = 0; trial < TRIALS; trial += 1) {
    const at = random.whole(model.columns.length);
    const changes = makers[kind]({ model, component: components[row], values: rows[row], at, repeated, random });
    if (changes === undefined || changes.some((change) => taken.includes(change.at))) continue;
    const changed = rows[row].map((value, i) => changes.find((change) => change.at === i)?.value ?? value);
    if (!canBeTold(changed, [...taken, ...changes.map((change) => change.at)], components[row], model)) continue;
    rows[row] = changed;
    return changes.map((change) => ({
      row,
      at: change.at,
      kind,
      sd: sdOf(model.columns[change.at], components[row], change.value),
    }));
  }
  return undefined;
}

const sdOf = (column, component, value) =>
  column.kind === 'level' ? null : Math.round(100 * distance(column, component, value)) / 100;

/** Each answers the changes `{ at, value }[]`, or undefined where the kind makes no sense at this cell. */
const makers = {
  moved({ model, component, values, at, random }) {
    const column = model.columns[at];
    if (!isNumber(values[at])) return undefined;
    const sds = random.between(GROSS, FARTHEST_MOVE);
    const value = valueAt(column, component, random.uniform() < 0.5 ? sds : -sds);
    return gross(
      column,
      component,
      value >= 0 || column.kind !== 'count' ? value : valueAt(column, component, sds),
      at,
    );
  },
  times10({ model, component, values, at }) {
    if (!isNumber(values[at])) return undefined;
    const value = written(model.columns[at], 10 * values[at]);
    return distance(model.columns[at], component, value) >= LEAST_TIMES_TEN ? [{ at, value }] : undefined;
  },
  sign({ model, component, values, at }) {
    const { kind, means, sds } = model.columns[at];
    if (kind !== 'normal' || !isNumber(values[at]) || Math.abs(means[component]) < LEAST_SIGN * sds[component])
      return undefined;
    return [{ at, value: -values[at] }];
  },
  level({ model, component, values, at, random }) {
    const { kind, levels, main } = model.columns[at];
    if (kind !== 'level' || values[at] === undefined) return undefined;
    const others = levels.filter(
      (level, i) => i !== main[component] && level !== values[at] && (main.length === 1 || main.includes(i)),
    );
    return others.length === 0 ? undefined : [{ at, value: random.pick(others) }];
  },
  swap({ model, component, values, at, random }) {
    const other = random.whole(model.columns.length);
    if (other === at || ![at, other].every((i) => isNumber(values[i]))) return undefined;
    const changes = [
      { at, value: values[other] },
      { at: other, value: values[at] },
    ];
    const fits = changes.every(
      ({ at: i, value }) =>
        staysOfItsKind(model.columns[i], value) && distance(model.columns[i], component, value) >= GROSS,
    );
    return fits ? changes : undefined;
  },
  repeated({ values, repeated }) {
    return repeated === undefined || values[repeated.at] === undefined
      ? undefined
      : [{ at: repeated.at, value: repeated.value }];
  },
};

const isNumber = (value) => typeof value === 'number';

function gross(column, component, value, at) {
  return distance(column, component, value) >= GROSS ? [{ at, value }] : undefined;
}

/** A fraction among counts would make the whole column another one. */
function staysOfItsKind({ kind }, value) {
  if (kind === 'count') return Number.isInteger(value) && value >= 0;
  return kind === 'normal' || value > 0;
}

/** Whether no other component explains the row with other cells wrong, and as few of them. */
function canBeTold(values, wrong, component, { weights, columns }) {
  return weights.every((_, j) => {
    if (j === component) return true;
    const against = [...columns.keys()].filter(
      (i) => values[i] !== undefined && speaksAgainst(columns[i], j, values[i]),
    );
    return (
      against.length > wrong.length || (against.length === wrong.length && against.every((i) => wrong.includes(i)))
    );
  });
}

function speaksAgainst(column, component, value) {
  if (column.kind === 'level')
    return column.probabilities[component][column.levels.indexOf(value)] < AGAINST.probability;
  return distance(column, component, value) > AGAINST.sds;
}
