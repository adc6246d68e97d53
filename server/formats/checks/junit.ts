/** JUnit XML: a test suite per file, and a test case per finding. */
import { isChecked, type CheckedFile, type CheckFinding, type FileCheck } from '../../protocol/report/checkReport';
import { printableLine, printablePath } from '../../words/printable';
import { messageOf, summaryLines } from './checkText';

/** Yields a JUnit document. @param isFailure whether a finding counts as a failed test */
export function* junitXml(
  files: readonly FileCheck[],
  isFailure: (finding: CheckFinding) => boolean,
): Generator<string, undefined> {
  yield '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="Mixture Lens">\n';
  for (const file of files) yield* suite(file, isFailure);
  yield '</testsuites>\n';
}

function* suite(file: FileCheck, isFailure: (finding: CheckFinding) => boolean): Generator<string, undefined> {
  const name = printablePath(file.file);
  if (!isChecked(file)) {
    const { problem } = file;
    yield (
      `  <testsuite${attributes({ name, tests: 1, failures: 0, errors: 1 })}>\n` +
      `    <testcase${attributes({ name: 'the file can be checked', classname: name })}>` +
      `<error${attributes({ message: printableLine(problem) })}/></testcase>\n  </testsuite>\n`
    );
    return;
  }
  const { findings } = file;
  const failures = findings.filter(isFailure).length;
  yield `  <testsuite${attributes({ name, tests: Math.max(1, findings.length), failures, errors: 0 })}>\n`;
  if (findings.length === 0) yield `    <testcase${attributes({ name: 'no findings', classname: name })}/>\n`;
  for (const finding of findings) yield findingCase(file, finding, isFailure(finding));
  yield `    <system-out>${xmlText([...summaryLines(file)].join('').trimEnd())}</system-out>\n`;
  yield '  </testsuite>\n';
}

function findingCase({ file, counts }: CheckedFile, finding: CheckFinding, isFailure: boolean): string {
  const { code, severity, region } = finding;
  const path = printablePath(file);
  const { startLine, startColumn } = region;
  const name = `${counts ?? 'line'} ${startLine}, column ${startColumn}: ${code}`;
  const place = `${path}:${startLine}:${startColumn}`;
  const text = messageOf(finding);
  const result = isFailure
    ? `<failure${attributes({ type: code, message: text })}>${xmlText(`${place}: ${severity}: ${text}`)}</failure>`
    : `<system-out>${xmlText(`${place}: ${severity}: ${text}`)}</system-out>`;
  return `    <testcase${attributes({ name, classname: path, file: path, line: startLine })}>${result}</testcase>\n`;
}

function attributes(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${xmlText(String(value))}"`)
    .join('');
}

/** Characters that XML 1.0 cannot hold, not even as references. */
const NO_XML = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

/** Escapes a text for XML, also in attributes. */
function xmlText(text: string): string {
  return text
    .replace(NO_XML, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
