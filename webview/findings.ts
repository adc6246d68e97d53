/**
 * The findings: those of columns and groups, then the unlikely rows, each one click away from its line in the editor.
 */
import type { CellFinding, FitReport, RowFinding } from '../server/protocol';
import { checkedOf, noUnlikelyCells, uncheckedNames } from '../server/protocol/report/checked';
import { meantBeside } from '../server/protocol/report/meant';
import { rowFindings, smallestTail } from '../server/protocol/report/report';
import { partsOf } from '../server/protocol/report/dateWords';
import { inUnit, unitsOf } from '../server/protocol/report/units';
import { badge, button, dropdown, setDisabled } from './components';
import { columnName, element, scroller, section } from './dom';
import { rowCount, wideFindings, wideWords } from '../pictures/findingWords';
import type { WideFinding } from '../pictures/findingWords';
import { count, counted, probability, writerFor } from '../pictures/format';
import { unreadableCells } from './unreadable';
import type { Remembered } from './remembered';

const ROWS_PER_PAGE = 25;
/** Number of cells shown per row; beyond the first, only cells that are surprising themselves. */
const CELLS_SHOWN = 3;
const SURPRISING = 0.05;

export interface FindingActions {
  /** Goes to a line, or to the guilty cell in it. */
  reveal(line: number, column?: string): void;
  expect(row: number): void;
}

/** Units of the columns, by name. */
interface Written {
  readonly units: ReturnType<typeof unitsOf>;
  readonly parts: ReturnType<typeof partsOf>;
}

const ALL = 'All columns';
const WHOLE_ROW = 'No single cell';

export function findings(report: FitReport, actions: FindingActions, remembered: Remembered): HTMLElement {
  const { expectedRows = 0, unchecked } = report;
  const all = rowFindings(report.findings);
  const wide = wideTable(report, actions);
  const unreadable = unreadableCells(report, actions);
  const expected =
    expectedRows === 0
      ? undefined
      : element('p', { class: 'caption' }, `${counted(expectedRows, 'more row')} marked as expected.`);
  if (all.length === 0) {
    return section(
      'Unlikely rows',
      'findings',
      wide,
      element('p', { class: 'none' }, noUnlikelyCells(checkedOf(report), expectedRows)),
      expected,
      unreadable,
    );
  }
  const { table, pages, filter } = rowsTable(all, report, actions, remembered);
  const unseen =
    unchecked.length === 0
      ? undefined
      : element('p', { class: 'caption' }, `Not checked: ${uncheckedNames(unchecked.map(({ column }) => column))}.`);
  const made = section(
    'Unlikely rows',
    'findings',
    wide,
    filter,
    scroller('Unlikely rows', table),
    pages,
    expected,
    unseen,
    unreadable,
  );
  made.querySelector('h2')?.append(' ', badge(count(all.length)));
  return made;
}

/** The unlikely rows as a table, with the controls that turn its pages, and the choice of a column. */
function rowsTable(
  all: readonly RowFinding[],
  report: FitReport,
  actions: FindingActions,
  remembered: Remembered,
): { readonly table: HTMLElement; readonly pages: HTMLElement; readonly filter: HTMLElement | undefined } {
  const body = element('tbody');
  const pages = element('div');
  const written = { units: unitsOf(report.columns), parts: partsOf(report.columns) };
  const show = (column: string): void => {
    const shown = all.filter((finding) => column === ALL || blamed(finding) === column);
    pages.replaceChildren(...[pager(shown, body, actions, written)].filter((each) => each !== undefined));
  };
  const columns = [...new Set(all.map(blamed))];
  const chosen = columns.find((column) => column === remembered.view.blamed) ?? ALL;
  show(chosen);
  const choose = (column: string): void => {
    remembered.keep({ blamed: column === ALL ? undefined : column });
    show(column);
  };
  const filter = columns.length > 1 ? dropdown('Most to blame', [ALL, ...columns], chosen, choose) : undefined;
  return { table: tableOf(body), pages, filter };
}

function tableOf(body: HTMLElement): HTMLElement {
  const heads = [
    ['Line', 'number'],
    ['p', 'number'],
    ['What is unusual', ''],
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
            {
              class: name,
              ...(text !== '' && { attributes: { scope: 'col' } }),
              ...(text === 'p'
                ? {
                    title:
                      'Tail probability: how often the model draws a cell, or a whole row, as unlikely as this one',
                  }
                : {}),
            },
            text,
          ),
        ),
      ),
    ),
    body,
  );
}

/** Findings of columns and groups of rows; undefined where there are none. */
function wideTable(report: FitReport, actions: FindingActions): HTMLElement | undefined {
  const wide = wideFindings(report.findings);
  if (wide.length === 0) return undefined;
  const heads = [
    ['First line', 'number'],
    ['Rows', 'number'],
    ['Columns and groups of rows', ''],
  ] as const;
  return scroller(
    'Columns and groups of rows',
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
  const go =
    line === undefined
      ? '–'
      : element(
          'button',
          { class: 'go', attributes: { type: 'button', 'aria-label': `Go to line ${line}` } },
          String(line),
        );
  const made = element(
    'tr',
    line === undefined ? {} : { class: 'clickable' },
    element('th', { class: 'number', attributes: { scope: 'row' } }, go),
    element('td', { class: 'number' }, rowCount(finding) === 0 ? '–' : count(rowCount(finding))),
    element('td', { class: 'why' }, wideWords(finding, report)),
  );
  if (line !== undefined)
    made.addEventListener('click', () => {
      if (document.getSelection()?.type !== 'Range') actions.reveal(line);
    });
  return made;
}

/** Column of the guiltiest cell. */
function blamed({ code, cells }: RowFinding): string {
  return code === 'row.low-likelihood' ? WHOLE_ROW : (cells[0]?.column ?? WHOLE_ROW);
}

/** Fills the table, and returns the controls that turn its pages (none for a single page). */
function pager(
  all: readonly RowFinding[],
  body: HTMLElement,
  actions: FindingActions,
  written: Written,
): HTMLElement | undefined {
  const pages = Math.ceil(all.length / ROWS_PER_PAGE);
  const place = element('span', { class: 'place', attributes: { role: 'status' } });
  let page = 0;
  const turn = (by: number): void => {
    page = Math.min(pages - 1, Math.max(0, page + by));
    const first = page * ROWS_PER_PAGE;
    const rows = all.slice(first, first + ROWS_PER_PAGE);
    body.replaceChildren(...rows.map((finding) => row(finding, actions, written)));
    place.textContent = `${count(first + 1)}–${count(first + rows.length)} of ${count(all.length)}`;
    setDisabled(previous, page === 0);
    setDisabled(next, page === pages - 1);
  };
  const previous = button('Previous', 'secondary', () => {
    turn(-1);
  });
  const next = button('Next', 'secondary', () => {
    turn(1);
  });
  turn(0);
  return pages > 1 ? element('div', { class: 'pager' }, previous, place, next) : undefined;
}

function row(finding: RowFinding, actions: FindingActions, written: Written): HTMLElement {
  const { code, row: at, line, cells } = finding;
  const isWhole = code === 'row.low-likelihood';
  const go = element(
    'button',
    { class: 'go', attributes: { type: 'button', 'aria-label': `Go to line ${line}` } },
    String(line),
  );
  const told = cells.filter((cell, index) => index === 0 || (index < CELLS_SHOWN && cell.tail < SURPRISING));
  const mark = element(
    'button',
    {
      class: 'go',
      title: 'Stop reporting this row. Saved next to the file; the command line respects it too.',
      attributes: { type: 'button', 'aria-label': `Mark line ${line} as expected` },
    },
    'Expected',
  );
  mark.addEventListener('click', (event) => {
    event.stopPropagation();
    actions.expect(at);
  });
  const made = element(
    'tr',
    { class: 'clickable' },
    element('th', { class: 'number', attributes: { scope: 'row' } }, go),
    element('td', { class: 'number' }, probability(smallestTail(finding))),
    element(
      'td',
      { class: 'why' },
      isWhole || told.length === 0 ? 'No single cell; the combination is unusual.' : undefined,
      told.length === 0 ? undefined : element('ul', { class: 'cells' }, ...told.map((cell) => cellLine(cell, written))),
    ),
    element('td', {}, mark),
  );
  // The button is for the keyboard; a mouse click may hit the row anywhere, unless it selects text to copy.
  made.addEventListener('click', () => {
    if (document.getSelection()?.type !== 'Range') actions.reveal(line, isWhole ? undefined : told[0]?.column);
  });
  return made;
}

function cellLine(cell: CellFinding, written: Written): HTMLElement {
  return element(
    'li',
    {},
    columnName(cell.column),
    ' is ',
    element('strong', {}, cell.value === '' ? '(empty)' : cell.value),
    element('span', { class: 'expected' }, `${meantBeside(cell, String)}, expected ${expectation(cell, written)}`),
  );
}

/** Ratio above which the ends of an interval have digits of their own. */
const WIDE = 20;

/**
 * Rounds all numbers to the same place, unless they are of different orders of magnitude; the ends of counts are whole.
 */
function numberWithInterval(expected: number, low: number, high: number, unit: string | undefined): string {
  const scale = (high - low) / 4;
  const largest = Math.max(Math.abs(low), Math.abs(high));
  const wide = low > 0 && high > WIDE * low;
  const write = (value: number): string =>
    (wide ? writerFor(Math.min(scale, Math.abs(value) / 2), Math.abs(value)) : writerFor(scale, largest))(value);
  const end = (value: number): string =>
    Number.isInteger(value) ? writerFor(Math.max(scale, 10), largest)(value) : write(value);
  return `${inUnit(write(expected), unit)} (${end(low)} to ${end(high)})`;
}

function expectation({ column, expected, interval }: CellFinding, { units, parts }: Written): string {
  const [low, high] = interval;
  if (typeof expected === 'number' && typeof low === 'number' && typeof high === 'number') {
    return numberWithInterval(expected, low, high, units.get(column));
  }
  const part = parts.get(column);
  if (part === 'day' || part === 'hour') return `${expected} (${low} to ${high})`;
  const likely = interval.filter((level): level is string => typeof level === 'string' && level !== expected);
  if (typeof expected === 'number') return String(expected);
  return likely.length === 0 ? expected : `${expected} (or ${likely.slice(0, CELLS_SHOWN).join(', ')})`;
}
