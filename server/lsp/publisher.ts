/**
 * Keeps each document's diagnostics up to date: soon after a change, in small steps between which hovers are
 * answered, and never with the outcome of an older version.
 */
import type { Connection, Diagnostic } from 'vscode-languageserver';
import type { Judgement } from '../core/insight/fitted';
import type { OpenDocument } from './documents';
import { findingDiagnostics, LOW_LIKELIHOOD } from './features/findings';
import { DIAGNOSTIC_LIMIT, limited } from './features/limit';
import { badCellDiagnostics, structureDiagnostics } from './features/problems';
import { badCellsOf, judgeAnew, type BadCells } from './judging';

/** People type in bursts; the rows are judged when they pause. */
const PAUSE_MILLISECONDS = 200;
/** A hover never waits longer than one step; a step is longer only where core does not pause. */
const STEP_MILLISECONDS = 5;

interface Run {
  cancelled: boolean;
  timer?: NodeJS.Timeout;
}

export class Publisher {
  private readonly runs = new Map<string, Run>();

  constructor(private readonly connection: Connection, private readonly relatedInformation: boolean) {}

  /** After a change: publishes once nothing else has changed for a moment. */
  soon(document: OpenDocument): void {
    const run = this.begin(document.uri);
    run.timer = setTimeout(() => void this.publish(document, run), PAUSE_MILLISECONDS);
  }

  now(document: OpenDocument): void {
    void this.publish(document, this.begin(document.uri));
  }

  /** The document is closed: nobody shall see its diagnostics any more. */
  forget(uri: string): void {
    this.cancel(uri);
    void this.connection.sendDiagnostics({ uri, diagnostics: [] });
  }

  private begin(uri: string): Run {
    this.cancel(uri);
    const run: Run = { cancelled: false };
    this.runs.set(uri, run);
    return run;
  }

  private cancel(uri: string): void {
    const run = this.runs.get(uri);
    if (run === undefined) return;
    run.cancelled = true;
    clearTimeout(run.timer);
    this.runs.delete(uri);
  }

  private async publish(document: OpenDocument, run: Run): Promise<void> {
    try {
      const diagnostics = await this.diagnose(document, run);
      if (diagnostics === undefined) return;
      this.runs.delete(document.uri);
      await this.connection.sendDiagnostics({ uri: document.uri, version: document.version, diagnostics });
    } catch (error) {
      this.connection.console.error(`Diagnostics of ${document.uri}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    }
  }

  /** Undefined when something newer came in between. */
  private async diagnose(document: OpenDocument, run: Run): Promise<Diagnostic[] | undefined> {
    document.table();
    if (!(await pause(run))) return undefined;
    let judgement: Judgement | undefined;
    if (document.model() !== undefined) {
      judgement = await this.judge(document, run);
      return judgement && this.assemble(document, judgement, judgement);
    }
    const schema = document.schema();
    if (!(await pause(run))) return undefined;
    const badCells = await inSteps(badCellsOf(document.table(), schema), run);
    return badCells && this.assemble(document, undefined, badCells);
  }

  private async judge(document: OpenDocument, run: Run): Promise<Judgement | undefined> {
    const model = document.model();
    if (document.judgement !== undefined || model === undefined) return document.judgement;
    const judged = await inSteps(judgeAnew(model, document.table()), run);
    if (judged !== undefined) document.judged(judged.model, judged.judgement);
    return judged?.judgement;
  }

  private assemble(document: OpenDocument, judgement: Judgement | undefined, { badCells, badCellCount }: BadCells): Diagnostic[] {
    const table = document.table();
    const model = document.model();
    const { text } = document;
    const limit = DIAGNOSTIC_LIMIT;
    const findings = judgement === undefined || model === undefined ? [] : findingDiagnostics({
      document: text, table, model, flagged: judgement.flagged, tail: judgement.tail, limit, relatedInformation: this.relatedInformation,
    });
    return limited([
      { noun: 'unlikely row', code: LOW_LIKELIHOOD, diagnostics: findings, total: judgement?.flagged.length ?? 0 },
      { noun: 'structural problem', code: table.problems[0]?.code ?? '', diagnostics: structureDiagnostics(text, table, limit), total: table.problemCount },
      {
        noun: 'unreadable cell', code: badCells[0]?.code ?? '', total: badCellCount,
        diagnostics: badCellDiagnostics(text, table, model?.schema ?? document.schema(), badCells, limit),
      },
    ]);
  }
}

/** Lets waiting messages in. False when the run was cancelled meanwhile. */
async function pause(run: Run): Promise<boolean> {
  await new Promise((resolve) => setImmediate(resolve));
  return !run.cancelled;
}

/** Runs to the end, with pauses; undefined when cancelled. */
async function inSteps<T>(work: Generator<undefined, T>, run: Run): Promise<T | undefined> {
  let began = performance.now();
  for (;;) {
    const next = work.next();
    if (next.done === true) return next.value;
    if (performance.now() - began < STEP_MILLISECONDS) continue;
    if (!(await pause(run))) return undefined;
    began = performance.now();
  }
}
