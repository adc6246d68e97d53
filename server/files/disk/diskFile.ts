/**
 * The fit of a file that is not open in the editor, such as one that is too large for it. Only the findings of its rows
 * are kept; for anything else a thread reads the file again (`rowsThreads.ts`).
 */
import { say } from '../../../language/language';
import { pathOf, stampOf } from '../../disk/paths';
import { watched } from '../../disk/watching';
import { lookOf } from '../../formats/clusterNames';
import { ExpectedRows, type ExpectedRow } from '../../formats/sidecar';
import type { FileStamp } from '../../formats/table/readTable';
import { dialectOverrides, type FitOutput } from '../../pipeline/fitTable';
import { reportData } from '../../pipeline/gatherReport';
import type { Component, FitOptions, FitReport, UnlikelyRowReport } from '../../protocol';
import type { InsightAnswer, InsightQuestion } from '../../protocol/insight';
import { coverageOf, tableWidth } from '../../protocol/report/checked';
import type { ReportData } from '../../protocol/reportData';
import type { TableStatus } from '../../protocol/status';
import type { FileRowsInput } from '../../threads/fileRows';
import { NoAnswer, type RowsOnDisk } from '../../threads/rowsThreads';
import { FitProblem } from '../../words/fitProblem';
import { nameOf } from '../fileNames';
import { visibleReport, type FitRecord, type FittedFile, type ScoresTarget } from '../fittedFile';
import { frameStatus } from '../tableStatus';
import { unlikelyRowsOf } from './diskFindings';

/** A fit of a file on disk, with the stamp of the file at that time. */
export interface DiskFit extends FitRecord {
  readonly stamp: FileStamp;
}

export class DiskFile implements FittedFile {
  private latest: DiskFit;
  private visible: FitReport;
  private hasChanged: boolean;
  private expected: readonly ExpectedRow[];
  private readonly unwatch: () => void;

  /**
   * @param rows reads the rows of the file again
   * @param onChange called when the report or the state of the file changes
   */
  constructor(
    readonly uri: string,
    {
      fit,
      expected,
      stale,
    }: { readonly fit: DiskFit; readonly expected: readonly ExpectedRow[]; readonly stale: boolean },
    private readonly rows: RowsOnDisk,
    private readonly onChange: (file: DiskFile) => void,
  ) {
    this.latest = fit;
    this.expected = expected;
    this.hasChanged = stale;
    this.visible = visibleReport(fit, new ExpectedRows(expected));
    this.unwatch = watched(pathOf(uri) ?? '', () => void this.checkStamp());
  }

  get fit(): DiskFit {
    return this.latest;
  }

  get report(): FitReport {
    return this.visible;
  }

  get stale(): boolean {
    return this.hasChanged;
  }

  requestedOptions(): FitOptions {
    return this.latest.requested;
  }

  unlikelyRows(): readonly UnlikelyRowReport[] {
    return unlikelyRowsOf(this.visible);
  }

  restyle(components: readonly Component[]): void {
    this.latest = { ...this.latest, report: { ...this.latest.report, components } };
    this.updateReport();
  }

  expect(rows: readonly ExpectedRow[]): void {
    if (this.expected.length + rows.length === 0) return;
    this.expected = rows;
    this.updateReport();
  }

  /** @throws NoAnswer */
  cells(row: number): Promise<ExpectedRow['cells']> {
    return this.rows.cells(this.uri, this.rowsInput(), row);
  }

  async answer(question: InsightQuestion): Promise<InsightAnswer> {
    try {
      return await this.ask(question);
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
      return { kind: 'none', why: error.message };
    }
  }

  async reportData(fileName: string): Promise<ReportData> {
    if (this.stale)
      throw new FitProblem(
        say('{file} is no longer the file that was fitted; fit it again, then save the report.', {
          file: nameOf(this.uri),
        }),
      );
    return this.withFileName(() => reportData(fileName, this.visible, (question) => this.ask(question)));
  }

  /** Writes the scores as they are computed: they may be larger than memory. */
  async scores({ to, escapeFormulas }: ScoresTarget): Promise<undefined> {
    if (to === undefined)
      throw new FitProblem(
        say(
          '{file} is not open in the editor; the scores of its rows can only be written to a file on disk. Choose one.',
          { file: nameOf(this.uri) },
        ),
      );
    const looks = this.visible.components.map(lookOf);
    await this.withFileName(() => this.rows.writeScores(this.uri, this.rowsInput(), { to, looks, escapeFormulas }));
    return undefined;
  }

  /** Summarises the file for an editor. */
  status(): TableStatus {
    const { report, stale } = this;
    return {
      ...this.tableStatus(),
      model: { k: report.k, nlmlPerRow: report.nlml / report.totalWeight, stale, suits: true, ...coverageOf(report) },
    };
  }

  /** Summarises the table alone, for a file whose fit was forgotten. */
  tableStatus(): TableStatus {
    const {
      report,
      latest: {
        dialect: { delimiter, hasHeader: header, decimal, missing, thousands, frame },
      },
    } = this;
    return {
      rows: report.rows,
      columns: tableWidth(report.columns),
      delimiter,
      header,
      decimal,
      missing,
      ...(thousands !== undefined && { thousands }),
      ...frameStatus(frame),
    };
  }

  /** Stops watching the file and releases its rows. */
  close(): void {
    this.rows.end(this.uri);
    this.unwatch();
  }

  private updateReport(): void {
    this.visible = visibleReport(this.latest, new ExpectedRows(this.expected));
    this.onChange(this);
  }

  private async checkStamp(): Promise<void> {
    const stale = !isSameStamp(await stampOf(this.uri), this.latest.stamp);
    if (this.hasChanged === stale) return;
    this.hasChanged = stale;
    this.onChange(this);
  }

  /** @throws NoAnswer */
  private ask(question: InsightQuestion): Promise<InsightAnswer> {
    return this.rows.insight(this.uri, this.rowsInput(), question, this.expected);
  }

  private rowsInput(): FileRowsInput {
    const { stamp, model, dialect } = this.latest;
    return { path: pathOf(this.uri) ?? '', stamp, model, dialect };
  }

  /** Runs work on the file, and prefixes error messages with the name of the file. */
  private async withFileName<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw error instanceof FitProblem ? new FitProblem(`${nameOf(this.uri)}: ${error.message}`) : error;
    }
  }
}

/** Makes the fit of a file from a fit's output; undefined where the source was not a file on disk. */
export function diskFit(
  { report, model, dialect, file }: FitOutput,
  options: FitOptions,
  requested: FitOptions,
): DiskFit | undefined {
  if (file?.stamp === undefined) return undefined;
  const { stamp, findingKeys } = file;
  return {
    report,
    model,
    dialect,
    findingKeys,
    requested,
    overrides: dialectOverrides(options),
    length: stamp.size,
    hash: stamp.written,
    stamp,
  };
}

export function isSameStamp(stamp: FileStamp | undefined, other: FileStamp): boolean {
  return stamp?.size === other.size && stamp.written === other.written;
}
