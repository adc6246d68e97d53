/**
 * Navigates to rows that are worth a look: the least certain, one after the other, and the most typical of a cluster.
 */
import { l10n, Range, window } from 'vscode';
import type { TextEditor, Uri } from 'vscode';
import { clusterColourNumber } from '../server/protocol/report/clusterLook';
import { percentage } from '../server/protocol/shares';
import type { LeastCertainRow, TypicalRow } from '../server/protocol/places';
import { CLUSTER_COLOURS } from '../pictures/palette';
import { colourIcon, titleOf } from './clusterCommands';
import { documentOf, editorOf, ensureVisible, isUnopened, nameOf, Refusal } from './documents';
import { goTo } from './goToFinding';
import { inLabel } from './labels';
import { localCount } from './localNumbers';

/** Source of the rows. */
export interface RowSource {
  leastCertainRow(uri: Uri, after: number | undefined): Promise<LeastCertainRow | undefined>;
  typicalRows(uri: Uri): Promise<readonly TypicalRow[]>;
  rowsIn(uri: Uri, ranges: readonly Range[]): Promise<readonly (readonly [number, number])[]>;
}

/** Time for which the status bar describes the row, in milliseconds. */
const ROW_MESSAGE_MILLISECONDS = 8000;

export class UncertainRows {
  private lastVisited: { readonly uri: string; readonly line: number } | undefined;

  constructor(private readonly source: RowSource) {}

  /** Goes to the least certain row; then, as long as the cursor stays there, to the next one by certainty. */
  async next(uri: Uri): Promise<void> {
    const editor = await editorFor(uri);
    const { active } = editor.selection;
    const isContinued = this.lastVisited?.uri === uri.toString() && this.lastVisited.line === active.line;
    const [rowRange] = isContinued ? await this.source.rowsIn(uri, [new Range(active, active)]) : [];
    const uncertainRow = await this.source.leastCertainRow(uri, rowRange?.[0]);
    if (uncertainRow === undefined)
      throw new Refusal(l10n.t('The rows of {0} are not judged; fit a mixture first.', nameOf(uri)));
    const { line, cluster, name, posterior } = uncertainRow;
    await goToLine(editor, line);
    this.lastVisited = { uri: uri.toString(), line };
    window.setStatusBarMessage(
      l10n.t(
        'Line {0}: {1}, {2}',
        localCount(line + 1),
        name === undefined ? l10n.t('cluster {0}', cluster + 1) : inLabel(name),
        percentage(posterior),
      ),
      ROW_MESSAGE_MILLISECONDS,
    );
  }
}

export async function showTypicalRow(source: RowSource, uri: Uri): Promise<void> {
  const editor = await editorFor(uri);
  const rows = await source.typicalRows(uri);
  if (rows.length === 0) throw new Refusal(l10n.t('The rows of {0} are not judged; fit a mixture first.', nameOf(uri)));
  const items = rows.map(({ cluster, rows: count, line, ...look }) => ({
    label: titleOf(look, cluster),
    iconPath: colourIcon(CLUSTER_COLOURS[clusterColourNumber(look, cluster)]),
    description: count === 1 ? l10n.t('1 row') : l10n.t('{0} rows', localCount(count)),
    ...(line === undefined
      ? { detail: l10n.t('This cluster is no row’s most likely cluster') }
      : { detail: l10n.t('Line {0} is its most typical one', localCount(line + 1)) }),
    line,
  }));
  const chosen = await window.showQuickPick(items, {
    title: l10n.t('Clusters of {0}', nameOf(uri)),
    placeHolder: l10n.t('Go to the most typical row of a cluster'),
  });
  if (chosen?.line !== undefined) await goToLine(editor, chosen.line);
}

async function editorFor(uri: Uri): Promise<TextEditor> {
  if (await isUnopened(uri))
    throw new Refusal(
      l10n.t(
        'VS Code does not share {0} with extensions, since it is over 50 MB. Its panel lists the rows of every part of its pictures.',
        nameOf(uri),
      ),
    );
  await ensureVisible(await documentOf(uri));
  const editor = editorOf(uri);
  if (editor === undefined) throw new Refusal(l10n.t('Open {0} in an editor first.', nameOf(uri)));
  return editor;
}

async function goToLine(editor: TextEditor, line: number): Promise<void> {
  const { document } = editor;
  await goTo(editor, document.lineAt(Math.min(line, document.lineCount - 1)).range);
}
