/**
 * Publishes the diagnostics of each document soon after a change. The work is done in small steps, between which hovers
 * are answered; results for older versions are dropped.
 */
import type { CodeDescription, Connection, Diagnostic } from 'vscode-languageserver';
import { placeOfRow, problemsOf, rowsAfter, type RowPlace } from '../../core/csv/table/patched';
import { cellText } from '../../core/csv/table/table';
import type { Judgement } from '../../core/judging/fittedModel';
import type { UnlikelyRow } from '../../core/judging/falseDiscovery';
import type { Schema } from '../../core/schema/infer';
import type { BadCells } from '../../core/schema/encoding/reencode';
import type { UnlikelyRowReport } from '../../protocol';
import type { OpenDocument } from '../../files/open/openDocument';
import { findingDiagnostic, findingKey, findingWords } from '../features/diagnostics/unlikelyRowDiagnostics';
import { groupDiagnostic } from '../features/diagnostics/groups';
import { heavyTailDiagnostics } from '../features/diagnostics/heavyTailNotes';
import { limitDiagnostics, type DiagnosticGroup } from './limit';
import {
  badCellDiagnostics,
  passedOverDiagnostics,
  alikeDiagnostics,
  duplicateDiagnostics,
  refusalDiagnostic,
  sequenceDiagnostics,
  structureDiagnostics,
} from '../features/diagnostics/fileFaults';
import { followsDiagnostics, leftOutDiagnostics } from '../features/diagnostics/leftOutNotes';
import { variantDiagnostics } from '../features/fixes/spellingFixes';
import { repeatedValueDiagnostic } from '../features/diagnostics/repeatedValues';
import { mergeByCause, type CausedDiagnostic } from './oneCause';
import { isWithin } from '../../files/open/positions';
import { withSeverities } from './severities';
import { runInSteps, pause } from '../../threads/steps';
import { clean } from '../../words/clean';

/**
 * Pause after the last change before the rows are judged, in milliseconds, if the last run did not take longer: people
 * type in bursts…
 */
const PAUSE_MILLISECONDS = 30;
const LONGEST_PAUSE_MILLISECONDS = 500;
/** …and maximum delay after the first unjudged change, in milliseconds, or four times the duration of the last run. */
const DEADLINE_MILLISECONDS = 250;
/**
 * Pause in milliseconds after which all columns are examined where there is no model: any cell may change the kind of
 * its column.
 */
const REST_MILLISECONDS = 1000;

interface Run {
  cancelled: boolean;
  timer?: NodeJS.Timeout;
}

/** State of the publication for an open document. */
interface PublicationState {
  run: Run;
  /** Time of the first change that is not reported yet. */
  since?: number;
  /** Duration of the last run, in milliseconds. */
  duration: number;
}

/** All findings in a document. */
interface Verdict extends BadCells, Pick<Judgement, 'unlikely' | 'groups' | 'repeated' | 'variants'> {
  readonly schema: Schema;
}

/** Abilities of the client, and its use of diagnostics. */
export interface DiagnosticClient {
  /** Whether the client shows related places of a diagnostic. */
  readonly relatedInformation: boolean;
  /** Returns the link to the explanation of a code, if the client shows it. */
  readonly explanationOf: (code: string) => CodeDescription | undefined;
  /** Called after new diagnostics were published. */
  readonly published: (document: OpenDocument) => void;
}

export class Publisher {
  private readonly states = new Map<string, PublicationState>();

  constructor(
    private readonly connection: Pick<Connection, 'sendDiagnostics' | 'console'>,
    private readonly client: DiagnosticClient,
  ) {}

  /** Publishes after a change, once no further change has come for a moment, or at the deadline. */
  publishSoon(document: OpenDocument): void {
    const state = this.begin(document.uri);
    const now = performance.now();
    state.since ??= now;
    const untilDeadline = state.since + Math.max(DEADLINE_MILLISECONDS, 4 * state.duration) - now;
    const wait = Math.min(
      untilDeadline,
      Math.max(PAUSE_MILLISECONDS, Math.min(state.duration, LONGEST_PAUSE_MILLISECONDS)),
    );
    this.schedule(document, state, Math.max(0, wait));
  }

  publishNow(document: OpenDocument): void {
    const state = this.begin(document.uri);
    void this.publish(document, state, state.run);
  }

  /** Clears the diagnostics of a closed document. */
  forget(uri: string): void {
    this.cancel(uri);
    this.states.delete(uri);
    void this.connection.sendDiagnostics({ uri, diagnostics: [] });
  }

  private begin(uri: string): PublicationState {
    this.cancel(uri);
    const state = this.states.get(uri) ?? { run: { cancelled: false }, duration: 0 };
    state.run = { cancelled: false };
    this.states.set(uri, state);
    return state;
  }

  private cancel(uri: string): void {
    const run = this.states.get(uri)?.run;
    if (run === undefined) return;
    run.cancelled = true;
    clearTimeout(run.timer);
  }

  private schedule(document: OpenDocument, state: PublicationState, milliseconds: number): void {
    const { run } = state;
    run.timer = setTimeout(() => void this.publish(document, state, run), milliseconds);
  }

  private async publish(document: OpenDocument, state: PublicationState, run: Run): Promise<void> {
    try {
      const began = performance.now();
      const diagnostics = await this.diagnose(document, () => !run.cancelled);
      if (diagnostics === undefined) return;
      state.since = undefined;
      state.duration = performance.now() - began;
      await this.connection.sendDiagnostics({ uri: document.uri, version: document.version, diagnostics });
      this.client.published(document);
      if (run.cancelled || !document.isOutdated()) return;
      run.timer = setTimeout(
        () => {
          document.settle();
          void this.publish(document, state, run);
        },
        Math.max(REST_MILLISECONDS, 4 * state.duration),
      );
    } catch (error) {
      this.connection.console.error(
        `Diagnostics of ${document.uri}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
      );
      // Requests wait for this version, and the diagnostics of an earlier one are outdated.
      void this.connection.sendDiagnostics({ uri: document.uri, version: document.version, diagnostics: [] });
    }
  }

  /** Computes the diagnostics; undefined when a newer change came in between. */
  private async diagnose(document: OpenDocument, isCurrent: () => boolean): Promise<Diagnostic[] | undefined> {
    document.patched();
    await pause();
    if (!isCurrent()) return undefined;
    const verdict = await runInSteps(verdictOn(document), isCurrent);
    return verdict && runInSteps(this.assemble(document, verdict), isCurrent);
  }

  private *assemble(document: OpenDocument, verdict: Verdict): Generator<undefined, Diagnostic[]> {
    const { text, refusal, expected } = document;
    const { unlikely, groups, repeated } = verdict;
    const patched = document.patched();
    const limit = document.view.diagnosticLimit;
    const surprising = expected.visible(unlikely, patched.base.columns, (row, column) => {
      const place = placeOfRow(patched, row);
      return cellText(place.table, place.row, column);
    });
    document.unlikely = surprising.length;
    const cellGroups = yield* this.cellGroups(document, verdict);
    const columnGroups = this.columnGroups(document, verdict);
    const diagnosticGroups: readonly DiagnosticGroup[] = [
      {
        sort: 'obstacle',
        diagnostics: refusal === undefined ? [] : [refusalDiagnostic(refusal, text)],
        total: refusal === undefined ? 0 : 1,
      },
      {
        sort: 'repeated',
        diagnostics: repeated
          .slice(0, limit)
          .map((each) => repeatedValueDiagnostic(text, patched, each, document.report)),
        total: repeated.length,
      },
      {
        sort: 'unlikely',
        diagnostics: yield* this.findings(document, surprising.slice(0, limit)),
        total: surprising.length,
      },
      ...cellGroups,
      ...columnGroups,
      { sort: 'group', diagnostics: this.groups(document, groups.slice(0, limit)), total: groups.length },
    ];
    return limitDiagnostics(withSeverities(diagnosticGroups, document.view.severities), limit).map((diagnostic) => {
      const codeDescription = this.client.explanationOf(String(diagnostic.code));
      return codeDescription === undefined ? diagnostic : { ...diagnostic, codeDescription };
    });
  }

  /** Makes diagnostics about wrongly divided rows, unreadable cells, and cells that conflict with other rows. */
  private *cellGroups(
    document: OpenDocument,
    { schema, badCells, badCellCount }: Verdict,
  ): Generator<undefined, readonly DiagnosticGroup[]> {
    const { uri, text } = document;
    const patched = document.patched();
    const problems = problemsOf(patched);
    const limit = document.view.diagnosticLimit;
    const structureFaults = structureDiagnostics(text, problems);
    document.guilty.wrong.set(document.version, badCells);
    const unreadable = badCellDiagnostics(text, patched, schema, badCells);
    // Unreadable cells are expected in a wrongly divided row, so they are not reported there.
    const mixedRanges = structureFaults.flatMap(({ diagnostic: { code, range } }) =>
      code === 'delimiter.mixed' ? [range] : [],
    );
    const separate = unreadable.filter(
      ({ diagnostic: { range } }) => !mixedRanges.some((row) => isWithin(range.start, row)),
    );
    const { breaks, duplicates, alike } = yield* document.crossRowFaults(schema);
    document.faultCount = problems.problemCount;
    document.unreadableCount =
      badCellCount - (unreadable.length - separate.length) + breaks.length + duplicates.length + alike.length;
    const structure = this.mergeCauses(
      document,
      structureFaults,
      'row',
      problems.problemCount - structureFaults.length,
    );
    const cells = this.mergeCauses(document, separate, 'cell', badCellCount - badCells.length);
    const ordered = this.mergeCauses(document, sequenceDiagnostics(text, patched, schema, breaks), 'cell', 0);
    return [
      { sort: 'structure', ...structure },
      { sort: 'unreadable', ...cells },
      { sort: 'sequence', ...ordered },
      {
        sort: 'duplicate',
        diagnostics: duplicateDiagnostics(text, patched, schema, duplicates, limit),
        total: duplicates.length,
      },
      {
        sort: 'alike',
        diagnostics: alikeDiagnostics({ uri, text, patched }, alike, limit, this.client.relatedInformation),
        total: alike.length,
      },
    ];
  }

  /** Makes diagnostics about whole columns, and about lines that are not rows. */
  private columnGroups(document: OpenDocument, { schema, variants }: Verdict): readonly DiagnosticGroup[] {
    const { uri, text } = document;
    const patched = document.patched();
    const model = document.model();
    const heavy = model === undefined ? [] : heavyTailDiagnostics(text, patched, model);
    const leftOut = model === undefined ? [] : leftOutDiagnostics(text, patched, model.schema);
    const spelt = variantDiagnostics({ uri, text, patched }, variants, this.client.relatedInformation);
    const follows = followsDiagnostics(text, patched, schema);
    const passedOver = passedOverDiagnostics(text, patched);
    return [
      { sort: 'spelling', diagnostics: spelt, total: spelt.length },
      { sort: 'heavy', diagnostics: heavy, total: heavy.length },
      { sort: 'leftOut', diagnostics: leftOut, total: leftOut.length },
      { sort: 'follows', diagnostics: follows, total: follows.length },
      { sort: 'line', diagnostics: passedOver, total: passedOver.length },
    ];
  }

  /**
   * Merges diagnostics with the same cause, unless the client shows no related places.
   *
   * @param unlistedCount number of further findings that have no diagnostic
   */
  private mergeCauses(
    { uri }: OpenDocument,
    items: readonly CausedDiagnostic[],
    noun: 'row' | 'cell',
    unlistedCount: number,
  ): Pick<DiagnosticGroup, 'diagnostics' | 'total'> {
    const diagnostics = this.client.relatedInformation
      ? mergeByCause(uri, items, noun, unlistedCount > 0)
      : items.map(({ diagnostic }) => diagnostic);
    return { diagnostics, total: diagnostics.length + unlistedCount };
  }

  private groups(document: OpenDocument, groups: Verdict['groups']): Diagnostic[] {
    const model = document.model();
    if (model === undefined) return [];
    const { uri, text, report } = document;
    const place = {
      uri,
      text,
      patched: document.patched(),
      model,
      looks: report?.components ?? [],
      hasRelated: this.client.relatedInformation,
    };
    return groups.map((group) => groupDiagnostic(place, group));
  }

  /**
   * Makes one diagnostic per unlikely row, ranked. Its words are cached as long as the row and the finding are
   * unchanged.
   */
  private *findings(document: OpenDocument, unlikely: readonly UnlikelyRow[]): Generator<undefined, Diagnostic[]> {
    const model = document.model();
    const diagnostics: Diagnostic[] = [];
    const reports: UnlikelyRowReport[] = [];
    document.guilty.set(document.version, unlikely);
    if (model === undefined || unlikely.length === 0) {
      document.findings = reports;
      return diagnostics;
    }
    const { uri, text, view } = document;
    const patched = document.patched();
    const ordinary = this.client.relatedInformation ? yield* document.ordinary() : undefined;
    const rowAfter = rowsAfter(patched);
    const currentPlaceOf = (before: number): { row: number; place: RowPlace } | undefined => {
      const row = rowAfter(before);
      return row < 0 ? undefined : { row, place: placeOfRow(patched, row) };
    };
    for (const unlikelyRow of unlikely) {
      const { row, tail } = unlikelyRow;
      const place = placeOfRow(patched, row);
      const cachedWords = document.findingWordsOf(place.table);
      const key = findingKey(place.row, unlikelyRow);
      const words = cachedWords.get(key) ?? findingWords({ model, place, finding: unlikelyRow, ordinary });
      cachedWords.set(key, words);
      const diagnostic = findingDiagnostic({ uri, text, place, currentPlaceOf, tail, view }, words);
      diagnostics.push(diagnostic);
      reports.push({
        code: words.code,
        row,
        range: diagnostic.range,
        tail,
        message: words.message,
        ...blamedCell(place, words.column),
      });
      yield undefined;
    }
    // The former findings stay until all new ones are ready: a hover must not see half of them.
    document.findings = reports;
    return diagnostics;
  }
}

/** Returns the guiltiest cell in the form of the wire. */
function blamedCell({ table, row }: RowPlace, column: number | undefined): Pick<UnlikelyRowReport, 'column' | 'value'> {
  return column === undefined
    ? {}
    : { column: clean(table.columns[column]), value: clean(cellText(table, row, column)) };
}

/** Judges the rows by the model where there is one; else only checks cells. */
function* verdictOn(document: OpenDocument): Generator<undefined, Verdict> {
  yield* document.compare();
  const judged = yield* document.judge();
  const model = document.model();
  if (judged !== undefined && model !== undefined) return { ...judged, schema: model.schema };
  const { badCells, badCellCount } = yield* document.unreadableCells();
  return {
    schema: yield* document.schema(),
    badCells,
    badCellCount,
    unlikely: [],
    groups: [],
    repeated: [],
    variants: [],
  };
}
