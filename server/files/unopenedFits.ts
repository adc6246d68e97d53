/**
 * Fits of files that are not open in the editor, such as those that are too large for it: the one owner of what is kept
 * of them. Of their rows nothing is but what the findings say; whoever asks for more has the file read again
 * (`diskRows.ts`).
 */
import { watched } from '../disk/watching';
import type { FileRowsInput } from '../threads/fileRows';
import { lookOf } from '../formats/clusterNames';
import type { FileStamp } from '../formats/table/readTable';
import { dialectOverrides, type FitOutput } from '../pipeline/fitTable';
import { ExpectedRows, type ExpectedRow } from '../formats/sidecar';
import type { Component, FitOptions, FitReport, UnlikelyRowReport } from '../protocol';
import { checkedOf, tableWidth } from '../protocol/report/checked';
import type { InsightAnswer, InsightQuestion } from '../protocol/insight';
import type { TableStatus } from '../protocol/status';
import { pathOf, stampOf } from '../disk/paths';
import { NoAnswer, RowsOnDisk } from '../threads/diskRows';
import { toldFindings } from './unopenedFindings';
import { toldReport, type Fitted } from './fittedFile';
import { frameStatus } from './tableStatus';

/** A fit of a file on disk as it was then. */
export interface DiskFit extends Fitted {
  readonly stamp: FileStamp;
}

/** Number of files whose fits are kept, the latest. */
const MOST = 20;

/** What is told of a file. */
interface Told {
  readonly report: FitReport;
  /** The file on disk is no longer the one that was fitted. */
  readonly stale: boolean;
}

interface Kept extends Told {
  readonly fit: DiskFit;
  expected: readonly ExpectedRow[];
  report: FitReport;
  stale: boolean;
  /** Ends the watch over the file. */
  readonly unwatch: () => void;
}

export class UnopenedFits {
  private readonly fits = new Map<string, Kept>();
  private readonly rows: RowsOnDisk;

  /** @param tell is given what is to be told of a file; without the report where a fit tells of that itself */
  constructor(
    worker: string,
    private readonly tell: (uri: string, table: TableStatus, told?: Told) => void,
  ) {
    this.rows = new RowsOnDisk(worker);
  }

  /** Takes a new fit. Returns what is told of it. */
  keep(uri: string, fit: DiskFit, expected: readonly ExpectedRow[]): FitReport {
    const kept = this.take(uri, fit, expected, false);
    this.tell(uri, statusOf(kept));
    return kept.report;
  }

  /** Takes one from another day. */
  recall(uri: string, fit: DiskFit, expected: readonly ExpectedRow[], stale: boolean): void {
    this.take(uri, fit, expected, stale);
    this.tellAll(uri);
  }

  /** Tells what is known of a file. Returns whether anything is. */
  tellAll(uri: string): boolean {
    const kept = this.fits.get(uri);
    if (kept !== undefined) this.tell(uri, statusOf(kept), kept);
    return kept !== undefined;
  }

  of(uri: string): DiskFit | undefined {
    return this.fits.get(uri)?.fit;
  }

  unlikelyRows(uri: string): readonly UnlikelyRowReport[] {
    const kept = this.fits.get(uri);
    return kept === undefined ? [] : toldFindings(kept.report);
  }

  /** Its clusters have other names or colours. */
  rename(uri: string, components: readonly Component[]): void {
    const kept = this.fits.get(uri);
    if (kept === undefined) return;
    kept.fit.report = { ...kept.fit.report, components };
    kept.report = toldReport(kept.fit, new ExpectedRows(kept.expected));
    this.tellAll(uri);
  }

  /** Other rows are marked as expected now. */
  expect(uri: string, expected: readonly ExpectedRow[]): void {
    const kept = this.fits.get(uri);
    if (kept === undefined || kept.expected.length + expected.length === 0) return;
    kept.expected = expected;
    kept.report = toldReport(kept.fit, new ExpectedRows(expected));
    this.tellAll(uri);
  }

  /** What is told of a file now. */
  told(uri: string): Told | undefined {
    return this.fits.get(uri);
  }

  /** @throws NoAnswer */
  async answer(uri: string, question: InsightQuestion): Promise<InsightAnswer> {
    const kept = this.fits.get(uri);
    if (kept === undefined) throw new NoAnswer('There is no fit of this file; fit it first.');
    return this.rows.insight(uri, rowsInput(uri, kept.fit), question, kept.expected);
  }

  /** The same where no answer is one, too. Undefined for a file of which there is no fit. */
  async insight(uri: string, question: InsightQuestion): Promise<InsightAnswer | undefined> {
    if (!this.fits.has(uri)) return undefined;
    try {
      return await this.answer(uri, question);
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
      return { kind: 'none', why: error.message };
    }
  }

  /** @throws NoAnswer */
  async writeScores(uri: string, to: string, escapeFormulas: boolean): Promise<void> {
    const kept = this.fits.get(uri);
    if (kept !== undefined)
      await this.rows.writeScores(uri, rowsInput(uri, kept.fit), {
        to,
        looks: kept.report.components.map(lookOf),
        escapeFormulas,
      });
  }

  /** Of a data row, as the sidecar has them; undefined for a file of which there is no fit. @throws NoAnswer */
  async cells(uri: string, row: number): Promise<ExpectedRow['cells'] | undefined> {
    const kept = this.fits.get(uri);
    return kept && this.rows.cells(uri, rowsInput(uri, kept.fit), row);
  }

  /** Lets a fit go on purpose. Returns whether there was one. */
  forget(uri: string): boolean {
    const kept = this.fits.get(uri);
    if (kept === undefined) return false;
    this.drop(uri);
    this.tell(uri, tableOf(kept));
    return true;
  }

  /** The same without a word: the file is open now, has another name or another fit. */
  drop(uri: string): boolean {
    const kept = this.fits.get(uri);
    if (kept === undefined) return false;
    this.rows.end(uri);
    kept.unwatch();
    return this.fits.delete(uri);
  }

  end(): void {
    this.rows.endAll();
    for (const uri of [...this.fits.keys()]) this.drop(uri);
  }

  private take(uri: string, fit: DiskFit, expected: readonly ExpectedRow[], stale: boolean): Kept {
    this.drop(uri);
    const kept: Kept = {
      fit,
      expected,
      stale,
      report: toldReport(fit, new ExpectedRows(expected)),
      unwatch: watched(pathOf(uri) ?? '', () => void this.look(uri, kept)),
    };
    this.fits.set(uri, kept);
    for (const oldest of this.fits.keys()) if (this.fits.size > MOST) this.drop(oldest);
    return kept;
  }

  private async look(uri: string, kept: Kept): Promise<void> {
    const stale = !isSameStamp(await stampOf(uri), kept.fit.stamp);
    if (this.fits.get(uri) !== kept || kept.stale === stale) return;
    kept.stale = stale;
    this.tellAll(uri);
  }
}

/** What a fit leaves of a file; undefined where it was not one on disk. */
export function diskFit(
  { report, model, dialect, file }: FitOutput,
  options: FitOptions,
  asked: FitOptions,
): DiskFit | undefined {
  if (file?.stamp === undefined) return undefined;
  const { stamp, findingKeys } = file;
  return {
    report,
    model,
    dialect,
    findingKeys,
    asked,
    overrides: dialectOverrides(options),
    length: stamp.size,
    hash: stamp.written,
    stamp,
  };
}

function tableOf({
  report,
  fit: {
    dialect: { delimiter, hasHeader: header, decimal, missing, thousands, frame },
  },
}: Kept): TableStatus {
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

function statusOf(kept: Kept): TableStatus {
  const { report, stale } = kept;
  return {
    ...tableOf(kept),
    model: { k: report.k, nlmlPerRow: report.nlml / report.totalWeight, stale, suits: true, ...checkedOf(report) },
  };
}

export function isSameStamp(one: FileStamp | undefined, other: FileStamp): boolean {
  return one?.size === other.size && one.written === other.written;
}

function rowsInput(uri: string, { stamp, model, dialect }: DiskFit): FileRowsInput {
  return { path: pathOf(uri) ?? '', stamp, model, dialect };
}
