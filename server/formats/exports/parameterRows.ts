/** Arranges a fit's parameters as a table for readers: a row per parameter, a column per cluster. */
import { datePartOf } from '../../core/schema/encoding/parts';
import { partSpread, partText } from '../../protocol/report/dateWords';
import { roundToSpread } from '../../words/roundToSpread';
import { densities } from '../programs/densities';
import { exportedColumns, parameterValues, probabilitiesOf, type ExportedColumn, type ExportedFit } from './exported';

export interface ParameterRow {
  /** Name of the column in the file; '' in a further row of the same column. */
  readonly column: string;
  /** Name of a parameter, or a level from the file (`isData`). */
  readonly parameter: { readonly text: string; readonly isData: boolean };
  /** Values by cluster: a number, or a mean and its standard deviation. */
  readonly values: readonly (readonly [string] | readonly [mean: string, sd: string])[];
}

export function parameterRows(fit: ExportedFit): readonly ParameterRow[] {
  const weights = fit.report.components.map(({ weight }) => [probabilityText(weight)] as const);
  return [{ column: '', parameter: programLabel('weight'), values: weights }, ...exportedColumns(fit).flatMap(rowsOf)];
}

function rowsOf({ name, kind, levels, parameters, part }: ExportedColumn): readonly ParameterRow[] {
  if (levels.length > 0) {
    return levels.map((level, l) => ({
      column: l === 0 ? name : '',
      parameter: { text: level, isData: true },
      values: probabilitiesOf(parameters, level).map((p) => [probabilityText(p)] as const),
    }));
  }
  if (kind !== 'normal') {
    return densities[kind].parameters.map((key, i) => ({
      column: i === 0 ? name : '',
      parameter: programLabel(key),
      values: parameterValues(parameters, key).map((value) => [roundToSpread(value, 0)] as const),
    }));
  }
  const sds = parameterValues(parameters, 'sd');
  const datePart = datePartOf(part);
  if (datePart !== undefined)
    return [
      {
        column: name,
        parameter: programLabel('mean ± sd'),
        values: parameterValues(parameters, 'mean').map(
          (mean, j) => [partText(datePart, mean, sds[j]), partSpread(datePart, sds[j])] as const,
        ),
      },
    ];
  return [
    {
      column: name,
      parameter: programLabel('mean ± sd'),
      values: parameterValues(parameters, 'mean').map(
        (mean, j) => [roundToSpread(mean, sds[j]), roundToSpread(sds[j], sds[j])] as const,
      ),
    },
  ];
}

function programLabel(text: string): ParameterRow['parameter'] {
  return { text, isData: false };
}

/** Formats a weight or a probability. */
function probabilityText(p: number): string {
  return p > 0 && p < 0.0005 ? '<0.001' : p.toFixed(3);
}
