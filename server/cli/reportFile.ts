/** The report of `--report`: the contents of the panel, drawn in a separate thread. */
import { basename, join } from 'node:path';
import { cellText, readTable, rowLine } from '../core/csv/table/table';
import { answer } from '../pipeline/answer';
import { cellsOfTable, tableRowReader, type JudgedTable } from '../pipeline/judgedRows';
import type { PipelineOutput } from '../pipeline/fitTable';
import { wholeText } from '../formats/table/readTable';
import { reportData } from '../pipeline/gatherReport';
import { REPORT_SCRIPT, reportPage } from '../threads/reportThread';
import type { ExpectedRows } from '../formats/sidecar';
import { about } from './console';
import { UsageError } from './usageError';

/**
 * Returns the report as HTML.
 *
 * @param folder folder of the built program
 * @throws UsageError if the file has changed since it was fitted
 */
export async function reportFile(
  folder: string,
  file: string,
  { report, model, judgement, reading: { input, beginning } }: PipelineOutput,
  expected: ExpectedRows,
): Promise<string> {
  const table = readTable(
    about(file, () => wholeText(input)),
    beginning.dialect,
  );
  if (table.rowCount !== judgement.rows) throw new UsageError(`${file}: changed during the fit; fit it again`);
  const visible = expected.visible(judgement.unlikely, table.columns, (row, column) => cellText(table, row, column));
  const judged: JudgedTable = {
    ...cellsOfTable(table, model),
    judgement,
    unlikely: new Set(visible.map(({ row }) => row)),
    readRows: tableRowReader(table, (row) => input.places?.numberOf(row) ?? rowLine(table, row) + 1),
    rowOn: () => undefined,
  };
  return reportPage(
    join(folder, REPORT_SCRIPT),
    await reportData(basename(file), report, (question) => answer(question, judged)),
  );
}
