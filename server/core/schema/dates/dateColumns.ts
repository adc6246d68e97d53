/** Columns of dates and times: their parts in a model, and the faults of their cells. */
import { say } from '../../../../language/language';
import type { WrittenDates } from '../../csv/cells/cellSorts';
import type { TypedColumn } from '../../csv/columns/typedColumn';
import { CLOCK_FORM } from '../../csv/cells/writtenDate';
import { requestedPart, representativePart, informativeParts } from './dateParts';
import type { ColumnSchema, SchemaOverrides } from '../infer';
import { partName, type ColumnPart, type DatePartName } from '../encoding/parts';
import { dateSequenceOf, dateSequenceWords, type Sequence } from '../relations/sequence';

/** Written form of a column's dates, and their usual range in seconds since 1970, or since midnight for times. */
export interface DateColumn {
  readonly form: string;
  readonly from: number;
  readonly to: number;
  /** Name of the column whose dates these never precede; left out if there is none. */
  readonly notBefore?: string;
}

export type DatedSchema = Pick<ColumnSchema, 'kind' | 'reason' | 'parts' | 'sequence'> & { readonly dates: DateColumn };

/**
 * Makes the schema of a column of dates.
 *
 * @param column read with the request 'all'
 */
export function datedSchema(
  name: string,
  { numbers }: TypedColumn,
  written: WrittenDates,
  overrides: SchemaOverrides,
): DatedSchema {
  const { form } = written;
  const isChosen = overrides.kinds !== undefined && Object.hasOwn(overrides.kinds, name);
  const sequence =
    overrides.isRobust === true && !isChosen && form !== CLOCK_FORM ? dateSequenceOf(numbers) : undefined;
  const dates = dateColumn(written, numbers);
  const usualSeconds = numbers.map((x) => (x >= dates.from && x <= dates.to ? x : NaN));
  const parts = partsOf(name, form, usualSeconds, sequence !== undefined, overrides);
  const representative = parts.find(({ isOwn }) => isOwn);
  const fields = { dates, ...(parts.length > 0 && { parts }), ...(sequence !== undefined && { sequence }) };
  return representative === undefined
    ? { kind: 'ignored', reason: dateWords(written, sequence), ...fields }
    : { kind: representative.kind, reason: withOpenOrder(representative.reason, written), ...fields };
}

/** Selects the informative parts, under `robust`, and the parts that the user requested by name. */
function partsOf(
  name: string,
  form: string,
  seconds: Float64Array,
  isInOrder: boolean,
  { kinds = {}, ignore = [], isRobust }: SchemaOverrides,
): readonly ColumnPart[] {
  const informative = isRobust === true ? informativeParts(form, seconds, isInOrder) : [];
  return PARTS.flatMap((of): readonly ColumnPart[] => {
    const isOwn = of === representativePart(form);
    const nameOfPart = partName(name, { of, ...(isOwn && { isOwn }) });
    const requestedKind = Object.hasOwn(kinds, nameOfPart) ? kinds[nameOfPart] : undefined;
    const isLeftOut =
      requestedKind === 'ignored' || ignore.includes(nameOfPart) || (form === CLOCK_FORM && of !== 'hour');
    if (isLeftOut) return [];
    return requestedKind === undefined
      ? informative.filter((part) => part.of === of)
      : [requestedPart(form, of, seconds)];
  });
}

const PARTS: readonly DatePartName[] = ['day', 'hour', 'weekday'];

/**
 * Tukey's fences for far-off dates (1977, "Exploratory Data Analysis": far out): multiples of the interquartile
 * range beyond which dates are far off, if they are no more than a count or a share of all. Otherwise the farther fence
 * applies.
 */
const FENCES: readonly { readonly multiple: number; readonly count: number; readonly share: number }[] = [
  { multiple: 3, count: 3, share: 0.01 },
  { multiple: 10, count: 10, share: 0.05 },
];
const DAY = 86_400;
/** Maximum number of evenly spaced rows from which quartiles are computed. */
const MOST_SORTED_ROWS = 10_000;

/** Returns the form and the usual range of a column of dates. @param seconds by row; NaN where there is no date */
export function dateColumn({ form }: WrittenDates, seconds: Float64Array): DateColumn {
  const step = Math.max(1, Math.ceil(seconds.length / MOST_SORTED_ROWS));
  const sorted = seconds.filter((x, row) => x === x && row % step === 0).sort();
  const quartile = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
  const [low, high] = [quartile(0.25), quartile(0.75)];
  const width = Math.max(high - low, form === CLOCK_FORM ? 0 : DAY);
  for (const { multiple, count, share } of form === CLOCK_FORM || sorted.length === 0 ? [] : FENCES) {
    const [from, to] = [low - multiple * width, high + multiple * width];
    let farCount = 0;
    for (const x of seconds) if (x < from || x > to) farCount++;
    if (farCount <= Math.max(count, share * seconds.length)) return { form, from, to };
  }
  return { form, from: -Infinity, to: Infinity };
}

/** Describes a column of dates whose position in time is no column of the model. */
export function dateWords(written: WrittenDates, sequence?: Sequence): string {
  if (written.form === CLOCK_FORM) return say('times of the day; only their form is looked at');
  const dates = withOpenOrder(say('dates, {form}', { form: written.form }), written);
  return sequence === undefined
    ? say('{dates}; only their form and far ones are looked at', { dates })
    : say('{dates}, {sequence}; only their form, their order and far ones are looked at', {
        dates,
        sequence: dateSequenceWords(sequence),
      });
}

function withOpenOrder(reason: string, { isOrderOpen }: WrittenDates): string {
  return isOrderOpen ? say('{reason}, though no number above 12 tells the day from the month', { reason }) : reason;
}
