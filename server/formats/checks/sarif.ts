/** SARIF 2.1.0 (OASIS 2020): exact regions, fingerprints that survive moved rows, and what was not checked. */
import type { Location, Log, Notification, ReportingDescriptor, Result, Run } from 'sarif';
import {
  isChecked,
  type CheckedFile,
  type CheckFinding,
  type CheckReport,
  type FileCheck,
  type Region,
} from '../../protocol/report/checkReport';
import { FINDING_CODES, type FindingCode, type Severity } from '../../protocol/report/findingCodes';
import { printable } from '../../words/printable';
import { safeJson } from '../safeJson';
import { messageOf, summaryWords } from './checkText';
import type { RuleText } from './ruleTexts';

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';
const ROOT = '%SRCROOT%';
const LEVELS = { error: 'error', warning: 'warning', information: 'note', hint: 'none' } as const satisfies Readonly<
  Record<Severity, Result.level>
>;
const CODES = Object.keys(FINDING_CODES) as readonly FindingCode[];
/** Name of the fingerprint; a later way of computing it gets a later version. */
const FINGERPRINT = 'mixtureLens/v1';

/**
 * Returns the report as SARIF.
 *
 * @param uriOf returns the URI of a file relative to the working directory, percent-encoded
 * @param texts explanations of the codes, as far as they are known
 */
export function sarifText(
  report: CheckReport,
  uriOf: (file: string) => string,
  texts: ReadonlyMap<string, RuleText>,
): string {
  const occurrences = new Map<string, number>();
  const results = report.files
    .filter(isChecked)
    .flatMap(({ file, findings }) => findings.map((finding) => resultOf(uriOf(file), finding, occurrences)));
  const run: Run = {
    tool: {
      driver: { name: 'Mixture Lens', semanticVersion: report.engine, rules: CODES.map((code) => ruleOf(code, texts)) },
    },
    columnKind: 'utf16CodeUnits',
    originalUriBaseIds: { [ROOT]: { description: { text: 'The working directory of the check.' } } },
    artifacts: report.files.map(({ file }) => ({ location: artifactLocation(uriOf(file)) })),
    invocations: [
      {
        executionSuccessful: report.files.every(isChecked),
        toolExecutionNotifications: report.files.flatMap((file) => notificationsOn(uriOf(file.file), file)),
      },
    ],
    results,
  };
  const log: Log = { $schema: SCHEMA, version: '2.1.0', runs: [run] };
  return `${safeJson(log, 2)}\n`;
}

function ruleOf(code: FindingCode, texts: ReadonlyMap<string, RuleText>): ReportingDescriptor {
  const { title, severity } = FINDING_CODES[code];
  const { text = `${title}.`, markdown = text } = texts.get(code) ?? {};
  return {
    id: code,
    shortDescription: { text: `${title}.` },
    fullDescription: { text },
    help: { text, markdown },
    defaultConfiguration: { level: LEVELS[severity] },
  };
}

/** @param occurrences number of results so far by fingerprint: equal findings are numbered */
function resultOf(uri: string, finding: CheckFinding, occurrences: Map<string, number>): Result {
  const { code, severity, region, related, fingerprint, column } = finding;
  const occurrence = (occurrences.get(`${code} ${fingerprint}`) ?? 0) + 1;
  occurrences.set(`${code} ${fingerprint}`, occurrence);
  const relatedLocations = related.map((other, i): Location => ({
    id: i + 1,
    message: { text: other.message },
    physicalLocation: { artifactLocation: artifactLocation(uri), region: sarifRegion(other.region) },
  }));
  return {
    ruleId: code,
    ruleIndex: CODES.indexOf(code),
    level: LEVELS[severity],
    message: { text: messageOf(finding) },
    locations: [{ physicalLocation: { artifactLocation: artifactLocation(uri), region: sarifRegion(region) } }],
    partialFingerprints: { [FINGERPRINT]: `${fingerprint}:${occurrence}` },
    ...(relatedLocations.length > 0 && { relatedLocations }),
    ...(column !== undefined && { properties: { column } }),
  };
}

function sarifRegion({ startLine, startColumn, endLine, endColumn }: Region): Region {
  return { startLine, startColumn, endLine, endColumn };
}

function artifactLocation(uri: string): { readonly uri: string; readonly uriBaseId?: string } {
  return /^(?:file|clickhouses?):/i.test(uri) ? { uri } : { uri, uriBaseId: ROOT };
}

function notificationsOn(uri: string, file: FileCheck): Notification[] {
  const locations: Location[] = [{ physicalLocation: { artifactLocation: artifactLocation(uri) } }];
  if (!isChecked(file)) return [{ level: 'error', message: { text: summaryWords(file) }, locations }];
  return [summaryWords(file), ...uncheckedReasons(file), ...file.notes].map((text) => ({
    level: 'note',
    message: { text },
    locations,
  }));
}

function uncheckedReasons({ unchecked }: CheckedFile): readonly string[] {
  return unchecked.map(({ column, reason }) => `${printable(column)} is not checked: ${printable(reason, 200)}`);
}
