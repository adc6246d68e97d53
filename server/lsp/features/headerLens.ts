/** The lens above the header: available actions, and findings. */
import type { CodeLens, Command } from 'vscode-languageserver';
import { enumerated } from '../../../language/joins';
import { listed, say } from '../../../language/language';
import type { FitReport } from '../../protocol';
import { ClientCommand, ServerCommand } from '../../protocol';
import { otherFaults, uncheckedNames, type Coverage } from '../../protocol/report/checked';
import { clean } from '../../words/clean';

export interface HeaderLensInput {
  readonly uri: string;
  /** Report of the fit, and coverage of the search in the current text; undefined before a fit. */
  readonly fit: { readonly report: FitReport; readonly coverage: Coverage } | undefined;
  /** Number of unlikely cells and rows; undefined until the rows are judged. */
  readonly unlikely: number | undefined;
  readonly stale: boolean;
  /** Whether rows were chosen for the fit that can no longer be traced: a refit takes all. */
  readonly hasLostRows: boolean;
  /** Whether the columns are still those of the fit. */
  readonly hasFittedColumns: boolean;
  /** Commands that the client itself executes. */
  readonly clientCommands: ReadonlySet<string>;
}

const TOP = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };

export function headerLenses({
  uri,
  fit,
  unlikely,
  stale,
  hasLostRows,
  hasFittedColumns,
  clientCommands,
}: HeaderLensInput): readonly CodeLens[] {
  const lens = (title: string, client: string, server?: string, extraArguments = {}): readonly CodeLens[] => {
    const command = clientCommands.has(client) ? client : server;
    // A lens without a command only shows its title.
    const run: Command =
      command === undefined ? { title, command: '' } : { title, command, arguments: [{ uri, ...extraArguments }] };
    return [{ range: TOP, command: run }];
  };
  const clientLens = (title: string, client: string): readonly CodeLens[] =>
    clientCommands.has(client) ? lens(title, client) : [];
  if (fit === undefined) {
    return [
      ...lens(say('Fit mixture'), ClientCommand.fit, ServerCommand.fit),
      ...clientLens(say('Options'), ClientCommand.fitWithOptions),
    ];
  }
  const { report, coverage } = fit;
  return [
    ...lens(summaryOf(report), ClientCommand.showPanel),
    ...(hasFittedColumns && unlikely !== undefined
      ? lens(
          unlikely === 0 ? noneWords(coverage, report.expectedRows) : someWords(unlikely, coverage),
          ClientCommand.nextFinding,
        )
      : []),
    ...lens(refitWords(stale, hasLostRows), ClientCommand.fit, ServerCommand.fit, { again: true }),
    ...clientLens(say('Options'), ClientCommand.fitWithOptions),
    ...clientLens(say('Show panel'), ClientCommand.showPanel),
  ];
}

function refitWords(stale: boolean, hasLostRows: boolean): string {
  if (stale) return hasLostRows ? say('edited since the fit - Refit all rows') : say('edited since the fit - Refit');
  return hasLostRows ? say('Refit all rows') : say('Refit');
}

/** Maximum length of a name, shorter than elsewhere: a lens is one line. */
const LONGEST_NAME = 20;

/** @example 'no unlikely cells among 8 of 11 columns; not checked: id, year, note' */
function noneWords(coverage: Coverage, expectedRows: number | undefined): string {
  const { checked, all, unchecked } = coverage;
  const written = (name: string): string => clean(name, LONGEST_NAME);
  const none =
    (expectedRows ?? 0) > 0
      ? say(
          'no unlikely cells among {checked} of {all, plural, one {# column} other {# columns}} but those marked as expected',
          { checked, all },
        )
      : say('no unlikely cells among {checked} of {all, plural, one {# column} other {# columns}}', { checked, all });
  const others = otherFaults(coverage, written);
  const found = others.length === 0 ? none : say('{none}, apart from {others}', { none, others: listed(others) });
  return unchecked.length === 0
    ? found
    : say('{found}; not checked: {columns}', { found, columns: uncheckedNames(unchecked, written) });
}

/** @example '2 unlikely rows, 10 other cells' */
function someWords(unlikely: number, { unreadable = 0, faults = 0, repeated = [] }: Coverage): string {
  return enumerated([
    ...(unlikely > 0
      ? [say('{count, plural, one {# unlikely row} other {# unlikely rows}}', { count: unlikely })]
      : []),
    ...(repeated.length > 0
      ? [say('{count, plural, one {# repeated value} other {# repeated values}}', { count: repeated.length })]
      : []),
    ...(unreadable > 0
      ? [say('{count, plural, one {# other cell} other {# other cells}}', { count: unreadable })]
      : []),
    ...(faults > 0 ? [say('{count, plural, one {# faulty row} other {# faulty rows}}', { count: faults })] : []),
  ]);
}

/** @example '3 clusters · NLML 5.17/row' */
function summaryOf({ k, nlml, totalWeight, rowsFitted }: FitReport): string {
  const density = (nlml / totalWeight).toFixed(2).replace('-', '−');
  return rowsFitted === undefined
    ? say('{k, plural, one {# cluster} other {# clusters}} · NLML {density}/row', { k, density })
    : say(
        '{k, plural, one {# cluster} other {# clusters}} of {rows, plural, one {# row} other {# rows}} · NLML {density}/row',
        { k, rows: rowsFitted, density },
      );
}
