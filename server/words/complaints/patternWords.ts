/** Words about cells that break the patterns of their column. */
import { say, sayParts } from '../../../language/language';
import type { DamageSort } from '../../core/patterns/damage';
import { patternFault, type PatternFault, type Patterns } from '../../core/patterns/patterns';
import type { BadCellCode } from '../../core/schema/encoding/badCell';
import type { ColumnSchema } from '../../core/schema/infer';
import type { Data } from '../markup';
import type { Complaint, Words } from './complaint';

/** Codes of cells whose writing alone is odd. */
type WritingCode = Extract<BadCellCode, 'cell.pattern' | 'cell.blanks' | 'cell.missing-mark'>;

export function isOfWriting(code: BadCellCode): code is WritingCode {
  return code === 'cell.pattern' || code === 'cell.blanks' || code === 'cell.missing-mark';
}

/**
 * Returns the complaint about a cell that breaks a pattern, or has blanks at its ends; undefined where it breaks none.
 * @param text text of the cell, without surrounding blanks if it breaks a pattern
 */
export function complaintOfPattern(
  { name, patterns }: ColumnSchema,
  text: string,
  code: WritingCode,
): Complaint | undefined {
  if (code === 'cell.missing-mark')
    return {
      what: sayParts('stands for a missing value, where nearly all cells of {column} are filled', {
        column: { data: name },
      }),
      countsAsMissing: true,
      remedy: say('Check what was meant.'),
    };
  if (code === 'cell.blanks')
    return {
      what: sayParts('has blanks at its ends, unlike nearly all other cells of {column}', { column: { data: name } }),
      remedy: say('Remove them.'),
    };
  if (patterns === undefined) return undefined;
  const fault = patternFault(patterns)(text);
  if (fault === undefined) return undefined;
  const { meant } = fault;
  const complaint = faultWords(fault, patterns, name);
  return meant === undefined
    ? { what: complaint, remedy: say('Correct it, unless it is right.') }
    : {
        what: sayParts<Words | Data>('{complaint}; "{meant}" was meant', { complaint, meant: { data: meant } }).flat(),
        remedy: say('Correct it.'),
      };
}

function faultWords({ sort, mark = '', times = 0 }: PatternFault, { words, forms }: Patterns, name: string): Words {
  const column = { data: name };
  const others = { count: forms?.cells ?? 0, column, example: { data: forms?.example ?? '' } };
  switch (sort) {
    case 'mark':
      return times === 0
        ? sayParts('has no "{mark}", unlike the other cells of {column}', { mark: { data: mark }, column })
        : sayParts('has too many "{mark}", unlike the other cells of {column}', { mark: { data: mark }, column });
    case 'letterless':
      return sayParts(
        'has no letter, unlike the {count, plural, one {# other cell} other {# other cells}} of {column}',
        { count: words?.cells ?? 0, column },
      );
    case 'around':
      return sayParts(
        'has more around it than the {count, plural, one {# other cell} other {# other cells}} of {column}, such as "{example}"',
        others,
      );
    case 'zero':
      return sayParts(
        'is a digit short, perhaps a zero at its beginning, unlike the {count, plural, one {# other cell} other {# other cells}} of {column}, such as "{example}"',
        others,
      );
    case 'letter':
      return sayParts(
        'has a letter in the place of a digit, unlike the {count, plural, one {# other cell} other {# other cells}} of {column}, such as "{example}"',
        others,
      );
    case 'case':
      return sayParts(
        'is written in other capitals than the {count, plural, one {# other cell} other {# other cells}} of {column}, such as "{example}"',
        others,
      );
    case 'form':
      return sayParts(
        'is not of the form of the {count, plural, one {# other cell} other {# other cells}} of {column}, such as "{example}"',
        others,
      );
    default:
      return damageWords(sort, name);
  }
}

function damageWords(sort: DamageSort, name: string): Words {
  const column = { data: name };
  switch (sort) {
    case 'encoding':
      return [say('has letters that were read in another encoding')];
    case 'replaced':
      return [say('has a letter that could not be read in its encoding and is lost')];
    case 'control':
      return [say('has control characters in it, which are not seen')];
    case 'entity':
      return [say('has a character written as in HTML')];
    case 'quote':
      return [say('has one quotation mark of a pair')];
    case 'error':
      return [say('is the error of a formula in a spreadsheet')];
    case 'hashes':
      return [say('is what a spreadsheet shows where a cell is too narrow')];
    case 'date':
      return sayParts(
        'looks like a code that a spreadsheet made a date, as 3-5 becomes 05-Mar; the other cells of {column} are no dates',
        { column },
      );
    case 'exponent':
      return sayParts(
        'looks like a long number that a spreadsheet rounded; the other cells of {column} are not written so',
        { column },
      );
  }
}
