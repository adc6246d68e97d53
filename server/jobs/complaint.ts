/** What is wrong with a cell that its column cannot read: the words of the editor and of the command line. */
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

export function complaintOf(code: BadCell['code'], { name, kind, levels }: ColumnSchema): Complaint {
  if (code === 'cell.bad-number') {
    return { what: ['is not a number, as the other cells of ', { data: name }, ' are'], remedy: 'Mend it, or name it among the missing values.' };
  }
  if (code === 'cell.unsuitable-number') {
    const needs = familyNamed(kind)?.needs;
    return { what: [`is not ${needs}, as the kind ${kind} of `, { data: name }, ' needs'], remedy: 'Mend it, or choose another kind.' };
  }
  const known = levels.slice(0, MOST_LEVELS).flatMap((level, i): Words => [i === 0 ? '"' : ', "', { data: level }, '"']);
  const more = levels.length > MOST_LEVELS ? ', …' : '';
  return { what: ['is no value of ', { data: name }, ' that the fit knows (', ...known, `${more})`], remedy: 'Mend it, or fit again.' };
}
