/** Diagnostics of files that are not open, from their reports: each marks its whole line, since no text is at hand. */
import type { Diagnostic } from 'vscode-languageserver';
import { say } from '../../../language/language';
import { unlikelyRowsOf } from '../../files/disk/diskFindings';
import type { ViewSettings } from '../../files/fileSettings';
import type { ColumnFinding, FitReport, RowFinding } from '../../protocol';
import { isRepeatedValue } from '../../protocol/report/checked';
import { isFindingCode, severityOfTail } from '../../protocol/report/findingCodes';
import { clean } from '../../words/clean';
import { otherFindingWords } from '../../words/findingClauses';
import { limitDiagnostics, type DiagnosticGroup } from './limit';
import { codeSeverity, diagnosticSeverity, withSeverities } from './severities';

/** Maximum length of a reason in characters: it may quote names and cells. */
const LONGEST_REASON = 300;
/** Character past the end of any line: editors end the range at the end of the line. */
const PAST_LINE_END = 2 ** 30;

export function unopenedDiagnostics(report: FitReport, view: ViewSettings): Diagnostic[] {
  const rows = unlikelyRowsOf(report).map(({ code, range, tail, message }) =>
    onLine(range.start.line, diagnosticSeverity(severityOfTail(tail, view)), code, message),
  );
  const cells = (report.unreadable ?? []).flatMap(({ code, line, text, reason }) =>
    isFindingCode(code)
      ? [
          onLine(
            line - 1,
            codeSeverity(code),
            code,
            say('"{cell}" {reason}', { cell: clean(text), reason: clean(reason, LONGEST_REASON) }),
          ),
        ]
      : [],
  );
  const { problem } = report;
  const faults =
    problem === undefined
      ? []
      : [onLine(problem.line - 1, codeSeverity('row.ragged'), 'row.ragged', clean(problem.message, LONGEST_REASON))];
  const others = findingsOfSeveralRows(report.findings).map((finding) =>
    onLine(finding.line - 1, codeSeverity(finding.code), finding.code, otherFindingWords(finding)),
  );
  const groups: readonly DiagnosticGroup[] = [
    { sort: 'repeated', diagnostics: others, total: others.length },
    { sort: 'faulty', diagnostics: faults, total: problem?.count ?? 0 },
    { sort: 'unlikely', diagnostics: rows, total: rows.length },
    { sort: 'unreadable', diagnostics: cells, total: cells.length + (report.unlistedCells ?? 0) },
  ];
  return limitDiagnostics(withSeverities(groups, view.severities), view.diagnosticLimit);
}

/** Findings about several rows that begin on a line. */
type FindingOfSeveralRows = Extract<
  Exclude<FitReport['findings'][number], RowFinding>,
  { readonly code: ColumnFinding['code'] | 'cell.variant' | 'group.small' }
>;

/** Selects codes for missing, variant spellings and small groups. */
export function findingsOfSeveralRows(findings: FitReport['findings']): readonly FindingOfSeveralRows[] {
  return findings.filter(
    (finding): finding is FindingOfSeveralRows =>
      isRepeatedValue(finding) || finding.code === 'cell.variant' || finding.code === 'group.small',
  );
}

function onLine(line: number, severity: Diagnostic['severity'], code: string, message: string): Diagnostic {
  const range = { start: { line, character: 0 }, end: { line, character: PAST_LINE_END } };
  return { range, severity, code, source: 'mixture-lens', message };
}
