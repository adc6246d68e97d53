/** Limits the diagnostics of a file, and summarises those left out. */
import type { Diagnostic } from 'vscode-languageserver';
import { enumerated } from '../../../language/joins';
import { say } from '../../../language/language';
import { codeSeverity } from './severities';

/** Code of the summary. */
export const NOT_SHOWN = 'not-shown';

/** Kinds of findings, by which groups are counted. */
export type GroupSort =
  | 'obstacle'
  | 'repeated'
  | 'unlikely'
  | 'structure'
  | 'faulty'
  | 'unreadable'
  | 'sequence'
  | 'duplicate'
  | 'alike'
  | 'spelling'
  | 'heavy'
  | 'leftOut'
  | 'follows'
  | 'line'
  | 'group';

export interface DiagnosticGroup {
  readonly sort: GroupSort;
  /** Diagnostics, the most important first. */
  readonly diagnostics: readonly Diagnostic[];
  /** Number of findings, including those without a diagnostic. */
  readonly total: number;
}

/**
 * Selects the first diagnostics of the groups, which are in order of importance; adds a summary of those left out.
 */
export function limitDiagnostics(groups: readonly DiagnosticGroup[], limit: number): Diagnostic[] {
  const shown: Diagnostic[] = [];
  const omitted: string[] = [];
  for (const group of groups) {
    const shownOfGroup = group.diagnostics.slice(0, limit - shown.length);
    shown.push(...shownOfGroup);
    if (group.total <= shownOfGroup.length) continue;
    omitted.push(moreWords(group.sort, group.total - shownOfGroup.length));
  }
  if (omitted.length === 0) return shown;
  const message =
    shown.length === 0
      ? say('Not shown: {omitted}.', { omitted: enumerated(omitted) })
      : say(
          'Not shown: {omitted}. {count, plural, one {The # finding shown is the most important one.} other {The # findings shown are the most important ones.}}',
          { omitted: enumerated(omitted), count: shown.length },
        );
  const range = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
  return [...shown, { range, severity: codeSeverity(NOT_SHOWN), source: 'mixture-lens', code: NOT_SHOWN, message }];
}

function moreWords(sort: GroupSort, count: number): string {
  switch (sort) {
    case 'obstacle':
      return say('{count, plural, one {# more obstacle to a fit} other {# more obstacles to a fit}}', { count });
    case 'repeated':
      return say('{count, plural, one {# more repeated value} other {# more repeated values}}', { count });
    case 'unlikely':
      return say('{count, plural, one {# more unlikely row} other {# more unlikely rows}}', { count });
    case 'structure':
      return say('{count, plural, one {# more structural problem} other {# more structural problems}}', { count });
    case 'faulty':
      return say('{count, plural, one {# more faulty row} other {# more faulty rows}}', { count });
    case 'unreadable':
      return say('{count, plural, one {# more unreadable cell} other {# more unreadable cells}}', { count });
    case 'sequence':
      return say('{count, plural, one {# more break of a sequence} other {# more breaks of a sequence}}', { count });
    case 'duplicate':
      return say('{count, plural, one {# more duplicate key} other {# more duplicate keys}}', { count });
    case 'alike':
      return say('{count, plural, one {# more row like another} other {# more rows like others}}', { count });
    case 'spelling':
      return say(
        '{count, plural, one {# more column of several spellings} other {# more columns of several spellings}}',
        { count },
      );
    case 'heavy':
      return say('{count, plural, one {# more heavy-tailed column} other {# more heavy-tailed columns}}', { count });
    case 'leftOut':
      return say('{count, plural, one {# more left-out column} other {# more left-out columns}}', { count });
    case 'follows':
      return say(
        '{count, plural, one {# more column that follows from others} other {# more columns that follow from others}}',
        { count },
      );
    case 'line':
      return say('{count, plural, one {# more line that is not a row} other {# more lines that are not rows}}', {
        count,
      });
    case 'group':
      return say('{count, plural, one {# more small group} other {# more small groups}}', { count });
  }
}
