/** The library under Node.js: `import { fit } from 'mixture-lens'`. */
import { join } from 'node:path';
import { version } from '../package.json';
import { requireHeap } from './disk/heapLimit';
import { kernelEngine } from './kernels/node';
import { libraryOn, type MixtureLibrary } from './library/mixtureLibrary';

export * from './library/publicTypes';

/** Folder of the compiled kernels, beside that of the library. */
const KERNELS = join(__dirname, '..', 'server');

const library = libraryOn(
  {
    pause: () => new Promise((resolve) => setImmediate(resolve)),
    milliseconds: () => performance.now(),
    requireMemory: requireHeap,
    lease: (threads, report) => {
      const engine = kernelEngine(KERNELS, { threads, report });
      return Promise.resolve({ engine, end: () => engine?.end() });
    },
  },
  version,
);

/**
 * Fits a mixture to a table, and judges its rows. Do not change the table before the promise is settled.
 *
 * @throws TypeError or RangeError for wrong arguments, FitProblem for a table that cannot be fitted
 */
export const fit: MixtureLibrary['fit'] = library.fit;

/**
 * Judges the rows of a table by a model.
 *
 * @throws TypeError or RangeError for wrong arguments, FitProblem for a table that lacks columns of the model
 */
export const score: MixtureLibrary['score'] = library.score;

/**
 * Describes how a table is read, without a fit: the object that `mixture-lens describe --json` prints.
 *
 * @throws TypeError or RangeError for wrong arguments, FitProblem for a table without rows
 */
export const describe: MixtureLibrary['describe'] = library.describe;

/**
 * Compares two tables, or a model with a table: the object that `mixture-lens compare --json` prints. Do not change the
 * tables before the promise is settled.
 *
 * @throws TypeError or RangeError for wrong arguments, FitProblem for tables that cannot be compared
 */
export const compare: MixtureLibrary['compare'] = library.compare;
