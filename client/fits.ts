import { EventEmitter, Uri } from 'vscode';
import type { Disposable, Event } from 'vscode';
import type { DidFitParams, DidIterateParams, FitOutcome, FitReport, Iteration } from '../server/protocol';
import type { Choice, Former, Model, PanelState } from '../webview/messages';
import { Course } from './course';

/** State of one file's latest fit. */
interface FileFit {
  readonly uri: Uri;
  /** Number of the fit in this window's life. */
  readonly serial: number;
  /** The server's number of this fit, once the server has sent it. */
  serverFit: number | undefined;
  /** Number of the server's latest finished fit; later messages about it or earlier ones are ignored. */
  over: number;
  /** Whether the client requested the fit and has no answer yet. */
  awaited: boolean;
  /** Whether the server gave it up. A newer fit from this client may be the reason, so the answer is awaited. */
  superseded: boolean;
  readonly course: Course;
  /** Start of the fit, in milliseconds of the clock. */
  readonly since: number;
  /** Model of the previous fit: it applies until this fit succeeds. */
  earlier: Model | undefined;
  /** State after the end of the fit; while it runs there is only the course. */
  ended: PanelState | undefined;
}

export interface Steps {
  readonly uri: Uri;
  readonly serial: number;
  readonly steps: readonly Iteration[];
}

/**
 * The latest fit of each file, stored only here. Panels show it, and may come and go while it runs.
 *
 * News of a fit arrive twice, as the answer to the command that requested it and as the server's notifications, in
 * either order; whichever ends it first counts, the other finds it ended.
 */
export class Fits implements Disposable {
  private readonly files = new Map<string, FileFit>();
  private readonly changed = new EventEmitter<Uri>();
  private readonly advanced = new EventEmitter<Steps>();
  private serials = 0;

  /** Fires when a file's state changes: started, ended, stale. */
  readonly onDidChange: Event<Uri> = this.changed.event;
  /** Fires when the running fit of a file has made progress. */
  readonly onDidAdvance: Event<Steps> = this.advanced.event;

  /** Registers a requested fit; its serial later shows whether an answer is still relevant. */
  begin(uri: Uri): number {
    const before = this.files.get(uri.toString());
    const over = before === undefined ? -1 : Math.max(before.over, before.serverFit ?? -1);
    return this.open(uri, { over, awaited: true }).serial;
  }

  /**
   * Handles the answer to the request that began as `serial`. Returns the resulting state, or nothing if a newer fit
   * counts.
   */
  finish(uri: Uri, serial: number, outcome: FitOutcome, stale: boolean): PanelState | undefined {
    const file = this.files.get(uri.toString());
    if (file?.serial !== serial) return undefined;
    file.awaited = false;
    if (file.ended === undefined)
      this.end(file, outcome.state === 'failed' && file.superseded ? { state: 'superseded' } : outcome, stale);
    return file.ended;
  }

  iterate(params: DidIterateParams): void {
    const file = this.ofServer(params);
    if (file === undefined || file.ended !== undefined || params.steps.length === 0) return;
    file.course.add(params.steps);
    this.advanced.fire({ uri: file.uri, serial: file.serial, steps: params.steps });
  }

  settle(params: DidFitParams, stale: boolean): void {
    const file = this.ofServer(params);
    if (file === undefined || file.ended !== undefined) return;
    if (params.outcome.state === 'superseded' && file.awaited) file.superseded = true;
    else this.end(file, params.outcome, stale);
  }

  edited(uri: Uri): void {
    const file = this.files.get(uri.toString());
    if (file?.ended?.state !== 'fitted' || file.ended.stale) return;
    file.ended = { ...file.ended, stale: true };
    this.changed.fire(file.uri);
  }

  /** Handles news of a file without a fit: its model was restored, its rows were marked, or its clusters named. */
  report(uri: Uri, report: FitReport, stale: boolean): void {
    const before = this.files.get(uri.toString());
    if (before !== undefined && before.ended === undefined) {
      // While the file is fitted again, the former model is still shown.
      if (before.earlier === undefined) return;
      before.earlier = { ...before.earlier, report };
      this.changed.fire(uri);
      return;
    }
    if (before?.ended?.state === 'fitted') {
      before.ended = { ...before.ended, report, stale };
      this.changed.fire(uri);
      return;
    }
    const over = before === undefined ? -1 : Math.max(before.over, before.serverFit ?? -1);
    this.end(this.open(uri, { over }), { state: 'fitted', report }, stale);
  }

  /** Discards a model at the user's request. */
  forget(uri: Uri): void {
    const file = this.files.get(uri.toString());
    if (file === undefined || file.ended === undefined) return;
    file.ended = { state: 'empty' };
    file.earlier = undefined;
    this.changed.fire(uri);
  }

  /** A new server counts its fits from the start, and has none of the old one's. */
  serverStopped(message: string): void {
    for (const file of this.files.values()) {
      file.over = -1;
      file.serverFit = undefined;
      file.earlier = undefined;
      if (file.ended === undefined) this.end(file, { state: 'failed', message }, false);
    }
  }

  state(uri: Uri): PanelState {
    const file = this.files.get(uri.toString());
    if (file === undefined) return { state: 'empty' };
    return (
      file.ended ?? {
        state: 'running',
        fit: file.serial,
        steps: file.course.steps(),
        since: file.since,
        earlier: file.earlier,
      }
    );
  }

  running(): readonly Uri[] {
    return [...this.files.values()].filter(({ ended }) => ended === undefined).map(({ uri }) => uri);
  }

  dispose(): void {
    this.changed.dispose();
    this.advanced.dispose();
  }

  /** The file that a notification is about; an unknown number belongs to a fit that another client requested. */
  private ofServer({ uri, fit }: { readonly uri: string; readonly fit: number }): FileFit | undefined {
    const parsed = Uri.parse(uri);
    const file = this.files.get(parsed.toString());
    if (file === undefined) return this.open(parsed, { serverFit: fit });
    if (fit <= file.over) return undefined;
    if (file.serverFit === undefined && file.ended === undefined) file.serverFit = fit;
    if (file.serverFit === fit) return file;
    return fit > (file.serverFit ?? -1) ? this.open(parsed, { over: file.over, serverFit: fit }) : undefined;
  }

  private open(uri: Uri, known: Partial<Pick<FileFit, 'over' | 'serverFit' | 'awaited'>>): FileFit {
    const before = this.files.get(uri.toString());
    const file: FileFit = {
      uri,
      serial: ++this.serials,
      serverFit: undefined,
      over: -1,
      awaited: false,
      superseded: false,
      course: new Course(),
      since: Date.now(),
      ended: undefined,
      earlier:
        before?.ended?.state === 'fitted'
          ? { fit: before.serial, report: before.ended.report, choice: choiceOf(before.ended) }
          : before?.earlier,
      ...known,
    };
    this.files.set(uri.toString(), file);
    this.changed.fire(uri);
    return file;
  }

  private end(file: FileFit, outcome: FitOutcome, stale: boolean): void {
    const course = { fit: file.serial, steps: file.course.steps() };
    const { earlier } = file;
    switch (outcome.state) {
      case 'fitted':
        file.ended = {
          state: 'fitted',
          ...course,
          report: outcome.report,
          stale,
          ...comparedWith(earlier, outcome.report),
        };
        break;
      case 'failed':
        file.ended = { state: 'failed', message: outcome.message, earlier };
        break;
      default:
        file.ended = {
          state: 'cancelled',
          ...course,
          reason: outcome.state === 'cancelled' ? 'asked' : 'overtaken',
          earlier,
        };
    }
    this.changed.fire(file.uri);
  }
}

/** The compared numbers of clusters apply to the current rows; after an edit they would describe another file. */
function choiceOf({ report, choice, stale }: Extract<PanelState, { state: 'fitted' }>): Choice | undefined {
  if (stale) return undefined;
  return report.selection.length > 1 ? { k: report.k, selection: report.selection } : choice;
}

/** The parts of the previous fit that are shown beside the new one. */
function comparedWith(
  earlier: Model | undefined,
  report: FitReport,
): { readonly former?: Former; readonly choice?: Choice } {
  if (earlier === undefined || columnsOf(earlier.report) !== columnsOf(report)) return {};
  const former: Former = { k: earlier.report.k, trace: earlier.report.trace };
  return { former, ...(report.selection.length < 2 && earlier.choice !== undefined && { choice: earlier.choice }) };
}

/** Identifies the columns and rows: objectives of other ones are not comparable. */
function columnsOf({ columns, totalWeight, estimate }: FitReport): string {
  return JSON.stringify([totalWeight, estimate, ...columns.map(({ name, kind }) => [name, kind])]);
}
