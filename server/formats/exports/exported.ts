/** What is told of a fit in another language or another program. */
import type { Channel } from '../../core/contamination/errorChannel';
import type { Dialect } from '../../core/csv/dialect/dialect';
import type { FittedModel } from '../../core/judging/fittedModel';
import { parseNumber } from '../../core/csv/cells/number';
import { usedColumns, type UsedColumn } from '../../core/schema/encoding/usedColumns';
import type { ColumnParameters, FitReport, LevelParameters } from '../../protocol';
import { clusterWords } from '../../protocol/report/clusterLook';
import { printable } from '../../words/printable';
import { oneLine } from './oneLine';

export interface ExportedFit {
  /** Of the fitted file; it may hold anything. */
  readonly fileName: string;
  readonly report: FitReport;
  readonly model: FittedModel;
  /** How the file is written. */
  readonly dialect: Pick<
    Dialect,
    'delimiter' | 'hasHeader' | 'decimal' | 'thousands' | 'missing' | 'quoting' | 'frame'
  >;
}

/** A column of the model with its parameters in each component, and its channel where the model has channels. */
export interface ExportedColumn extends UsedColumn {
  readonly parameters: readonly ColumnParameters[];
  readonly channel?: Channel | undefined;
}

export function exportedColumns({ model, report }: ExportedFit): readonly ExportedColumn[] {
  return usedColumns(model.schema).map((column, d) => ({
    ...column,
    parameters: report.components.map(({ columns }) => columns[column.name]),
    channel: model.channels?.[d],
  }));
}

/**
 * What was fitted, in one line without anything that could end it.
 * @param escape for the file's name
 */
export function headline(
  { fileName, report: { k, rows, rowsFitted = rows, estimate, nlml, bic } }: ExportedFit,
  escape = (text: string): string => text,
): string {
  const clusters = k === 1 ? '1 cluster' : `${k} clusters`;
  const [what, figures] = [escape(printable(fileName, 80)), `NLML ${nlml.toFixed(2)}, BIC ${bic.toFixed(2)}`];
  return (
    `${clusters} fitted to ${rowsFitted === rows ? '' : `${rowsFitted} of `}${rows} rows of ${what} ` +
    `(estimate ${estimate}): ${figures}`
  );
}

/**
 * Error rates of the columns, in one line; undefined for a model without error channels.
 * @param escape for the columns' names
 * @example 'Error rates: age 0.9 % (3 cells set aside), sex 0.1 % (0 cells set aside)'
 */
export function errorRates({ report: { columns } }: ExportedFit, escape = oneLine): string | undefined {
  const rates = columns.flatMap(({ name, errorRate, setAside = 0 }) =>
    errorRate === undefined
      ? []
      : [
          `${escape(name)} ${(100 * errorRate).toFixed(1)} % (${setAside} ` +
            `${setAside === 1 ? 'cell' : 'cells'} set aside)`,
        ],
  );
  return rates.length === 0 ? undefined : `Error rates: ${rates.join(', ')}`;
}

/** The clusters' names, for a program; none where nobody gave them any. */
export function clusterNames({ report: { components } }: ExportedFit): readonly string[] {
  return components.some(({ name }) => name !== undefined) ? components.map(clusterWords) : [];
}

/** The levels with their parameters, those in other spellings, too, as the file has them. */
export function speltLevels({
  levels,
  spelling,
  parameters,
}: ExportedColumn): readonly { readonly text: string; readonly probabilities: readonly number[] }[] {
  const spelt = [...levels.map((level) => [level, level] as const), ...(spelling?.variants ?? [])];
  return spelt.map(([text, level]) => ({ text, probabilities: probabilitiesOf(parameters, level) }));
}

/** One number of each component. */
export function numbersOf(parameters: readonly ColumnParameters[], name: string): readonly number[] {
  return parameters.map((own) => (own as Readonly<Record<string, number>>)[name]);
}

/** The probabilities of one level in each component. */
export function probabilitiesOf(parameters: readonly ColumnParameters[], level: string): readonly number[] {
  return parameters.map((own) => (own as LevelParameters).probabilities[level]);
}

/**
 * Numbers that stand for a missing cell, as they are written: other texts are no numbers in any language. In lower case
 * and without blanks around them.
 */
export function missingNumbers({ dialect: { missing, decimal } }: ExportedFit): readonly string[] {
  const texts = [...missing].map((text) => text.trim().toLowerCase());
  return [...new Set(texts)].filter((text) => !Number.isNaN(parseNumber(text, decimal)));
}
