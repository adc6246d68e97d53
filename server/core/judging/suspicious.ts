/** The pass that judges the rows of a table: those of which it is not plain that they are sound cell by cell. */
import type { Driven } from '../mixture/engine';
import { isObserved } from '../data/cellBounds';
import { boundsOf as wrongBounds } from '../contamination/asideStep';
import { logJacobianOf, Screen } from '../contamination/screen';
import type { Channel } from '../contamination/errorChannel';
import type { Matrix } from '../data/matrix';
import type { Mixture } from '../mixture/model';
import type { RowPatterns } from '../data/missingPatterns';
import { CellJudge, GUILTY_BELOW, type JudgingMixture } from './cellJudge';
import type { RowTails } from './tails/surprise';
import { cellBound, SuspectList, WHOLE_ROW, type Suspects } from './suspects';
import { logDensityBounds } from './tails/tailBounds';

/** What is known of all rows of a matrix, some of it still to be found. */
export interface Pass {
  readonly judging: JudgingMixture;
  /** The mixture of its common components. */
  readonly common: Mixture;
  readonly falseDiscoveryRate: number;
  readonly matrix: Matrix & Driven;
  readonly patterns: RowPatterns;
  /** Posteriors and log densities, all cells believed; they become those without the cells that are set aside. */
  readonly posterior: Float64Array;
  readonly logDensity: Float64Array;
  /** Log densities under the common components. */
  readonly ofCommon: Float64Array;
  /** The rows' tails are found on the way. */
  readonly tail: Float64Array;
  readonly tails: RowTails;
}

const ROWS_PER_PAUSE = 2 ** 12;
/** A row may be of a component that is not common from this posterior on. */
const LEAST_POSTERIOR = 0.01;

/**
 * Why a row is looked at cell by cell: a cell may be wrong, or unlikely; or the row may be of a component that is not
 * common.
 */
const WRONG = 1;
const DOUBTFUL = 2;
const UNCOMMON = 4;

/** Judges the rows, and corrects the scores of those in which cells are set aside. Yields now and then. */
export function* suspectsOf(pass: Pass): Generator<undefined, Suspects> {
  const { matrix, tails, ofCommon, tail, logDensity, judging, falseDiscoveryRate } = pass;
  const row = yield* rowJudgeOf(pass);
  const kept = keptTerms(judging.channels, matrix);
  for (let from = 0; from < matrix.rows; from += ROWS_PER_PAUSE) {
    const end = Math.min(matrix.rows, from + ROWS_PER_PAUSE);
    tails.fill(ofCommon, from, end, tail);
    const marks = row.marks(from, end);
    if (kept !== undefined) for (let n = from; n < end; n++) logDensity[n] += kept(n);
    for (let n = from; n < end; n++)
      if (marks[n - from] > 0 || tail[n] <= falseDiscoveryRate) row.judge(n, marks[n - from]);
    yield undefined;
  }
  return row.found.sorted();
}

interface RowJudge {
  readonly found: SuspectList;
  /** Why rows are looked at, from `from` to before `end`; 0 for those that need not be. */
  marks(from: number, end: number): Uint8Array;
  judge(row: number, mark: number): void;
}

function* rowJudgeOf({
  judging,
  common,
  falseDiscoveryRate,
  matrix,
  patterns,
  posterior,
  logDensity,
  ofCommon,
  tail,
}: Pass): Generator<undefined, RowJudge> {
  const {
    mixture: {
      shape: { k },
    },
    standings,
  } = judging;
  const bound = cellBound(falseDiscoveryRate);
  // Guilty cells are no witnesses, whatever the rate.
  const bounds = logDensityBounds(judging.mixture, Math.max(GUILTY_BELOW, bound));
  const cells = new CellJudge(judging, matrix.columns, Math.max(GUILTY_BELOW, bound));
  const doubtful =
    matrix.engine?.doubtfulRows === undefined
      ? undefined
      : yield* matrix.engine.doubtfulRows(common, matrix, cells.test);
  const unlikely = new Screen(common, bounds, matrix.columns, patterns);
  const wrong = new Screen(judging.mixture, wrongBounds(matrix, judging.channels), matrix.columns, patterns);
  const uncommon = standings.flatMap((standing, j) => (standing === 'common' ? [] : [j]));
  const found = new SuspectList();
  const marked = new Uint8Array(ROWS_PER_PAUSE);
  const addRow = (n: number): void => {
    if (tail[n] <= falseDiscoveryRate) found.add(n, WHOLE_ROW, tail[n]);
  };
  const judgeCells = (n: number, isMarked: boolean): void => {
    if (matrix.rowWeights?.[n] === 0) return;
    cells.cellTails('doubtful', isMarked).forEach((own, d) => {
      if (own <= bound) found.add(n, d, own, cells.distanceOf(d));
    });
    if (cells.group < 0 && !cells.hasExcusedCell) addRow(n);
  };
  const judgeWholly = (n: number): void => {
    if (cells.load(n) > 0) {
      posterior.set(cells.posterior, n * k);
      logDensity[n] = cells.logDensity - logJacobianOf(matrix, n);
    }
    judgeCells(n, false);
  };
  return {
    found,
    marks(from, end) {
      marked.fill(0);
      for (let n = wrong.next(logDensity, from, end); n < end; n = wrong.next(logDensity, n + 1, end))
        marked[n - from] = WRONG;
      if (doubtful === undefined)
        for (let n = unlikely.next(ofCommon, from, end); n < end; n = unlikely.next(ofCommon, n + 1, end))
          marked[n - from] |= DOUBTFUL;
      else for (let n = from; n < end; n++) if (doubtful[n] !== 0) marked[n - from] |= DOUBTFUL;
      for (const j of uncommon)
        for (let n = from; n < end; n++) if (posterior[n * k + j] > LEAST_POSTERIOR) marked[n - from] |= UNCOMMON;
      return marked;
    },
    judge(n, mark) {
      if (mark !== 0 && mark !== DOUBTFUL) judgeWholly(n);
      else if (mark === 0 || cells.isPlainlySound(n, bounds)) {
        if (matrix.rowWeights?.[n] !== 0) addRow(n);
      } else {
        cells.believe();
        judgeCells(n, true);
      }
    },
  };
}

/**
 * Σ log(1 − ε) over a row's observed cells: what channels take from the log density of a row of which no cell is set
 * aside; undefined where they take nothing.
 */
function keptTerms(channels: readonly Channel[], { columns }: Matrix): ((row: number) => number) | undefined {
  const some = channels.flatMap(({ rate }, d) => (rate > 0 ? [{ column: columns[d], log: Math.log1p(-rate) }] : []));
  return some.length === 0
    ? undefined
    : (row) => some.reduce((sum, { column, log }) => (isObserved(column, row) ? sum + log : sum), 0);
}
