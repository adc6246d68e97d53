/** The question what a column is taken for. */
import { QuickPickItemKind, window } from 'vscode';
import type { QuickPickItem } from 'vscode';
import type { ColumnReport, Kind } from '../../server/protocol';

export const KINDS = [
  { kind: 'normal', description: 'numbers around a mean' },
  { kind: 'lognormal', description: 'positive numbers whose logarithms are normal' },
  { kind: 'poisson', description: 'counts' },
  { kind: 'bernoulli', description: 'two labels' },
  { kind: 'categorical', description: 'labels' },
] as const;

export type KindAnswer = Kind | 'ignored' | 'auto';

/** Undefined when the person gave it up. */
export async function askKind({ name, kind, reason }: ColumnReport): Promise<KindAnswer | undefined> {
  const item = (label: string, answer: KindAnswer, description: string): QuickPickItem & { readonly answer: KindAnswer } =>
    ({ label, answer, description: answer === kind ? `${description} (as it is)` : description });
  const chosen = await window.showQuickPick([
    ...KINDS.map(({ kind: answer, description }) => item(answer, answer, description)),
    { label: '', kind: QuickPickItemKind.Separator, answer: 'auto' as const },
    item('auto', 'auto', 'what its cells look like, or the settings say'),
    item('leave out', 'ignored', 'no column of the model'),
  ], { title: `What is ${name}?`, placeHolder: kind === 'ignored' ? `Left out: ${reason}` : `Taken for ${kind}: ${reason}` });
  return chosen?.answer;
}
