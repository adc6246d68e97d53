/** The text of `mixture-lens check`: a line per finding, and a summary of what was checked of each file. */
import { uncheckedNames } from '../../protocol/report/checked';
import { isChecked, type CheckedFile, type CheckFinding, type FileCheck } from '../../protocol/report/checkReport';
import { groupDigits } from '../../words/numbers';
import { keyWords, plural } from '../../words/findingClauses';
import { printable, printableLine, printablePath } from '../../words/printable';

/** Names of severities as matchers of problems in editors know them. */
export const SEVERITY_WORDS = { error: 'error', warning: 'warning', information: 'info' } as const;

/** Yields the lines of a file: its findings, then its summary and notes. */
export function* fileLines(file: FileCheck): Generator<string, undefined> {
  if (isChecked(file)) for (const finding of file.findings) yield findingLine(file.file, finding);
  yield* summaryLines(file);
}

function findingLine(file: string, finding: CheckFinding): string {
  const { code, severity, region } = finding;
  const place = `${printablePath(file)}:${region.startLine}:${region.startColumn}`;
  return `${place}: ${SEVERITY_WORDS[severity]}: ${messageOf(finding)} [${code}]\n`;
}

/** Returns the message of a finding, behind the key of its row if there is one. */
export function messageOf({ key, message }: CheckFinding): string {
  return printableLine(key === undefined ? message : `${keyWords(key)}: ${message}`);
}

/** Yields the summary of a file and its notes. */
export function* summaryLines(file: FileCheck): Generator<string, undefined> {
  yield `${printablePath(file.file)}: ${summaryWords(file)}\n`;
  if (!isChecked(file)) return;
  for (const note of file.notes) yield `${printablePath(file.file)}: note: ${printableLine(note)}\n`;
}

/** Describes what was checked of a file and what was not. @example 'no findings in 344 rows, 8 of 8 columns checked' */
export function summaryWords(file: FileCheck): string {
  if (!isChecked(file)) return `not checked: ${printableLine(file.problem)}`;
  const { rows, columns, checked, unchecked, known, expectedRows = 0 } = file;
  const left =
    unchecked.length === 0
      ? []
      : [
          `not checked: ${uncheckedNames(
            unchecked.map(({ column }) => column),
            (name) => printable(name),
          )}`,
        ];
  return [
    `${countWords(file.findings)} in ${groupDigits(rows)} ${rows === 1 ? 'row' : 'rows'}, ` +
      `${checked} of ${plural(columns, 'column')} checked`,
    ...left,
    ...(known > 0 ? [`${plural(known, 'more finding')} in the baseline`] : []),
    ...(expectedRows > 0
      ? [`${plural(expectedRows, 'unlikely row')} marked as expected ${expectedRows === 1 ? 'is' : 'are'} not listed`]
      : []),
  ].join('; ');
}

/** Counts findings by their severities. @example '3 findings (2 warnings, 1 info)' */
function countWords(findings: CheckedFile['findings']): string {
  if (findings.length === 0) return 'no findings';
  const counts = (['error', 'warning', 'information'] as const).flatMap((severity) => {
    const count = findings.filter((finding) => finding.severity === severity).length;
    return count === 0
      ? []
      : [severity === 'information' ? `${count} ${SEVERITY_WORDS[severity]}` : plural(count, severity)];
  });
  return `${plural(findings.length, 'finding')} (${counts.join(', ')})`;
}

/** Sums up several files; '' for one. */
export function totalLine(files: readonly FileCheck[]): string {
  if (files.length < 2) return '';
  const checked = files.filter(isChecked);
  const findings = checked.flatMap((file) => file.findings);
  const concerned = checked.filter((file) => file.findings.length > 0).length;
  const failed = files.length - checked.length;
  return (
    `${plural(checked.length, 'file')} checked: ${countWords(findings)}` +
    `${findings.length === 0 ? '' : ` in ${concerned} of them`}` +
    `${failed === 0 ? '' : `; ${plural(failed, 'file')} not checked`}\n`
  );
}
