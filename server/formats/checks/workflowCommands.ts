/** Workflow commands of GitHub Actions, which become annotations of files. */
import { isChecked, type CheckFinding, type FileCheck, type Region } from '../../protocol/report/checkReport';
import { printableLine, printablePath } from '../../words/printable';
import { messageOf, summaryWords } from './checkText';

const COMMANDS = { error: 'error', warning: 'warning', information: 'notice' } as const;

/** Yields a command for each finding, and one with the summary of the file. */
export function* workflowCommands(file: FileCheck): Generator<string, undefined> {
  if (!isChecked(file)) {
    yield commandLine('error', { file: printablePath(file.file), title: 'Mixture Lens' }, summaryWords(file));
    return;
  }
  for (const finding of file.findings) yield findingCommand(file.file, finding);
  for (const text of [summaryWords(file), ...file.notes])
    yield commandLine('notice', { file: printablePath(file.file), title: 'Mixture Lens' }, printableLine(text));
}

function findingCommand(file: string, finding: CheckFinding): string {
  const { code, severity, region } = finding;
  const properties = { file: printablePath(file), ...placeProperties(region), title: code };
  return commandLine(COMMANDS[severity], properties, messageOf(finding));
}

/** Properties of a place; GitHub knows columns only within one line. */
function placeProperties({ startLine, startColumn, endLine, endColumn }: Region): Readonly<Record<string, string>> {
  const lines = { line: String(startLine), endLine: String(endLine) };
  return startLine === endLine ? { ...lines, col: String(startColumn), endColumn: String(endColumn) } : lines;
}

function commandLine(command: string, properties: Readonly<Record<string, string>>, message: string): string {
  const written = Object.entries(properties).map(([name, value]) => `${name}=${escapedProperty(value)}`);
  return `::${command} ${written.join(',')}::${escapedMessage(message)}\n`;
}

function escapedMessage(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapedProperty(text: string): string {
  return escapedMessage(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
