/** Severities of findings that the user set by code. */
import { DiagnosticSeverity, type Diagnostic } from 'vscode-languageserver';
import type { Severities } from '../../files/fileSettings';
import type { DiagnosticGroup } from './limit';

const SEVERITIES = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
} as const;

/** Applies the severities to the findings, and removes those that are off. */
export function withSeverities(groups: readonly DiagnosticGroup[], severities: Severities): readonly DiagnosticGroup[] {
  if (Object.keys(severities).length === 0) return groups;
  return groups.map(({ noun, diagnostics, total }) => {
    const shown = diagnostics.flatMap((diagnostic) => {
      const severity = severityOf(diagnostic, severities);
      return severity === 'off'
        ? []
        : [severity === undefined ? diagnostic : { ...diagnostic, severity: SEVERITIES[severity] }];
    });
    // Findings without a diagnostic have the codes of the others: if all diagnostics are off, these findings are off,
    // too.
    const areOff = shown.length === 0 && diagnostics.length > 0;
    return { noun, diagnostics: shown, total: areOff ? 0 : total - (diagnostics.length - shown.length) };
  });
}

function severityOf({ code }: Diagnostic, severities: Severities): Severities[string] | undefined {
  return typeof code === 'string' && Object.hasOwn(severities, code) ? severities[code] : undefined;
}
