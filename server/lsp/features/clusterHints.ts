/** Inlay hints that show the cluster of a row at the end of its line. */
import { InlayHintKind, type InlayHint } from 'vscode-languageserver';
import { clauses } from '../../../language/joins';
import { say } from '../../../language/language';
import { clusterWords, type ClusterLook } from '../../protocol/report/clusterLook';
import type { PositionedRow } from '../../files/open/positionedRows';
import { percent } from '../../words/numbers';
import type { ViewSettings } from '../../files/fileSettings';

/** Minimum posterior at which the cluster of a row counts as certain. */
const CERTAIN_POSTERIOR = 0.9;
/** Maximum number of hints; VS Code shows no more in a document. */
const MOST_HINTS = 1500;
/** Minimum share of a cluster that is named. */
const LEAST_SHARE = 0.005;

/** Makes the hints of rows. @param posteriorOf returns the posteriors of a row; undefined where it is not judged yet */
export function clusterHints(
  rows: Iterable<PositionedRow>,
  posteriorOf: (row: number) => Float64Array | undefined,
  looks: readonly ClusterLook[],
  shown: ViewSettings['clusterHints'],
): readonly InlayHint[] {
  const hints: InlayHint[] = [];
  if (shown === 'off') return hints;
  for (const { row, range } of rows) {
    if (hints.length === MOST_HINTS) break;
    const posterior = posteriorOf(row);
    if (posterior === undefined) continue;
    const [likeliest, ...others] = Array.from(posterior.keys()).sort((a, b) => posterior[b] - posterior[a] || a - b);
    if (shown === 'uncertain' && posterior[likeliest] >= CERTAIN_POSTERIOR) continue;
    const words = (k: number): string =>
      say('{cluster}, {share}', { cluster: clusterWords(looks[k], k), share: percent(posterior[k]) });
    const alternatives = others
      .filter((k) => posterior[k] >= LEAST_SHARE)
      .slice(0, 3)
      .map(words);
    hints.push({
      position: range.end,
      label: words(likeliest),
      kind: InlayHintKind.Type,
      paddingLeft: true,
      ...(alternatives.length > 0 && { tooltip: say('or {alternatives}', { alternatives: clauses(alternatives) }) }),
    });
  }
  return hints;
}
