/** The fitted files that are not open in the editor. */
import type { ExpectedRow } from '../../formats/sidecar';
import type { FitReport } from '../../protocol';
import type { TableStatus } from '../../protocol/status';
import { RowsOnDisk } from '../../threads/rowsThreads';
import { DiskFile, type DiskFit } from './diskFile';

/** Maximum number of files whose fits are kept; the oldest are dropped. */
const MOST_FILES = 20;

/** News of a file for clients: its status and, unless a fit's answer brings it, its report. */
export interface DiskNews {
  readonly uri: string;
  readonly table: TableStatus;
  readonly report?: { readonly report: FitReport; readonly stale: boolean };
}

export class DiskFiles {
  private readonly files = new Map<string, DiskFile>();
  private readonly rows: RowsOnDisk;

  /** @param worker path of the bundled worker */
  constructor(
    worker: string,
    private readonly notify: (news: DiskNews) => void,
  ) {
    this.rows = new RowsOnDisk(worker);
  }

  get(uri: string): DiskFile | undefined {
    return this.files.get(uri);
  }

  uris(): readonly string[] {
    return [...this.files.keys()];
  }

  /** Stores a new fit; the answer of its command brings the report. */
  storeFit(uri: string, fit: DiskFit, expected: readonly ExpectedRow[]): FitReport {
    const file = this.replace(uri, fit, expected, false);
    this.notify({ uri, table: file.status() });
    return file.report;
  }

  /** Restores a remembered fit. */
  recall(uri: string, fit: DiskFit, expected: readonly ExpectedRow[], stale: boolean): void {
    this.report(this.replace(uri, fit, expected, stale));
  }

  /** Reports the state of a file again. Returns whether there is a fit of it. */
  reportAgain(uri: string): boolean {
    const file = this.files.get(uri);
    if (file !== undefined) this.report(file);
    return file !== undefined;
  }

  /** Discards a fit at the user's request. Returns whether there was one. */
  forget(uri: string): boolean {
    const file = this.files.get(uri);
    if (file === undefined) return false;
    this.drop(uri);
    this.notify({ uri, table: file.tableStatus() });
    return true;
  }

  /** Discards a fit silently: the file is now open, or has another name or another fit. */
  drop(uri: string): boolean {
    this.files.get(uri)?.close();
    return this.files.delete(uri);
  }

  end(): void {
    this.rows.endAll();
    for (const uri of [...this.files.keys()]) this.drop(uri);
  }

  private replace(uri: string, fit: DiskFit, expected: readonly ExpectedRow[], stale: boolean): DiskFile {
    this.drop(uri);
    const file = new DiskFile(uri, { fit, expected, stale }, this.rows, (changed) => {
      if (this.files.get(uri) === changed) this.report(changed);
    });
    this.files.set(uri, file);
    for (const oldest of this.files.keys()) if (this.files.size > MOST_FILES) this.drop(oldest);
    return file;
  }

  private report(file: DiskFile): void {
    const { uri, report, stale } = file;
    this.notify({ uri, table: file.status(), report: { report, stale } });
  }
}
