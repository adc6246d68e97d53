/** Navigates from one unlikely row to the next. */
import { l10n, languages, Selection, TextEditorRevealType, window } from 'vscode';
import type { Diagnostic, Range, TextEditor, Uri } from 'vscode';
import type { UnlikelyRowReport } from '../server/protocol';
import { isRowCode } from '../server/protocol/report/report';
import type { ModelStatus } from '../server/protocol/status';
import { noFindingWords } from './checkedWords';
import { editorOf } from './documents';
import { inLabel } from './labels';

/** Time for which the status bar shows why there is no next finding, in milliseconds. */
const NO_FINDING_MILLISECONDS = 5000;

/** Returns the diagnostics of a file's unlikely rows, in the order of the lines. */
export function findingsOf(uri: Uri): readonly Diagnostic[] {
  return languages
    .getDiagnostics(uri)
    .filter(isFinding)
    .sort((a, b) => a.range.start.compareTo(b.range.start));
}

function isFinding({ code }: Diagnostic): boolean {
  return isRowCode(typeof code === 'object' ? code.value : code);
}

/** Shows in the status bar why there is no next finding. @param model of the file, if there is one */
function showNoFinding(model: ModelStatus | undefined): void {
  const words =
    model === undefined
      ? l10n.t('There is no model of this file; fit it first.')
      : model.suits
        ? noFindingWords(model)
        : l10n.t('The columns are no longer those of the fit; fit again.');
  void window.setStatusBarMessage(inLabel(l10n.t('Mixture Lens: {0}', words)), NO_FINDING_MILLISECONDS);
}

/** Selects the next unlikely row after the cursor, or the previous one; wraps around at the ends. */
export async function goToFinding(
  uri: Uri,
  direction: 'next' | 'previous',
  model: ModelStatus | undefined,
): Promise<void> {
  const editor = editorOf(uri);
  const findings = findingsOf(uri);
  if (editor === undefined) return;
  if (findings.length === 0) {
    showNoFinding(model);
    return;
  }
  const { start, end } = editor.selection;
  const target =
    direction === 'next'
      ? (findings.find(
          ({ range }) => range.start.isAfter(start) || (range.start.isEqual(start) && !range.end.isEqual(end)),
        ) ?? findings[0])
      : (findings.findLast(({ range }) => range.start.isBefore(start)) ?? findings[findings.length - 1]);
  await goTo(editor, target.range);
}

/** Source of a file's unlikely rows. */
export interface UnlikelyRowSource {
  unlikelyRows(uri: Uri): Promise<readonly UnlikelyRowReport[]>;
}

/** Navigation in files whose text and cursor are hidden from extensions, from its own last position. */
export class UnopenedNavigation {
  private readonly lastLines = new Map<string, number>();

  constructor(private readonly source: UnlikelyRowSource) {}

  /** Returns the line of the next or previous unlikely row, from 0. Without one, shows a message; undefined then. */
  async next(uri: Uri, direction: 'next' | 'previous', model: ModelStatus | undefined): Promise<number | undefined> {
    const lines = (await this.source.unlikelyRows(uri)).map(({ range }) => range.start.line).sort((a, b) => a - b);
    if (lines.length === 0) showNoFinding(model);
    const lastLine = this.lastLines.get(uri.toString());
    const line =
      direction === 'next'
        ? (lines.find((candidate) => lastLine === undefined || candidate > lastLine) ?? lines[0])
        : (lines.findLast((candidate) => lastLine !== undefined && candidate < lastLine) ?? lines.at(-1));
    if (line !== undefined) this.lastLines.set(uri.toString(), line);
    return line;
  }
}

/** Selects a range, and moves the keyboard focus there. */
export async function goTo({ document, viewColumn }: TextEditor, range: Range): Promise<void> {
  // An editor inside another one, such as a comparison, has no column, and showing it would open a second editor.
  if (viewColumn !== undefined) await window.showTextDocument(document, { viewColumn });
  reveal(document.uri, range);
}

/** Scrolls to a range without moving the keyboard focus. */
export function reveal(uri: Uri, range: Range): void {
  const editor = editorOf(uri);
  if (editor === undefined) return;
  editor.selection = new Selection(range.start, range.end);
  editor.revealRange(range, TextEditorRevealType.InCenterIfOutsideViewport);
}
