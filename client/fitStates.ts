/** The latest fit of each file, with its state. */
import { EventEmitter, Uri } from 'vscode';
import type { Disposable, Event } from 'vscode';
import type { DidFitParams, DidIterateParams, FitOutcome, FitReport, Iteration } from '../server/protocol';
import type { Choice, Former, Model, PanelState } from '../webview/messages';
import { Course } from './course';

/** State of one file's latest fit. */
interface FileFit {
  readonly uri: Uri;
  /** Number of the fit, counted from 1 since the window was opened. */
  readonly serial: number;
  /** The server's number of this fit, once the server has sent it. */
  serverFit: number | undefined;
  /** Number of the server's latest finished fit; later messages about it or earlier ones are ignored. */
  lastFinished: number;
  /** Whether this client requested the fit and the answer is pending. */
  awaited: boolean;
  /** Whether the server abandoned the fit. A newer fit of this client may be the reason, so the answer is awaited. */
  superseded: boolean;
  course: Course;
  /** Start of the fit, in milliseconds of a clock that nobody sets back. */
  readonly since: number;
  /** Model of the previous fit: it applies until this fit succeeds. */
  earlier: Model | undefined;
  /** State after the end of the fit; while it runs there is only the course. */
  endState: PanelState | undefined;
}

export interface Steps {
  readonly uri: Uri;
  readonly serial: number;
  readonly steps: readonly Iteration[];
}

/**
 * The latest fit of each file, stored only here. Panels show it, and may come and go while it runs.
 *
 * The outcome of a fit arrives twice, as the answer to the command that requested it and as a notification of the
 * server, in either order. The first one counts; the second one is ignored.
 */
export class Fits implements Disposable {
  private readonly files = new Map<string, FileFit>();
  private readonly changeEmitter = new EventEmitter<Uri>();
  private readonly advanceEmitter = new EventEmitter<Steps>();
  private lastSerial = 0;

  /** Fires when a file's state changes: started, ended, stale. */
  readonly onDidChange: Event<Uri> = this.changeEmitter.event;
  /** Fires when the running fit of a file has made progress. */
  readonly onDidAdvance: Event<Steps> = this.advanceEmitter.event;

  /** Registers a requested fit; its serial later shows whether an answer is still relevant. */
  begin(uri: Uri): number {
    const previous = this.files.get(uri.toString());
    const lastFinished = previous === undefined ? -1 : Math.max(previous.lastFinished, previous.serverFit ?? -1);
    return this.open(uri, { lastFinished, awaited: true }).serial;
  }

  /**
   * Handles the answer to the request that began as `serial`. Returns the resulting state, or nothing if a newer fit
   * counts.
   */
  finish(uri: Uri, serial: number, outcome: FitOutcome, stale: boolean): PanelState | undefined {
    const file = this.files.get(uri.toString());
    if (file?.serial !== serial) return undefined;
    file.awaited = false;
    if (file.endState === undefined)
      this.end(file, outcome.state === 'failed' && file.superseded ? { state: 'superseded' } : outcome, stale);
    return file.endState;
  }

  iterate(params: DidIterateParams): void {
    const file = this.fileOfNotification(params);
    if (file === undefined || file.endState !== undefined || params.steps.length === 0) return;
    file.course.add(params.steps);
    this.advanceEmitter.fire({ uri: file.uri, serial: file.serial, steps: params.steps });
  }

  settle(params: DidFitParams, stale: boolean): void {
    const file = this.fileOfNotification(params);
    if (file === undefined || file.endState !== undefined) return;
    if (params.outcome.state === 'superseded' && file.awaited) file.superseded = true;
    else this.end(file, params.outcome, stale);
  }

  /** @param stale whether the file was edited since its fit; an edit that was undone does not count */
  setStale(uri: Uri, stale: boolean): void {
    const file = this.files.get(uri.toString());
    if (file?.endState?.state !== 'fitted' || file.endState.stale === stale) return;
    file.endState = { ...file.endState, stale };
    this.changeEmitter.fire(file.uri);
  }

  /** Handles a report without a new fit: a model was restored, rows were marked, or clusters named. */
  report(uri: Uri, report: FitReport, stale: boolean): void {
    const current = this.files.get(uri.toString());
    if (current !== undefined && current.endState === undefined) {
      // While the file is fitted again, the former model is still shown.
      if (current.earlier === undefined) return;
      current.earlier = { ...current.earlier, report };
      this.changeEmitter.fire(uri);
      return;
    }
    if (current?.endState?.state === 'fitted') {
      current.endState = { ...current.endState, report, stale };
      this.changeEmitter.fire(uri);
      return;
    }
    const lastFinished = current === undefined ? -1 : Math.max(current.lastFinished, current.serverFit ?? -1);
    this.end(this.open(uri, { lastFinished }), { state: 'fitted', report }, stale);
  }

  /** Discards a model at the user's request. */
  forget(uri: Uri): void {
    const file = this.files.get(uri.toString());
    if (file === undefined || file.endState === undefined) return;
    file.endState = { state: 'empty' };
    file.earlier = undefined;
    this.changeEmitter.fire(uri);
  }

  /** Ends the running fits as failed and resets the numbers of fits: a restarted server counts its fits anew. */
  serverStopped(message: string): void {
    for (const file of this.files.values()) {
      file.lastFinished = -1;
      file.serverFit = undefined;
      file.earlier = undefined;
      if (file.endState === undefined) this.end(file, { state: 'failed', message }, false);
    }
  }

  state(uri: Uri): PanelState {
    const file = this.files.get(uri.toString());
    if (file === undefined) return { state: 'empty' };
    return (
      file.endState ?? {
        state: 'running',
        fit: file.serial,
        steps: file.course.steps(),
        elapsed: Math.round(performance.now() - file.since),
        earlier: file.earlier,
      }
    );
  }

  running(): readonly Uri[] {
    return [...this.files.values()].filter(({ endState }) => endState === undefined).map(({ uri }) => uri);
  }

  dispose(): void {
    this.changeEmitter.dispose();
    this.advanceEmitter.dispose();
  }

  /** Finds the file of a notification. An unknown number belongs to a fit that another client requested. */
  private fileOfNotification({ uri, fit }: { readonly uri: string; readonly fit: number }): FileFit | undefined {
    const parsed = Uri.parse(uri);
    const file = this.files.get(parsed.toString());
    if (file === undefined) return this.open(parsed, { serverFit: fit });
    if (fit <= file.lastFinished) return undefined;
    if (file.serverFit === undefined && file.endState === undefined) file.serverFit = fit;
    if (file.serverFit === fit) return file;
    if (fit > (file.serverFit ?? -1) && file.awaited && file.superseded) return this.renumber(file, fit);
    return fit > (file.serverFit ?? -1)
      ? this.open(parsed, { lastFinished: file.lastFinished, serverFit: fit })
      : undefined;
  }

  /** Takes a later fit for the awaited one: the server gave up an earlier fit in its favour. Its time goes on. */
  private renumber(file: FileFit, fit: number): FileFit {
    file.serverFit = fit;
    file.superseded = false;
    file.course = new Course();
    this.changeEmitter.fire(file.uri);
    return file;
  }

  private open(uri: Uri, initial: Partial<Pick<FileFit, 'lastFinished' | 'serverFit' | 'awaited'>>): FileFit {
    const previous = this.files.get(uri.toString());
    const file: FileFit = {
      uri,
      serial: ++this.lastSerial,
      serverFit: undefined,
      lastFinished: -1,
      awaited: false,
      superseded: false,
      course: new Course(),
      since: performance.now(),
      endState: undefined,
      earlier:
        previous?.endState?.state === 'fitted'
          ? { fit: previous.serial, report: previous.endState.report, choice: choiceOf(previous.endState) }
          : previous?.earlier,
      ...initial,
    };
    this.files.set(uri.toString(), file);
    this.changeEmitter.fire(uri);
    return file;
  }

  private end(file: FileFit, outcome: FitOutcome, stale: boolean): void {
    const course = { fit: file.serial, steps: file.course.steps() };
    const { earlier } = file;
    switch (outcome.state) {
      case 'fitted':
        file.endState = {
          state: 'fitted',
          ...course,
          report: outcome.report,
          stale,
          ...comparison(earlier, outcome.report),
        };
        break;
      case 'failed':
        file.endState = { state: 'failed', message: outcome.message, earlier };
        break;
      default:
        file.endState = {
          state: 'cancelled',
          ...course,
          reason: outcome.state === 'cancelled' ? 'asked' : 'overtaken',
          earlier,
        };
    }
    this.changeEmitter.fire(file.uri);
  }
}

/** Returns the compared numbers of clusters; undefined after an edit, when they would describe another file. */
function choiceOf({ report, choice, stale }: Extract<PanelState, { state: 'fitted' }>): Choice | undefined {
  if (stale) return undefined;
  return report.selection.length > 1 ? { k: report.k, selection: report.selection } : choice;
}

/** Returns the parts of the previous fit that are shown together with the new one. */
function comparison(
  earlier: Model | undefined,
  report: FitReport,
): { readonly former?: Former; readonly choice?: Choice } {
  if (earlier === undefined || dataKey(earlier.report) !== dataKey(report)) return {};
  const former: Former = { k: earlier.report.k, trace: earlier.report.trace };
  return { former, ...(report.selection.length < 2 && earlier.choice !== undefined && { choice: earlier.choice }) };
}

/** Returns a key of the columns and rows of a fit: objectives are comparable between equal keys only. */
function dataKey({ columns, totalWeight, estimate }: FitReport): string {
  return JSON.stringify([totalWeight, estimate, ...columns.map(({ name, kind }) => [name, kind])]);
}
