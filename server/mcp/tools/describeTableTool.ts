/** `describe_table`: how a table is read, and why, without a fit. */
import type { ColumnReport, TableReport } from '../../protocol';
import { firstFaultWords, tableWidth } from '../../protocol/report/checked';
import { plural } from '../../words/findingClauses';
import { fenced, quoted, shown } from '../answers/dataText';
import { fileName } from '../answers/fitFacts';
import { nextPageLines, pageOf } from '../answers/paging';
import {
  COUNT,
  described,
  listOf,
  NEXT_CURSOR,
  NUMBER,
  objectOf,
  PAGING,
  PATH,
  READING_OPTIONS,
  TEXT,
  YES_NO,
} from '../answers/schemas';
import type { Tool } from '../tool';

const LINES = objectOf({ count: COUNT, firstLine: COUNT, text: TEXT });

const COLUMN = objectOf(
  {
    name: TEXT,
    kind: described(TEXT, 'Family of distributions; "ignored" for a column that takes no part in a fit'),
    reason: described(TEXT, 'Reason for this kind'),
    missing: described(COUNT, 'Number of missing cells'),
  },
  {
    unit: TEXT,
    dates: described(TEXT, 'Form of its dates'),
    follows: described(TEXT, 'Formula by which it follows from others'),
    step: described(NUMBER, 'Step to which its numbers are written'),
    part: described(TEXT, 'Part of the column that this entry is, such as the weekday of a date'),
    of: described(TEXT, 'For a further part: the name of its column'),
  },
);

export const describeTable: Tool = {
  name: 'describe_table',
  title: 'Describe a table',
  description:
    'Shows how a CSV or similar table is read, without a fit: its delimiter, header and decimal mark, the kind of each ' +
    'column with the reason, lines that are not rows, and faults of rows or quotation marks. Columns come in pages.',
  inputSchema: objectOf(PATH, { ...READING_OPTIONS, ...PAGING }),
  outputSchema: objectOf(
    {
      file: TEXT,
      rows: COUNT,
      columnCount: COUNT,
      dialect: objectOf({ delimiter: TEXT, header: YES_NO, decimal: TEXT }, { quotes: TEXT }),
      columns: listOf(COLUMN),
    },
    {
      passedOver: described(LINES, 'Lines that are not rows, and the first of them'),
      totals: described(LINES, 'Lines that sum up the rows above, and the first of them'),
      faults: described(LINES, 'Faults of rows or quotation marks: cells may be missing or wrong'),
      ...NEXT_CURSOR,
    },
  ),
  async run(given, { fits, call, fileAt }) {
    const file = await fileAt(given.path);
    const { options } = given;
    const table = await fits.describe(file, options, call);
    const page = pageOf(table.columns, given.page, ['describe', file, options]);
    const { delimiter, header, decimal, quotes, rows } = table;
    const columns = page.items.map(columnItem);
    return {
      lines: [
        ...headLines(fileName(file), table),
        ...fenced(columns.map(columnLine)),
        ...nextPageLines('columns', page.nextCursor),
      ],
      content: {
        file: fileName(file),
        rows,
        columnCount: tableWidth(table.columns),
        dialect: { delimiter, header, decimal, ...(quotes !== undefined && { quotes }) },
        columns,
        ...linesItem('passedOver', table.passedOver),
        ...linesItem('totals', table.totals),
        ...(table.problem !== undefined && {
          faults: { count: table.problem.count, firstLine: table.problem.line, text: shown(table.problem.message) },
        }),
        ...(page.nextCursor !== undefined && { nextCursor: page.nextCursor }),
      },
    };
  },
};

function headLines(file: string, table: TableReport): readonly string[] {
  const { rows, columns, delimiter, header, decimal, passedOver, totals, problem } = table;
  return [
    `${quoted(file)}: ${plural(rows, 'row')}, ${plural(tableWidth(columns), 'column')}; delimiter ` +
      `${JSON.stringify(delimiter)}, ${header ? 'a header' : 'no header'}, decimal mark "${decimal}".`,
    ...(passedOver === undefined
      ? []
      : [
          `Lines that are not rows: ${passedOver.count}, the first on line ${passedOver.line}: ${quoted(passedOver.text)}.`,
        ]),
    ...(totals === undefined
      ? []
      : [
          `Lines that sum up the rows above: ${totals.count}, the first on line ${totals.line}: ${quoted(totals.text)}.`,
        ]),
    ...(problem === undefined ? [] : [firstFaultWords(problem, quoted)]),
  ];
}

type ColumnItem = Readonly<Record<'name' | 'kind' | 'reason', string>> & { readonly missing: number };

function columnItem(column: ColumnReport): ColumnItem {
  const { name, kind, reason, missing, unit, dates, follows, step, part, of } = column;
  const optional = { unit, dates, follows, step, part, of };
  const present = Object.entries(optional).filter(([, value]) => value !== undefined && value !== '');
  return {
    name: shown(name),
    kind,
    reason: shown(reason),
    missing,
    ...Object.fromEntries(present.map(([key, value]) => [key, typeof value === 'string' ? shown(value) : value])),
  };
}

function columnLine({ name, kind, reason, missing }: ColumnItem): string {
  return `${name}: ${kind === 'ignored' ? 'left out' : kind} (${reason})${missing === 0 ? '' : `; ${missing} missing`}`;
}

function linesItem(name: string, lines: TableReport['passedOver']): Readonly<Record<string, unknown>> {
  if (lines === undefined) return {};
  return { [name]: { count: lines.count, firstLine: lines.line, text: shown(lines.text) } };
}
