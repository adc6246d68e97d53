/** Going from one unlikely row to the next. */
import { l10n, languages, Selection, TextEditorRevealType, window } from 'vscode';
import type { Diagnostic, Range, Uri } from 'vscode';
import { editorOf } from './documents';

/** The code that the server gives unlikely rows. */
const LOW_LIKELIHOOD = 'row.low-likelihood';

/** The unlikely rows of a file, from its beginning to its end. */
export function findingsOf(uri: Uri): readonly Diagnostic[] {
  return languages.getDiagnostics(uri).filter(isFinding).sort((a, b) => a.range.start.compareTo(b.range.start));
}

function isFinding({ code }: Diagnostic): boolean {
  return (typeof code === 'object' ? code.value : code) === LOW_LIKELIHOOD;
}

/** Selects the next unlikely row behind the cursor, or before it; beyond the last it begins again. */
export function goToFinding(uri: Uri, direction: 'next' | 'previous'): void {
  const editor = editorOf(uri);
  const findings = findingsOf(uri);
  if (editor === undefined) return;
  if (findings.length === 0) {
    void window.setStatusBarMessage(l10n.t('Mixture Lens: no unlikely rows'), 3000);
    return;
  }
  const { start, end } = editor.selection;
  const target = direction === 'next'
    ? findings.find(({ range }) => range.start.isAfter(start) || (range.start.isEqual(start) && !range.end.isEqual(end))) ?? findings[0]
    : findings.findLast(({ range }) => range.start.isBefore(start)) ?? findings[findings.length - 1];
  reveal(editor.document.uri, target.range);
}

export function reveal(uri: Uri, range: Range): void {
  const editor = editorOf(uri);
  if (editor === undefined) return;
  editor.selection = new Selection(range.start, range.end);
  editor.revealRange(range, TextEditorRevealType.InCenterIfOutsideViewport);
}
