/** Hover of a row: its judgement by the model, and the cell under the pointer. */
import { cellText, isMissing, type Table } from '../../../core/csv/table/table';
import { families } from '../../../core/families/registry';
import { surprisingCells, type CellSurprise } from '../../../core/judging/surprisingCells';
import type { FittedModel } from '../../../core/judging/fittedModel';
import type { RowJudgement } from '../../../core/judging/rowJudgement';
import { canJudgeWholeRows } from '../../../core/judging/tails/wholeRows';
import type { Standing } from '../../../core/judging/standing';
import { badCellCode } from '../../../core/schema/encoding/values/cellReader';
import { usedColumns, type UsedColumn } from '../../../core/schema/encoding/usedColumns';
import { meantOf } from '../../../core/slips/meantCell';
import { meantFinding } from '../../../words/meantWords';
import { meantSentence } from '../../../protocol/report/meant';
import { clusterWords, type ClusterLook } from '../../../protocol/report/clusterLook';
import { expectedWords } from '../../../words/expectedWords';
import { surpriseWords, valueWords } from '../../../words/unlikelyWords';
import { paragraph, type Block, type MarkupLine } from '../../../words/markup';
import { groupDigits, logDensity, percent, rarity } from '../../../words/numbers';
import { writtenRow } from '../../../core/slips/tableRowTexts';

/** Tail probability below which a cell is mentioned. */
const SURPRISING_BELOW = 0.05;
/** Tail probability below which the meant value of a cell is given: for findings, and for cells close to being one. */
const MEANT_BELOW = 1e-4;
const MOST_CELLS = 3;
/**
 * Maximum number of clusters with separate lines, so that a hover need not be scrolled. Very unlikely clusters have no
 * line.
 */
const MOST_CLUSTERS = 3;
/** Maximum number of clusters where a finding is shown with the hover. */
const MOST_CLUSTERS_WITH_FINDING = 1;
/** Minimum posterior of a cluster with a line. */
const LEAST_POSTERIOR = 0.005;

export interface RowHoverInput {
  readonly table: Table;
  readonly model: FittedModel;
  readonly judgement: RowJudgement;
  /** Row in `table`. */
  readonly row: number;
  /** Line of the row in the file, from 1. */
  readonly line: number;
  /** Column under the pointer, in the table. */
  readonly column: number;
  /** Whether the text changed since the fit. */
  readonly stale: boolean;
  /** Whether to show only one line, and the cell under the pointer. */
  readonly isCompact: boolean;
  /** Whether the finding with its guilty cells is shown with the hover. */
  readonly isReported: boolean;
  /** Names and colours by cluster. */
  readonly looks: readonly ClusterLook[];
  /** The user's reason why the row is as expected, if one was given. */
  readonly expected: string | undefined;
}

export function rowHover(input: RowHoverInput): readonly Block[] {
  const { judgement, model, line, stale, isCompact, isReported, looks, expected } = input;
  const pointedCell = isReported ? undefined : cellLine(input);
  if (isCompact) return [...(pointedCell === undefined ? [] : [paragraph(pointedCell)]), paragraph(summaryLine(input))];
  const title: MarkupLine = [
    { strong: `Line ${groupDigits(line)}` },
    ` · ${rarityOf(input)} · log density ${logDensity(judgement.logDensity)}`,
  ];
  const table = clusterTable(
    judgement.posterior,
    model.standings,
    looks,
    isReported ? MOST_CLUSTERS_WITH_FINDING : MOST_CLUSTERS,
  );
  const blocks: Block[] = [paragraph(...(pointedCell === undefined ? [] : [pointedCell]), title), table];
  // An additional line of clusters leaves room for one cell less.
  const others = isReported ? [] : otherCells(input, table.rows.length > MOST_CLUSTERS ? MOST_CELLS - 1 : MOST_CELLS);
  if (others.length > 0) blocks.push({ kind: 'list', items: others });
  const remarks: MarkupLine[] = [
    ...(expected === undefined
      ? []
      : [['Marked as expected', ...(expected === '' ? [] : [': ', { data: expected }]), '.']]),
    ...(stale ? [['The text changed since the fit; this is what the model from before says.']] : []),
  ];
  return remarks.length > 0 ? [...blocks, paragraph(...remarks)] : blocks;
}

/** Summarises the row in one line. */
function summaryLine(input: RowHoverInput): MarkupLine {
  const { judgement, line, looks } = input;
  const { posterior } = judgement;
  const likeliest = posterior.indexOf(Math.max(...posterior));
  return [
    { strong: `Line ${groupDigits(line)}` },
    ' · ',
    { data: clusterWords(looks[likeliest], likeliest) },
    `, ${percent(posterior[likeliest])} · ${rarityOf(input)}`,
  ];
}

/**
 * Describes the rarity of a row. A row of a small group is not judged alone: the whole group is far from other rows.
 */
function rarityOf({ judgement: { tail, group }, model }: RowHoverInput): string {
  if (group !== undefined) return 'in a small group of rows';
  return canJudgeWholeRows(model.facts) ? rarity(tail) : 'not judged as a whole: too few rows';
}

/** Describes the cell under the pointer, if it is missing or surprising. */
function cellLine({ table, model, judgement, row, column }: RowHoverInput): MarkupLine | undefined {
  const used = usedColumns(model.schema);
  const parts = judgement.cells.filter((cell) => used[cell.column].index === column);
  if (parts.length === 0) return undefined;
  const [cell] = [...parts].sort((a, b) => (a.tail ?? Infinity) - (b.tail ?? Infinity));
  const { prediction, tail } = cell;
  const usedColumn = used[cell.column];
  if (tail === undefined)
    return [
      { data: usedColumn.name, strong: true },
      ...missingReason(table, row, usedColumn),
      ', predicted ',
      ...expectedWords(prediction, usedColumn),
    ];
  if (tail >= SURPRISING_BELOW) return undefined;
  const meant =
    tail < MEANT_BELOW
      ? meantSentence(meantFinding(meantOf(model, judgement.cells, cell.column, writtenRow(table, row))), String)
      : undefined;
  return [
    ...surpriseWords(table, row, usedColumn, prediction),
    ' given its other cells',
    ...(meant === undefined ? [] : ['. ', { data: meant }]),
  ];
}

function missingReason(table: Table, row: number, column: UsedColumn): MarkupLine {
  const text = cellText(table, row, column.index);
  if (isMissing(table, text)) return [' is missing'];
  const reasons: Readonly<Record<ReturnType<typeof badCellCode>, string>> = {
    'cell.bad-date': 'which is no date of its column',
    'cell.far-date': 'which is far from all others',
    'cell.misspelt': 'which is misspelt',
    'cell.unknown-level': 'which the fit did not have',
    'cell.bad-number': 'which is no number',
    'cell.unsuitable-number':
      column.part === undefined ? `which is not ${families[column.kind].needs}` : 'which is below zero',
  };
  return [' is ', ...valueWords(table, row, column), `, ${reasons[badCellCode(table, column, text)]}`];
}

function otherCells({ table, model, judgement, row, column }: RowHoverInput, limit: number): readonly MarkupLine[] {
  const used = usedColumns(model.schema);
  const otherColumns: readonly CellSurprise[] = judgement.cells.filter((cell) => used[cell.column].index !== column);
  const isPointedAt = judgement.cells.some(
    ({ column: cellColumn, tail }) =>
      used[cellColumn].index === column && tail !== undefined && tail < SURPRISING_BELOW,
  );
  const remaining = isPointedAt ? limit - 1 : limit;
  return surprisingCells(otherColumns)
    .filter(({ tail }) => tail < SURPRISING_BELOW)
    .slice(0, remaining)
    .map((cell) => surpriseWords(table, row, used[cell.column], cell.prediction));
}

/** Remarks on the likeliest cluster: membership of a cluster of stray rows does not make a row plausible. */
const STANDINGS: Readonly<Record<Standing, string>> = { common: '', group: ' (a small group)', stray: ' (stray rows)' };

function clusterTable(
  posterior: Float64Array,
  standings: readonly Standing[],
  looks: readonly ClusterLook[],
  limit: number,
): Extract<Block, { kind: 'table' }> {
  const ranked = Array.from(posterior.keys()).sort((a, b) => posterior[b] - posterior[a] || a - b);
  const likely = ranked.filter((k, rank) => rank === 0 || posterior[k] >= LEAST_POSTERIOR);
  // A single remaining cluster gets the line that would summarise the others.
  const shown = likely.slice(0, limit > 1 && likely.length === limit + 1 ? limit + 1 : limit);
  const rows: MarkupLine[][] = shown.map((k, rank) => [
    [{ cluster: k, look: looks[k], strong: rank === 0 }, rank === 0 ? STANDINGS[standings[k]] : ''],
    [{ bar: posterior[k], cluster: k, look: looks[k] }],
    [percent(posterior[k])],
  ]);
  const rest = ranked.slice(shown.length);
  const share = rest.reduce((sum, k) => sum + posterior[k], 0);
  if (share >= LEAST_POSTERIOR && limit > 1) {
    rows.push([[`${rest.length} ${rest.length === 1 ? 'other' : 'others'}`], [{ bar: share }], [percent(share)]]);
  }
  return { kind: 'table', head: ['Cluster', 'Posterior', ''], rows };
}
