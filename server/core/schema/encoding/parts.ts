/**
 * Columns of the table that become several columns of the model: dates have days, hours and weekdays; where many
 * numbers are zero, whether a number is zero and how large the others are become two columns, and where amounts have
 * either sign, the sign and the size.
 */
import type { FamilyName } from '../../families/registry';

/** Days since 1970-01-01; hours of the day, for 24 hours from `cut` on; the weekday, as a level. */
export type DatePartName = 'day' | 'hour' | 'weekday';

/**
 * The amounts above zero, and whether a number is zero; or for amounts of either sign their sizes, without those of
 * zero, and their signs.
 */
export type NumberPartName = 'amount' | 'zero' | 'size' | 'sign';

export interface ColumnPart {
  /** Kind of part: a date part, or a part of numbers. */
  readonly of: DatePartName | NumberPartName;
  /** Whether the part represents the whole column, and has its name. */
  readonly isOwn?: true;
  readonly kind: FamilyName;
  readonly levels: readonly string[];
  readonly reason: string;
  /**
   * Hour of the day at which the circle of hours is cut open. Earlier hours belong to the day before: 25.5 is half past
   * one.
   */
  readonly cut?: number;
  /** Step to which the numbers are written, in days or hours for dates; left out where there is none. */
  readonly step?: number;
}

/** Kinds that each part can have. */
export const PART_KINDS: Readonly<Record<ColumnPart['of'], readonly FamilyName[]>> = {
  day: ['normal'],
  hour: ['normal'],
  weekday: ['categorical'],
  amount: ['normal', 'lognormal'],
  zero: ['bernoulli'],
  size: ['lognormal'],
  sign: ['categorical'],
};

/** Name of a part among the model's columns. */
export function partName(column: string, { of, isOwn }: Pick<ColumnPart, 'of' | 'isOwn'>): string {
  return isOwn === true ? column : `${column} (${of})`;
}

/** Returns the name of the column that a part belongs to. @example columnOfPart('joined (hour)') === 'joined' */
export function columnOfPart(name: string): string | undefined {
  return /^(.+) \((?:day|hour|weekday|zero|sign)\)$/su.exec(name)?.[1];
}

/** Date part of a part; undefined if it is not a part of dates. */
export function datePartOf(part: ColumnPart | undefined): DatePartName | undefined {
  return part === undefined || isNumberPart(part.of) ? undefined : part.of;
}

/** Whether a part is one of numbers. */
export function isNumberPart(of: ColumnPart['of']): of is NumberPartName {
  return of === 'amount' || of === 'zero' || of === 'size' || of === 'sign';
}

/** Whether a part of numbers is a level, observed for every number, and not how large the number is. */
export function isLevelPart(of: ColumnPart['of']): boolean {
  return of === 'zero' || of === 'sign';
}
