/** The verdict of a check: which findings count, and the exit status. */
import { isChecked, type CheckFinding, type FileCheck } from '../../protocol/report/checkReport';

export const CHECK_FORMATS = ['text', 'json', 'sarif', 'github', 'junit'] as const;

export type CheckFormat = (typeof CHECK_FORMATS)[number];

/** Least severity of findings that count; `any` includes information. */
export const FAIL_ON = ['error', 'warning', 'any', 'never'] as const;

export type FailOn = (typeof FAIL_ON)[number];

/** Exit statuses of `check`. */
export const EXIT = { clean: 0, findings: 1, unchecked: 2 } as const;

/** Whether a finding counts. */
export function counts({ severity }: CheckFinding, failOn: FailOn): boolean {
  if (failOn === 'never') return false;
  if (failOn === 'any') return true;
  return severity === 'error' || (failOn === 'warning' && severity === 'warning');
}

/** Returns the exit status. @param maxFindings number of findings that count and are tolerated */
export function exitStatus(files: readonly FileCheck[], failOn: FailOn, maxFindings: number): number {
  if (!files.every(isChecked)) return EXIT.unchecked;
  const found = files.flatMap(({ findings }) => findings.filter((finding) => counts(finding, failOn)));
  return found.length > maxFindings ? EXIT.findings : EXIT.clean;
}
