/** Describes how a text is read and the kinds of its columns: the results of a fit's first stages, without the fit. */
import type { Dialect } from '../core/csv/dialect/dialect';
import { isUnquoted, type Quoting } from '../core/csv/dialect/quoting';
import type { TypedColumn } from '../core/csv/columns/typedColumn';
import type { Engine } from '../core/mixture/engine';
import { describedColumns } from '../core/schema/encoding/usedColumns';
import { inferSteps, type Schema } from '../core/schema/infer';
import { withExtent } from '../core/schema/encoding/columnSums';
import type { FitOptions, TableReport } from '../protocol';
import { dialectOverrides, schemaOverrides } from './fitTable';
import { countsOf, tableLinesOf } from './faultLines';
import { columnReport } from './fitReport';
import { readTypedInTurn, requireRows, type Input } from '../formats/table/readTable';

/**
 * Reads all of a text: a kind judged by its beginning may be wrong.
 *
 * @throws FitProblem
 */
export function* describeText(input: Input, options: FitOptions, engine?: Engine): Generator<undefined, TableReport> {
  const { takeColumn, ...reading } = readTypedInTurn(input, dialectOverrides(options), () => 'all', engine?.room);
  requireRows(reading, 2);
  const { columns, rowCount } = reading.table;
  const read = (index: number): TypedColumn => withExtent(takeColumn(index) as TypedColumn, engine?.sums);
  const schema = yield* inferSteps(columns, read, schemaOverrides(options), engine?.sums);
  return {
    ...tableReport(rowCount, reading.beginning.dialect, schema),
    ...countsOf(reading),
    ...tableLinesOf(reading),
  };
}

export function tableReport(
  rows: number,
  { delimiter, hasHeader: header, decimal, quoting }: Dialect,
  schema: Schema,
): TableReport {
  const columns = describedColumns(schema).map(columnReport);
  return { rows, delimiter, header, decimal, ...(quoting !== undefined && { quotes: quotesIn(quoting) }), columns };
}

/** Description of the quoting: the mark, and anything unusual. */
function quotesIn(quoting: Quoting): string {
  const { quote, escape, isLoose, isSpaced, isTight, isBare, hasQuotedNull } = quoting;
  if (quoting.starts !== undefined) return 'none, columns at fixed places';
  if (isUnquoted(quoting)) return isBare === true ? 'none, backslashes escape' : 'none';
  return [
    quote === "'" ? 'apostrophes' : 'quotation marks',
    ...(escape !== undefined ? ['behind backslashes within cells'] : []),
    ...(isBare === true ? ['backslashes escape outside them'] : []),
    ...(hasQuotedNull === true ? ['"N is a missing value'] : []),
    ...(isLoose === true ? ['not doubled within cells'] : []),
    ...(isSpaced === true ? ['behind blanks'] : []),
    ...(isTight === true ? ['a delimiter before a blank is text'] : []),
  ].join(', ');
}
