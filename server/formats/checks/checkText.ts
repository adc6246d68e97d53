/** The text of `mixture-lens check`: a line per finding, and a summary of what was checked of each file. */
import { uncheckedNames } from '../../protocol/report/checked';
import {
  isChecked,
  type CheckedFile,
  type CheckFinding,
  type FileCheck,
  type Region,
} from '../../protocol/report/checkReport';
import type { FindingCode } from '../../protocol/report/findingCodes';
import { groupDigits } from '../../words/numbers';
import { keyWords, plural } from '../../words/findingClauses';
import { printable, printableLine, printablePath } from '../../words/printable';

/** Names of severities as matchers of problems in editors know them. */
export const SEVERITY_WORDS = { error: 'error', warning: 'warning', information: 'info' } as const;

/** Codes whose findings have one cause where they say the same of other cells or rows. */
const ALIKE: ReadonlySet<FindingCode> = new Set<FindingCode>([
  'cell.bad-date',
  'cell.bad-number',
  'cell.unsuitable-number',
  'cell.out-of-sequence',
  'row.ragged',
]);
/** Number of findings with one cause that are written out; further ones are counted. */
const WRITTEN_OUT = 5;

/** Yields the lines of a file: its findings, then its summary and notes. Many findings with one cause are counted. */
export function* fileLines(file: FileCheck): Generator<string, undefined> {
  if (isChecked(file)) yield* findingLines(file);
  yield* summaryLines(file);
}

function* findingLines({ file, findings }: CheckedFile): Generator<string, undefined> {
  const causes = findings.map(causeOf);
  const totals = new Map<CheckFinding | string, number>();
  for (const cause of causes) totals.set(cause, (totals.get(cause) ?? 0) + 1);
  const earlier = new Map<CheckFinding | string, number>();
  for (const [i, finding] of findings.entries()) {
    const cause = causes[i];
    const position = earlier.get(cause) ?? 0;
    earlier.set(cause, position + 1);
    const further = (totals.get(cause) ?? 0) - WRITTEN_OUT;
    if (position < WRITTEN_OUT || further <= 1) yield findingLine(file, finding);
    else if (position === WRITTEN_OUT) yield alikeLine(file, finding, further);
  }
}

/** Numbers in messages, with their signs and marks: -3, 1,250.5, 2.1e-7, 14:05. */
const NUMBERS = /[-+−]?\d+(?:[.,:\u202f' ]\d+)*(?:e[-+]?\d+)?/giu;

/** Returns a text that is equal for findings with one cause; the finding itself where each stands for itself. */
function causeOf(finding: CheckFinding): CheckFinding | string {
  const { code, column = '', message } = finding;
  return ALIKE.has(code) ? `${code} ${column} ${message.replace(/^"[^"]*"/, '').replace(NUMBERS, '#')}` : finding;
}

function alikeLine(file: string, { code, severity, column, region }: CheckFinding, count: number): string {
  const noun =
    column === undefined ? plural(count, 'more row') : `${plural(count, 'more cell')} of ${printable(column)}`;
  return `${placeWords(file, region)}: ${SEVERITY_WORDS[severity]}: ${noun} like these [${code}]\n`;
}

function placeWords(file: string, { startLine, startColumn }: Region): string {
  return `${printablePath(file)}:${startLine}:${startColumn}`;
}

function findingLine(file: string, finding: CheckFinding): string {
  const { code, severity, region } = finding;
  return `${placeWords(file, region)}: ${SEVERITY_WORDS[severity]}: ${messageOf(finding)} [${code}]\n`;
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
