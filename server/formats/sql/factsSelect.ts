/** The facts of a model's columns, by one aggregate SELECT over all rows. */
import type { ColumnFacts } from '../../core/families/family';
import { families } from '../../core/families/registry';
import { requireSqlColumns } from './sqlCells';
import { SqlRows, type SqlModel, type SqlSource } from './sqlRows';
import type { PassResult } from './passSelect';

/** The statement, and the function that reads its result. */
export interface SqlFacts {
  readonly statement: string;
  readonly read: (result: PassResult) => { readonly rows: number; readonly facts: readonly ColumnFacts[] };
}

/**
 * Returns the statement for the facts of all rows. Sums are taken about the means of the model's facts, so that few
 * digits cancel; levels and steps remain those of the model.
 *
 * @throws FitProblem where a column cannot be read in SQL
 */
export function factsSelect(model: SqlModel, source: SqlSource): SqlFacts {
  requireSqlColumns(model.schema, source.columns);
  const rows = new SqlRows(model, source);
  const { dialect, used } = rows;
  const { number, sum, when, termOf } = dialect;
  const isNumber = used.map(({ kind }) => families[kind].reads === 'number');
  const sums = used.flatMap((_, d) => {
    const observed = sum(when(rows.isGap(d), number(0), number(1)));
    const distance = `(v${d} - ${number(model.facts[d].mean)})`;
    return isNumber[d]
      ? [observed, sum(termOf(`v${d}`, distance)), sum(termOf(`v${d}`, `${distance} * ${distance}`))]
      : [observed];
  });
  const statement = `SELECT ${[sum(number(1)), ...sums].join(', ')}\nFROM (${rows.values()}) AS q`;
  const read: SqlFacts['read'] = ([row = []]) => {
    const numbers = row.map(Number);
    const count = numbers[0];
    let at = 1;
    const facts = used.map((_, d): ColumnFacts => {
      const { levels, mean, step } = model.facts[d];
      const observed = numbers[at++];
      const rest = { observed, missing: count - observed, levels, ...(step !== undefined && { step }) };
      if (!isNumber[d]) return { ...rest, mean: model.facts[d].mean, sd: model.facts[d].sd };
      const shift = numbers[at++] / observed;
      return { ...rest, mean: mean + shift, sd: Math.sqrt(Math.max(0, numbers[at++] / observed - shift * shift)) };
    });
    return { rows: count, facts };
  };
  return { statement, read };
}
