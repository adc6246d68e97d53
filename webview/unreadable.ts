/** Cells that their columns cannot read, by column, the first of each one click away. */
import { say, sayParts } from '../language/language';
import type { FitReport, UnreadableCell } from '../server/protocol';
import { columnName, element, scroller } from './dom';
import type { FindingActions } from './findings';
import { shortenCell, unreadableByColumn } from '../pictures/findingWords';
import { count } from '../pictures/format';

/** Number of cells shown per column. */
const CELLS_SHOWN = 3;

/** Makes the table of unreadable cells; undefined where there are none. */
export function unreadableCells(
  { columns, unreadable = [] }: Pick<FitReport, 'columns' | 'unreadable'>,
  actions: FindingActions,
): HTMLElement | undefined {
  if (unreadable.length === 0) return undefined;
  const heads = [
    [say('Column'), ''],
    [say('Cells'), 'number'],
    [say('Which, and why'), ''],
  ] as const;
  return element(
    'div',
    { class: 'unreadable' },
    element('h3', {}, say('Cells that cannot be read or do not add up')),
    scroller(
      say('Cells that cannot be read or do not add up'),
      element(
        'table',
        {},
        element(
          'thead',
          {},
          element(
            'tr',
            {},
            ...heads.map(([text, name]) => element('th', { class: name, attributes: { scope: 'col' } }, text)),
          ),
        ),
        element(
          'tbody',
          {},
          ...unreadableByColumn(columns, unreadable).map(({ column, cells }) => columnRow(column, cells, actions)),
        ),
      ),
    ),
  );
}

function columnRow(column: string, cells: readonly UnreadableCell[], actions: FindingActions): HTMLElement {
  const shown = cells.slice(0, cells.length === CELLS_SHOWN + 1 ? CELLS_SHOWN + 1 : CELLS_SHOWN);
  const moreItem =
    cells.length > shown.length
      ? element('li', {}, say('and {number} more', { number: count(cells.length - shown.length) }))
      : undefined;
  return element(
    'tr',
    {},
    element('th', { attributes: { scope: 'row' } }, columnName(column)),
    element('td', { class: 'number' }, count(cells.length)),
    element(
      'td',
      { class: 'why' },
      element('ul', { class: 'cells' }, ...shown.map((cell) => cellLine(cell, actions)), moreItem),
    ),
  );
}

function cellLine({ line, column, text, reason }: UnreadableCell, actions: FindingActions): HTMLElement {
  const lineButton = element(
    'button',
    {
      class: 'go',
      attributes: { type: 'button', 'aria-label': say('Go to {column} on line {line}', { column, line }) },
    },
    say('Line {line}', { line }),
  );
  lineButton.addEventListener('click', () => {
    actions.reveal(line, column);
  });
  return element(
    'li',
    {},
    ...sayParts<HTMLElement>('{place}: {cell} {reason}', {
      place: lineButton,
      cell: element('strong', {}, shortenCell(text)),
      reason,
    }),
  );
}
