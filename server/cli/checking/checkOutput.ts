/** Reports of a check in the requested format. */
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { linesOfFile } from '../../disk/textFile';
import { isAddress } from './checkFiles';
import { fileLines, summaryLines, totalLine } from '../../formats/checks/checkText';
import { junitXml } from '../../formats/checks/junit';
import { ruleTexts } from '../../formats/checks/ruleTexts';
import { sarifText } from '../../formats/checks/sarif';
import { workflowCommands } from '../../formats/checks/workflowCommands';
import { safeJson } from '../../formats/safeJson';
import type { CheckFinding, CheckReport } from '../../protocol/report/checkReport';
import type { CheckFormat } from './verdict';

/** Path of the page that explains the codes, from the folder of the built program. */
const EXPLANATIONS = '../../docs/findings.md';

export interface OutputRequest {
  readonly format: CheckFormat;
  /** Whether a finding counts for the exit status. */
  readonly isFailure: (finding: CheckFinding) => boolean;
  /** Folder of the built program. */
  readonly folder: string;
}

/** Yields the report in pieces. */
export function* reportPieces(
  report: CheckReport,
  { format, isFailure, folder }: OutputRequest,
): Generator<string, undefined> {
  const { files } = report;
  switch (format) {
    case 'json':
      yield `${safeJson(report)}\n`;
      return;
    case 'sarif':
      yield sarifText(report, uriOf, ruleTexts(linesOfFile(join(folder, EXPLANATIONS))));
      return;
    case 'junit':
      yield* junitXml(files, isFailure);
      return;
    case 'github':
      for (const file of files) yield* workflowCommands(file);
      return;
    case 'text':
      for (const file of files) yield* fileLines(file);
      yield totalLine(files);
  }
}

/** Yields what was checked and what not, without the findings. */
export function* summaryPieces({ files }: CheckReport): Generator<string, undefined> {
  for (const file of files) yield* summaryLines(file);
  yield totalLine(files);
}

/** Returns the URI of a file: relative to the working directory, or absolute for a file on another drive. */
function uriOf(file: string): string {
  if (isAddress(file)) return encodeURI(file.replace(/\p{Cs}/gu, '\ufffd')).replaceAll('%25', '%');
  const path = relative('.', resolve(file));
  // Half a surrogate pair cannot be encoded.
  const segments = path.split(sep).map((segment) => encodeURIComponent(segment.replace(/\p{Cs}/gu, '\ufffd')));
  // On Windows, a path on another drive cannot be relative.
  return isAbsolute(path) ? `file:///${segments.join('/').replace('%3A', ':')}` : segments.join('/');
}
