/** Columns of dates and times: the parts of them that take part in a fit, and the faults of their cells. */
import type { WrittenDates } from '../../csv/cells/cellSorts';
import type { TypedColumn } from '../../csv/columns/typedColumn';
import { CLOCK_FORM } from '../../csv/cells/writtenDate';
import { chosenPart, ownPart, tellingParts } from './dateParts';
import type { ColumnSchema, SchemaOverrides } from '../infer';
import { partName, type ColumnPart, type DatePartName } from '../encoding/parts';
import { dateSequenceOf, dateSequenceWords, type Sequence } from '../relations/sequence';

/** Written form of a column's dates, and the range of the usual ones, in seconds since 1970 (or of the day). */
export interface DateColumn {
  readonly form: string;
  readonly from: number;
  readonly to: number;
  /** Name of the column of dates that these never precede; left out if there is none. */
  readonly notBefore?: string;
}

export type DatedSchema = Pick<ColumnSchema, 'kind' | 'reason' | 'parts' | 'sequence'> & { readonly dates: DateColumn };

/**
 * Schema of a column of dates.
 *
 * @param column read with 'all' wanted
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
  const usual = numbers.map((x) => (x >= dates.from && x <= dates.to ? x : NaN));
  const parts = partsOf(name, form, usual, sequence !== undefined, overrides);
  const own = parts.find(({ isOwn }) => isOwn);
  const known = { dates, ...(parts.length > 0 && { parts }), ...(sequence !== undefined && { sequence }) };
  return own === undefined
    ? { kind: 'ignored', reason: dateWords(written, sequence), ...known }
    : { kind: own.kind, reason: openWords(own.reason, written), ...known };
}

/** The informative parts, under `robust`, and the parts that the user asked for by name. */
function partsOf(
  name: string,
  form: string,
  seconds: Float64Array,
  isInOrder: boolean,
  { kinds = {}, ignore = [], isRobust }: SchemaOverrides,
): readonly ColumnPart[] {
  const telling = isRobust === true ? tellingParts(form, seconds, isInOrder) : [];
  return PARTS.flatMap((of): readonly ColumnPart[] => {
    const isOwn = of === ownPart(form);
    const own = partName(name, { of, ...(isOwn && { isOwn }) });
    const wanted = Object.hasOwn(kinds, own) ? kinds[own] : undefined;
    const isLeftOut = wanted === 'ignored' || ignore.includes(own) || (form === CLOCK_FORM && of !== 'hour');
    if (isLeftOut) return [];
    return wanted === undefined ? telling.filter((part) => part.of === of) : [chosenPart(form, of, seconds)];
  });
}

const PARTS: readonly DatePartName[] = ['day', 'hour', 'weekday'];

/**
 * Tukey's fences for far-off dates (1977, "Exploratory Data Analysis": far out): multiples of the middle half beyond
 * which dates are far off, if they are few, up to three or this share. Where there are more, the farther fence applies.
 */
const FENCES: readonly { readonly times: number; readonly most: number; readonly share: number }[] = [
  { times: 3, most: 3, share: 0.01 },
  { times: 10, most: 10, share: 0.05 },
];
const DAY = 86_400;
/** Maximum number of evenly spaced rows from which quartiles are computed. */
const MOST_SORTED = 10_000;

/** Form and usual range of a column of dates. @param seconds by row; NaN where there is no date */
export function dateColumn({ form }: WrittenDates, seconds: Float64Array): DateColumn {
  const step = Math.max(1, Math.ceil(seconds.length / MOST_SORTED));
  const sorted = seconds.filter((x, row) => x === x && row % step === 0).sort();
  const quartile = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
  const [low, high] = [quartile(0.25), quartile(0.75)];
  const width = Math.max(high - low, form === CLOCK_FORM ? 0 : DAY);
  for (const { times, most, share } of form === CLOCK_FORM || sorted.length === 0 ? [] : FENCES) {
    const [from, to] = [low - times * width, high + times * width];
    let far = 0;
    for (const x of seconds) if (x < from || x > to) far++;
    if (far <= Math.max(most, share * seconds.length)) return { form, from, to };
  }
  return { form, from: -Infinity, to: Infinity };
}

/** Description of a column of dates whose position in time takes no part. */
export function dateWords(written: WrittenDates, sequence?: Sequence): string {
  if (written.form === CLOCK_FORM) return 'times of the day; only their form is looked at';
  const words = openWords(`dates, ${written.form}`, written);
  return sequence === undefined
    ? `${words}; only their form and far ones are looked at`
    : `${words}, ${dateSequenceWords(sequence)}; only their form, their order and far ones are looked at`;
}

function openWords(words: string, { isOrderOpen }: WrittenDates): string {
  return isOrderOpen ? `${words}, though no number above 12 tells the day from the month` : words;
}
