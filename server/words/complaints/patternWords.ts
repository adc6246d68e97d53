/** Words about cells that break the patterns of their column. */
import type { DamageSort } from '../../core/patterns/damage';
import { patternFault, type PatternFault, type Patterns } from '../../core/patterns/patterns';
import type { BadCellCode } from '../../core/schema/encoding/badCell';
import type { ColumnSchema } from '../../core/schema/infer';
import type { Complaint, Words } from './complaint';

/** Codes of cells whose writing alone is odd. */
type WritingCode = Extract<BadCellCode, 'cell.pattern' | 'cell.blanks' | 'cell.missing-mark'>;

export function isOfWriting(code: BadCellCode): code is WritingCode {
  return code === 'cell.pattern' || code === 'cell.blanks' || code === 'cell.missing-mark';
}

const MISSING = '; it counts as missing';

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
      what: ['stands for a missing value, where nearly all cells of ', { data: name }, ' are filled'],
      outcome: MISSING,
      remedy: 'Check what was meant.',
    };
  if (code === 'cell.blanks')
    return {
      what: ['has blanks at its ends, unlike nearly all other cells of ', { data: name }],
      outcome: '',
      remedy: 'Remove them.',
    };
  if (patterns === undefined) return undefined;
  const fault = patternFault(patterns)(text);
  if (fault === undefined) return undefined;
  const { meant } = fault;
  const what = [
    ...faultWords(fault, patterns, name),
    ...(meant === undefined ? [] : ['; "', { data: meant }, '" was meant']),
  ];
  return { what, outcome: '', remedy: meant === undefined ? 'Correct it, unless it is right.' : 'Correct it.' };
}

function faultWords({ sort, mark = '', times = 0 }: PatternFault, patterns: Patterns, name: string): Words {
  switch (sort) {
    case 'mark':
      return [
        times === 0 ? 'has no "' : 'has too many "',
        { data: mark },
        '", unlike the other cells of ',
        { data: name },
      ];
    case 'letterless':
      return [
        `has no letter, unlike the ${patterns.words?.cells.toLocaleString('en-US') ?? ''} other cells of `,
        { data: name },
      ];
    case 'around':
      return ['has more around it than ', ...otherCellsWords(patterns, name)];
    case 'zero':
      return ['is a digit short, perhaps a zero at its beginning, unlike ', ...otherCellsWords(patterns, name)];
    case 'letter':
      return ['has a letter in the place of a digit, unlike ', ...otherCellsWords(patterns, name)];
    case 'case':
      return ['is written in other capitals than ', ...otherCellsWords(patterns, name)];
    case 'form':
      return ['is not of the form of ', ...otherCellsWords(patterns, name)];
    default:
      return damageWords(sort, name);
  }
}

function damageWords(sort: DamageSort, name: string): Words {
  switch (sort) {
    case 'encoding':
      return ['has letters that were read in another encoding'];
    case 'replaced':
      return ['has a letter that could not be read in its encoding and is lost'];
    case 'control':
      return ['has control characters in it, which are not seen'];
    case 'entity':
      return ['has a character written as in HTML'];
    case 'quote':
      return ['has one quotation mark of a pair'];
    case 'error':
      return ['is the error of a formula in a spreadsheet'];
    case 'hashes':
      return ['is what a spreadsheet shows where a cell is too narrow'];
    case 'date':
      return [
        'looks like a code that a spreadsheet made a date, as 3-5 becomes 05-Mar; the other cells of ',
        { data: name },
        ' are no dates',
      ];
    case 'exponent':
      return [
        'looks like a long number that a spreadsheet rounded; the other cells of ',
        { data: name },
        ' are not written so',
      ];
  }
}

function otherCellsWords({ forms }: Patterns, name: string): Words {
  return [
    `the ${forms?.cells.toLocaleString('en-US') ?? ''} other cells of `,
    { data: name },
    ', such as "',
    { data: forms?.example ?? '' },
    '"',
  ];
}
