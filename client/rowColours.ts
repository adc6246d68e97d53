/** Colours the visible rows by their clusters. */
import { ColorThemeKind, DecorationRangeBehavior, languages, Range, Uri, window, workspace } from 'vscode';
import type { DecorationRenderOptions, Disposable, Event, TextEditor, TextEditorDecorationType } from 'vscode';
import type { RowCluster, TextRange } from '../server/protocol';
import { CLUSTER_COLOURS } from '../pictures/palette';
import { SECTION } from './ids';
import { documentSelector } from './clientOptions';

/** Number of coloured lines above and below the visible ones, so that scrolling shows no uncoloured rows. */
const MARGIN_LINES = 60;
const SETTING = 'rowColours';

type Style = 'off' | 'bar' | 'background';

/** Source of the rows' clusters. */
export interface ClusterSource {
  /** Fires when the rows of a file are judged again. */
  readonly onDidJudge: Event<Uri>;
  clustersOn(uri: Uri, lines: TextRange): Promise<readonly RowCluster[]>;
}

export class RowColours implements Disposable {
  private types: readonly TextEditorDecorationType[] = [];
  private readonly subscriptions: Disposable[];
  /** Token of the latest request by editor: answers to older requests are ignored. */
  private readonly latestRequests = new WeakMap<TextEditor, object>();

  constructor(private readonly source: ClusterSource) {
    this.subscriptions = [
      source.onDidJudge((uri) => {
        this.editors()
          .filter(({ document }) => document.uri.toString() === uri.toString())
          .forEach((editor) => void this.colour(editor));
      }),
      window.onDidChangeTextEditorVisibleRanges(({ textEditor }) => void this.colour(textEditor)),
      window.onDidChangeVisibleTextEditors(() => {
        this.colourAll();
      }),
      workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration(`${SECTION}.${SETTING}`)) this.restyle();
      }),
      window.onDidChangeActiveColorTheme(() => {
        this.restyle();
      }),
    ];
  }

  dispose(): void {
    this.subscriptions.forEach((subscription) => {
      subscription.dispose();
    });
    this.discard();
  }

  private editors(): readonly TextEditor[] {
    return window.visibleTextEditors.filter(({ document }) => languages.match(documentSelector, document) > 0);
  }

  private restyle(): void {
    this.discard();
    this.colourAll();
  }

  private colourAll(): void {
    this.editors().forEach((editor) => void this.colour(editor));
  }

  private async colour(editor: TextEditor): Promise<void> {
    const { document, visibleRanges } = editor;
    const style = workspace.getConfiguration(SECTION, document).get<Style>(SETTING, 'bar');
    if (style === 'off' || visibleRanges.length === 0 || languages.match(documentSelector, document) === 0) return;
    const token = {};
    this.latestRequests.set(editor, token);
    const lines = {
      start: { line: Math.max(0, visibleRanges[0].start.line - MARGIN_LINES), character: 0 },
      end: { line: visibleRanges[visibleRanges.length - 1].end.line + MARGIN_LINES, character: 0 },
    };
    const { version } = document;
    const rows = await this.source.clustersOn(document.uri, lines);
    if (this.latestRequests.get(editor) !== token || document.version !== version) return;
    const types = this.typesOf(style);
    types.forEach((type, colour) => {
      editor.setDecorations(
        type,
        rows.filter((row) => row.colour === colour).map(({ from, to }) => new Range(from, 0, to, 0)),
      );
    });
  }

  private typesOf(style: Exclude<Style, 'off'>): readonly TextEditorDecorationType[] {
    if (this.types.length === 0)
      this.types = CLUSTER_COLOURS.map((colour) => window.createTextEditorDecorationType(styles[style](colour)));
    return this.types;
  }

  private discard(): void {
    this.types.forEach((type) => {
      type.dispose();
    });
    this.types = [];
  }
}

const styles: Readonly<Record<Exclude<Style, 'off'>, (colour: string) => DecorationRenderOptions>> = {
  bar: (colour) => ({
    isWholeLine: true,
    gutterIconPath: barIcon(colour),
    gutterIconSize: 'contain',
    rangeBehavior: DecorationRangeBehavior.ClosedClosed,
  }),
  background: (colour) => ({
    isWholeLine: true,
    backgroundColor: `${colour}${opacity()}`,
    rangeBehavior: DecorationRangeBehavior.ClosedClosed,
  }),
};

/**
 * Opacity of the colour: faint enough for the text of any theme, except black high contrast, where it would be
 * invisible.
 */
function opacity(): string {
  return window.activeColorTheme.kind === ColorThemeKind.HighContrast ? '4d' : '26';
}

/** Returns the icon of a bar at the right edge of the gutter, as high as the line. */
function barIcon(colour: string): Uri {
  const svg =
    '<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16" preserveAspectRatio="none">' +
    `<rect x="12" width="3" height="16" fill="${colour}"/></svg>`;
  return Uri.parse(`data:image/svg+xml;utf8,${encodeURIComponent(svg)}`);
}
