/** Severities of findings in the terms of the Language Server Protocol, and those that the user set by code. */
import { DiagnosticSeverity, type Diagnostic } from 'vscode-languageserver';
import type { Severities } from '../../files/fileSettings';
import { severityOfCode, type FindingCode, type Severity } from '../../protocol/report/findingCodes';
import type { DiagnosticGroup } from './limit';

const DIAGNOSTIC_SEVERITIES = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
} as const;

/** Returns a severity in the terms of the Language Server Protocol. */
export function diagnosticSeverity(severity: Severity): DiagnosticSeverity {
  return DIAGNOSTIC_SEVERITIES[severity];
}

/** Returns the severity of a code, unless the user set another one. */
export function codeSeverity(code: FindingCode): DiagnosticSeverity {
  return diagnosticSeverity(severityOfCode(code));
}

/** Applies the severities to the findings, and removes those that are off. */
export function withSeverities(groups: readonly DiagnosticGroup[], severities: Severities): readonly DiagnosticGroup[] {
  if (Object.keys(severities).length === 0) return groups;
  return groups.map(({ sort, diagnostics, total }) => {
    const shown = diagnostics.flatMap((diagnostic) => {
      const severity = severityOf(diagnostic, severities);
      return severity === 'off'
        ? []
        : [severity === undefined ? diagnostic : { ...diagnostic, severity: DIAGNOSTIC_SEVERITIES[severity] }];
    });
    // Findings without a diagnostic have the codes of the others: if all diagnostics are off, these findings are off,
    // too.
    const areOff = shown.length === 0 && diagnostics.length > 0;
    return { sort, diagnostics: shown, total: areOff ? 0 : total - (diagnostics.length - shown.length) };
  });
}

function severityOf({ code }: Diagnostic, severities: Severities): Severities[string] | undefined {
  return typeof code === 'string' && Object.hasOwn(severities, code) ? severities[code] : undefined;
}
