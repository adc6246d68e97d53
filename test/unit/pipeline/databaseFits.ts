/** Fits of tables of a test in a database, from a sample of their first rows. */
import { inputOf } from '../../../server/formats/table/readTable';
import { fitInDatabase, type DatabaseFit } from '../../../server/pipeline/inDatabase/fitInDatabase';
import type { FitOptions } from '../../../server/protocol';
import { createTable, type TestEngine, type TestTable } from '../formats/sql/sqlEngines';

/** A fit, with the objectives of its last run. */
export interface TracedFit extends DatabaseFit {
  readonly objectives: readonly number[];
}

/** Returns the first rows of a table as CSV; all by default. */
export function csvOf({ columns, rows }: TestTable, count = rows.length): string {
  const lines = rows.slice(0, count).map((row) => row.map((cell) => cell ?? '').join(','));
  return `${[columns.map(({ name }) => name).join(','), ...lines].join('\n')}\n`;
}

/** Creates a table, and fits it in its engine. @param sampled number of rows of the sample */
export async function fitTable(
  engine: TestEngine,
  table: TestTable,
  options: FitOptions,
  sampled: number,
): Promise<TracedFit> {
  await createTable(engine, table);
  const source = { dialect: engine.dialect, relation: `"${table.name}"`, columns: table.columns };
  const fit = fitInDatabase(inputOf(csvOf(table, sampled)), source, options, { clock: () => 0 });
  let objectives: number[] = [];
  let next = fit.next();
  while (next.done !== true) {
    const step = next.value;
    if (step !== undefined && 'statements' in step) {
      const results = [];
      for (const sql of step.statements) results.push(await engine.run(sql));
      next = fit.next(results);
    } else {
      if (step?.iteration === 0) objectives = [];
      if (step !== undefined) objectives.push(step.objective);
      next = fit.next();
    }
  }
  return { ...next.value, objectives };
}
