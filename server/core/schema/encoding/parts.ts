/**
 * Columns of the table that are several columns of the model: dates have days, hours and weekdays, and where many
 * numbers are zero, whether one is and how large the others are are two things.
 */
import type { FamilyName } from '../../families/registry';

/** Days since 1970-01-01; hours of the day, from `cut` on for 24 hours; the weekday, as a level. */
export type DatePartName = 'day' | 'hour' | 'weekday';

export interface ColumnPart {
  /** What it is of dates; or of numbers those above zero, and whether one is zero. */
  readonly of: DatePartName | 'amount' | 'zero';
  /** Whether it stands for the whole column, whose name it has. */
  readonly isOwn?: true;
  readonly kind: FamilyName;
  readonly levels: readonly string[];
  readonly reason: string;
  /**
   * Of hours: where the circle of the day is cut open, in hours. An hour before it belongs to the day before: 25.5 is
   * half past one.
   */
  readonly cut?: number;
  /** The step to which its numbers are written, in days or hours of dates; left out where there is none. */
  readonly step?: number;
}

/** What each part may be taken for. */
export const PART_KINDS: Readonly<Record<ColumnPart['of'], readonly FamilyName[]>> = {
  day: ['normal'],
  hour: ['normal'],
  weekday: ['categorical'],
  amount: ['normal', 'lognormal'],
  zero: ['bernoulli'],
};

/** The name of a part among the model's columns. */
export function partName(column: string, { of, isOwn }: Pick<ColumnPart, 'of' | 'isOwn'>): string {
  return isOwn === true ? column : `${column} (${of})`;
}

/** The column of which a name is a part. @example wholeOf('joined (hour)') === 'joined' */
export function wholeOf(name: string): string | undefined {
  return /^(.+) \((?:day|hour|weekday|zero)\)$/su.exec(name)?.[1];
}

/** What a part is of dates; undefined where it is none of dates. */
export function datePartOf(part: ColumnPart | undefined): DatePartName | undefined {
  return part === undefined || part.of === 'amount' || part.of === 'zero' ? undefined : part.of;
}
