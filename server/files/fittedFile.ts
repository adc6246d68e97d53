/** What a fit leaves behind of a document, and what of it is told. */
import type { Dialect, DialectOverrides } from '../core/csv/dialect/dialect';
import { cellText, type Table } from '../core/csv/table/table';
import type { FittedModel } from '../core/judging/fittedModel';
import type { FileStamp } from '../formats/table/readTable';
import { rowKey, type ExpectedRows } from '../formats/sidecar';
import type { FitOptions, FitReport } from '../protocol';
import { rowFindings } from '../protocol/report/report';

export interface Fitted {
  /** With all findings. Another one once its clusters are named. */
  report: FitReport;
  /** Keys of the rows of its row findings, in their order, by which they are known among those marked as expected. */
  readonly findingKeys: readonly string[];
  /** What was asked for beside the settings. */
  readonly asked: FitOptions;
  /** What was said then of how the text is to be read. */
  readonly overrides: DialectOverrides;
  /** How it was read, guesses included. */
  readonly dialect: Dialect;
  /** Of the text that was fitted; its hash is found when the text is let go, or the model remembered. */
  readonly length: number;
  hash?: number;
  /** Of a file that was not open, but read from disk: its length is in bytes then. */
  readonly stamp?: FileStamp | undefined;
  /** Grows by the tails of row patterns that are met after the fit. */
  model: FittedModel;
}

/** @param table that was fitted */
export function findingKeysOf({ findings }: FitReport, table: Table): readonly string[] {
  return rowFindings(findings).map(({ row }) => rowKey(table.columns, (column) => cellText(table, row, column)));
}

/** The report without rows that are marked as expected. */
export function toldReport({ report, findingKeys }: Fitted, expected: ExpectedRows): FitReport {
  if (expected.size === 0) return report;
  let rank = 0;
  const findings = report.findings.filter((finding) => !('row' in finding) || !expected.has(findingKeys[rank++]));
  const expectedRows = report.findings.length - findings.length;
  return expectedRows === 0 ? report : { ...report, findings, expectedRows };
}
