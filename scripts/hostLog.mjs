// Errors that the extension host reports and nobody sees who does not look for them.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Errors of the carrier: it lacks native modules, a service worker, accounts and a market, none of which anything here
 * needs.
 */
const carrierNoise = [
  /Failed to load resource/,
  /bad HTTP response code/,
  /\[Service Worker\]/,
  /bindings file/,
  /watchdog/,
  /authentication provider 'github'/,
  /ERR_NAME_NOT_RESOLVED/,
  /Request \d+ timed out/,
  /Long running operations during shutdown/,
  // Of VS Code's own timers, where the machine is busy: ours wait for constants.
  /TimeoutNegativeWarning/,
  // Of a window that is loaded again while its log is written.
  /Unable to write file 'vscode-log:[^']*' \(Error: IndexedDB database '[\w-]+' is closed/,
  // Of a display language whose pack is not installed.
  /No extension gallery service configured/,
];

/** Matches our errors: a stack that leads to us, or the extension host's words about an extension's error. */
const ours = /mixture-?lens|dist[/\\]client|\[Extension Host\]/i;
/** A stack, or the name of the extension before the message: what a person is told in words has neither. */
const program = /\n\s+at |^\[mixture-lens|\[Extension Host\]/i;
/** Matches the report of the suite itself about failed tests. */
const failedTests = /Error: \d+ failed/;

/** Whether an error tells of us, and not of VS Code itself or of what a person was told in words. */
export function isOurs(error) {
  return ours.test(error) && program.test(error) && !failedTests.test(error);
}

/**
 * Collects what the page, and through it the extension host, reports as errors from now on: the server in the browser
 * has no native logger and writes no log files, but everything that they would contain goes to the console.
 * @param {import('playwright-core').Page} page
 * @param {string[]} errors where they are added
 */
export function collectErrors(page, errors = []) {
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    const text = message.text();
    if (message.type() === 'error' && !carrierNoise.some((noise) => noise.test(text))) errors.push(text);
  });
  return errors;
}

const ENTRY = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+ \[(\w+)\] /;

/**
 * Returns the errors about us in the log files of the extension host, which desktop VS Code writes.
 * @param {string} profile its user data folder
 */
export function errorsInLogs(profile) {
  const logs = join(profile, 'logs');
  const files = readdirSync(logs, { recursive: true }).filter((name) => /exthost[^/\\]*\.log$/.test(name));
  if (files.length === 0) return ['There is no log of the extension host.'];
  return files
    .flatMap((name) => entriesIn(readFileSync(join(logs, name), 'utf8')))
    .filter(({ level, text }) => level === 'error' && /mixture-?lens/i.test(text))
    .map(({ text }) => text);
}

/** Lines that begin with no time belong to the entry above them. */
export function entriesIn(log) {
  const entries = [];
  for (const line of log.split('\n')) {
    const level = ENTRY.exec(line)?.[1];
    if (level !== undefined) entries.push({ level, text: line });
    else if (entries.length > 0 && line !== '') entries.at(-1).text += `\n${line}`;
  }
  return entries;
}
