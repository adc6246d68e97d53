/**
 * The findings: those of columns and groups, then the unlikely rows. A click on one goes to its line in the editor.
 */
import { enumerated } from '../language/joins';
import { say, sayParts } from '../language/language';
import type { CellFinding, FitReport, RowFinding } from '../server/protocol';
import { coverageOf, noUnlikelyCells, uncheckedNames } from '../server/protocol/report/checked';
import { meantAddition } from '../server/protocol/report/meant';
import { rowFindings, smallestTail } from '../server/protocol/report/report';
import { datePartsOf } from '../server/protocol/report/dateWords';
import { inUnit, unitsOf } from '../server/protocol/report/units';
import { badge, button, dropdown, pageWords, setDisabled } from './components';
import type { Option } from './components';
import { columnName, element, scroller, section } from './dom';
import { rowCount, wideFindings, wideWords } from '../pictures/findingWords';
import type { WideFinding } from '../pictures/findingWords';
import { levelWords } from '../pictures/columnWords';
import { count, probability, writerFor } from '../pictures/format';
import { withTerms } from './terms';
import { unreadableCells } from './unreadable';
import type { ViewStore } from './viewStore';

const ROWS_PER_PAGE = 25;
/** Maximum number of cells shown per row; cells after the first need a tail below `SURPRISING_TAIL`. */
const CELLS_SHOWN = 3;
const SURPRISING_TAIL = 0.05;

export interface FindingActions {
  /** Goes to a line, or to the cell of a column in it. */
  reveal(line: number, column?: string): void;
  expect(row: number): void;
}

/** Units and date parts of the columns, by name. */
interface ColumnFormats {
  readonly units: ReturnType<typeof unitsOf>;
  readonly parts: ReturnType<typeof datePartsOf>;
}

/** Cause of the shown rows: a column; null for no single cell; undefined for any cause. */
type Blame = string | null | undefined;

export function findings(report: FitReport, actions: FindingActions, viewStore: ViewStore): HTMLElement {
  const { expectedRows = 0, unchecked } = report;
  const unlikelyRows = rowFindings(report.findings);
  const wide = wideFindings(report.findings);
  const tableOfWide = (title: string, shown: readonly WideFinding[]): HTMLElement | undefined =>
    wideTable(title, shown, report, actions);
  const alarms = tableOfWide(say('Columns and groups of rows'), wide.filter(isAlarm));
  const notes = tableOfWide(
    say('Remarks on columns'),
    wide.filter((finding) => !isAlarm(finding)),
  );
  const unreadable = unreadableCells(report, actions);
  const caption = expectedRows === 0 ? undefined : expectedCaption(expectedRows);
  if (unlikelyRows.length === 0) {
    return section(
      say('Unlikely rows'),
      'findings',
      alarms,
      element('p', { class: 'none' }, noUnlikelyCells(coverageOf(report), expectedRows)),
      caption,
      unreadable,
      notes,
    );
  }
  const { table, pages, filter } = rowsTable(unlikelyRows, report, actions, viewStore);
  const result = section(
    say('Unlikely rows'),
    'findings',
    alarms,
    filter,
    scroller(say('Unlikely rows'), table),
    pages,
    caption,
    unchecked.length === 0 ? undefined : uncheckedCaption(unchecked),
    unreadable,
    notes,
  );
  result.querySelector('h2')?.append(' ', badge(count(unlikelyRows.length)));
  return result;
}

function expectedCaption(rows: number): HTMLElement {
  const words = say(
    '{rows, plural, one {{number} more row marked as expected.} other {{number} more rows marked as expected.}}',
    { rows, number: count(rows) },
  );
  return element('p', { class: 'caption' }, words);
}

function uncheckedCaption(unchecked: FitReport['unchecked']): HTMLElement {
  const columns = uncheckedNames(unchecked.map(({ column }) => column));
  return element('p', { class: 'caption' }, say('Not checked: {columns}.', { columns }));
}

/** Makes the table of unlikely rows, the controls that turn its pages, and the choice of a column. */
function rowsTable(
  unlikelyRows: readonly RowFinding[],
  report: FitReport,
  actions: FindingActions,
  viewStore: ViewStore,
): { readonly table: HTMLElement; readonly pages: HTMLElement; readonly filter: HTMLElement | undefined } {
  const body = element('tbody');
  const pages = element('div');
  const formats = { units: unitsOf(report.columns), parts: datePartsOf(report.columns) };
  const show = (blame: Blame): void => {
    const shown = unlikelyRows.filter((finding) => blame === undefined || guiltiestColumn(finding) === blame);
    pages.replaceChildren(...[pager(shown, body, actions, formats)].filter((each) => each !== undefined));
  };
  const columns = [...new Set(unlikelyRows.map(guiltiestColumn))];
  const chosen = columns.find((column) => column === viewStore.view.blamed);
  show(chosen);
  const choose = (blame: Blame): void => {
    viewStore.update({ blamed: blame });
    show(blame);
  };
  const options: readonly Option<Blame>[] = [
    { value: undefined, label: say('All columns') },
    ...columns.map((column) => ({ value: column, label: column ?? say('No single cell') })),
  ];
  const filter = columns.length > 1 ? dropdown(say('Most to blame'), options, chosen, choose) : undefined;
  return { table: tableOf(body), pages, filter };
}

function tableOf(body: HTMLElement): HTMLElement {
  const heads = [
    [say('Line'), 'number'],
    [say('p'), 'number tail'],
    [say('What is unusual'), ''],
    ['', ''],
  ] as const;
  return element(
    'table',
    {},
    element(
      'thead',
      {},
      element(
        'tr',
        {},
        ...heads.map(([text, name]) =>
          element(
            text === '' ? 'td' : 'th',
            { class: name, ...(text !== '' && { attributes: { scope: 'col' } }) },
            ...(text === '' ? [] : withTerms(text)),
          ),
        ),
      ),
    ),
    body,
  );
}

/** Whether a finding comes before the unlikely rows: it may stand for many wrong cells. */
function isAlarm({ code }: WideFinding): boolean {
  return code === 'column.repeated-value' || code === 'group.small';
}

/** Makes the table of findings of columns and groups of rows; undefined where there are none. */
function wideTable(
  title: string,
  wide: readonly WideFinding[],
  report: FitReport,
  actions: FindingActions,
): HTMLElement | undefined {
  if (wide.length === 0) return undefined;
  const heads = [
    [say('First line'), 'number'],
    [say('Rows'), 'number'],
    [title, ''],
  ] as const;
  return scroller(
    title,
    element(
      'table',
      { class: 'wide-findings' },
      element(
        'thead',
        {},
        element(
          'tr',
          {},
          ...heads.map(([text, name]) => element('th', { class: name, attributes: { scope: 'col' } }, text)),
        ),
      ),
      element('tbody', {}, ...wide.map((finding) => wideRow(finding, report, actions))),
    ),
  );
}

function wideRow(finding: WideFinding, report: FitReport, actions: FindingActions): HTMLElement {
  const line = 'line' in finding ? finding.line : undefined;
  const lineButton =
    line === undefined
      ? '–'
      : element(
          'button',
          { class: 'go', attributes: { type: 'button', 'aria-label': say('Go to line {line}', { line }) } },
          String(line),
        );
  const result = element(
    'tr',
    line === undefined ? {} : { class: 'clickable' },
    element('th', { class: 'number', attributes: { scope: 'row' } }, lineButton),
    element('td', { class: 'number' }, rowCount(finding) === 0 ? '–' : count(rowCount(finding))),
    element('td', { class: 'why' }, wideWords(finding, report)),
  );
  if (line !== undefined)
    result.addEventListener('click', () => {
      if (document.getSelection()?.type !== 'Range') actions.reveal(line);
    });
  return result;
}

/** Returns the column of the cell that is most to blame; null where no single cell is. */
function guiltiestColumn({ code, cells }: RowFinding): string | null {
  return code === 'row.low-likelihood' ? null : (cells[0]?.column ?? null);
}

/** Fills the table, and returns the controls that turn its pages (none for a single page). */
function pager(
  unlikelyRows: readonly RowFinding[],
  body: HTMLElement,
  actions: FindingActions,
  formats: ColumnFormats,
): HTMLElement | undefined {
  const pages = Math.ceil(unlikelyRows.length / ROWS_PER_PAGE);
  const place = element('span', { class: 'place', attributes: { role: 'status' } });
  let page = 0;
  const turnPages = (offset: number): void => {
    page = Math.min(pages - 1, Math.max(0, page + offset));
    const first = page * ROWS_PER_PAGE;
    const rows = unlikelyRows.slice(first, first + ROWS_PER_PAGE);
    body.replaceChildren(...rows.map((finding) => tableRow(finding, actions, formats)));
    place.textContent = pageWords(first + 1, first + rows.length, unlikelyRows.length);
    setDisabled(previous, page === 0);
    setDisabled(next, page === pages - 1);
  };
  const previous = button(say('Previous'), 'secondary', () => {
    turnPages(-1);
  });
  const next = button(say('Next'), 'secondary', () => {
    turnPages(1);
  });
  turnPages(0);
  return pages > 1 ? element('div', { class: 'pager' }, previous, place, next) : undefined;
}

function tableRow(finding: RowFinding, actions: FindingActions, formats: ColumnFormats): HTMLElement {
  const { code, row: rowIndex, line, cells } = finding;
  const isWhole = code === 'row.low-likelihood';
  const lineButton = element(
    'button',
    { class: 'go', attributes: { type: 'button', 'aria-label': say('Go to line {line}', { line }) } },
    String(line),
  );
  const shownCells = cells.filter((cell, index) => index === 0 || (index < CELLS_SHOWN && cell.tail < SURPRISING_TAIL));
  const markButton = element(
    'button',
    {
      class: 'go',
      title: say('Stop reporting this row. Saved next to the file; the command line respects it too.'),
      attributes: { type: 'button', 'aria-label': say('Mark line {line} as expected', { line }) },
    },
    say('Expected'),
  );
  markButton.addEventListener('click', (event) => {
    event.stopPropagation();
    actions.expect(rowIndex);
  });
  const result = element(
    'tr',
    { class: 'clickable' },
    element('th', { class: 'number', attributes: { scope: 'row' } }, lineButton),
    element('td', { class: 'number tail' }, probability(smallestTail(finding))),
    element(
      'td',
      { class: 'why' },
      isWhole || shownCells.length === 0 ? say('No single cell; the combination is unusual.') : undefined,
      shownCells.length === 0
        ? undefined
        : element('ul', { class: 'cells' }, ...shownCells.map((cell) => cellLine(cell, formats))),
    ),
    element('td', {}, markButton),
  );
  // The button serves the keyboard. A mouse click may hit the row anywhere, unless it selects text to copy.
  result.addEventListener('click', () => {
    if (document.getSelection()?.type !== 'Range') actions.reveal(line, isWhole ? undefined : shownCells[0]?.column);
  });
  return result;
}

function cellLine(cell: CellFinding, formats: ColumnFormats): HTMLElement {
  const remark = say('{meant}, expected {expected}', {
    meant: meantAddition(cell, String),
    expected: expectation(cell, formats),
  });
  const parts = sayParts('{column} is {value}{remark}', {
    column: columnName(cell.column),
    value: element('strong', {}, levelWords(cell.value)),
    remark: element('span', { class: 'expected' }, remark),
  });
  return element('li', {}, ...parts);
}

/** Ratio above which the ends of an interval have digits of their own. */
const WIDE_RATIO = 20;

/**
 * Rounds all numbers to the same place, unless they are of different orders of magnitude; the ends of counts are whole.
 */
function numberWithInterval(expected: number, low: number, high: number, unit: string | undefined): string {
  const scale = (high - low) / 4;
  const largest = Math.max(Math.abs(low), Math.abs(high));
  const isWide = low > 0 && high > WIDE_RATIO * low;
  const write = (value: number): string =>
    (isWide ? writerFor(Math.min(scale, Math.abs(value) / 2), Math.abs(value)) : writerFor(scale, largest))(value);
  const writeBound = (value: number): string =>
    Number.isInteger(value) ? writerFor(Math.max(scale, 10), largest)(value) : write(value);
  return say('{expected} ({low} to {high})', {
    expected: inUnit(write(expected), unit),
    low: writeBound(low),
    high: writeBound(high),
  });
}

function expectation({ column, expected, interval }: CellFinding, { units, parts }: ColumnFormats): string {
  const [low, high] = interval;
  if (typeof expected === 'number' && typeof low === 'number' && typeof high === 'number') {
    return numberWithInterval(expected, low, high, units.get(column));
  }
  const part = parts.get(column);
  if (part === 'day' || part === 'hour') return say('{expected} ({low} to {high})', { expected, low, high });
  const likely = interval.filter((level): level is string => typeof level === 'string' && level !== expected);
  if (typeof expected === 'number') return String(expected);
  return likely.length === 0
    ? expected
    : say('{value} (or {others})', { value: expected, others: enumerated(likely.slice(0, CELLS_SHOWN)) });
}
