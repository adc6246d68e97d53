/** Complaints about cells that their column cannot read, for the editor and the command line. */
import { isNotFinite } from '../../core/csv/cells/cellSorts';
import { writtenBound, type WrittenBound } from '../../core/csv/cells/writtenBound';
import { orderedForm, writtenDate } from '../../core/csv/cells/writtenDate';
import { writtenNumber } from '../../core/csv/cells/writtenNumber';
import { familyNamed } from '../../core/families/registry';
import type { AlikeRow } from '../../core/duplicates/duplicateRows';
import type { SequenceBreak } from '../../core/schema/encoding/encode';
import type { BadCell } from '../../core/schema/encoding/badCell';
import type { DuplicateKey } from '../../core/schema/texts/tableKeys';
import type { ColumnSchema, Schema } from '../../core/schema/infer';
import { meantDate, orderOf } from '../../core/schema/dates/meantDate';
import { relationWords } from '../../core/schema/relations/relation';
import { intervalWords } from '../../core/schema/relations/sequence';
import { complaintOfPattern, isOfWriting } from './patternWords';
import { complaintOfMoved } from './movedWords';
import { slipWords } from './misspellingWords';
import type { PlaceNoun } from '../../protocol/places';

/** Strings are the product's own wording; `data` comes from the file, and must be escaped for display. */
export type Words = readonly (string | { readonly data: string })[];

/** Joins words to a text that is not escaped. */
export function plainWords(words: Words): string {
  return words.map((word) => (typeof word === 'string' ? word : word.data)).join('');
}

export interface Complaint {
  /** Continues after the cell: "is not a number, as …". */
  readonly what: Words;
  /** Consequence for the cell. Dates take no part in the fit. */
  readonly outcome: '; it counts as missing' | '';
  readonly remedy: string;
}

const MISSING = '; it counts as missing';

const MOST_LEVELS = 6;

/**
 * Returns the complaint about a bad cell; undefined where the schema lacks its column.
 *
 * @param text text of the cell
 */
export function complaintOf(
  { code, column: index, broken, meant, given, moved }: BadCell,
  schema: Schema,
  text: string,
): Complaint | undefined {
  const column = schema.find((candidate) => candidate.index === index);
  if (column === undefined) return undefined;
  if (moved !== undefined) return complaintOfMoved(column, moved, schema);
  if (given !== undefined)
    return complaintOfDependency(column, schema.find((candidate) => candidate.index === given.column)?.name ?? '', {
      ...given,
      typed: text,
      meant,
    });
  if (isOfWriting(code)) return complaintOfPattern(column, text, code);
  if (meant !== undefined) return complaintOfSlip(column, text, meant);
  return broken === undefined
    ? complaintOfText(code, column, text)
    : complaintOfRelation(
        column,
        schema.find((candidate) => candidate.index === broken.follower) ?? column,
        broken.expected,
      );
}

/**
 * Returns the complaint about a cell of a key that repeats an earlier row.
 * @param line line of the earlier row, from 1
 * @param noun what `line` counts
 */
export function complaintOfDuplicate(
  { single }: DuplicateKey,
  { name }: ColumnSchema,
  line: number,
  noun: PlaceNoun = 'line',
): Complaint {
  const others = single === 1 ? 'the only other cell' : `the other ${single.toLocaleString('en')} cells`;
  return {
    what: [
      `is also ${noun === 'line' ? 'on line' : 'in row'} ${line}; ${others} of `,
      { data: name },
      single === 1 ? ' differs' : ' all differ',
    ],
    outcome: '',
    remedy: 'Look which of the two rows is right, or whether one is there twice.',
  };
}

/**
 * Returns the complaint about a row that repeats an earlier one, exactly or nearly.
 *
 * @param line line of the earlier row, from 1
 * @param noun what `line` counts
 */
export function complaintOfAlike(
  { columns, more = [] }: AlikeRow,
  names: readonly string[],
  line: number,
  noun: PlaceNoun = 'line',
): Complaint {
  if (columns.length === 0) {
    const count = more.length === 1 ? 'another row is' : `${more.length} more rows are`;
    const others = more.length === 0 ? '' : `; ${count} repeated, too`;
    return { what: [`${repeatsWords(noun, line)}${others}`], outcome: '', remedy: 'Remove it, unless it is right.' };
  }
  const differing = columns.flatMap((column, i): Words => [i === 0 ? '' : ' and ', { data: names[column] }]);
  return {
    what: [`is the same as ${noun} ${line} except for `, ...differing],
    outcome: '',
    remedy: 'Check whether both rows mean the same thing, and which is right.',
  };
}

/** Says that a row repeats an earlier one. @param line line of the earlier row, from 1 @param noun what it counts */
export function repeatsWords(noun: PlaceNoun, line: number): string {
  return `repeats ${noun} ${line}: every compared cell is the same`;
}

/** Returns the complaint about a break in a sequence. */
export function complaintOfBreak(
  { sort, before, expected, more }: SequenceBreak,
  { name, sequence, dates }: ColumnSchema,
): Complaint {
  const { step = 0, byMonths } = sequence ?? {};
  const written = (x: number): string =>
    dates === undefined ? String(Number(x.toPrecision(12))) : byMonths === true ? dateOfMonths(x) : dateOfSeconds(x);
  const remedy = 'Correct it, unless it is right.';
  const rest: Words =
    dates === undefined
      ? [{ data: name }, ` counts ${step < 0 ? 'down' : 'up'} by ${Math.abs(step)}`]
      : step === 0
        ? ['the dates of ', { data: name }, ' are in order']
        : ['the dates of ', { data: name }, ` are ${intervalWords(Math.abs(step), byMonths)} apart`];
  switch (sort) {
    case 'wrong':
      return {
        what: [
          step === 0
            ? 'is out of order between its neighbours; '
            : `does not fit between its neighbours, where ${written(expected)} is expected; `,
          ...rest,
        ],
        outcome: '',
        remedy: 'Correct it.',
      };
    case 'repetition':
      return { what: ['repeats the previous row; ', ...rest], outcome: '', remedy };
    case 'back':
      return { what: [`goes back from ${written(before)} in the previous row; `, ...rest], outcome: '', remedy };
    case 'gap':
      return {
        what: [
          `follows ${written(before)}, where ${written(expected)} is expected; `,
          ...rest,
          more === undefined ? '' : `, apart from ${more} more gaps`,
        ],
        outcome: '',
        remedy: 'Check whether rows are missing.',
      };
  }
}

function dateOfSeconds(seconds: number): string {
  const date = new Date(1000 * seconds);
  // A model file may hold any number, and no date has a year beyond 275,760.
  if (Number.isNaN(date.getTime())) return String(seconds);
  const text = date.toISOString();
  return (seconds % 86_400 === 0 ? text.slice(0, 10) : text.slice(0, seconds % 60 === 0 ? 16 : 19)).replace('T', ' ');
}

/** Formats a number of months since 1970, without its fraction, which gives the day. */
function dateOfMonths(months: number): string {
  return dateOfSeconds(Date.UTC(1970, Math.floor(months)) / 1000).slice(0, 7);
}

/** Returns the complaint about a misspelt level. */
function complaintOfSlip({ levels, spelling }: ColumnSchema, text: string, meant: string): Complaint {
  const count = spelling?.counts[levels.indexOf(meant)] ?? 0;
  const slip = slipWords(text, meant);
  const times = count === 1 ? 'stands in 1 cell' : `stands in ${count} cells`;
  return {
    what: [
      'is misspelt: "',
      { data: meant },
      '" was meant (',
      ...(slip === undefined ? [] : [...slip, '; ']),
      `it ${times})`,
    ],
    outcome: MISSING,
    remedy: 'Correct it.',
  };
}

/** Minimum length of both texts for naming the slip: shorter texts are within two letters of each other too easily. */
const LEAST_SLIP_LENGTH = 5;

/** Returns the complaint about a text that differs from nearly all rows with the same text in another column. */
function complaintOfDependency(
  { name }: ColumnSchema,
  determinant: string,
  {
    text,
    count,
    rows,
    typed,
    meant,
    isOfOthers,
  }: NonNullable<BadCell['given']> & { readonly typed: string; readonly meant: string | undefined },
): Complaint {
  if (isOfOthers === true || meant === undefined) {
    const contextWords: Words = [
      'does not go with the rest of its row: beside it, ',
      { data: determinant },
      ' is "',
      { data: text },
      `" in ${count} of ${rows} rows`,
    ];
    return {
      what: [...contextWords, ...(meant === undefined ? [] : ['; "', { data: meant }, '" would fit'])],
      outcome: '',
      remedy: 'Correct it.',
    };
  }
  const slip = Math.min(typed.length, meant.length) < LEAST_SLIP_LENGTH ? undefined : slipWords(typed, meant);
  const dependencyWords: Words = [
    'does not fit its row: given ',
    { data: determinant },
    ' "',
    { data: text },
    '", ',
    { data: name },
    ' is "',
    { data: meant },
    `" in ${count} of ${rows} rows`,
  ];
  return {
    what: [...dependencyWords, ...(slip === undefined ? [] : [' (', ...slip, ')'])],
    outcome: '',
    remedy: 'Correct it.',
  };
}

/**
 * Returns the complaint about a number that does not follow from others of its row. The right number is known, unless
 * one of the others is wrong.
 */
function complaintOfRelation(
  { name }: ColumnSchema,
  { name: follower, relation }: ColumnSchema,
  expected: number,
): Complaint {
  const formula = relation === undefined ? '' : relationWords(relation);
  if (name === follower)
    return {
      what: ['is not ', { data: formula }, `, which is ${expected} here`],
      outcome: '',
      remedy: 'Correct it, or the cells that it follows from.',
    };
  return {
    what: ['does not fit ', { data: follower }, ' = ', { data: formula }, `; ${expected} would`],
    outcome: '',
    remedy: 'Correct it.',
  };
}

function complaintOfText(code: BadCell['code'], column: ColumnSchema, text: string): Complaint {
  const { name, levels } = column;
  if (code === 'cell.bad-date') return complaintOfDate(column, text);
  if (code === 'cell.date-order')
    return {
      what: [
        'is before ',
        { data: column.dates?.notBefore ?? '' },
        ' in this row; elsewhere ',
        { data: name },
        ' hardly ever is',
      ],
      outcome: '',
      remedy: 'Check which of the two is right.',
    };
  if (code === 'cell.far-date')
    return { what: ['is far from the usual dates of ', { data: name }], outcome: '', remedy: 'Check the year.' };
  if (code === 'cell.bad-number') {
    return (
      complaintOfUnit(column, text) ?? {
        what: ['is not a number, as the other cells of ', { data: name }, ' are'],
        outcome: MISSING,
        remedy: 'Fix it, or name it among the missing values.',
      }
    );
  }
  if (code === 'cell.unsuitable-number') return complaintOfUnsuitable(column, text);
  const levelWords = levels
    .slice(0, MOST_LEVELS)
    .flatMap((level, i): Words => [i === 0 ? '"' : ', "', { data: level }, '"']);
  const more = levels.length > MOST_LEVELS ? ', …' : '';
  return {
    what: ['is not a value of ', { data: name }, ' that the fit knows (', ...levelWords, `${more})`],
    outcome: MISSING,
    remedy: 'Fix it, or fit again.',
  };
}

/** Returns the complaint about a number that its column cannot hold. */
function complaintOfUnsuitable({ name, kind, parts }: ColumnSchema, text: string): Complaint {
  if (parts !== undefined)
    return {
      what: ['is below zero, where the numbers of ', { data: name }, ' begin'],
      outcome: MISSING,
      remedy: 'Fix it, or choose another kind.',
    };
  const needs = familyNamed(kind)?.needs;
  if (boundIn(text) !== undefined)
    return {
      what: [`leaves room for no number that the kind ${kind} of `, { data: name }, ` can hold (${needs})`],
      outcome: MISSING,
      remedy: 'Fix it, or choose another kind.',
    };
  return {
    what: [`is not ${needs}, which the kind ${kind} of `, { data: name }, ' requires'],
    outcome: MISSING,
    remedy: 'Fix it, or choose another kind.',
  };
}

/** Returns the complaint about a number in another unit than its column, or an infinite one; else undefined. */
function complaintOfUnit({ name, unit = '' }: ColumnSchema, text: string): Complaint | undefined {
  const written = writtenNumber(text, '.') ?? writtenNumber(text, ',');
  const cellUnit = (written ?? boundIn(text))?.unit ?? '';
  // What has the sign is a percentage, however small.
  if (unit === '%' && cellUnit === '' && written !== undefined && Math.abs(written.value) < 1)
    return {
      what: [
        'is a fraction, but ',
        { data: name },
        ` is in percent; ${Number((100 * written.value).toPrecision(12))} % would fit`,
      ],
      outcome: MISSING,
      remedy: 'Write it as a percentage.',
    };
  if (cellUnit === unit && (cellUnit !== '' || written !== undefined))
    return {
      what: ['is written with another decimal or thousands mark than the other cells of ', { data: name }],
      outcome: MISSING,
      remedy: 'Write it as the others are.',
    };
  if (cellUnit !== '') {
    const others: Words = unit === '' ? [' has plain numbers'] : [' is in "', { data: unit }, '"'];
    return {
      what: ['is in "', { data: cellUnit }, '", but ', { data: name }, ...others],
      outcome: MISSING,
      remedy: 'Convert it.',
    };
  }
  if (!isNotFinite(text)) return undefined;
  return {
    what: ['is not a finite number, as the other cells of ', { data: name }, ' are'],
    outcome: MISSING,
    remedy: 'Correct what it was computed from, or name it among the missing values.',
  };
}

function boundIn(text: string): WrittenBound | undefined {
  return writtenBound(text.trim(), '.') ?? writtenBound(text.trim(), ',');
}

function complaintOfDate({ name, dates }: ColumnSchema, text: string): Complaint {
  const form = dates?.form ?? '';
  const cellDate = writtenDate(text);
  const meant = dates === undefined ? undefined : meantDate(text, dates);
  const meantWords = meant?.text === undefined ? '' : `: ${meant.text}`;
  if (meant?.fault === 'exchanged')
    return {
      what: ['has the day and the month the other way round; ', { data: name }, ` is read as ${form}`, meantWords],
      outcome: '',
      remedy: 'Exchange them.',
    };
  if (cellDate !== undefined && orderedForm(cellDate.form, orderOf(form)) === form)
    return {
      what: ['is not a day of the calendar; ', { data: name }, ` is read as ${form}`],
      outcome: '',
      remedy: 'Correct the day or the month.',
    };
  const formWords: Words =
    meant?.fault === 'spreadsheetDay'
      ? ["is a spreadsheet's number of a day"]
      : cellDate === undefined
        ? ['is no date']
        : [`is written as ${orderedForm(cellDate.form, 'dayFirst')}`];
  return {
    what: [...formWords, ', but ', { data: name }, ` has dates as ${form}`, meantWords],
    outcome: '',
    remedy: 'Write it as the others are, or name it among the missing values.',
  };
}
