/** A file that was fitted, its text open in the editor or read from disk: what the fit left, and what it can answer. */
import type { Dialect, DialectOverrides } from '../core/csv/dialect/dialect';
import { cellText, type Table } from '../core/csv/table/table';
import type { FittedModel } from '../core/judging/fittedModel';
import type { FileStamp } from '../formats/table/readTable';
import { rowKey, type ExpectedRow, type ExpectedRows } from '../formats/sidecar';
import type { Component, FitOptions, FitReport, UnlikelyRowReport } from '../protocol';
import type { InsightAnswer, InsightQuestion } from '../protocol/insight';
import type { ReportData } from '../protocol/reportData';
import { rowFindings } from '../protocol/report/report';

/**
 * One file for every command, request and export. `OpenDocument` answers from the live text, `DiskFile` by reading the
 * file again.
 */
export interface FittedFile {
  readonly uri: string;
  /** The latest fit; undefined as long as there is none. */
  readonly fit: Fitted | undefined;
  /** The report of the latest fit, without rows that are marked as expected. */
  readonly report: FitReport | undefined;
  /** Whether the file is no longer what was fitted, as far as is known. */
  readonly stale: boolean;
  /** Options of the latest fit beside the settings, for another fit of the same kind. */
  requestedOptions(): FitOptions;
  /** The rows that are reported as unlikely, in the order of the file's diagnostics. */
  unlikelyRows(): readonly UnlikelyRowReport[];
  /** Gives the clusters other names or colours. */
  restyle(components: readonly Component[]): void;
  /** Takes all rows that are marked as expected. */
  expect(rows: readonly ExpectedRow[]): void;
  /** The cells of a data row, counted from 0, as the sidecar holds them. @throws FitProblem */
  cells(row: number): ExpectedRow['cells'] | Promise<ExpectedRow['cells']>;
  /** Answers a question about the rows; "none" with the reason where there is no answer. */
  answer(question: InsightQuestion): Promise<InsightAnswer>;
  /** What a report page shows. @throws FitProblem where the file is no longer what was fitted */
  reportData(fileName: string): Promise<ReportData>;
  /**
   * Posteriors and log densities of all rows as CSV.
   * @returns pieces of the text; undefined where the file wrote them to `target.to` itself
   * @throws FitProblem
   */
  scores(target: ScoresTarget): Promise<Iterable<string> | undefined>;
}

export interface ScoresTarget {
  /** Path of the file to write; undefined where the caller takes the text. */
  readonly to: string | undefined;
  readonly escapeFormulas: boolean;
}

/** What a fit leaves behind. A later state of it is another value; `hash` alone is filled in once it is known. */
export interface Fitted {
  /** With all findings, those of rows that are marked as expected included. */
  readonly report: FitReport;
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
  /** Knows the tails of the row patterns that were met so far. */
  readonly model: FittedModel;
}

/** @param table that was fitted */
export function findingKeysOf({ findings }: FitReport, table: Table): readonly string[] {
  return rowFindings(findings).map(({ row }) => rowKey(table.columns, (column) => cellText(table, row, column)));
}

/** The report without rows that are marked as expected. */
export function visibleReport({ report, findingKeys }: Fitted, expected: ExpectedRows): FitReport {
  if (expected.size === 0) return report;
  let rank = 0;
  const findings = report.findings.filter((finding) => !('row' in finding) || !expected.has(findingKeys[rank++]));
  const expectedRows = report.findings.length - findings.length;
  return expectedRows === 0 ? report : { ...report, findings, expectedRows };
}
