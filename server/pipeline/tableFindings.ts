/** Findings in a table, in the terms of the wire: single rows, small groups, repeated values. */
import type { Prediction } from '../core/families/family';
import { differences } from '../core/description/differences';
import { guiltyCells, likelyLevels, surprisingCells } from '../core/judging/surprisingCells';
import { mixtureOf, type FittedModel, type Judgement } from '../core/judging/fittedModel';
import { judgeRow } from '../core/judging/rowJudgement';
import type { Matrix } from '../core/data/matrix';
import { datePartOf } from '../core/schema/encoding/parts';
import type { Encoded } from '../core/schema/encoding/encode';
import { usedColumns, type UsedColumn } from '../core/schema/encoding/usedColumns';
import { followingColumns } from '../core/schema/relations/redundant';
import { relationWords } from '../core/schema/relations/relation';
import type {
  CellFinding,
  ColumnFinding,
  Finding,
  GroupFinding,
  HeavyTailFinding,
  FollowsFinding,
  LeftOutFinding,
  RowFinding,
  VariantsFinding,
} from '../protocol';
import { codeOfCells } from '../protocol/report/report';
import { rowsNear } from '../core/csv/cells/decimals';
import { meantOf, NOTHING_MEANT } from '../core/slips/meantCell';
import { partText } from '../protocol/report/dateWords';
import { expectedDates } from '../words/expectedWords';
import { meantFinding } from '../words/meantWords';
import { rowTexts, type Reading } from '../formats/table/readTable';
import { keyOf } from './faultLines';
import { ExpectedRows } from '../formats/sidecar';
import { WrittenRows } from './fixing/unlikelyRowTexts';

/** Requested findings about unlikely rows. */
export interface RequestedFindings {
  /** Maximum number of unlikely rows, the least likely, whose cells are judged; the others have none. */
  readonly findings: number;
  /** Rows that are not reported. */
  readonly expected?: ExpectedRows;
  /** Names of columns whose texts identify a row in its findings. */
  readonly keys?: readonly string[] | undefined;
}

/** Judged rows, with access to their texts. */
export interface JudgedRows {
  readonly reading: Reading;
  /** Encoded for the model. */
  readonly matrix: Matrix;
  readonly model: FittedModel;
  readonly judgement: Judgement;
}

const NO_EXPECTED_ROWS = new ExpectedRows([]);

/**
 * Returns all findings: repeated values of columns, unlikely rows, the least likely first, then small groups. Yields
 * after each.
 */
export function* findingsOf(
  judged: JudgedRows,
  { findings: limit, expected = NO_EXPECTED_ROWS, keys = [] }: RequestedFindings,
): Generator<undefined, readonly Finding[]> {
  const {
    reading,
    judgement: { unlikely },
  } = judged;
  const texts = rowTexts(
    reading,
    unlikely.flatMap(({ row }, rank) => (rank < limit ? [row, ...rowsNear(row, judged.matrix.rows)] : [row])),
  );
  const written = new WrittenRows(judged, texts);
  const rows: RowFinding[] = [];
  const visible = expected.visible(unlikely, reading.table.columns, (row, column) => texts.textOf(row, column));
  for (const { row, columns } of visible) {
    const finding = rowFinding(judged, written, row, columns, rows.length < limit);
    rows.push({ ...finding, ...keyOf(reading, texts, row, keys) });
    yield undefined;
  }
  return [
    ...leftOutFindings(judged),
    ...followsFindings(judged),
    ...columnFindings(judged),
    ...variantFindings(judged),
    ...heavyTailFindings(judged),
    ...rows,
    ...(yield* groupFindings(judged)),
  ];
}

/** Number of unlikely rows that are not reported because they are marked as expected. */
export function hiddenRows({ unlikely }: Judgement, findings: readonly Finding[]): { readonly expectedRows?: number } {
  const expectedRows = unlikely.length - findings.filter((finding) => 'row' in finding).length;
  return expectedRows > 0 ? { expectedRows } : {};
}

function rowFinding(
  { matrix, model, judgement }: JudgedRows,
  written: WrittenRows,
  row: number,
  blamed: readonly number[],
  judgesCells: boolean,
): RowFinding {
  const columns = usedColumns(model.schema);
  const { texts } = written;
  const { cells } = judgeRow(model, matrix, row);
  const reportedCells = !judgesCells ? [] : blamed.length > 0 ? guiltyCells(cells, blamed) : surprisingCells(cells);
  const cellFindings = reportedCells.map((cell): CellFinding => {
    const column = columns[cell.column];
    const meant = blamed.length > 0 ? meantOf(model, cells, cell.column, written.rowAt(row)) : NOTHING_MEANT;
    return {
      column: column.name,
      value: texts.textOf(row, column.index),
      ...expectation(cell.prediction, column),
      tail: cell.tail,
      ...meantFinding(meant),
    };
  });
  return {
    code: blamed.length > 0 ? codeOfCells(cellFindings) : 'row.low-likelihood',
    row,
    line: texts.lineOf(row) + 1,
    logDensity: finiteNumber(judgement.logDensity[row]),
    tail: judgement.tail[row],
    cells: cellFindings,
  };
}

function* groupFindings({ reading, model, judgement }: JudgedRows): Generator<undefined, readonly GroupFinding[]> {
  const groups: GroupFinding[] = [];
  const mixture = mixtureOf(model);
  const columns = usedColumns(model.schema);
  for (const { component, rows } of judgement.groups) {
    const columnDifferences = differences(mixture, model.standings, component).map(({ column, own, others }) => {
      const { name, levels, part } = columns[column];
      const datePart = datePartOf(part);
      const reportedValue = (value: number): number | string =>
        levels.length > 0 ? levels[value] : datePart === undefined ? value : partText(datePart, value);
      return { column: name, own: reportedValue(own), others: reportedValue(others) };
    });
    groups.push({
      code: 'group.small',
      component,
      rows: Array.from(rows),
      line: rowTexts(reading, [rows[0]]).lineOf(rows[0]) + 1,
      differences: columnDifferences,
    });
    yield undefined;
  }
  return groups;
}

/** Findings that need no judgement of rows: values that count as missing, and other spellings of levels. */
export function encodingFindings(
  reading: Reading,
  encoded: Pick<Encoded, 'repeated' | 'variants'>,
): readonly (ColumnFinding | VariantsFinding)[] {
  return [...columnFindings({ reading, judgement: encoded }), ...variantFindings({ reading, judgement: encoded })];
}

/** Rows with what their encoding found. */
interface EncodedReading {
  readonly reading: Reading;
  readonly judgement: Pick<Encoded, 'repeated' | 'variants'>;
}

function columnFindings({ reading, judgement: { repeated } }: EncodedReading): readonly ColumnFinding[] {
  return repeated.map(({ column, rows, range, isTop }) => {
    const texts = rowTexts(reading, [rows[0]]);
    return {
      code: isTop === true ? 'column.top-code' : 'column.repeated-value',
      column: reading.table.columns[column],
      value: texts.textOf(rows[0], column).trim(),
      rows: Array.from(rows),
      line: texts.lineOf(rows[0]) + 1,
      range,
    };
  });
}

function variantFindings({ reading, judgement: { variants } }: EncodedReading): readonly VariantsFinding[] {
  return [...new Set(variants.map(({ column }) => column))].map((column) => {
    const spellings = variants.filter((variant) => variant.column === column);
    const first = spellings.reduce((earliest, { rows }) => Math.min(earliest, rows[0]), Infinity);
    return {
      code: 'cell.variant',
      column: reading.table.columns[column],
      count: spellings.reduce((sum, { rows }) => sum + rows.length, 0),
      line: rowTexts(reading, [first]).lineOf(first) + 1,
      spellings: spellings.map(({ text, meant, rows }) => ({ text, meant, count: rows.length })),
    };
  });
}

function heavyTailFindings({ model }: JudgedRows): readonly HeavyTailFinding[] {
  const columns = usedColumns(model.schema);
  return (model.heavyTails ?? []).flatMap((heavy, d) =>
    heavy === undefined
      ? []
      : [
          {
            code: 'column.heavy-tailed',
            column: columns[d].name,
            count: Math.round(heavy.share * model.facts[d].observed),
            from: heavy.from,
          },
        ],
  );
}

function leftOutFindings({ model: { schema } }: JudgedRows): readonly LeftOutFinding[] {
  return schema.flatMap(({ name, reason, digits }) =>
    digits === undefined ? [] : [{ code: 'column.left-out', column: name, share: digits, reason }],
  );
}

function followsFindings({ model: { schema } }: JudgedRows): readonly FollowsFinding[] {
  return followingColumns(schema).map(({ name, relation }) => ({
    code: 'column.follows',
    column: name,
    formula: relationWords(relation),
  }));
}

/** Clamps a number for JSON, which has no infinities. */
export function finiteNumber(value: number): number {
  return Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, value));
}

/**
 * Returns a prediction in the terms of the wire: the mean with its 95 % interval, or the likeliest level with those
 * that hold 95 %.
 */
export function expectation(
  prediction: Prediction,
  { levels, part }: Pick<UsedColumn, 'levels' | 'part'>,
): Pick<CellFinding, 'expected' | 'interval'> {
  const datePart = datePartOf(part);
  if (prediction.of === 'number' && datePart !== undefined)
    return expectedDates(prediction.mean, prediction.interval, datePart);
  if (prediction.of === 'number') return { expected: prediction.mean, interval: prediction.interval };
  const likely = likelyLevels(prediction.probabilities).map((level) => levels[level]);
  return { expected: likely[0], interval: likely };
}
