/**
 * Dates of two columns that go together, such as the beginning and the end of a stay: the hours or days of one repeat
 * the hours or days of the other.
 */
import { partValue } from './dateParts';
import { dateWords } from './dateColumns';
import type { ColumnSchema, Schema } from '../infer';
import { datePartOf, partName, type ColumnPart } from '../encoding/parts';

/** Correlation from which a part adds nothing of its own: components would only cut up what both share. */
const ECHO = 0.7;
const LEAST_PAIRS = 20;

interface Heard {
  readonly name: string;
  readonly of: ColumnPart['of'];
  readonly values: Float64Array;
}

/**
 * Removes the parts of dates that echo the same part of an earlier column.
 *
 * @param samples numbers by column, in seconds for dates
 * @param isChosen whether the user asked for a part by name
 */
export function withoutEchoes(
  schema: Schema,
  samples: readonly Float64Array[],
  isChosen: (name: string) => boolean,
): Schema {
  const heard: Heard[] = [];
  return schema.map((column) => {
    const { name, dates, parts, ...rest } = column;
    if (dates === undefined || parts === undefined) return column;
    const told: string[] = [];
    const left = parts.filter((part) => {
      const values = samples[column.index].map((x) =>
        part.of !== 'day' || (x >= dates.from && x <= dates.to) ? partValue(part, x) : NaN,
      );
      const before =
        datePartOf(part) === 'weekday'
          ? undefined
          : heard.find((own) => own.of === part.of && Math.abs(correlation(own.values, values)) >= ECHO);
      const stays = before === undefined || isChosen(partName(name, part));
      if (stays) heard.push({ name, of: part.of, values });
      else told.push(`${part.of}s go with those of ${before.name}`);
      return stays;
    });
    if (told.length === 0) return column;
    const hasOwn = left.some(({ isOwn }) => isOwn);
    const reason =
      `${hasOwn ? column.reason : dateWords({ form: dates.form, isOrderOpen: false }, column.sequence)}; ` +
      `${told.join(', ')}`;
    const kept: ColumnSchema = { ...rest, name, dates, reason, kind: hasOwn ? column.kind : 'ignored' };
    return left.length > 0 ? { ...kept, parts: left } : kept;
  });
}

/**
 * Spearman's rank correlation (1904), which is robust to wild dates, over the rows that have both; 0 where these are
 * few.
 */
function correlation(a: Float64Array, b: Float64Array): number {
  const both = [...a.keys()].filter((row) => a[row] === a[row] && b[row] === b[row]);
  if (both.length < LEAST_PAIRS) return 0;
  const [ranksA, ranksB] = [a, b].map((x) => ranksOf(Float64Array.from(both, (row) => x[row])));
  const middle = (both.length - 1) / 2;
  const product = (x: Float64Array, y: Float64Array): number =>
    x.reduce((sum, rank, i) => sum + (rank - middle) * (y[i] - middle), 0);
  const scale = Math.sqrt(product(ranksA, ranksA) * product(ranksB, ranksB));
  return scale > 0 ? product(ranksA, ranksB) / scale : 0;
}

/** Ranks from 0; equal values share the mean of their ranks. */
function ranksOf(x: Float64Array): Float64Array {
  const order = Uint32Array.from(x.keys()).sort((i, j) => x[i] - x[j]);
  const ranks = new Float64Array(x.length);
  for (let from = 0, to = 0; from < order.length; from = to) {
    while (to < order.length && x[order[to]] === x[order[from]]) to++;
    for (let i = from; i < to; i++) ranks[order[i]] = (from + to - 1) / 2;
  }
  return ranks;
}
