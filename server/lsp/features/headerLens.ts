/** The lens above the header: available actions, and findings. */
import type { CodeLens, Command } from 'vscode-languageserver';
import type { FitReport } from '../../protocol';
import { ClientCommand, ServerCommand } from '../../protocol';
import { noUnlikelyCells, type Coverage } from '../../protocol/report/checked';
import { clean } from '../../words/clean';
import { counted, groupDigits } from '../../words/numbers';

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
      ...lens('Fit mixture', ClientCommand.fit, ServerCommand.fit),
      ...clientLens('Options', ClientCommand.fitWithOptions),
    ];
  }
  const { report, coverage } = fit;
  const refit = `${stale ? 'edited since the fit - ' : ''}Refit${hasLostRows ? ' all rows' : ''}`;
  return [
    ...lens(summaryOf(report), ClientCommand.showPanel),
    ...(hasFittedColumns && unlikely !== undefined
      ? lens(
          unlikely === 0 ? noneWords(coverage, report.expectedRows) : someWords(unlikely, coverage),
          ClientCommand.nextFinding,
        )
      : []),
    ...lens(refit, ClientCommand.fit, ServerCommand.fit, { again: true }),
    ...clientLens('Options', ClientCommand.fitWithOptions),
    ...clientLens('Show panel', ClientCommand.showPanel),
  ];
}

/** Maximum length of a name, shorter than elsewhere: a lens is one line. */
const LONGEST_NAME = 20;

/** @example 'no unlikely cells among 8 of 11 columns; not checked: id, year, note' */
function noneWords(coverage: Coverage, expectedRows: number | undefined): string {
  const words = noUnlikelyCells(coverage, expectedRows, (name) => clean(name, LONGEST_NAME));
  return `n${words.slice(1, -1)}`;
}

/** @example '2 unlikely rows, 10 other cells' */
function someWords(unlikely: number, { unreadable = 0, faults = 0, repeated = [] }: Coverage): string {
  const counts = [
    [unlikely, 'unlikely row'],
    [repeated.length, 'repeated value'],
    [unreadable, 'other cell'],
    [faults, 'faulty row'],
  ] as const;
  return counts.flatMap(([count, noun]) => (count === 0 ? [] : [counted(count, noun)])).join(', ');
}

/** @example '3 clusters · NLML 5.17/row' */
function summaryOf({ k, nlml, totalWeight, rowsFitted }: FitReport): string {
  const sampleWords = rowsFitted === undefined ? '' : ` of ${groupDigits(rowsFitted)} rows`;
  return `${counted(k, 'cluster')}${sampleWords} · NLML ${(nlml / totalWeight).toFixed(2).replace('-', '−')}/row`;
}
