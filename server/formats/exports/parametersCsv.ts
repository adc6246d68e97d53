/**
 * A fit's parameters as a table for programs and spreadsheets: a row for each parameter, every digit of the numbers.
 */
import { withoutFormula } from '../../core/csv/cells/formula';
import { clusterWords } from '../../protocol/report/clusterLook';
import { exportedColumns, numbersOf, probabilitiesOf, type ExportedColumn, type ExportedFit } from './exported';

/**
 * Written as the file is: its delimiter and its decimal mark. Texts that a spreadsheet would take for formulas get an
 * apostrophe before them.
 */
export function parametersCsv(fit: ExportedFit): string {
  const {
    report: { components },
    dialect: { delimiter, decimal },
  } = fit;
  const number = (value: number): string => (decimal === ',' ? String(value).replace('.', ',') : String(value));
  const line = (texts: readonly string[], numbers: readonly string[]): string =>
    [...texts.map((text) => cell(text, delimiter)), ...numbers.map((each) => quoted(each, delimiter))].join(delimiter);
  const rows = exportedColumns(fit).flatMap((column) => rowsOf(column));
  return [
    line(['column', 'kind', 'parameter', 'level', ...components.map(clusterWords)], []),
    line(
      ['', '', 'weight', ''],
      components.map(({ weight }) => number(weight)),
    ),
    ...rows.map(({ texts, values }) => line(texts, values.map(number))),
    '',
  ].join('\n');
}

interface Row {
  /** Column, kind, parameter, level. */
  readonly texts: readonly [string, string, string, string];
  /** By cluster. */
  readonly values: readonly number[];
}

function rowsOf({ name, kind, levels, parameters }: ExportedColumn): readonly Row[] {
  if (levels.length > 0)
    return levels.map((level) => ({
      texts: [name, kind, 'probability', level],
      values: probabilitiesOf(parameters, level),
    }));
  return Object.keys(parameters[0]).map((own) => ({
    texts: [name, kind, own, ''],
    values: numbersOf(parameters, own),
  }));
}

function cell(text: string, delimiter: string): string {
  return withoutFormula(quoted(text, delimiter));
}

function quoted(text: string, delimiter: string): string {
  return text.includes(delimiter) || /["\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
