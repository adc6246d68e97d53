/**
 * Dates of two columns that go together, such as the beginning and the end of a stay: the hours or days of one repeat
 * the hours or days of the other.
 */
import { listed, say } from '../../../../language/language';
import { partValue } from './dateParts';
import { dateWords } from './dateColumns';
import type { ColumnSchema, Schema } from '../infer';
import { datePartOf, partName, type ColumnPart } from '../encoding/parts';

/** Correlation from which a part adds no information: components would only divide what both columns share. */
const LEAST_CORRELATION = 0.7;
const LEAST_PAIRS = 20;

interface EarlierPart {
  readonly name: string;
  readonly of: ColumnPart['of'];
  readonly values: Float64Array;
}

/**
 * Removes the parts of dates that echo the same part of an earlier column.
 *
 * @param samples numbers by column, in seconds for dates
 * @param isChosen whether the user requested a part by name
 */
export function withoutEchoes(
  schema: Schema,
  samples: readonly Float64Array[],
  isChosen: (name: string) => boolean,
): Schema {
  const earlierParts: EarlierPart[] = [];
  return schema.map((column) => {
    const { name, dates, parts, ...rest } = column;
    if (dates === undefined || parts === undefined) return column;
    const echoes: string[] = [];
    const remaining = parts.filter((part) => {
      const values = samples[column.index].map((x) =>
        part.of !== 'day' || (x >= dates.from && x <= dates.to) ? partValue(part, x) : NaN,
      );
      const echoed =
        datePartOf(part) === 'weekday'
          ? undefined
          : earlierParts.find(
              (earlier) => earlier.of === part.of && Math.abs(correlation(earlier.values, values)) >= LEAST_CORRELATION,
            );
      const isRetained = echoed === undefined || isChosen(partName(name, part));
      if (isRetained) earlierParts.push({ name, of: part.of, values });
      else
        echoes.push(
          say('{part, select, hour {hours go with those of {column}} other {days go with those of {column}}}', {
            part: part.of,
            column: echoed.name,
          }),
        );
      return isRetained;
    });
    if (echoes.length === 0) return column;
    const hasOwn = remaining.some(({ isOwn }) => isOwn);
    const reason = say('{reason}; {echoes}', {
      reason: hasOwn ? column.reason : dateWords({ form: dates.form, isOrderOpen: false }, column.sequence),
      echoes: listed(echoes),
    });
    const reduced: ColumnSchema = { ...rest, name, dates, reason, kind: hasOwn ? column.kind : 'ignored' };
    return remaining.length > 0 ? { ...reduced, parts: remaining } : reduced;
  });
}

/**
 * Computes Spearman's rank correlation (1904), which is robust to wild dates, over the rows that have both values; 0
 * where there are few such rows.
 */
function correlation(a: Float64Array, b: Float64Array): number {
  const commonRows = [...a.keys()].filter((row) => a[row] === a[row] && b[row] === b[row]);
  if (commonRows.length < LEAST_PAIRS) return 0;
  const [ranksA, ranksB] = [a, b].map((x) => ranksOf(Float64Array.from(commonRows, (row) => x[row])));
  const middle = (commonRows.length - 1) / 2;
  const product = (x: Float64Array, y: Float64Array): number =>
    x.reduce((sum, rank, i) => sum + (rank - middle) * (y[i] - middle), 0);
  const scale = Math.sqrt(product(ranksA, ranksA) * product(ranksB, ranksB));
  return scale > 0 ? product(ranksA, ranksB) / scale : 0;
}

/** Ranks values from 0; equal values share the mean of their ranks. */
function ranksOf(x: Float64Array): Float64Array {
  const order = Uint32Array.from(x.keys()).sort((i, j) => x[i] - x[j]);
  const ranks = new Float64Array(x.length);
  for (let from = 0, to = 0; from < order.length; from = to) {
    while (to < order.length && x[order[to]] === x[order[from]]) to++;
    for (let i = from; i < to; i++) ranks[order[i]] = (from + to - 1) / 2;
  }
  return ranks;
}
