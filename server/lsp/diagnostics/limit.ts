/** Limits the diagnostics of a file, and summarises those left out. */
import { DiagnosticSeverity, type Diagnostic } from 'vscode-languageserver';
import { counted } from '../../words/numbers';

/** Code of the summary. */
export const NOT_SHOWN = 'not-shown';

export interface DiagnosticGroup {
  /** Singular noun for a finding of the group. */
  readonly noun: string;
  /** Diagnostics, the most important first. */
  readonly diagnostics: readonly Diagnostic[];
  /** Number of findings, including those without a diagnostic. */
  readonly total: number;
}

/**
 * Diagnostics of the groups in order of importance, within the limit; a summary comes first if something is left out.
 */
export function limited(groups: readonly DiagnosticGroup[], limit: number): Diagnostic[] {
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
