/**
 * The rows of a file on disk, judged by a fitted model: read and judged on the first question, and cached for the
 * lifetime of this object.
 */
import { say } from '../../language/language';
import type { ClusterLook } from '../protocol/report/clusterLook';
import type { Dialect } from '../core/csv/dialect/dialect';
import { rowsOf } from '../core/csv/stream/rowTexts';
import { requestedColumns, type FittedModel } from '../core/judging/fittedModel';
import type { Engine } from '../core/mixture/engine';
import type { InsightAnswer, InsightQuestion } from '../protocol/insight';
import { scoresCsv } from '../formats/table/scoresCsv';
import type { FileStamp } from '../formats/table/readTable';
import { FileSource } from '../disk/fileSource';
import { withinHeap } from '../disk/heapLimit';
import { answer } from '../pipeline/answer';
import { cellsOfMatrix, fileRowReader, type JudgedTable } from '../pipeline/judgedRows';
import { explainRow } from '../pipeline/rows/explainRow';
import type { RowExplanation } from '../protocol/report/rowExplanation';
import { FitProblem } from '../words/fitProblem';
import { rowTexts } from '../formats/table/readTable';
import { judgeText, type JudgedReading } from '../pipeline/scoreTable';
import { cellsOf, ExpectedRows, type ExpectedRow } from '../formats/sidecar';
import { writeFile } from '../disk/writeFiles';

/** A file on disk, and the model that was fitted to it. */
export interface FileRowsInput {
  readonly path: string;
  /** Stamp of the file when it was fitted: no other file is accepted. */
  readonly stamp: FileStamp;
  readonly model: FittedModel;
  readonly dialect: Dialect;
}

export interface ScoresRequest {
  /** Names and colours of the clusters. */
  readonly looks: readonly ClusterLook[];
  readonly to: string;
  readonly escapeFormulas: boolean;
}

/** A data row, counted from 0, or the line of the file, counted from 1, on which it begins. */
export type RowOrLine = { readonly row: number } | { readonly line: number };

const NO_LABELS = { values: [] };

export class FileRows {
  private cached: JudgedReading | undefined;
  private source: FileSource | undefined;

  constructor(
    private readonly input: FileRowsInput,
    private readonly engine: () => Engine | undefined,
  ) {}

  /** @throws FitProblem without the name of the file */
  insight(question: InsightQuestion, expected: readonly ExpectedRow[]): InsightAnswer {
    return answer(question, judgedTable(this.judge(), new ExpectedRows(expected)));
  }

  /** Writes the scores of all rows. @throws FitProblem */
  async writeScores({ to, looks, escapeFormulas }: ScoresRequest): Promise<void> {
    const { reading, ...judged } = this.judge();
    const scored = { ...judged, matrix: judged.encoded.matrix };
    // The report of the fit lists rows of too many cells.
    await writeFile(
      to,
      scoresCsv(reading, scored, { looks, escapeFormulas }, () => undefined),
    );
  }

  /** Explains a row; null where no row begins on the line, or the file has fewer rows. @throws FitProblem */
  explain(place: RowOrLine, expected: readonly ExpectedRow[]): RowExplanation | null {
    const { reading, model, encoded, judgement } = this.judge();
    const row = 'row' in place ? place.row : rowOnLine(reading, place.line - 1);
    if (row === undefined || row >= reading.table.rowCount) return null;
    return explainRow({ reading, matrix: encoded.matrix, model, judgement }, row, new ExpectedRows(expected));
  }

  /** Cells of a row by column, in the form of the sidecar. @throws FitProblem */
  cellsOf(row: number): ExpectedRow['cells'] {
    const { reading } = this.judge();
    if (row >= reading.table.rowCount) throw new FitProblem(say('There is no row {row, number}.', { row: row + 1 }));
    const texts = rowTexts(reading, [row]);
    return cellsOf(reading.table.columns, (column) => texts.textOf(row, column));
  }

  private judge(): JudgedReading {
    this.source ??= this.open();
    if (this.cached !== undefined) return this.cached;
    const { model, dialect } = this.input;
    const requested = requestedColumns(model);
    return (this.cached = withinHeap(
      judgeText(
        this.source,
        model,
        { overrides: dialect, requestOf: (name) => requested(name) ?? 'texts' },
        () => 0,
        this.engine(),
      ),
    ));
  }

  private open(): FileSource {
    const source = FileSource.openFile(this.input.path);
    const { size, written } = this.input.stamp;
    if (source.stamp?.size === size && source.stamp.written === written) return source;
    source.close();
    throw new FitProblem(say('The file on disk is another one than was fitted; fit it again.'));
  }
}

function judgedTable(
  { reading, model, encoded, judgement, labels }: JudgedReading,
  expected: ExpectedRows,
): JudgedTable {
  const { columns } = reading.table;
  const rows = expected.size === 0 ? [] : judgement.unlikely.map(({ row }) => row);
  const texts = rowTexts(reading, rows);
  const visible = expected.visible(judgement.unlikely, columns, (row, column) => texts.textOf(row, column));
  return {
    ...cellsOfMatrix(encoded.matrix, model, columns, (index) => labels.get(index) ?? NO_LABELS),
    judgement,
    unlikely: new Set(visible.map(({ row }) => row)),
    readRows: fileRowReader(reading),
    rowOn: (line) => rowOnLine(reading, line - 1),
  };
}

/** Finds the row that begins on a line. @param line index, from 0 */
function rowOnLine({ input, beginning, table }: JudgedReading['reading'], line: number): number | undefined {
  const mark = table.marks.findLast((each) => each.line <= line);
  for (const row of rowsOf(input, beginning, table.columns.length, mark)) {
    if (row.line >= line) return row.line === line && row.row >= 0 && row.row < table.rowCount ? row.row : undefined;
  }
  return undefined;
}
