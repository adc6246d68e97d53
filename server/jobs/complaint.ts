/** What is wrong with a cell that its column cannot read: the words of the editor and of the command line. */
import { isNotFinite } from '../core/csv/cellSorts';
import { writtenNumber } from '../core/csv/writtenNumber';
import { familyNamed } from '../core/families/registry';
import type { BadCell } from '../core/schema/encode';
import type { ColumnSchema } from '../core/schema/infer';

/** Strings are our own wording; `data` comes out of the file, and whoever shows it escapes it. */
export type Words = readonly (string | { readonly data: string })[];

export interface Complaint {
  /** Goes on after the cell: "is not a number, as …". */
  readonly what: Words;
  readonly remedy: string;
}

const MOST_LEVELS = 6;

/** @param text what the cell says */
export function complaintOf(code: BadCell['code'], column: ColumnSchema, text: string): Complaint {
  const { name, kind, levels } = column;
  if (code === 'cell.bad-number') {
    return complaintOfUnit(column, text) ?? { what: ['is not a number, as the other cells of ', { data: name }, ' are'], remedy: 'Mend it, or name it among the missing values.' };
  }
  if (code === 'cell.unsuitable-number') {
    const needs = familyNamed(kind)?.needs;
    return { what: [`is not ${needs}, as the kind ${kind} of `, { data: name }, ' needs'], remedy: 'Mend it, or choose another kind.' };
  }
  const known = levels.slice(0, MOST_LEVELS).flatMap((level, i): Words => [i === 0 ? '"' : ', "', { data: level }, '"']);
  const more = levels.length > MOST_LEVELS ? ', …' : '';
  return { what: ['is no value of ', { data: name }, ' that the fit knows (', ...known, `${more})`], remedy: 'Mend it, or fit again.' };
}

/** Of a number that counts something else than its column, or is infinite; undefined of any other cell. */
function complaintOfUnit({ name, unit = '' }: ColumnSchema, text: string): Complaint | undefined {
  const own = (writtenNumber(text, '.') ?? writtenNumber(text, ','))?.unit ?? '';
  if (own !== '') {
    const others: Words = unit === '' ? [' has plain numbers'] : [' is in "', { data: unit }, '"'];
    return { what: ['is in "', { data: own }, '", but ', { data: name }, ...others], remedy: 'Convert it.' };
  }
  if (!isNotFinite(text)) return undefined;
  return { what: ['is no finite number, as the other cells of ', { data: name }, ' are'], remedy: 'Mend what it was computed from, or name it among the missing values.' };
}
