/** The content of exports of a fit to another format or another program. */
import type { Channel } from '../../core/contamination/errorChannel';
import type { Dialect } from '../../core/csv/dialect/dialect';
import type { FittedModel } from '../../core/judging/fittedModel';
import { parseNumber } from '../../core/csv/cells/number';
import { usedColumns, type UsedColumn } from '../../core/schema/encoding/usedColumns';
import type { ColumnParameters, FitReport, LevelParameters } from '../../protocol';
import { exportedClusterName } from '../clusterNames';
import { printable } from '../../words/printable';
import { oneLine } from './oneLine';

export interface ExportedFit {
  /** Name of the fitted file; it may contain any characters. */
  readonly fileName: string;
  readonly report: FitReport;
  readonly model: FittedModel;
  /** Dialect of the file. */
  readonly dialect: Pick<
    Dialect,
    'delimiter' | 'hasHeader' | 'decimal' | 'thousands' | 'missing' | 'quoting' | 'frame'
  >;
}

/** A column of the model with its parameters by component, and its error channel if the model has channels. */
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
 * Describes the fit in one line; the file's name is made printable, so that it cannot end the line.
 * @param escape escapes the file's name
 */
export function headline(
  { fileName, report: { k, rows, rowsFitted = rows, estimate, nlml, bic } }: ExportedFit,
  escape = (text: string): string => text,
): string {
  const clusters = k === 1 ? '1 cluster' : `${k} clusters`;
  const [file, figures] = [escape(printable(fileName, 80)), `NLML ${nlml.toFixed(2)}, BIC ${bic.toFixed(2)}`];
  return (
    `${clusters} fitted to ${rowsFitted === rows ? '' : `${rowsFitted} of `}${rows} rows of ${file} ` +
    `(estimate ${estimate}): ${figures}`
  );
}

/**
 * Describes the error rates of the columns in one line; undefined for a model without error channels.
 * @param escape escapes the columns' names
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

/** Returns the clusters' names for a program; empty if no cluster has a name. */
export function clusterNames({ report: { components } }: ExportedFit): readonly string[] {
  return components.some(({ name }) => name !== undefined) ? components.map(exportedClusterName) : [];
}

/** Returns the probabilities of every level, and of its other spellings in the file, by component. */
export function levelSpellings({
  levels,
  spelling,
  parameters,
}: ExportedColumn): readonly { readonly text: string; readonly probabilities: readonly number[] }[] {
  const spellings = [...levels.map((level) => [level, level] as const), ...(spelling?.variants ?? [])];
  return spellings.map(([text, level]) => ({ text, probabilities: probabilitiesOf(parameters, level) }));
}

/** Returns one parameter, by component. */
export function parameterValues(parameters: readonly ColumnParameters[], name: string): readonly number[] {
  return parameters.map((component) => (component as Readonly<Record<string, number>>)[name]);
}

/** Returns the probability of a level, by component. */
export function probabilitiesOf(parameters: readonly ColumnParameters[], level: string): readonly number[] {
  return parameters.map((component) => (component as LevelParameters).probabilities[level]);
}

/**
 * Returns the missing-value texts that are numbers, in lower case and trimmed. The others need no mention in a program:
 * no language reads them as numbers.
 */
export function missingNumbers({ dialect: { missing, decimal } }: ExportedFit): readonly string[] {
  const texts = [...missing].map((text) => text.trim().toLowerCase());
  return [...new Set(texts)].filter((text) => !Number.isNaN(parseNumber(text, decimal)));
}
