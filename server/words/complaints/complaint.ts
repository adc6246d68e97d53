/** Complaints about cells that their column cannot read, for the editor and the command line. */
import { enumeratedParts } from '../../../language/joins';
import { listedParts, say, sayParts } from '../../../language/language';
import type { AlikeRow } from '../../core/duplicates/duplicateRows';
import type { SequenceBreak } from '../../core/schema/encoding/encode';
import type { BadCell } from '../../core/schema/encoding/badCell';
import type { DuplicateKey } from '../../core/schema/texts/tableKeys';
import type { ColumnSchema, Schema } from '../../core/schema/infer';
import { relationWords } from '../../core/schema/relations/relation';
import { intervalWords } from '../../core/schema/relations/sequence';
import type { PlaceNoun } from '../../protocol/places';
import { type Data } from '../markup';
import { complaintOfDate } from './dateComplaints';
import { complaintOfNumber, complaintOfUnsuitable } from './numberComplaints';
import { complaintOfPattern, isOfWriting } from './patternWords';
import { complaintOfMoved } from './movedWords';
import { slipWords } from './misspellingWords';

/** Strings are the product's own wording; `data` comes from the file, and must be escaped for display. */
export type Words = readonly (string | Data)[];

/** Joins words to a text that is not escaped. */
export function plainWords(words: Words): string {
  return words.map((word) => (typeof word === 'string' ? word : word.data)).join('');
}

export interface Complaint {
  /** Continues after the cell: "is not a number, as …". */
  readonly what: Words;
  /** Whether the cell counts as missing. Dates take no part in the fit. */
  readonly countsAsMissing?: true;
  readonly remedy: string;
}

/** Returns the complaint with its consequence for the cell; it continues after the cell, too. */
export function complaintWithOutcome({ what, countsAsMissing }: Complaint): Words {
  return countsAsMissing === true ? sayParts('{complaint}; it counts as missing', { complaint: what }).flat() : what;
}

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
  return {
    what: sayParts(
      'is also {noun, select, row {in row} other {on line}} {number}; {count, plural, one {the only other cell of {column} differs} other {the other # cells of {column} all differ}}',
      { noun, number: line, count: single, column: { data: name } },
    ),
    remedy: say('Look which of the two rows is right, or whether one is there twice.'),
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
    const repeats = repeatsWords(noun, line);
    const what =
      more.length === 0
        ? repeats
        : say('{repeats}; {count, plural, one {another row is repeated, too} other {# more rows are repeated, too}}', {
            repeats,
            count: more.length,
          });
    return { what: [what], remedy: say('Remove it, unless it is right.') };
  }
  const differing = listedParts(columns.map((column) => ({ data: names[column] })));
  return {
    what: sayParts('is the same as {noun, select, row {row} other {line}} {number} except for {columns}', {
      noun,
      number: line,
      columns: differing,
    }).flat(),
    remedy: say('Check whether both rows mean the same thing, and which is right.'),
  };
}

/** Says that a row repeats an earlier one. @param line line of the earlier row, from 1 @param noun what it counts */
export function repeatsWords(noun: PlaceNoun, line: number): string {
  return say('repeats {noun, select, row {row} other {line}} {number}: every compared cell is the same', {
    noun,
    number: line,
  });
}

/** Returns the complaint about a break in a sequence. */
export function complaintOfBreak({ sort, before, expected, more }: SequenceBreak, column: ColumnSchema): Complaint {
  const { sequence, dates } = column;
  const { step = 0, byMonths } = sequence ?? {};
  const written = (x: number): string =>
    dates === undefined ? String(Number(x.toPrecision(12))) : byMonths === true ? dateOfMonths(x) : dateOfSeconds(x);
  const remedy = say('Correct it, unless it is right.');
  const rule = ruleWords(column);
  const previous = { before: written(before), rule };
  const next = { expected: written(expected), rule };
  switch (sort) {
    case 'wrong':
      return {
        what: (step === 0
          ? sayParts('is out of order between its neighbours; {rule}', { rule })
          : sayParts('does not fit between its neighbours, where {expected} is expected; {rule}', next)
        ).flat(),
        remedy: say('Correct it.'),
      };
    case 'repetition':
      return { what: sayParts('repeats the previous row; {rule}', { rule }).flat(), remedy };
    case 'back':
      return { what: sayParts('goes back from {before} in the previous row; {rule}', previous).flat(), remedy };
    case 'gap':
      return {
        what: (more === undefined
          ? sayParts('follows {before}, where {expected} is expected; {rule}', { ...previous, ...next })
          : sayParts(
              'follows {before}, where {expected} is expected; {rule}, apart from {count, plural, one {# more gap} other {# more gaps}}',
              { ...previous, ...next, count: more },
            )
        ).flat(),
        remedy: say('Check whether rows are missing.'),
      };
  }
}

/** Describes the sequence of a column. */
function ruleWords({ name, sequence, dates }: ColumnSchema): Words {
  const { step = 0, byMonths } = sequence ?? {};
  const column = { data: name };
  if (dates === undefined)
    return step < 0
      ? sayParts('{column} counts down by {step}', { column, step: -step })
      : sayParts('{column} counts up by {step}', { column, step });
  return step === 0
    ? sayParts('the dates of {column} are in order', { column })
    : sayParts('the dates of {column} are {interval} apart', {
        column,
        interval: intervalWords(Math.abs(step), byMonths),
      });
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
  const values = { meant: { data: meant }, count };
  return {
    what:
      slip === undefined
        ? sayParts(
            'is misspelt: "{meant}" was meant (it stands in {count, plural, one {# cell} other {# cells}})',
            values,
          )
        : sayParts<Words | Data>(
            'is misspelt: "{meant}" was meant ({slip}; it stands in {count, plural, one {# cell} other {# cells}})',
            { ...values, slip },
          ).flat(),
    countsAsMissing: true,
    remedy: say('Correct it.'),
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
  const remedy = say('Correct it.');
  const context = { determinant: { data: determinant }, text: { data: text }, count, rows };
  if (meant === undefined)
    return {
      what: sayParts(
        'does not go with the rest of its row: beside it, {determinant} is "{text}" in {count, number} of {rows, plural, one {# row} other {# rows}}',
        context,
      ),
      remedy,
    };
  if (isOfOthers === true)
    return {
      what: sayParts(
        'does not go with the rest of its row: beside it, {determinant} is "{text}" in {count, number} of {rows, plural, one {# row} other {# rows}}; "{meant}" would fit',
        { ...context, meant: { data: meant } },
      ),
      remedy,
    };
  const slip = Math.min(typed.length, meant.length) < LEAST_SLIP_LENGTH ? undefined : slipWords(typed, meant);
  const complaint = sayParts(
    'does not fit its row: given {determinant} "{text}", {column} is "{meant}" in {count, number} of {rows, plural, one {# row} other {# rows}}',
    { ...context, column: { data: name }, meant: { data: meant } },
  );
  return {
    what: slip === undefined ? complaint : sayParts('{complaint} ({slip})', { complaint, slip }).flat(),
    remedy,
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
  const formula = { data: relation === undefined ? '' : relationWords(relation) };
  if (name === follower)
    return {
      what: sayParts('is not {formula}, which is {expected} here', { formula, expected }),
      remedy: say('Correct it, or the cells that it follows from.'),
    };
  return {
    what: sayParts('does not fit {column} = {formula}; {expected} would', {
      column: { data: follower },
      formula,
      expected,
    }),
    remedy: say('Correct it.'),
  };
}

function complaintOfText(code: BadCell['code'], column: ColumnSchema, text: string): Complaint {
  const { name, dates, levels } = column;
  const data = { data: name };
  switch (code) {
    case 'cell.bad-date':
      return complaintOfDate(column, text);
    case 'cell.date-order':
      return {
        what: sayParts('is before {start} in this row; elsewhere {column} hardly ever is', {
          start: { data: dates?.notBefore ?? '' },
          column: data,
        }),
        remedy: say('Check which of the two is right.'),
      };
    case 'cell.far-date':
      return {
        what: sayParts('is far from the usual dates of {column}', { column: data }),
        remedy: say('Check the year.'),
      };
    case 'cell.bad-number':
      return complaintOfNumber(column, text);
    case 'cell.unsuitable-number':
      return complaintOfUnsuitable(column, text);
    default:
      return complaintOfLevel(data, levels);
  }
}

/** Returns the complaint about a text that is no level of its column. */
function complaintOfLevel(column: Data, levels: readonly string[]): Complaint {
  const known = enumeratedParts(
    levels.slice(0, MOST_LEVELS).map((level) => sayParts('"{level}"', { level: { data: level } })),
  );
  const values = { column, levels: known };
  return {
    what: (levels.length > MOST_LEVELS
      ? sayParts<Words | Data>('is not a value of {column} that the fit knows ({levels}, …)', values)
      : sayParts<Words | Data>('is not a value of {column} that the fit knows ({levels})', values)
    ).flat(),
    countsAsMissing: true,
    remedy: say('Fix it, or fit again.'),
  };
}
