/** Going from one unlikely row to the next. */
import { l10n, languages, Selection, TextEditorRevealType, window } from 'vscode';
import type { Diagnostic, Range, TextEditor, Uri } from 'vscode';
import type { UnlikelyRowReport } from '../server/protocol';
import { editorOf } from './documents';

/** The code that the server gives unlikely rows. */
const LOW_LIKELIHOOD = 'row.low-likelihood';
const NONE = l10n.t('Mixture Lens: no unlikely rows');

/** The unlikely rows of a file, from its beginning to its end. */
export function findingsOf(uri: Uri): readonly Diagnostic[] {
  return languages.getDiagnostics(uri).filter(isFinding).sort((a, b) => a.range.start.compareTo(b.range.start));
}

function isFinding({ code }: Diagnostic): boolean {
  return (typeof code === 'object' ? code.value : code) === LOW_LIKELIHOOD;
}

/** Selects the next unlikely row behind the cursor, or before it; beyond the last it begins again. */
export async function goToFinding(uri: Uri, direction: 'next' | 'previous'): Promise<void> {
  const editor = editorOf(uri);
  const findings = findingsOf(uri);
  if (editor === undefined) return;
  if (findings.length === 0) {
    void window.setStatusBarMessage(NONE, 3000);
    return;
  }
  const { start, end } = editor.selection;
  const target = direction === 'next'
    ? findings.find(({ range }) => range.start.isAfter(start) || (range.start.isEqual(start) && !range.end.isEqual(end))) ?? findings[0]
    : findings.findLast(({ range }) => range.start.isBefore(start)) ?? findings[findings.length - 1];
  await goTo(editor, target.range);
}

/** Who knows the unlikely rows of a file. */
export interface UnlikelyRowSource {
  unlikelyRows(uri: Uri): Promise<readonly UnlikelyRowReport[]>;
}

/** The same in files of which no extension sees text or cursor: it goes on from where it went last. */
export class UnopenedWalk {
  private readonly last = new Map<string, number>();

  constructor(private readonly source: UnlikelyRowSource) {}

  /** The line of the next unlikely row, or of the one before, from 0. Undefined where there is none, which is told. */
  async next(uri: Uri, direction: 'next' | 'previous'): Promise<number | undefined> {
    const lines = (await this.source.unlikelyRows(uri)).map(({ range }) => range.start.line).sort((a, b) => a - b);
    if (lines.length === 0) void window.setStatusBarMessage(NONE, 3000);
    const last = this.last.get(uri.toString());
    const line = direction === 'next'
      ? lines.find((each) => last === undefined || each > last) ?? lines[0]
      : lines.findLast((each) => last !== undefined && each < last) ?? lines.at(-1);
    if (line !== undefined) this.last.set(uri.toString(), line);
    return line;
  }
}

/** The keyboard goes there, too, wherever it was. */
export async function goTo({ document, viewColumn }: TextEditor, range: Range): Promise<void> {
  // An editor that is a part of another one, such as of a comparison, has no column, and would be opened once more.
  if (viewColumn !== undefined) await window.showTextDocument(document, { viewColumn });
  reveal(document.uri, range);
}

/** The keyboard stays where it is. */
export function reveal(uri: Uri, range: Range): void {
  const editor = editorOf(uri);
  if (editor === undefined) return;
  editor.selection = new Selection(range.start, range.end);
  editor.revealRange(range, TextEditorRevealType.InCenterIfOutsideViewport);
}
