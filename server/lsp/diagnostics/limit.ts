/** A file full of findings is told in part, and that it is in part. */
import { DiagnosticSeverity, type Diagnostic } from 'vscode-languageserver';
import { counted } from '../../words/numbers';

/** The code of the summary. */
export const NOT_SHOWN = 'not-shown';

export interface Group {
  /** Singular. */
  readonly noun: string;
  /** The most important first. */
  readonly diagnostics: readonly Diagnostic[];
  /** How many there are, those that were not even made included. */
  readonly total: number;
}

/** The groups in order of importance, within the limit; a summary comes on top if something is left out. */
export function limited(groups: readonly Group[], limit: number): Diagnostic[] {
  const shown: Diagnostic[] = [];
  const left: string[] = [];
  for (const group of groups) {
    const kept = group.diagnostics.slice(0, limit - shown.length);
    shown.push(...kept);
    if (group.total <= kept.length) continue;
    left.push(counted(group.total - kept.length, `more ${group.noun}`));
  }
  if (left.length === 0) return shown;
  const rest = shown.length > 0 ? ` The ${counted(shown.length, 'finding')} shown are the most important ones.` : '';
  const message = `Not shown: ${left.join(', ')}.${rest}`;
  const range = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
  return [
    ...shown,
    { range, severity: DiagnosticSeverity.Information, source: 'mixture-lens', code: NOT_SHOWN, message },
  ];
}
