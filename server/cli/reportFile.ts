/** The report of `--report`: the panel's own, its pictures made in a document without a browser. */
import { basename } from 'node:path';
import { parseHTML } from 'linkedom';
import { reportData, reportHtml } from '../../pictures/report';
import { cellText, readTable, rowLine } from '../core/csv/table';
import { answer, type Judged } from '../jobs/insight';
import { dialectOverrides, type PipelineOutput } from '../jobs/pipeline';
import type { ExpectedRows } from '../jobs/sidecar';
import type { FitOptions } from '../protocol';
import { readText } from './readText';
import { UsageError } from './usageError';

/** @throws UsageError where the file changed since it was fitted */
export async function reportFile(file: string, options: FitOptions, { report, model, judgement }: PipelineOutput, expected?: ExpectedRows): Promise<string> {
  const table = readTable(readText(file), dialectOverrides(options));
  if (table.rowCount !== judgement.rows) throw new UsageError(`${file}: changed while it was fitted; fit it again`);
  const judged: Judged = {
    table, model, judgement, unlikely: new Set(judgement.flagged.filter((row) => expected?.reasonFor(table.columns, (column) => cellText(table, row, column)) === undefined)), lineOf: (row) => rowLine(table, row) + 1, rowOn: () => undefined,
  };
  const data = await reportData(basename(file), report, (question) => answer(question, judged));
  const { document } = parseHTML('<!DOCTYPE html><html><body></body></html>') as { readonly document: unknown };
  return reportHtml(data, document);
}
