/** Prints how a table is read, and why. */
import type { DescribeFlags } from '../commands/describe';
import { readingOptionsOf } from '../flagConversion';
import { describeText } from '../../pipeline/describeTable';
import { withinHeap } from '../../disk/heapLimit';
import { printable, printablePath } from '../../words/printable';
import { kernelEngine } from '../../kernels/node';
import { firstFaultWords, tableWidth } from '../../protocol/report/checked';
import type { ColumnReport, TableReport } from '../../protocol';
import { about, notePrinter } from '../console';
import { openInput } from '../tableInput';

export async function runDescribe(file: string, flags: DescribeFlags): Promise<void> {
  const printNote = notePrinter(file, false);
  const { source, reading } = await openInput(file, flags, printNote);
  const options = { ...readingOptionsOf(flags), ...reading };
  const report = about(file, () =>
    withinHeap(describeText(source, options, kernelEngine(__dirname, { report: printNote }))),
  );
  if (source.note !== undefined) printNote(source.note);
  source.close();
  process.stdout.write(
    flags.json === true
      ? `${JSON.stringify(report)}\n`
      : descriptionText(file, report, reading.delimiter === undefined),
  );
}

const DELIMITER_NAMES: Readonly<Record<string, string>> = {
  ',': 'comma',
  ';': 'semicolon',
  '\t': 'tab',
  '|': 'bar',
  ' ': 'blanks',
  '  ': 'two or more blanks',
};

function descriptionText(
  file: string,
  { rows, delimiter, header, decimal, quotes, passedOver, totals, problem, columns }: TableReport,
  isText: boolean,
): string {
  const facts = [
    `delimiter ${DELIMITER_NAMES[delimiter] ?? delimiter}`,
    header ? 'a header' : 'no header',
    `decimal ${decimal === ',' ? 'comma' : 'point'}`,
    ...(quotes === undefined ? [] : [`quotes: ${quotes}`]),
  ];
  const lines =
    passedOver === undefined
      ? []
      : [
          `${passedOver.count} ${passedOver.count === 1 ? 'line is not a row' : 'lines are not rows'}, the ` +
            `first on line ${passedOver.line}: ${printable(passedOver.text)}`,
        ];
  const problems = problem === undefined ? [] : [firstFaultWords(problem, (message) => printable(message, 300))];
  const sums =
    totals === undefined
      ? []
      : [
          `${totals.count} ${totals.count === 1 ? 'line sums' : 'lines sum'} up the rows above, the first ` +
            `on line ${totals.line}: ${printable(totals.text)}`,
        ];
  const names = columns.map(({ name }) => printable(name));
  const kinds = columns.map(({ kind }) => (kind === 'ignored' ? 'left out' : kind));
  const count = tableWidth(columns);
  const [width, kindWidth] = [
    Math.max(...names.map(({ length }) => length)),
    Math.max(...kinds.map(({ length }) => length)),
  ];
  const columnLine = ({ reason, missing }: ColumnReport, i: number): string =>
    `  ${names[i].padEnd(width)}  ${kinds[i].padEnd(kindWidth)}  ` +
    `${printable(reason, 200)}${missing === 0 ? '' : `; ${missing} missing`}`;
  return [
    `${printablePath(file)}: ${rows} ${rows === 1 ? 'row' : 'rows'}, ${count} ` +
      `${count === 1 ? 'column' : 'columns'}${isText ? `; ${facts.join(', ')}` : ''}`,
    ...lines,
    ...sums,
    ...problems,
    ...columns.map(columnLine),
    '',
  ].join('\n');
}
