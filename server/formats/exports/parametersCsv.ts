/**
 * A fit's parameters as CSV for programs and spreadsheets: a row per parameter, the numbers with all digits.
 */
import { withoutFormula } from '../../core/csv/cells/formula';
import { exportedClusterName } from '../clusterNames';
import { exportedColumns, parameterValues, probabilitiesOf, type ExportedColumn, type ExportedFit } from './exported';

/**
 * Writes the parameters with the delimiter and the decimal mark of the file. Texts that a spreadsheet would read as
 * formulas get a leading apostrophe.
 */
export function parametersCsv(fit: ExportedFit): string {
  const {
    report: { components },
    dialect: { delimiter, decimal },
  } = fit;
  const number = (value: number): string => (decimal === ',' ? String(value).replace('.', ',') : String(value));
  const line = (texts: readonly string[], numbers: readonly string[]): string =>
    [...texts.map((text) => cell(text, delimiter)), ...numbers.map((value) => quoted(value, delimiter))].join(
      delimiter,
    );
  const rows = exportedColumns(fit).flatMap((column) => rowsOf(column));
  return [
    line(['column', 'kind', 'parameter', 'level', ...components.map(exportedClusterName)], []),
    line(
      ['', '', 'weight', ''],
      components.map(({ weight }) => number(weight)),
    ),
    ...rows.map(({ texts, values }) => line(texts, values.map(number))),
    '',
  ].join('\n');
}

interface Row {
  /** Texts of the column, kind, parameter and level. */
  readonly texts: readonly [string, string, string, string];
  /** Values by cluster. */
  readonly values: readonly number[];
}

function rowsOf({ name, kind, levels, parameters }: ExportedColumn): readonly Row[] {
  if (levels.length > 0)
    return levels.map((level) => ({
      texts: [name, kind, 'probability', level],
      values: probabilitiesOf(parameters, level),
    }));
  return Object.keys(parameters[0]).map((parameter) => ({
    texts: [name, kind, parameter, ''],
    values: parameterValues(parameters, parameter),
  }));
}

function cell(text: string, delimiter: string): string {
  return withoutFormula(quoted(text, delimiter));
}

function quoted(text: string, delimiter: string): string {
  return text.includes(delimiter) || /["\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
