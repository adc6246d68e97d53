/** Answers requests about an open document by calling the responsible feature. */
import {
  MarkupKind,
  type ClientCapabilities,
  type CodeAction,
  type CodeLens,
  type Command,
  type Diagnostic,
  type Hover,
  type InlayHint,
} from 'vscode-languageserver';
import { locateIn, placeOfRow } from '../../core/csv/table/patched';
import { isRowProblem } from '../../core/csv/table/ragged';
import { cellRange } from '../../core/csv/table/table';
import type { FittedModel } from '../../core/judging/fittedModel';
import type { RowCluster, TextRange } from '../../protocol';
import { clusterColourNumber } from '../../protocol/report/clusterLook';
import type { LeastCertainRow, TypicalRow } from '../../protocol/places';
import { isRowCode } from '../../protocol/report/report';
import type { Abilities } from '../clientAbilities';
import { cellIn, diagnosticsIn, positionIn, rangeIn } from './requestGuards';
import type { OpenDocument } from '../../files/open/openDocument';
import { clusterHints } from '../features/clusterHints';
import { fitAction } from '../features/fitAction';
import { headerLenses } from '../features/headerLens';
import { currentCoverage } from '../../files/tableStatus';
import { BROKEN_RELATION, OUT_OF_SEQUENCE, putExpected } from '../features/diagnostics/fileFaults';
import { unlikelyRowFixes } from '../features/fixes/unlikelyRowFixes';
import type { UnlikelyCell } from '../fixes/meantFixes';
import { FOLLOWS, LEFT_OUT, readAsNumbers } from '../features/diagnostics/leftOutNotes';
import { mendRagged } from '../features/fixes/raggedRows';
import { countAsMissing, REPEATED_VALUE } from '../features/diagnostics/repeatedValues';
import { MISPLACED, mendMoved } from '../features/fixes/movedFixes';
import { hasMeantText, mendSpelling } from '../features/fixes/spellingFixes';
import { actionsInForm } from './actionForms';
import { hoverAt } from './hover';
import { isObject } from '../../protocol/guards/guards';
import { leastCertainRow, typicalRowsOf } from './rowPlaces';
import { toRange } from '../../files/open/positions';
import { rowsOnLines } from '../../files/open/positionedRows';

/** The relevant abilities of a client. */
export interface Client extends Abilities {
  readonly capabilities: ClientCapabilities;
}

export async function hover(
  document: OpenDocument | undefined,
  params: unknown,
  { capabilities, hovers, hoverDiagnostics }: Client,
): Promise<Hover | null> {
  const position = positionIn(params);
  if (document === undefined) return null;
  const isMarkdown = capabilities.textDocument?.hover?.contentFormat?.includes(MarkupKind.Markdown) === true;
  return hoverAt(document, position, isMarkdown ? hovers : undefined, hoverDiagnostics);
}

export function actions(
  document: OpenDocument | undefined,
  params: unknown,
  { commands, capabilities }: Client,
): (CodeAction | Command)[] {
  const diagnostics = diagnosticsIn(params);
  if (document === undefined) return [];
  const ownDiagnostics = diagnostics.filter(({ source }) => source === 'mixture-lens');
  const fixes = actionsInForm(fixesOf(document, ownDiagnostics, commands), params, capabilities);
  const isFitted = document.report !== undefined;
  // At a finding of the current model, a further fit would only be in the way.
  const offersFit = fixes.length === 0 && (ownDiagnostics.length === 0 || !isFitted || document.stale);
  return offersFit ? actionsInForm(fitAction(document.uri, isFitted, commands), params, capabilities) : fixes;
}

function fixesOf(
  document: OpenDocument,
  ownDiagnostics: readonly Diagnostic[],
  commands: Client['commands'],
): readonly CodeAction[] {
  const { uri, version, text } = document;
  const patched = document.patched();
  const impliedNumberFixes = ownDiagnostics
    .filter(({ code }) => code === BROKEN_RELATION || code === OUT_OF_SEQUENCE)
    .flatMap((diagnostic) => putExpected(uri, version, diagnostic));
  const raggedFixes = ownDiagnostics
    .filter(isRowProblem)
    .flatMap((diagnostic) => mendRagged({ uri, version, text, patched, diagnostic }));
  const model = document.model();
  const spellingFixes = ownDiagnostics
    .filter(hasMeantText)
    .flatMap((diagnostic) =>
      mendSpelling({
        uri,
        version,
        text,
        patched,
        schema: model?.schema,
        badCells: document.guilty.wrong.cellsOf(version),
        diagnostic,
      }),
    );
  const movedFixes = ownDiagnostics
    .filter(({ code }) => code === MISPLACED)
    .flatMap((diagnostic) =>
      mendMoved({ uri, version, text, patched, badCells: document.guilty.wrong.cellsOf(version), diagnostic }),
    );
  if (model === undefined) return [...impliedNumberFixes, ...movedFixes, ...spellingFixes, ...raggedFixes];
  const rowFixes = rowActions(document, model, ownDiagnostics, commands);
  const valueFixes = ownDiagnostics
    .filter(({ code }) => code === REPEATED_VALUE)
    .flatMap((diagnostic) => countAsMissing(uri, diagnostic, commands));
  const columnFixes = ownDiagnostics
    .filter(({ code }) => code === LEFT_OUT || code === FOLLOWS)
    .flatMap((diagnostic) => readAsNumbers(uri, diagnostic));
  return [
    ...impliedNumberFixes,
    ...movedFixes,
    ...spellingFixes,
    ...rowFixes,
    ...raggedFixes,
    ...valueFixes,
    ...columnFixes,
  ];
}

/** Fixes of unlikely rows. */
function rowActions(
  document: OpenDocument,
  model: FittedModel,
  diagnostics: readonly Diagnostic[],
  commands: Client['commands'],
): CodeAction[] {
  const { uri, version, text } = document;
  const patched = document.patched();
  const guiltyCells = (): readonly UnlikelyCell[] =>
    document.guilty.allCells(version).map(({ row, column }) => ({ place: placeOfRow(patched, row), column }));
  return diagnostics
    .filter(({ code }) => isRowCode(code))
    .flatMap((diagnostic) => {
      const at = locateIn(patched, text.offsetAt(diagnostic.range.start));
      if (at === undefined || at.row < 0) return [];
      const place = placeOfRow(patched, at.row);
      return unlikelyRowFixes({
        uri,
        version,
        text,
        place,
        row: at.row,
        model,
        guilty: document.guilty.columnsOf(version, at.row),
        guiltyCells: guiltyCells(),
        diagnostic,
        clientCommands: commands,
      });
    });
}

export function lenses(document: OpenDocument | undefined, _: unknown, { commands }: Client): CodeLens[] {
  if (document === undefined || document.patched().rowCount === 0) return [];
  const { uri, report, unlikely, stale } = document;
  return [
    ...headerLenses({
      uri,
      fit: report && { report, coverage: currentCoverage(document, report) },
      unlikely,
      stale,
      hasLostRows: document.hasLostRows(),
      hasFittedColumns: document.model() !== undefined,
      clientCommands: commands,
    }),
  ];
}

export function hints(document: OpenDocument | undefined, params: unknown): InlayHint[] {
  const range = rangeIn(params);
  if (document?.model() === undefined) return [];
  return [
    ...clusterHints(
      rowsOnLines(document.text, document.patched(), range),
      (row) => document.posteriorOf(row),
      document.report?.components ?? [],
      document.view.clusterHints,
    ),
  ];
}

export function clusters(document: OpenDocument | undefined, params: unknown): readonly RowCluster[] {
  const lines = rangeIn(params, 'lines');
  if (document?.model() === undefined) return [];
  return Array.from(rowsOnLines(document.text, document.patched(), lines), ({ row, range }) => {
    const posterior = document.posteriorOf(row);
    const cluster = posterior?.indexOf(Math.max(...posterior)) ?? -1;
    return {
      from: range.start.line,
      to: range.end.line,
      cluster,
      colour: clusterColourNumber(document.report?.components[cluster], cluster),
      posterior: posterior?.[cluster] ?? 0,
    };
  }).filter(({ cluster }) => cluster >= 0);
}

export function cell(document: OpenDocument | undefined, params: unknown): TextRange | null {
  const { line, column } = cellIn(params);
  if (document === undefined) return null;
  const patched = document.patched();
  const start = { line, character: 0 };
  for (const {
    place: { table, row, offset },
  } of rowsOnLines(document.text, patched, { start, end: start })) {
    const range = cellRange(table, row, table.columns.indexOf(column));
    if (range !== undefined) return toRange(document.text, range, offset);
  }
  return null;
}

export async function leastCertain(
  document: OpenDocument | undefined,
  params: unknown,
): Promise<LeastCertainRow | null> {
  const after =
    isObject(params) && Number.isSafeInteger(params.after) && Number(params.after) >= 0
      ? Number(params.after)
      : undefined;
  return document === undefined
    ? null
    : leastCertainRow(document, after !== undefined && after < document.patched().rowCount ? after : undefined);
}

export async function typical(document: OpenDocument | undefined): Promise<readonly TypicalRow[]> {
  return document === undefined ? [] : typicalRowsOf(document);
}
