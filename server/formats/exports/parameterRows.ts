/** A fit's parameters as a table for people: a row for each parameter, a column for each cluster. */
import { datePartOf } from '../../core/schema/encoding/parts';
import { partSpread, partText } from '../../protocol/report/dateWords';
import { near } from '../../words/roundToSpread';
import { densities } from '../programs/densities';
import { exportedColumns, numbersOf, probabilitiesOf, type ExportedColumn, type ExportedFit } from './exported';

export interface ParameterRow {
  /** Name of the column, out of the file; '' in a row that belongs to the one above. */
  readonly column: string;
  /** A parameter's name in our words, or a level, out of the file. */
  readonly parameter: { readonly text: string; readonly isData: boolean };
  /** By cluster: a number, or a mean and its standard deviation. */
  readonly values: readonly (readonly [string] | readonly [mean: string, sd: string])[];
}

export function parameterRows(fit: ExportedFit): readonly ParameterRow[] {
  const weights = fit.report.components.map(({ weight }) => [share(weight)] as const);
  return [{ column: '', parameter: ours('weight'), values: weights }, ...exportedColumns(fit).flatMap(rowsOf)];
}

function rowsOf({ name, kind, levels, parameters, part }: ExportedColumn): readonly ParameterRow[] {
  if (levels.length > 0) {
    return levels.map((level, l) => ({
      column: l === 0 ? name : '',
      parameter: { text: level, isData: true },
      values: probabilitiesOf(parameters, level).map((p) => [share(p)] as const),
    }));
  }
  if (kind !== 'normal') {
    return densities[kind].parameters.map((key, i) => ({
      column: i === 0 ? name : '',
      parameter: ours(key),
      values: numbersOf(parameters, key).map((value) => [near(value, 0)] as const),
    }));
  }
  const sds = numbersOf(parameters, 'sd');
  const ofDates = datePartOf(part);
  if (ofDates !== undefined)
    return [
      {
        column: name,
        parameter: ours('mean ± sd'),
        values: numbersOf(parameters, 'mean').map(
          (mean, j) => [partText(ofDates, mean, sds[j]), partSpread(ofDates, sds[j])] as const,
        ),
      },
    ];
  return [
    {
      column: name,
      parameter: ours('mean ± sd'),
      values: numbersOf(parameters, 'mean').map((mean, j) => [near(mean, sds[j]), near(sds[j], sds[j])] as const),
    },
  ];
}

function ours(text: string): ParameterRow['parameter'] {
  return { text, isData: false };
}

/** A weight or a probability. */
function share(p: number): string {
  return p > 0 && p < 0.0005 ? '<0.001' : p.toFixed(3);
}
