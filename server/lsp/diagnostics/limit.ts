/** Limits the diagnostics of a file, and summarises those left out. */
import type { Diagnostic } from 'vscode-languageserver';
import { counted } from '../../words/numbers';
import { codeSeverity } from './severities';

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
 * Selects the first diagnostics of the groups, which are in order of importance; adds a summary of those left out.
 */
export function limitDiagnostics(groups: readonly DiagnosticGroup[], limit: number): Diagnostic[] {
  const shown: Diagnostic[] = [];
  const omitted: string[] = [];
  for (const group of groups) {
    const shownOfGroup = group.diagnostics.slice(0, limit - shown.length);
    shown.push(...shownOfGroup);
    if (group.total <= shownOfGroup.length) continue;
    omitted.push(counted(group.total - shownOfGroup.length, `more ${group.noun}`));
  }
  if (omitted.length === 0) return shown;
  const rest = shown.length > 0 ? ` The ${counted(shown.length, 'finding')} shown are the most important ones.` : '';
  const message = `Not shown: ${omitted.join(', ')}.${rest}`;
  const range = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
  return [...shown, { range, severity: codeSeverity(NOT_SHOWN), source: 'mixture-lens', code: NOT_SHOWN, message }];
}
