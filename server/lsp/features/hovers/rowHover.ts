/** Hover of a row: its judgement by the model, and the cell under the pointer. */
import { say, sayParts } from '../../../../language/language';
import { cellText, isMissing, type Table } from '../../../core/csv/table/table';
import type { Prediction } from '../../../core/families/family';
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
import { givenOthersWords, surpriseOf, surpriseWords, valueWords } from '../../../words/unlikelyWords';
import { paragraph, type Block, type ClusterName, type MarkupLine, type MarkupPart } from '../../../words/markup';
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
    lineWords(line),
    ` · ${rarityOf(input)} · `,
    say('log density {value}', { value: logDensity(judgement.logDensity) }),
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
      : [
          expected === ''
            ? [say('Marked as expected.')]
            : sayParts('Marked as expected: {reason}.', { reason: { data: expected } }),
        ]),
    ...(stale ? [[say('The text changed since the fit; this is what the model from before says.')]] : []),
  ];
  return remarks.length > 0 ? [...blocks, paragraph(...remarks)] : blocks;
}

function lineWords(line: number): { readonly strong: string } {
  return { strong: say('Line {line}', { line: groupDigits(line) }) };
}

/** Summarises the row in one line. */
function summaryLine(input: RowHoverInput): MarkupLine {
  const { judgement, line, looks } = input;
  const { posterior } = judgement;
  const likeliest = posterior.indexOf(Math.max(...posterior));
  return [
    lineWords(line),
    ' · ',
    ...sayParts('{cluster}, {share}', {
      cluster: { data: clusterWords(looks[likeliest], likeliest) },
      share: percent(posterior[likeliest]),
    }),
    ` · ${rarityOf(input)}`,
  ];
}

/**
 * Describes the rarity of a row. A row of a small group is not judged alone: the whole group is far from other rows.
 */
function rarityOf({ judgement: { tail, group }, model }: RowHoverInput): string {
  if (group !== undefined) return say('in a small group of rows');
  return canJudgeWholeRows(model.facts) ? rarity(tail) : say('not judged as a whole: too few rows');
}

/** Describes the cell under the pointer, if it is missing or surprising. */
function cellLine({ table, model, judgement, row, column }: RowHoverInput): MarkupLine | undefined {
  const used = usedColumns(model.schema);
  const parts = judgement.cells.filter((cell) => used[cell.column].index === column);
  if (parts.length === 0) return undefined;
  const [cell] = [...parts].sort((a, b) => (a.tail ?? Infinity) - (b.tail ?? Infinity));
  const { prediction, tail } = cell;
  const usedColumn = used[cell.column];
  if (tail === undefined) return missingWords(table, row, usedColumn, prediction);
  if (tail >= SURPRISING_BELOW) return undefined;
  const meant =
    tail < MEANT_BELOW
      ? meantSentence(meantFinding(meantOf(model, judgement.cells, cell.column, writtenRow(table, row))), String)
      : undefined;
  const surprise = givenOthersWords(surpriseOf(table, row, usedColumn, prediction), undefined);
  return meant === undefined ? surprise : sayParts('{surprise}. {meant}', { surprise, meant: { data: meant } }).flat();
}

/** Describes a cell that counts as missing, with the value that the model predicts. */
function missingWords(table: Table, row: number, used: UsedColumn, prediction: Prediction): MarkupLine {
  const text = cellText(table, row, used.index);
  const column: MarkupPart = { data: used.name, strong: true };
  const predicted = expectedWords(prediction, used);
  if (isMissing(table, text))
    return sayParts('{column} is missing, predicted {predicted}', { column, predicted }).flat();
  const value = valueWords(table, row, used);
  return unreadableWords(badCellCode(table, used, text), { column, value, predicted, used }).flat();
}

/** Parts of the sentence about a cell that counts as missing. */
interface MissingParts extends Readonly<
  Record<'column' | 'value' | 'predicted', Exclude<MarkupPart, string> | MarkupLine>
> {
  readonly used: UsedColumn;
}

function unreadableWords(code: ReturnType<typeof badCellCode>, parts: MissingParts): (MarkupPart | MarkupLine)[] {
  const { column, value, predicted } = parts;
  switch (code) {
    case 'cell.bad-date':
      return sayParts('{column} is {value}, which is no date of its column, predicted {predicted}', {
        column,
        value,
        predicted,
      });
    case 'cell.far-date':
      return sayParts('{column} is {value}, which is far from all others, predicted {predicted}', {
        column,
        value,
        predicted,
      });
    case 'cell.misspelt':
      return sayParts('{column} is {value}, which is misspelt, predicted {predicted}', { column, value, predicted });
    case 'cell.unknown-level':
      return sayParts('{column} is {value}, which the fit did not have, predicted {predicted}', {
        column,
        value,
        predicted,
      });
    case 'cell.bad-number':
      return sayParts('{column} is {value}, which is no number, predicted {predicted}', { column, value, predicted });
    case 'cell.unsuitable-number':
      return unsuitableWords(parts);
  }
}

function unsuitableWords({
  column,
  value,
  predicted,
  used: { kind, part },
}: MissingParts): (MarkupPart | MarkupLine)[] {
  if (part !== undefined)
    return sayParts('{column} is {value}, which is below zero, predicted {predicted}', { column, value, predicted });
  switch (kind) {
    case 'lognormal':
      return sayParts('{column} is {value}, which is not a positive number, predicted {predicted}', {
        column,
        value,
        predicted,
      });
    case 'poisson':
    case 'negativeBinomial':
      return sayParts('{column} is {value}, which is not a whole number from 0 to 9e15, predicted {predicted}', {
        column,
        value,
        predicted,
      });
    case 'normal':
      return sayParts('{column} is {value}, which is not a number, predicted {predicted}', {
        column,
        value,
        predicted,
      });
    case 'bernoulli':
    case 'categorical':
      return sayParts("{column} is {value}, which is not one of the column's levels, predicted {predicted}", {
        column,
        value,
        predicted,
      });
  }
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
    .map((cell) => surpriseWords(surpriseOf(table, row, used[cell.column], cell.prediction)));
}

/** Names the likeliest cluster, with a remark: membership of a cluster of stray rows does not make a row plausible. */
function withStanding(cluster: ClusterName, standing: Standing): MarkupLine {
  switch (standing) {
    case 'common':
      return [cluster];
    case 'group':
      return sayParts('{cluster} (a small group)', { cluster });
    case 'stray':
      return sayParts('{cluster} (stray rows)', { cluster });
  }
}

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
    withStanding({ cluster: k, look: looks[k], strong: rank === 0 }, rank === 0 ? standings[k] : 'common'),
    [{ bar: posterior[k], cluster: k, look: looks[k] }],
    [percent(posterior[k])],
  ]);
  const rest = ranked.slice(shown.length);
  const share = rest.reduce((sum, k) => sum + posterior[k], 0);
  if (share >= LEAST_POSTERIOR && limit > 1) {
    const others = say('{clusters, plural, one {# other} other {# others}}', { clusters: rest.length });
    rows.push([[others], [{ bar: share }], [percent(share)]]);
  }
  return { kind: 'table', head: [say('Cluster'), say('Posterior'), ''], rows };
}
