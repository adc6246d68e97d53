/** Loads DuckDB, which users install themselves: from the place of the program, then from the working directory. */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type * as Duckdb from '@duckdb/node-api';
import { FitProblem } from '../../words/fitProblem';

const PACKAGE = '@duckdb/node-api';

/** Returns the package. @throws FitProblem if it is not installed or cannot be loaded */
export function loadDuckdb(programFolder: string): typeof Duckdb {
  for (const folder of [programFolder, process.cwd()]) {
    const requireFrom = createRequire(join(folder, 'index.js'));
    if (!canResolve(requireFrom)) continue;
    try {
      return requireFrom(PACKAGE) as typeof Duckdb;
    } catch (error) {
      throw new FitProblem(
        `the package ${PACKAGE} cannot be loaded (${firstLine(error)}); install it again: npm install ${PACKAGE}`,
      );
    }
  }
  throw new FitProblem(`such tables are read by DuckDB, which is not installed; run: npm install ${PACKAGE}`);
}

function canResolve(requireFrom: NodeJS.Require): boolean {
  try {
    requireFrom.resolve(PACKAGE);
    return true;
  } catch {
    return false;
  }
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n', 1)[0];
}
