/** Decides the kind of a column from its survey, and gives the reason. */
import { say } from '../../../../language/language';
import { NUMERIC_SHARE } from '../../csv/cells/cellSorts';
import { families, familyNamed } from '../../families/registry';
import { firstBounds, withBounds } from '../encoding/columnBounds';
import { mixedMarksReason } from '../leftOut';
import { labelReason, MOST_INTEGER_LEVELS } from './fewValues';
import { numbersWords } from './numbersWords';
import { suggest } from './suggest';
import { MOST_LEVELS, MOST_TEXT_LEVELS, type Survey } from '../survey';
import type { Kind, SchemaOverrides } from '../infer';

const FEWEST_NUMBERS = 4;
/** Range below which the squares of scaled differences become subnormal. */
const LEAST_RANGE = 1e-300;
/** Minimum number of cells per level, on average, for a text to be a label, once there are more than a few levels. */
const LEAST_ROWS_PER_LEVEL = 5;
const FEW_LEVELS = 10;
/** Share of distinct cells from which texts name or describe their rows. */
const DISTINCT_SHARE = 0.9;
const FOREIGN_NAMES = [/(^|[^a-z])(id|uuid|guid|key)$/i, /[a-z]I[Dd]$/];
const IDENTIFIER_NAME = /(^|[^a-z])(id|uuid|guid|key|index|rownames?)$/i;

/** Words for codes of digits, which are no measurements, at the end of a name: zip, phone, ISBN. */
const CODE_WORDS = new Set(
  'zip zipcode postcode postalcode plz phone telephone telefon fax mobile ssn isbn issn ean gtin upc npi iban'.split(
    ' ',
  ),
);
/** Words that make a number of something an identifier, after another word: order number, Kundennummer. */
const NUMBER_WORD = /^(?:number|nummer|nr)$|.nummer$/;

/** Whether a name says that numbers identify something. @example namesCodes('PhoneNumber'), not namesCodes('number') */
function namesCodes(name: string): boolean {
  if (FOREIGN_NAMES.some((pattern) => pattern.test(name))) return true;
  const words = name
    .replace(/(?<=[a-z])(?=[A-Z])/g, ' ')
    .toLowerCase()
    .split(/[^\p{L}]+/u)
    .filter((word) => word !== '');
  const last = words.at(-1) ?? '';
  const lastTwo = words.slice(-2).join('');
  return CODE_WORDS.has(last) || CODE_WORDS.has(lastTwo) || (words.length > 1 && NUMBER_WORD.test(last));
}

export interface Decision {
  readonly kind: Kind;
  readonly reason: string;
  /** Whether cells are dates and are checked as such. */
  readonly isOfDates?: true;
  /** Whether cells only number the rows, are all equal or are all missing, and so tell no rows apart. */
  readonly isIdle?: true;
}

export function decide(name: string, survey: Survey, overrides: SchemaOverrides): Decision {
  if (overrides.rowWeights === name) return ignored(say('says how often each row counts'));
  if (overrides.columns !== undefined && !overrides.columns.includes(name))
    return ignored(say('not among the columns asked for'));
  if (overrides.ignore?.includes(name) === true) return ignored(say('left out on request'));
  if (survey.observed === 0) return idle(say('every cell is missing'));
  if (survey.values.length === 1)
    return idle(say('has one distinct value, "{value}"', { value: shorten(survey.values[0]) }));
  const requested =
    overrides.kinds !== undefined && Object.hasOwn(overrides.kinds, name) ? overrides.kinds[name] : undefined;
  if (survey.dates !== undefined && (requested === undefined || familyNamed(requested)?.reads === 'number'))
    return { ...ignored(say('dates')), isOfDates: true };
  if (requested !== undefined) return decideRequested(requested, survey);
  if (isNumeric(survey) && !survey.padded) return decideNumbers(name, survey, overrides.isRobust);
  const mixedMarks = mixedMarksReason(survey);
  return mixedMarks === undefined ? decideText(survey) : ignored(mixedMarks);
}

/** Whether a column is numeric; in a short column a single wrong cell may exceed the maximum share. */
export function isNumeric(survey: Survey): boolean {
  const { observed, foreign, bounded, numbers, distinctNumbers } = survey;
  // Labels are words, and "12 oz" and "12 oz." are variants of one label.
  if ((survey.unit ?? '') !== '' && labelReason(survey, true) !== undefined) return false;
  const plainCells = observed - foreign - bounded;
  return numbers >= NUMERIC_SHARE * plainCells || (numbers === plainCells - 1 && distinctNumbers >= FEWEST_NUMBERS);
}

function decideRequested(kind: Kind, survey: Survey): Decision {
  if (kind === 'ignored') return ignored(say('left out on request'));
  const extent = survey.extentIn(kind);
  if (extent !== undefined) {
    if (extent.count === 0) return ignored(say('no cell is {needs}', { needs: families[kind].needs }));
    if (extent.least === extent.greatest) return ignored(say('has one distinct number'));
    if (extent.greatest - extent.least < LEAST_RANGE) return tooClose();
  } else if (survey.values.length > MOST_LEVELS) {
    return ignored(say('has more than {count, plural, one {# level} other {# levels}}', { count: MOST_LEVELS }));
  } else if (kind === 'bernoulli' && survey.values.length > 2) {
    return {
      kind: 'categorical',
      reason: say('has {count, plural, one {# value} other {# values}}, one too many for bernoulli', {
        count: survey.values.length,
      }),
    };
  }
  const reason = say('chosen by hand');
  return { kind, reason: familyNamed(kind)?.reads === 'number' ? withBounds(reason, survey) : reason };
}

function decideNumbers(name: string, survey: Survey, seesSkew?: boolean): Decision {
  const { observed, numbers, values, distinctNumbers, integers, least, greatest } = survey;
  const distinct = values.length;
  if (distinct === 2 && observed > 2) return decideTwoValues(values);
  if (numbers === 0) return ignored(say('every cell is a bound ({bounds})', { bounds: firstBounds(survey) }));
  if (distinctNumbers === 1) return ignored(withBounds(say('has one distinct number'), survey));
  if (greatest - least < LEAST_RANGE) return tooClose();
  if (integers && numbers === observed && distinctNumbers === observed && observed > 2) {
    if (survey.consecutive) return idle(say('numbers the rows'));
    if (IDENTIFIER_NAME.test(name)) return idle(say('identifies the rows: its name says so and every value differs'));
  }
  if (integers && namesCodes(name) && distinctNumbers > MOST_INTEGER_LEVELS)
    return ignored(say('numbers that identify something: its name says so'));
  const labels = labelReason(survey, seesSkew === true);
  if (labels !== undefined) return { kind: 'categorical', reason: labels };
  const bad = observed - numbers - survey.bounded;
  const suggested = suggest(survey, seesSkew);
  const numbersInUnit = numbersWords(suggested.sort, survey.unit);
  const mostNumbers =
    bad === 0
      ? numbersInUnit
      : say('{numbers}, but for {count, plural, one {# cell} other {# cells}}', { numbers: numbersInUnit, count: bad });
  const reason =
    suggested.evidence === undefined
      ? mostNumbers
      : say('{numbers}: {evidence}', { numbers: mostNumbers, evidence: suggested.evidence });
  return { kind: suggested.kind, reason: withBounds(reason, survey) };
}

function decideText({ observed, values, padded }: Survey): Decision {
  const distinct = values.length;
  if (distinct === 2 && observed > 2) return decideTwoValues(values);
  if (padded) return decideCodes(observed, distinct);
  if (distinct === observed) return ignored(say('identifies the rows: every value differs'));
  if (distinct >= DISTINCT_SHARE * observed || distinct > MOST_LEVELS)
    return ignored(say('free text: almost every value differs'));
  const cellsPerLevel = observed / distinct;
  if (
    distinct <= FEW_LEVELS ? cellsPerLevel >= 2 : distinct <= MOST_TEXT_LEVELS && cellsPerLevel >= LEAST_ROWS_PER_LEVEL
  ) {
    return {
      kind: 'categorical',
      reason: say('text with {count, plural, one {# level} other {# levels}}', { count: distinct }),
    };
  }
  return ignored(
    say(
      'free text: {distinct, plural, one {# distinct value} other {# distinct values}} in {cells, plural, one {# cell} other {# cells}}',
      { distinct, cells: observed },
    ),
  );
}

/** Decides the kind of numbers with leading zeros. */
function decideCodes(observed: number, distinct: number): Decision {
  const isLabel =
    distinct <= MOST_TEXT_LEVELS && observed / distinct >= (distinct <= FEW_LEVELS ? 2 : LEAST_ROWS_PER_LEVEL);
  return isLabel
    ? {
        kind: 'categorical',
        reason: say('codes that begin with a zero, {count, plural, one {# of them} other {# of them}}', {
          count: distinct,
        }),
      }
    : ignored(
        say(
          'codes that begin with a zero: {distinct, plural, one {# distinct one} other {# distinct ones}} in {cells, plural, one {# cell} other {# cells}}',
          { distinct, cells: observed },
        ),
      );
}

function decideTwoValues(values: readonly string[]): Decision {
  const [a, b] = sortLevels(values);
  return {
    kind: 'bernoulli',
    reason: say('two values, "{first}" and "{second}"', { first: shorten(a), second: shorten(b) }),
  };
}

function tooClose(): Decision {
  return ignored(say('its numbers differ by less than 1e-300'));
}

function idle(reason: string): Decision {
  return { ...ignored(reason), isIdle: true };
}

export function ignored(reason: string): Decision {
  return { kind: 'ignored', reason };
}

/** Returns the levels of a column. Codes stay levels, so that their cells are not reported as slips. */
export function levelsOf(kind: Kind, survey: Survey, codes: readonly number[]): readonly string[] {
  return familyNamed(kind)?.reads === 'level' ? sortLevels([...survey.values, ...codes.map(String)]) : [];
}

/** Sorts numbers first, by value; then texts by code unit, so that the order depends on no locale. */
function sortLevels(levels: readonly string[]): string[] {
  const value = (level: string): number => (level === '' ? NaN : Number(level));
  return [...levels].sort((a, b) => {
    const difference = value(a) - value(b);
    if (!Number.isNaN(difference) && difference !== 0) return difference;
    if (Number.isNaN(value(a)) !== Number.isNaN(value(b))) return Number.isNaN(value(a)) ? 1 : -1;
    return a < b ? -1 : a > b ? 1 : 0;
  });
}

function shorten(text: string): string {
  return text.length > 30 ? `${text.slice(0, 29)}…` : text;
}
