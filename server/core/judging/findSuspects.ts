/** The pass that judges the rows of a table, cell by cell where a row is not plainly sound. */
import type { WithEngine } from '../mixture/engine';
import { isObserved } from '../data/cellBounds';
import { wrongCellBounds } from '../contamination/asidePass';
import { logJacobianOf, Screen } from '../contamination/screen';
import type { Channel } from '../contamination/errorChannel';
import type { Matrix } from '../data/matrix';
import type { Mixture } from '../mixture/model';
import type { RowPatterns } from '../data/missingPatterns';
import { CellJudge, GUILTY_BELOW } from './cellJudge';
import type { JudgingMixture } from './judgingMixture';
import type { RowTails } from './tails/surprise';
import { cellBound, SuspectList, WHOLE_ROW, type Suspects } from './falseDiscovery';
import { logDensityBounds } from './tails/tailBounds';

/** Data of the pass about all rows of a matrix; the pass fills some of it in. */
export interface Pass {
  readonly judging: JudgingMixture;
  /** The mixture of the common components. */
  readonly common: Mixture;
  readonly falseDiscoveryRate: number;
  readonly matrix: Matrix & WithEngine;
  readonly patterns: RowPatterns;
  /** Posteriors and log densities of all cells; the pass overwrites them by those of the kept cells. */
  readonly posterior: Float64Array;
  readonly logDensity: Float64Array;
  /** Log densities under the common components. */
  readonly commonLogDensity: Float64Array;
  /** Tails of the rows; the pass fills them in. */
  readonly tail: Float64Array;
  readonly tails: RowTails;
}

const ROWS_PER_PAUSE = 2 ** 12;
/** Posterior above which a row may belong to a component that is not common. */
const LEAST_POSTERIOR = 0.01;

/**
 * Reasons to examine a row cell by cell: a cell may be wrong, or unlikely, or the row may belong to an uncommon
 * component.
 */
const WRONG = 1;
const DOUBTFUL = 2;
const UNCOMMON = 4;

/** Judges the rows, and corrects the scores of those in which cells are set aside. Yields now and then. */
export function* findSuspects(pass: Pass): Generator<undefined, Suspects> {
  const { matrix, tails, commonLogDensity, tail, logDensity, judging, falseDiscoveryRate } = pass;
  const bound = cellBound(falseDiscoveryRate);
  // Guilty cells are excluded from the judgement of other cells, whatever the rate.
  const bounds = logDensityBounds(judging.mixture, Math.max(GUILTY_BELOW, bound));
  const cells = new CellJudge(judging, matrix.columns, Math.max(GUILTY_BELOW, bound));
  const marksOf = yield* rowMarks(pass, cells, bounds);
  const rowJudge = new RowJudge(pass, cells, bound, bounds);
  const termOf = channelTerm(judging.channels, matrix);
  for (let from = 0; from < matrix.rows; from += ROWS_PER_PAUSE) {
    const end = Math.min(matrix.rows, from + ROWS_PER_PAUSE);
    tails.fill(commonLogDensity, from, end, tail);
    const marks = marksOf(from, end);
    if (termOf !== undefined) for (let n = from; n < end; n++) logDensity[n] += termOf(n);
    for (let n = from; n < end; n++)
      if (marks[n - from] > 0 || tail[n] <= falseDiscoveryRate) rowJudge.judge(n, marks[n - from]);
    yield undefined;
  }
  return rowJudge.suspects.sorted();
}

/** Reasons to examine the rows `from` … `end` − 1; 0 for a row that needs no examination. */
type RowMarks = (from: number, end: number) => Uint8Array;

function* rowMarks(
  { judging, common, matrix, patterns, posterior, logDensity, commonLogDensity }: Pass,
  cells: CellJudge,
  bounds: Float64Array,
): Generator<undefined, RowMarks> {
  const { k } = judging.mixture.shape;
  const doubtful =
    matrix.engine?.doubtfulRows === undefined
      ? undefined
      : yield* matrix.engine.doubtfulRows(common, matrix, cells.soundnessTest);
  const unlikely = new Screen(common, bounds, matrix.columns, patterns);
  const wrong = new Screen(judging.mixture, wrongCellBounds(matrix, judging.channels), matrix.columns, patterns);
  const uncommon = judging.standings.flatMap((standing, j) => (standing === 'common' ? [] : [j]));
  const marked = new Uint8Array(ROWS_PER_PAUSE);
  return (from, end) => {
    marked.fill(0);
    for (let n = wrong.next(logDensity, from, end); n < end; n = wrong.next(logDensity, n + 1, end))
      marked[n - from] = WRONG;
    if (doubtful === undefined)
      for (let n = unlikely.next(commonLogDensity, from, end); n < end; n = unlikely.next(commonLogDensity, n + 1, end))
        marked[n - from] |= DOUBTFUL;
    else for (let n = from; n < end; n++) if (doubtful[n] !== 0) marked[n - from] |= DOUBTFUL;
    for (const j of uncommon)
      for (let n = from; n < end; n++) if (posterior[n * k + j] > LEAST_POSTERIOR) marked[n - from] |= UNCOMMON;
    return marked;
  };
}

/** Examines rows cell by cell. */
class RowJudge {
  readonly suspects = new SuspectList();
  private readonly k: number;

  /**
   * @param bound tail probability up to which a cell is a suspect
   * @param bounds log densities of guilty cells, by column
   */
  constructor(
    private readonly pass: Pass,
    private readonly cells: CellJudge,
    private readonly bound: number,
    private readonly bounds: Float64Array,
  ) {
    this.k = pass.judging.mixture.shape.k;
  }

  judge(n: number, mark: number): void {
    if (mark !== 0 && mark !== DOUBTFUL) this.judgeWholly(n);
    else if (mark === 0 || this.cells.isPlainlySound(n, this.bounds)) {
      if (this.pass.matrix.rowWeights?.[n] !== 0) this.addRow(n);
    } else {
      this.cells.acceptAllCells();
      this.judgeCells(n, true);
    }
  }

  private judgeWholly(n: number): void {
    const { cells, pass } = this;
    if (cells.load(n) > 0) {
      pass.posterior.set(cells.posterior, n * this.k);
      pass.logDensity[n] = cells.logDensity - logJacobianOf(pass.matrix, n);
    }
    this.judgeCells(n, false);
  }

  private judgeCells(n: number, isMarked: boolean): void {
    const { cells, bound, suspects } = this;
    if (this.pass.matrix.rowWeights?.[n] === 0) return;
    cells.cellTails('doubtful', isMarked).forEach((tail, d) => {
      if (tail <= bound) suspects.add(n, d, tail, cells.distanceOf(d));
    });
    if (cells.group < 0 && !cells.hasExemptCell) this.addRow(n);
  }

  private addRow(n: number): void {
    const { tail, falseDiscoveryRate } = this.pass;
    if (tail[n] <= falseDiscoveryRate) this.suspects.add(n, WHOLE_ROW, tail[n]);
  }
}

/**
 * Returns Σ log(1 − ε) over a row's observed cells: the channels' share of the log density of a row without cells set
 * aside; undefined where it is always zero.
 */
function channelTerm(channels: readonly Channel[], { columns }: Matrix): ((row: number) => number) | undefined {
  const terms = channels.flatMap(({ rate }, d) => (rate > 0 ? [{ column: columns[d], log: Math.log1p(-rate) }] : []));
  return terms.length === 0
    ? undefined
    : (row) => terms.reduce((sum, { column, log }) => (isObserved(column, row) ? sum + log : sum), 0);
}
