/**
 * The estimate `robust` over a table that stays in its database: EM whose passes set cells aside, in turns with the
 * error rates that these cells give. Neither raises the objective.
 */
import { channelPrior, channelsAfter, type Channel } from '../../core/contamination/errorChannel';
import type { Matrix } from '../../core/data/matrix';
import type { ColumnFacts } from '../../core/families/family';
import { lastStep, type EmStep, type Run } from '../../core/mixture/em';
import type { TableFacts } from '../../formats/sql/factsSelect';
import type { SqlModel } from '../../formats/sql/sqlRows';
import {
  emInDatabase,
  type DatabaseRunOptions,
  type PassAnswer,
  type PassRequest,
  type TablePasses,
} from './emInDatabase';

/** Maximum number of runs, each under the error rates after the one before. */
const MOST_RUNS = 8;
/** Least tolerance of the first run, in nats per row, after which many cells may change. */
const LOOSE_TOLERANCE = 1e-5;

/** A run with the model that it began from: its facts are those of the kept cells. */
export interface SettledRun {
  readonly run: Run;
  readonly model: SqlModel;
}

/** Columns of a table, and the channels in which no cell is set aside. */
export interface CleanTable {
  /** Columns with the facts of all cells, and the number of rows. */
  readonly table: Matrix;
  readonly clean: readonly Channel[];
}

/**
 * Runs EM until the cells that it sets aside give the error rates under which it ran.
 *
 * @param model start, with its channels and the facts of some sound cells: about the mean of all cells, wild ones among
 * them, sums of the others would have no digits
 */
export function* settleInDatabase(
  model: SqlModel,
  passes: TablePasses,
  { table, clean }: CleanTable,
  options: DatabaseRunOptions,
): Generator<PassRequest | EmStep | undefined, SettledRun, PassAnswer> {
  const observed = table.columns.map(({ facts }) => facts);
  let kept = yield* passes.facts(model);
  let best: SettledRun | undefined;
  let { theta } = model;
  for (let count = 0; count < MOST_RUNS; count++) {
    const from = {
      ...model,
      theta,
      facts: keptFacts(observed, kept),
      channels: channelsAfter(clean, table, kept.asideWeights),
    };
    const tolerance = best === undefined ? Math.max(options.tolerance, LOOSE_TOLERANCE) : options.tolerance;
    const run = yield* emInDatabase(from, passes, { ...options, tolerance });
    const next = yield* passes.facts({ ...from, theta: run.mixture.theta });
    const isSettled = next.asideWeights.every((weight, d) => weight === kept.asideWeights[d]);
    const settled = { run, model: from };
    if (best !== undefined && !isSettled && objectiveOf(settled) >= objectiveOf(best)) break;
    best = settled;
    ({ theta } = run.mixture);
    kept = next;
    if (isSettled && tolerance === options.tolerance) break;
  }
  return best as SettledRun;
}

/** Facts of the kept cells; where these are all equal, only the whole column has a scale. */
function keptFacts(whole: readonly ColumnFacts[], { facts }: TableFacts): readonly ColumnFacts[] {
  return facts.map((kept, d) => (kept.observed > 0 && (kept.levels > 0 || kept.sd > 0) ? kept : whole[d]));
}

function objectiveOf({ run, model: { channels = [] } }: SettledRun): number {
  return lastStep(run).objective + channelPrior(channels);
}
