/** The two tables of a comparison. Every problem in one of them names it: `a` or `b`. */
import type { First } from '../pipeline/comparing/compareTables';
import { inputOf, type Input } from '../formats/table/readTable';
import { FitProblem, TableProblem } from '../words/fitProblem';
import { isObject, requireTable, type ValueTable } from './givenTable';
import { isModel, requireModel } from './savedModel';
import { inputOfValues, marksFor } from './tableText';

/** Two tables whose form is checked. */
export interface ComparedTables {
  /** A table, or a model file. */
  readonly a: { readonly table: string | ValueTable } | Extract<First, { readonly model: unknown }>;
  readonly b: string | ValueTable;
}

/** @throws TypeError or RangeError that names the argument, the fault and the remedy */
export function requireCompared(a: unknown, b: unknown): ComparedTables {
  if (isModel(b)) throw new TypeError('compare: b is a model. Pass the model as a, and a table as b.');
  return {
    a: isModel(a)
      ? { model: requireModel('compare', a).file }
      : { table: naming('a', () => requireTable(withoutReport(a))) },
    b: naming('b', () => requireTable(b)),
  };
}

/** @throws TypeError for the result of a fit, which is easily taken for its model */
function withoutReport(a: unknown): unknown {
  if (isObject(a) && isModel(a['model']))
    throw new TypeError('The table is the result of a fit. Pass its model, or a table.');
  return a;
}

/** Makes the inputs of a comparison. Yields now and then. @throws TypeError, FitProblem that name the table */
export function* inputsOf(
  { a, b }: ComparedTables,
  decimal: '.' | ',' | undefined,
): Generator<undefined, { readonly first: First; readonly second: Input }> {
  const first = 'model' in a ? a : { input: yield* inTable('a', inputOfTable(a.table, decimal)) };
  return { first, second: yield* inTable('b', inputOfTable(b, decimal)) };
}

/** Makes the input of a table. Yields now and then. */
export function* inputOfTable(table: string | ValueTable, decimal: '.' | ',' | undefined): Generator<undefined, Input> {
  return typeof table === 'string' ? inputOf(table) : yield* inputOfValues(table, marksFor(decimal));
}

function* inTable<T>(name: 'a' | 'b', steps: Generator<undefined, T>): Generator<undefined, T> {
  for (;;) {
    const step = naming(name, () => steps.next());
    if (step.done === true) return step.value;
    yield undefined;
  }
}

/** Runs work on one table. @throws its error with the name of the table before the message */
function naming<T>(name: 'a' | 'b', work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof FitProblem) throw new FitProblem(`${name}: ${error.message}`);
    if (error instanceof TypeError || error instanceof RangeError) error.message = `compare: ${name}: ${error.message}`;
    throw error;
  }
}

/** Yields the steps of a comparison. @throws FitProblem whose message names the table */
export function* namingTables<S, T>(steps: Generator<S, T>): Generator<S, T> {
  try {
    return yield* steps;
  } catch (error) {
    throw error instanceof TableProblem ? new FitProblem(`${error.table}: ${error.message}`) : error;
  }
}
