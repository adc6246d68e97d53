/** The facts of a model's columns, by one aggregate SELECT over all rows. */
import type { ColumnFacts } from '../../core/families/family';
import { families } from '../../core/families/registry';
import { hasChannels, keptRows, openChannels } from './keptRows';
import { NO_WEIGHT, weightItems, type PassOptions, type PassResult } from './passSelect';
import { requireSqlColumns } from './sqlCells';
import { SqlRows, type SqlModel, type SqlSource } from './sqlRows';

/** Facts of all rows. */
export interface TableFacts {
  /** Number of rows of the table. */
  readonly rows: number;
  /** Number of rows, each as often as it counts. */
  readonly totalWeight: number;
  /** Number of rows that do not say how often they count. */
  readonly unweighted: number;
  /** Facts of each column over the cells that are not set aside. */
  readonly facts: readonly ColumnFacts[];
  /** Weight of the cells set aside, by column. */
  readonly asideWeights: readonly number[];
  /** Weight of the rows with more wrong cells than rounds. */
  readonly openRows: number;
}

/** The statement, and the function that reads its result. */
export interface SqlFacts {
  readonly statement: string;
  readonly read: (result: PassResult) => TableFacts;
}

/**
 * Returns the statement for the facts of all rows, without the cells that the model's channels set aside. Sums are
 * taken about the means of the model's facts, so that few digits cancel; levels and steps remain those of the model.
 *
 * @throws FitProblem where a column cannot be read in SQL
 */
export function factsSelect(model: SqlModel, source: SqlSource, { rowWeights, rounds }: PassOptions = {}): SqlFacts {
  requireSqlColumns(model.schema, source.columns);
  const rows = new SqlRows(model, source);
  const { dialect, used } = rows;
  const { number, sum, when } = dialect;
  const weight = weightItems(rows, rowWeights);
  const weighted = (value: string): string => sum(weight.length === 0 ? value : `w * (${value})`);
  const isNumber = used.map(({ kind }) => families[kind].reads === 'number');
  const open = hasChannels(rows) ? openChannels(rows) : [];
  const sums = used.flatMap((_, d) => {
    const observed = weighted(when(rows.isGap(d), number(0), number(1)));
    const distance = `(v${d} - ${number(model.facts[d].mean)})`;
    const ofNumber = (term: string): string => weighted(when(rows.isGap(d), number(0), term));
    return isNumber[d] ? [observed, ofNumber(distance), ofNumber(`${distance} * ${distance}`)] : [observed];
  });
  const counts = [
    sum(number(1)),
    weighted(number(1)),
    sum(weight.length === 0 ? number(0) : when(`w = ${number(NO_WEIGHT)}`, number(1), number(0))),
    weighted(open.length === 0 ? number(0) : 'isOpen'),
  ];
  const asides = open.map(({ d }) => weighted(`a${d}`));
  const from = open.length === 0 ? rows.values(weight) : keptRows(rows, weight, { rounds, isSummed: true });
  return {
    statement: `SELECT ${[...counts, ...sums, ...asides].join(', ')}\nFROM (${from}) AS q`,
    read: ([row = []]) => {
      const [count, totalWeight, unweighted, openRows, ...numbers] = row.map(Number);
      let at = 0;
      const facts = used.map((_, d): ColumnFacts => {
        const { levels, mean, sd, step } = model.facts[d];
        const observed = numbers[at++];
        const rest = { observed, missing: totalWeight - observed, levels, ...(step !== undefined && { step }) };
        if (!isNumber[d]) return { ...rest, mean, sd };
        const shift = numbers[at++] / observed;
        return { ...rest, mean: mean + shift, sd: Math.sqrt(Math.max(0, numbers[at++] / observed - shift * shift)) };
      });
      const asideWeights = used.map(() => 0);
      for (const { d } of open) asideWeights[d] = numbers[at++];
      return { rows: count, totalWeight, unweighted, facts, asideWeights, openRows };
    },
  };
}
