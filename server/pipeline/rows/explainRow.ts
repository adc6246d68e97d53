/** Explains one row of a judged file: its clusters, and each cell beside the value that its other cells imply. */
import { rowsNear } from '../../core/csv/cells/decimals';
import { judgeRow } from '../../core/judging/rowJudgement';
import { takesPart, usedColumns } from '../../core/schema/encoding/usedColumns';
import { meantOf } from '../../core/slips/meantCell';
import { rowTexts } from '../../formats/table/readTable';
import type { ExpectedRows } from '../../formats/sidecar';
import { codeOfCells } from '../../protocol/report/report';
import type { ExplainedCell, RowExplanation } from '../../protocol/report/rowExplanation';
import { meantFinding } from '../../words/meantWords';
import { WrittenRows } from '../fixing/unlikelyRowTexts';
import { expectation, finiteNumber, type JudgedRows } from '../tableFindings';

/** @param row index of the data row, from 0 */
export function explainRow(judged: JudgedRows, row: number, expected: ExpectedRows): RowExplanation {
  const { reading, matrix, model, judgement } = judged;
  const texts = rowTexts(reading, [row, ...rowsNear(row, matrix.rows)]);
  const { posterior, logDensity, tail, cells } = judgeRow(model, matrix, row);
  const columns = usedColumns(model.schema);
  const written = new WrittenRows(judged, texts).rowAt(row);
  const finding = judgement.unlikely.find((unlikely) => unlikely.row === row);
  const explained = cells.map(({ column: at, prediction, tail: cellTail = null }): ExplainedCell => {
    const isBlamed = finding?.columns.includes(at) === true;
    return {
      column: columns[at].name,
      value: texts.textOf(row, columns[at].index),
      ...expectation(prediction, columns[at]),
      tail: cellTail,
      isBlamed,
      ...(isBlamed && meantFinding(meantOf(model, cells, at, written))),
    };
  });
  const expectedReason = expected.reasonFor(reading.table.columns, (column) => texts.textOf(row, column));
  const used = new Set(model.schema.filter(takesPart).map(({ index }) => index));
  return {
    row,
    line: texts.lineOf(row) + 1,
    ...(finding !== undefined && { code: codeOf(finding.columns, explained, columns) }),
    ...(expectedReason !== undefined && { expectedReason }),
    tail,
    logDensity: finiteNumber(logDensity),
    posterior: Array.from(posterior),
    cells: explained,
    others: reading.table.columns.flatMap((column, index) =>
      used.has(index) ? [] : [{ column, value: texts.textOf(row, index) }],
    ),
  };
}

/** Returns the code of a finding. @param blamed positions of the blamed columns in the model, the guiltiest first */
function codeOf(
  blamed: readonly number[],
  cells: readonly ExplainedCell[],
  columns: readonly { readonly name: string }[],
): RowExplanation['code'] {
  if (blamed.length === 0) return 'row.low-likelihood';
  return codeOfCells(blamed.flatMap((at) => cells.filter(({ column }) => column === columns[at].name)));
}
