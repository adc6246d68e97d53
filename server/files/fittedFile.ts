/** A fitted file, with its text open in the editor or read from disk: the results of the fit, and answers from it. */
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
 * One interface for every command, request and export. `OpenDocument` answers from the live text, `DiskFile` by reading
 * the file again.
 */
export interface FittedFile {
  readonly uri: string;
  /** The latest fit; undefined before the first one. */
  readonly fit: FitRecord | undefined;
  /** Report of the latest fit, without rows that are marked as expected. */
  readonly report: FitReport | undefined;
  /** Whether the file is known to differ from the one that was fitted. */
  readonly stale: boolean;
  /** Returns the options that the latest fit had in addition to the settings, for another fit of this kind. */
  requestedOptions(): FitOptions;
  /** Returns the rows reported as unlikely, in the order of the file's diagnostics. */
  unlikelyRows(): readonly UnlikelyRowReport[];
  /** Changes the names or colours of the clusters. */
  restyle(components: readonly Component[]): void;
  /** Replaces the rows that are marked as expected. */
  expect(rows: readonly ExpectedRow[]): void;
  /** Returns the cells of a data row, counted from 0, in the form of the sidecar. @throws FitProblem */
  cells(row: number): ExpectedRow['cells'] | Promise<ExpectedRow['cells']>;
  /** Answers a question about the rows; "none" with the reason where there is no answer. */
  answer(question: InsightQuestion): Promise<InsightAnswer>;
  /** Collects the data of a report page. @throws FitProblem where the file is no longer the one that was fitted */
  reportData(fileName: string): Promise<ReportData>;
  /**
   * Writes the posteriors and log densities of all rows as CSV.
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

/** Result of a fit. It is immutable, except that `hash` is filled in later. */
export interface FitRecord {
  /** Report with all findings, including those of rows that are marked as expected. */
  readonly report: FitReport;
  /** Keys of the rows of the report's row findings, in order; they identify rows marked as expected. */
  readonly findingKeys: readonly string[];
  /** Options requested in addition to the settings. */
  readonly requested: FitOptions;
  /** Dialect overrides in effect at the fit. */
  readonly overrides: DialectOverrides;
  /** Dialect of the text, including guesses. */
  readonly dialect: Dialect;
  /** Length of the fitted text; its hash is computed when the text is released, or the model remembered. */
  readonly length: number;
  hash?: number;
  /** Stamp of a file that was read from disk without being open; `length` is then in bytes. */
  readonly stamp?: FileStamp | undefined;
  /** The model, with tails for the row patterns seen so far. */
  readonly model: FittedModel;
}

/** Returns the keys of the rows of a report's row findings. @param table table that was fitted */
export function findingKeysOf({ findings }: FitReport, table: Table): readonly string[] {
  return rowFindings(findings).map(({ row }) => rowKey(table.columns, (column) => cellText(table, row, column)));
}

/** Removes rows that are marked as expected from the report. */
export function visibleReport(
  { report, findingKeys }: Pick<FitRecord, 'report' | 'findingKeys'>,
  expected: ExpectedRows,
): FitReport {
  if (expected.size === 0) return report;
  let rank = 0;
  const findings = report.findings.filter((finding) => !('row' in finding) || !expected.has(findingKeys[rank++]));
  const expectedRows = report.findings.length - findings.length;
  return expectedRows === 0 ? report : { ...report, findings, expectedRows };
}
