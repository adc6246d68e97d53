/** The date that a text means which is not written as its column's dates are. */
import {
  calendarDay,
  isOpenForm,
  onlyOrder,
  orderedForm,
  secondsOf,
  writtenDate,
  type DateOrder,
  type WrittenDate,
} from '../../csv/cells/writtenDate';
import type { BadCell } from '../encoding/badCell';
import type { Schema } from '../infer';
import type { DateColumn } from './dateColumns';

/** Difference between a text and the other dates of its column. */
type DateFault = 'exchanged' | 'otherForm' | 'spreadsheetDay';

interface MeantDate {
  readonly fault: DateFault;
  /** The date in the form of the column; left out where the form does not reveal how to write it. */
  readonly text?: string;
}

const DAY = 86_400;
/** Number of 1970-01-01 in spreadsheets, which count days from 1900 and take that year for a leap year. */
const SPREADSHEET_1970 = 25_569;
const SPREADSHEET_DAY = /^\d{5}$/;

/**
 * Returns the date that a text means; undefined for a text that is no date, is ambiguous, or lies far from the column's
 * dates.
 */
export function meantDate(text: string, { form, from, to }: DateColumn): MeantDate | undefined {
  const trimmed = text.trim();
  const written = SPREADSHEET_DAY.test(trimmed) ? undefined : writtenDate(trimmed);
  const found = written === undefined ? spreadsheetDate(trimmed) : otherwiseWritten(written, form);
  if (found === undefined || !(found.seconds >= from && found.seconds <= to)) return undefined;
  const inForm = dateText(found.seconds, form);
  return { fault: found.fault, ...(inForm !== undefined && { text: inForm }) };
}

/** Returns the text that was meant in a wrong cell, if known. @param text of the cell */
export function meantTextOf(
  { code, column, meant }: Pick<BadCell, 'code' | 'column' | 'meant'>,
  schema: Schema,
  text: string,
): string | undefined {
  if (code !== 'cell.bad-date') return meant;
  const dates = schema.find(({ index }) => index === column)?.dates;
  return dates === undefined ? undefined : meantDate(text, dates)?.text;
}

interface FoundDate {
  readonly seconds: number;
  readonly fault: DateFault;
}

function spreadsheetDate(text: string): FoundDate | undefined {
  return SPREADSHEET_DAY.test(text)
    ? { seconds: (Number(text) - SPREADSHEET_1970) * DAY, fault: 'spreadsheetDay' }
    : undefined;
}

function otherwiseWritten({ form: written, raw }: WrittenDate, form: string): FoundDate | undefined {
  const order = isOpenForm(written) ? onlyOrder(raw) : 'dayFirst';
  if (order === undefined) return undefined;
  const seconds = secondsOf(raw, orderedForm(written, order));
  if (!Number.isFinite(seconds)) return undefined;
  return { seconds, fault: orderedForm(written, orderOf(form)) === form ? 'exchanged' : 'otherForm' };
}

/** Order of day and month in a decided form. */
export function orderOf(form: string): DateOrder {
  return form.startsWith('MM') ? 'monthFirst' : 'dayFirst';
}

const WRITABLE = /^(?:YYYY([-/.])MM\1DD|(?:DD([-/.])MM|MM([-/.])DD)[-/.]YY(?:YY)?)$/;

/** Writes a day in a form; undefined where there is a time of the day, or names of months in some language. */
function dateText(seconds: number, form: string): string | undefined {
  if (!WRITABLE.test(form) || seconds % DAY !== 0) return undefined;
  const { year, month, day } = calendarDay(seconds / DAY);
  const digits = (value: number, count: number): string => String(value).padStart(count, '0').slice(-count);
  return form
    .replace('YYYY', digits(year, 4))
    .replace('YY', digits(year, 2))
    .replace('MM', digits(month, 2))
    .replace('DD', digits(day, 2));
}
