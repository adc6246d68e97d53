/** `explain_row`: one row, with the value that its other cells imply beside each cell. */
import type { UnreadableCell } from '../../protocol';
import { inUnit, unitsOf } from '../../protocol/report/units';
import type { ExplainedCell, RowExplanation } from '../../protocol/report/rowExplanation';
import { FitProblem } from '../../words/fitProblem';
import { percentWords, short } from '../../words/findingClauses';
import { probability } from '../../words/numbers';
import { fenced, quoted, shown } from '../answers/dataText';
import { CELL_FIELDS, cellItem, FINDING_ITEM, meantFields, unreadableItem } from '../answers/findingItems';
import { fileName, fitFacts } from '../answers/fitFacts';
import {
  COUNT,
  described,
  FIT_FACTS,
  FIT_OPTIONS,
  LINE,
  listOf,
  NUMBER,
  objectOf,
  PATH,
  PROBABILITY,
  ROW,
  TEXT,
  YES_NO,
} from '../answers/schemas';
import type { TableFit } from '../tableFits';
import type { Tool } from '../tool';
import type { ToolArguments } from '../arguments';
import type { RowOrLine } from '../../threads/fileRows';

const EXPLAINED_CELL = objectOf(
  {
    column: TEXT,
    value: TEXT,
    expected: CELL_FIELDS.expected,
    interval: CELL_FIELDS.interval,
    p: { type: ['number', 'null'], description: 'Tail probability given the other cells; null for a missing cell' },
    blamed: described(YES_NO, 'Whether a finding blames this cell'),
  },
  { meant: CELL_FIELDS.meant, reason: CELL_FIELDS.reason, sure: CELL_FIELDS.sure },
);

/** Maximum number of cells of columns without a part in the model. */
const MOST_OTHERS = 50;
/** Maximum number of cells in the text, the most surprising first. */
const MOST_LINES = 40;

export const explainRow: Tool = {
  name: 'explain_row',
  title: 'Explain a row',
  description:
    'Explains one row of a table by its line in the file or its index: the posterior of each cluster, and for each ' +
    'cell the value and interval that the other cells of the row imply, the tail probability, and whether it is ' +
    'blamed. Fits the table if necessary, and again if it has changed.',
  inputSchema: objectOf(PATH, {
    line: described(LINE, 'Line of the file on which the row starts, from 1. Give line or row.'),
    row: described(ROW, 'Index of the data row, from 0. Give line or row.'),
    ...FIT_OPTIONS,
  }),
  outputSchema: objectOf(
    {
      ...FIT_FACTS,
      line: LINE,
      row: ROW,
      unlikely: described(YES_NO, 'Whether the row is reported as unlikely'),
      p: PROBABILITY,
      logDensity: described(NUMBER, 'Natural logarithm of the density of the row'),
      posterior: listOf(objectOf({ cluster: COUNT, probability: NUMBER })),
      cells: described(listOf(EXPLAINED_CELL), 'Cells of the columns that take part in the fit'),
      others: described(listOf(objectOf({ column: TEXT, value: TEXT })), 'Cells of the other columns'),
      findings: described(listOf(FINDING_ITEM), 'Cells of the row that cannot be read or do not add up'),
    },
    { code: TEXT, expectedBecause: described(TEXT, 'Reason why a person marked the row as expected; may be empty') },
  ),
  async run(given, { fits, call, fileAt }) {
    const file = await fileAt(given.path);
    const place = placeIn(given);
    const fit = await fits.fit(file, given.options, call);
    const row = await fits.explain(fit, place, call);
    if (row === null) throw noRow(fit, place);
    const faults = (fit.report.unreadable ?? []).filter((cell) => cell.row === row.row);
    const cells = row.cells.map(explainedItem);
    return {
      lines: [...headLines(fit, row), ...fenced([...cellLines(fit, row), ...faults.map(faultLine)])],
      content: {
        ...fitFacts(fit),
        ...rowFacts(row),
        cells,
        others: row.others
          .slice(0, MOST_OTHERS)
          .map(({ column, value }) => ({ column: shown(column), value: shown(value) })),
        findings: faults.map(unreadableItem),
      },
    };
  },
};

function placeIn(given: ToolArguments): RowOrLine {
  const [line, row] = [given.whole('line', 1), given.whole('row', 0)];
  if (line !== undefined && row === undefined) return { line };
  if (row !== undefined && line === undefined) return { row };
  throw new FitProblem('give either line, the line of the file, or row, the index of the data row');
}

function noRow({ file, report: { rows } }: TableFit, place: RowOrLine): FitProblem {
  return new FitProblem(
    'line' in place
      ? `${quoted(fileName(file))}: no row starts on line ${place.line}; unlikely_rows lists lines of rows`
      : `${quoted(fileName(file))} has no row ${place.row}; its rows are 0 to ${rows - 1}`,
  );
}

function rowFacts({ line, row, code, expectedReason, tail, logDensity, posterior }: RowExplanation): object {
  return {
    line,
    row,
    unlikely: code !== undefined && expectedReason === undefined,
    p: tail,
    logDensity,
    posterior: posterior.map((share, j) => ({ cluster: j + 1, probability: share })),
    ...(code !== undefined && { code }),
    ...(expectedReason !== undefined && { expectedBecause: shown(expectedReason) }),
  };
}

function explainedItem({ tail, isBlamed, ...cell }: ExplainedCell): Readonly<Record<string, unknown>> {
  return {
    ...cellItem({ ...cell, tail: tail ?? 1 }),
    ...meantFields({ meant: cell.meant, reason: cell.reason, isSure: cell.isSure }),
    p: tail,
    blamed: isBlamed,
  };
}

function headLines({ file, hasChanged }: TableFit, row: RowExplanation): readonly string[] {
  const { line, code, expectedReason, tail, posterior } = row;
  const largest = posterior.indexOf(Math.max(...posterior));
  const verdict =
    code === undefined
      ? 'nothing about it is reported as unlikely'
      : expectedReason !== undefined
        ? 'unlikely, but marked as expected'
        : `unlikely (${code})`;
  return [
    ...(hasChanged ? ['The file has changed since it was last fitted; it was fitted again.'] : []),
    `${quoted(fileName(file))}, line ${line}: ${verdict}; whole row ${probability(tail)}; ` +
      `cluster ${largest + 1} with probability ${percentWords(posterior[largest])}.`,
  ];
}

function cellLines({ report }: TableFit, { cells }: RowExplanation): readonly string[] {
  const units = unitsOf(report.columns);
  const number = (value: number | string, column: string): string =>
    typeof value === 'number' ? inUnit(short(value), units.get(column)) : quoted(value);
  const ordered = [...cells].sort((a, b) => Number(b.isBlamed) - Number(a.isBlamed) || (a.tail ?? 1) - (b.tail ?? 1));
  const lines = ordered
    .slice(0, MOST_LINES)
    .map(({ column, value, expected, interval, tail, isBlamed, meant, reason }) => {
      const range = typeof expected === 'number' ? ` (${interval.map((end) => number(end, '')).join(' to ')})` : '';
      const meantWords =
        reason === undefined ? '' : `; ${meant === undefined ? '' : `probably ${shown(meant)}: `}${reason}`;
      return (
        `${isBlamed ? 'blamed: ' : ''}${quoted(column)} is ${value.trim() === '' ? 'missing' : quoted(value)}, expected ` +
        `${number(expected, column)}${range}${tail === null ? '' : `, ${probability(tail)}`}${meantWords}`
      );
    });
  return ordered.length > MOST_LINES ? [...lines, `and ${ordered.length - MOST_LINES} more cells`] : lines;
}

function faultLine(cell: UnreadableCell): string {
  return `${cell.code}: ${unreadableItem(cell).message}`;
}
