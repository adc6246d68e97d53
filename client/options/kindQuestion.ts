/** Asks for the kind of a column. */
import { l10n, QuickPickItemKind, window } from 'vscode';
import type { QuickPickItem } from 'vscode';
import type { ColumnReport, Kind } from '../../server/protocol';

export const KINDS = [
  { kind: 'normal', description: l10n.t('numbers around a mean') },
  { kind: 'lognormal', description: l10n.t('positive numbers whose logarithms are normal') },
  { kind: 'poisson', description: l10n.t('counts') },
  { kind: 'negativeBinomial', description: l10n.t('counts that vary more than those of a Poisson') },
  { kind: 'bernoulli', description: l10n.t('two labels') },
  { kind: 'categorical', description: l10n.t('labels') },
] as const;

export type KindAnswer = Kind | 'ignored' | 'auto';

/** Asks for the kind of a column; undefined when the user cancels. */
export async function askKind({ name, kind, reason }: ColumnReport): Promise<KindAnswer | undefined> {
  const itemFor = (
    label: string,
    answer: KindAnswer,
    description: string,
  ): QuickPickItem & { readonly answer: KindAnswer } => ({
    label,
    answer,
    description: answer === kind ? l10n.t('{0} (as it is)', description) : description,
  });
  const chosen = await window.showQuickPick(
    [
      ...KINDS.map(({ kind: answer, description }) => itemFor(answer, answer, description)),
      { label: '', kind: QuickPickItemKind.Separator, answer: 'auto' as const },
      itemFor('auto', 'auto', l10n.t('what its cells look like, or the settings say')),
      itemFor(l10n.t('leave out'), 'ignored', l10n.t('no column of the model')),
    ],
    {
      title: l10n.t('What is {0}?', name),
      placeHolder: kind === 'ignored' ? l10n.t('Left out: {0}', reason) : l10n.t('Taken for {0}: {1}', kind, reason),
    },
  );
  return chosen?.answer;
}
