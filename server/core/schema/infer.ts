/** Which kind each column has, and why, in words that a person can agree or disagree with. */
import { NUMERIC_SHARE } from '../csv/cells/cellSorts';
import type { TypedColumn } from '../csv/columns/typedColumn';
import type { Table } from '../csv/table/table';
import { readColumn } from '../csv/table/tableColumn';
import { FAMILY_NAMES, families, familyNamed, type FamilyName } from '../families/registry';
import { complete } from '../numeric/generators';
import { boundWords, inParentheses } from './encoding/columnBounds';
import { keyIn, type FoundKey, type Key } from '../keys/key';
import { numbersRows, withKeys } from './texts/tableKeys';
import type { Coded } from '../dependencies/coded';
import type { Depending } from '../dependencies/dependency';
import { withDateOrder, type Dated } from './dates/dateOrder';
import { dateColumn, datedSchema, type DateColumn } from './dates/dateColumns';
import type { Patterns } from '../patterns/patterns';
import { partName, type ColumnPart } from './encoding/parts';
import { withCompared } from './texts/compared';
import { codedIn, withDependencies } from './texts/depending';
import { patternsIn } from './texts/patterned';
import { withVocabularies, wordsOf } from './texts/misplaced';
import type { Vocabulary, Words } from '../misplaced/vocabulary';
import { withoutEchoes } from './dates/echoes';
import { epochOf } from './epoch';
import { labelsWord, MOST_INTEGER_LEVELS } from './fewValues';
import { digitShare } from './leftOut';
import { sampleForRelations, withoutRedundant } from './relations/redundant';
import type { Relation } from './relations/relation';
import { repeatedValues, withoutCodes } from './repeated';
import { sequenceOf, sequenceWords, type Sequence } from './relations/sequence';
import { likelihoodStep, stepOf } from './roundingStep';
import { withoutSlips, type Spelling, type Spelt } from './texts/spelling';
import { strayNumbers } from './stray';
import { suggest } from './suggest';
import type { ColumnSums } from './encoding/columnSums';
import { MOST_LEVELS, MOST_TEXT_LEVELS, survey, type Survey } from './survey';
import { isLeftOut, isWanted } from './wanted';
import { zeroParts } from './encoding/zeros';

export type Kind = FamilyName | 'ignored';

/** All that a column can be taken for. */
export const KINDS: readonly Kind[] = [...FAMILY_NAMES, 'ignored'];

export function isKind(name: unknown): name is Kind {
  return (KINDS as readonly unknown[]).includes(name);
}

export interface ColumnSchema {
  readonly name: string;
  /** Position in the table. */
  readonly index: number;
  readonly kind: Kind;
  readonly reason: string;
  readonly missing: number;
  /** For a kind of levels: their names, sorted; of an ignored column with a spelling its one level. Else empty. */
  readonly levels: readonly string[];
  /** Of a kind of levels that are words: how else these are spelt. */
  readonly spelling?: Spelling;
  /**
   * Numbers that are repeated far from all others, in the data's units, and count as missing; left out where there are
   * none.
   */
  readonly codes?: readonly number[];
  /**
   * The step to which the numbers are written, in the data's units; left out where there is none, or rounding is no
   * part of the model.
   */
  readonly step?: number;
  /** Of a kind of numbers: how many cells hold bounds, such as "<0.05"; left out where none does. */
  readonly bounded?: number;
  /**
   * What its numbers count, as it is written beside them: "kg", "%", "$", '' for nothing; left out where all are in
   * plain notation.
   */
  readonly unit?: string;
  /** Of a column that is left out as text: which share of its cells begin as numbers do, if half of them or more. */
  readonly digits?: number;
  /** Of a column of dates that are read as such: how they are written, and where the usual ones lie. */
  readonly dates?: DateColumn;
  /** Where not the column as a whole takes part: what of it does, each as a column of the model. */
  readonly parts?: readonly ColumnPart[];
  /** Of an ignored column that counts on from row to row: how. */
  readonly sequence?: Sequence;
  /** Of an ignored column that follows from others: how. */
  readonly relation?: Relation;
  /** Of a column of texts: how these are written. */
  readonly patterns?: Patterns;
  /** Of a column that identifies its rows: what of its cells differs from row to row. */
  readonly key?: Key;
  /** Of a column that others of its row say, or that says these: how. */
  readonly depends?: Depending;
  /** What is at home in it, where others have something else. */
  readonly vocabulary?: Vocabulary;
  /** Whether its cells are compared between rows. */
  readonly isCompared?: true;
  /** An ignored column that says how often each row counts. */
  readonly weighsRows?: true;
}

/** The columns of a table, in its order. */
export type Schema = readonly ColumnSchema[];

/** What a person decided. Names are those of the header. */
export interface SchemaOverrides {
  /** Only these columns. */
  readonly columns?: readonly string[];
  /** All but these. */
  readonly ignore?: readonly string[];
  readonly kinds?: Readonly<Record<string, Kind>>;
  /** Says how often each row counts, and is no column of the model. */
  readonly rowWeights?: string;
  /**
   * As under `robust`: repeated values far from all others count as missing, rounding is known, columns that follow
   * from others are left out, and dates and numbers of which many are zero have parts.
   */
  readonly isRobust?: boolean;
}

const FEWEST_NUMBERS = 4;
/** Below this, the squares of scaled differences end among the subnormal numbers. */
const LEAST_RANGE = 1e-300;
const TOO_CLOSE = 'its numbers differ by less than 1e-300';
/** Text is no label whose levels occur fewer times each, on average, once there are more than a few levels. */
const LEAST_ROWS_PER_LEVEL = 5;
const FEW_LEVELS = 10;
/** Text in which almost every cell differs names or describes its row. */
const DISTINCT_SHARE = 0.9;
const FOREIGN_NAMES = [/(^|[^a-z])(id|uuid|guid|key)$/i, /[a-z]I[Dd]$/];
const IDENTIFIER_NAME = /(^|[^a-z])(id|uuid|guid|key|index|rownames?)$/i;

/** Infers the kinds of all columns; what a person decided comes first. */
export function inferSchema(table: Table, overrides: SchemaOverrides = {}): Schema {
  return complete(inferring(table.columns, (index) => readColumn(table, index, 'all'), overrides));
}

/** The same of columns that were read already, all that there is of each. */
export function schemaOf(
  names: readonly string[],
  columns: readonly TypedColumn[],
  overrides: SchemaOverrides = {},
  sums?: ColumnSums,
): Schema {
  return complete(inferring(names, (index) => columns[index], overrides, sums));
}

/** The same, a column at a time. */
export function* inferring(
  names: readonly string[],
  read: (index: number) => TypedColumn,
  overrides: SchemaOverrides,
  sums?: ColumnSums,
): Generator<undefined, Schema> {
  const schema: ColumnSchema[] = [];
  const samples: Float64Array[] = [];
  const dated: Dated[] = [];
  const keys = new Map<number, FoundKey>();
  const coded: Coded[] = [];
  const words: Words[] = [];
  let isFirst = true;
  for (const [index, name] of names.entries()) {
    const column = read(index);
    const { described, seen } = describe(name, index, column, overrides, sums);
    schema.push(described);
    if (overrides.isRobust === true) {
      const key = keyOf(described, column, seen, isFirst, overrides);
      if (key !== undefined) keys.set(index, key);
      if (described.dates !== undefined) dated.push({ column: described, seconds: column.numbers });
      samples.push(sampleForRelations(column.numbers, names.length));
      if (isWanted(described, overrides)) {
        coded.push(...codedIn(described, column));
        words.push(wordsOf(described, column));
      }
    }
    isFirst &&= numbersRows(name);
    yield undefined;
  }
  const named = withDateOrder(schema, dated).map((column) => withoutTwins(column, names));
  const isChosen = (name: string): boolean => overrides.kinds !== undefined && Object.hasOwn(overrides.kinds, name);
  if (overrides.isRobust !== true) return named;
  return withCompared(
    withVocabularies(
      withDependencies(
        withKeys(withoutRedundant(withoutEchoes(named, samples, isChosen), samples, isChosen), keys),
        coded,
      ),
      words,
    ),
    (column) => isWanted(column, overrides),
  );
}

/** Without parts that have the name of another column. */
function withoutTwins(column: ColumnSchema, names: readonly string[]): ColumnSchema {
  const { parts: all, ...whole } = column;
  if (all === undefined) return column;
  const parts = all.filter((part) => part.isOwn === true || !names.includes(partName(column.name, part)));
  if (parts.length === all.length) return column;
  const taken = all.filter((part) => !parts.includes(part)).map((part) => `"${partName(column.name, part)}"`);
  const reason = `${column.reason}; there is a column ${taken.join(' and ')} already`;
  // Without knowing which numbers are zero, these would be missing.
  if (column.dates === undefined) return { ...whole, kind: 'normal', reason };
  return parts.length > 0 ? { ...whole, reason, parts } : { ...whole, reason };
}

/** A column as it is described, and what was seen of all its cells but for codes. */
interface Described {
  readonly described: ColumnSchema;
  readonly seen: Survey;
}

function describe(
  name: string,
  index: number,
  column: TypedColumn,
  overrides: SchemaOverrides,
  sums?: ColumnSums,
): Described {
  const codes =
    overrides.isRobust === true && overrides.rowWeights !== name && column.dates === undefined
      ? repeatedValues(column.numbers, column.extent)
      : [];
  const all = survey(withoutCodes(column, codes), sums);
  return { described: describedAs(name, index, column, codes, all, overrides), seen: all };
}

function describedAs(
  name: string,
  index: number,
  column: TypedColumn,
  codes: readonly number[],
  all: Survey,
  overrides: SchemaOverrides,
): ColumnSchema {
  const spelt = codes.length === 0 && isSpelt(name, all, overrides) ? speltAs(name, column, all, overrides) : undefined;
  const { seen, decided } = withoutStrays(name, column, codes, spelt?.seen ?? all, overrides);
  if (seen.dates !== undefined && decided.isOfDates === true)
    return { name, index, missing: seen.missing, levels: [], ...datedSchema(name, column, seen.dates, overrides) };
  const sequence = sequenceIn(name, column, seen, overrides);
  const epoch = sequence === undefined ? epochIn(name, seen, decided.kind, overrides) : undefined;
  const dates = column.dates ?? (epoch === undefined ? undefined : { form: epoch, isOrderOpen: false });
  const { kind, reason } =
    sequence !== undefined
      ? ignored(sequenceWords(sequence))
      : epoch !== undefined
        ? ignored(`moments, ${epoch}; only far ones are looked at`)
        : decided;
  const weighsRows = name === overrides.rowWeights ? { weighsRows: true as const } : {};
  const isNumber = familyNamed(kind)?.reads === 'number';
  const step = overrides.isRobust === true && isNumber ? stepOf(seen.sample) : undefined;
  const parts = isNumber ? zerosIn(name, seen, overrides) : [];
  if (parts.length > 0)
    return {
      name,
      index,
      kind: parts[0].kind,
      reason: `${parts[0].reason}${boundWords(seen)}`,
      missing: seen.missing,
      levels: [],
      parts,
      ...(seen.unit !== undefined && { unit: seen.unit }),
      ...(seen.bounded > 0 && { bounded: seen.bounded }),
      ...(codes.length > 0 && { codes }),
    };
  const levels = spelt?.isConstant === true ? seen.values : levelsOf(kind, seen, codes);
  const written =
    sequence === undefined && dates === undefined ? writtenAs(name, column, { kind, levels }, overrides) : {};
  return {
    name,
    index,
    kind,
    reason: spelt === undefined ? reason : `${reason}${spelt.but}`,
    missing: seen.missing,
    levels,
    ...(spelt !== undefined && { spelling: spelt.spellingOf(levels) }),
    ...(isNumber && seen.unit !== undefined && { unit: seen.unit }),
    ...(isNumber && seen.bounded > 0 && { bounded: seen.bounded }),
    ...(codes.length > 0 && kind !== 'ignored' && { codes }),
    ...(step !== undefined && { step: likelihoodStep(step) }),
    ...weighsRows,
    // Cells of one form, such as those of phones, are codes.
    ...(written.patterns?.forms === undefined && digitsOf(name, seen, kind, overrides)),
    ...written,
    ...(sequence !== undefined && { sequence }),
    ...(dates !== undefined &&
      kind === 'ignored' &&
      !isLeftOut(name, overrides) && { dates: dateColumn(dates, column.numbers) }),
  };
}

/**
 * What is decided of a column. Stray numbers among few are no levels, where it is one of levels: its cells that have
 * them are told.
 */
function withoutStrays(
  name: string,
  column: TypedColumn,
  codes: readonly number[],
  seen: Survey,
  overrides: SchemaOverrides,
): { readonly seen: Survey; readonly decided: Decision } {
  const decided = decide(name, seen, overrides);
  const isOfLevels = familyNamed(decided.kind)?.reads === 'level' && isNumeric(seen);
  const isChosen = overrides.kinds !== undefined && Object.hasOwn(overrides.kinds, name);
  if (!isOfLevels || isChosen || overrides.isRobust !== true) return { seen, decided };
  const strays = strayNumbers(withoutCodes(column, codes).numbers);
  if (strays.length === 0) return { seen, decided };
  const { missing, values } = seen;
  const left = {
    ...survey({
      ...withoutCodes(column, [...codes, ...strays]),
      values: values.filter((text) => !strays.includes(Number(text))),
    }),
    missing,
  };
  const again = decide(name, left, overrides);
  return familyNamed(again.kind)?.reads === 'level' ? { seen: left, decided: again } : { seen, decided };
}

/** Whether a column may be one of words or codes, of which some may be misspelt. */
function isSpelt(name: string, seen: Survey, overrides: SchemaOverrides): boolean {
  return (
    overrides.isRobust === true &&
    overrides.rowWeights !== name &&
    !isLeftOut(name, overrides) &&
    seen.dates === undefined
  );
}

/** The column without its misspelt words or codes, where it is one of levels then, or of a single one. */
function speltAs(name: string, column: TypedColumn, seen: Survey, overrides: SchemaOverrides): Spelt | undefined {
  const spelt = withoutSlips(column, seen, isNumeric(seen) || seen.padded);
  if (spelt === undefined || spelt.isConstant) return spelt;
  return spelt.seen.values.length > 1 && familyNamed(decide(name, spelt.seen, overrides).kind)?.reads === 'level'
    ? spelt
    : undefined;
}

/** Of numbers of which many are zero: both parts. */
function zerosIn(name: string, seen: Survey, overrides: SchemaOverrides): readonly ColumnPart[] {
  const { isRobust, kinds = {}, rowWeights } = overrides;
  const isChosen = Object.hasOwn(kinds, name);
  const parts = isRobust === true && rowWeights !== name && !isChosen ? zeroParts(seen) : [];
  const isLeftOut = (own: string): boolean =>
    overrides.ignore?.includes(own) === true || (Object.hasOwn(kinds, own) && kinds[own] === 'ignored');
  return parts.filter((part) => part.isOwn === true || !isLeftOut(partName(name, part)));
}

/** How a column counts on from row to row; columns whose kind a person chose do not. */
function sequenceIn(
  name: string,
  { numbers, dates }: TypedColumn,
  seen: Survey,
  overrides: SchemaOverrides,
): Sequence | undefined {
  if (isLeftOut(name, overrides) || overrides.rowWeights === name || overrides.isRobust !== true || dates !== undefined)
    return undefined;
  return isNumeric(seen) && !seen.padded && seen.values.length > 2 ? sequenceOf(numbers) : undefined;
}

/** How numbers are moments. */
function epochIn(name: string, seen: Survey, kind: Kind, overrides: SchemaOverrides): string | undefined {
  if (
    kind === 'ignored' ||
    isLeftOut(name, overrides) ||
    overrides.isRobust !== true ||
    familyNamed(kind)?.reads !== 'number'
  )
    return undefined;
  return epochOf(name, seen.sample);
}

/** How the texts of a column are written, where nobody said what it is. */
function writtenAs(
  name: string,
  column: TypedColumn,
  { kind, levels }: Pick<ColumnSchema, 'kind' | 'levels'>,
  overrides: SchemaOverrides,
): Pick<ColumnSchema, 'patterns'> {
  if (overrides.isRobust !== true || overrides.rowWeights === name || isLeftOut(name, overrides)) return {};
  const patterns = patternsIn(column, { kind, levels });
  return patterns === undefined ? {} : { patterns };
}

/** Whether a column of which nobody said what it is identifies its rows. */
function keyOf(
  { name, kind, levels, codes, weighsRows, patterns, parts, sequence, dates }: ColumnSchema,
  column: TypedColumn,
  seen: Survey,
  isFirst: boolean,
  overrides: SchemaOverrides,
): FoundKey | undefined {
  const isOther =
    levels.length > 0 || [codes, weighsRows, parts, sequence, dates, column.dates].some((own) => own !== undefined);
  if (isOther || overrides.isRobust !== true || isLeftOut(name, overrides)) return undefined;
  const isOfWholeNumbers = isNumeric(seen) && seen.integers && !seen.padded;
  if (isOfWholeNumbers && (column.bounds ?? column.unit) !== undefined) return undefined;
  if (kind !== 'ignored' && !isOfWholeNumbers) return undefined;
  return keyIn(name, column, {
    isFirst,
    isOfWholeNumbers,
    hasForm: patterns?.forms !== undefined,
    least: seen.least,
    greatest: seen.greatest,
  });
}

function digitsOf(name: string, seen: Survey, kind: Kind, overrides: SchemaOverrides): Pick<ColumnSchema, 'digits'> {
  if (
    kind !== 'ignored' ||
    isLeftOut(name, overrides) ||
    overrides.rowWeights === name ||
    isNumeric(seen) ||
    seen.values.length < 2
  )
    return {};
  const digits = digitShare(seen);
  return digits === undefined ? {} : { digits };
}

interface Decision {
  readonly kind: Kind;
  readonly reason: string;
  /** Whether cells are dates and are looked at as such. */
  readonly isOfDates?: true;
}

function decide(name: string, seen: Survey, overrides: SchemaOverrides): Decision {
  if (overrides.rowWeights === name) return ignored('says how often each row counts');
  if (overrides.columns !== undefined && !overrides.columns.includes(name))
    return ignored('not among the columns asked for');
  if (overrides.ignore?.includes(name) === true) return ignored('left out on request');
  if (seen.observed === 0) return ignored('every cell is missing');
  if (seen.values.length === 1) return ignored(`has one distinct value, "${shorten(seen.values[0])}"`);
  const wanted =
    overrides.kinds !== undefined && Object.hasOwn(overrides.kinds, name) ? overrides.kinds[name] : undefined;
  if (seen.dates !== undefined && (wanted === undefined || familyNamed(wanted)?.reads === 'number'))
    return { ...ignored('dates'), isOfDates: true };
  if (wanted !== undefined) return asWanted(wanted, seen);
  return isNumeric(seen) && !seen.padded ? decideNumbers(name, seen, overrides.isRobust) : decideText(seen);
}

/** In a short column a single slip is already more than the share allows. */
function isNumeric(seen: Survey): boolean {
  const { observed, foreign, bounded, numbers, distinctNumbers } = seen;
  // Labels are words, and "12 oz" and "12 oz." are one that is spelt in two ways.
  if ((seen.unit ?? '') !== '' && labelsWord(seen, true) !== undefined) return false;
  const told = observed - foreign - bounded;
  return numbers >= NUMERIC_SHARE * told || (numbers === told - 1 && distinctNumbers >= FEWEST_NUMBERS);
}

function asWanted(kind: Kind, seen: Survey): Decision {
  if (kind === 'ignored') return ignored('left out on request');
  const held = seen.held(kind);
  if (held !== undefined) {
    if (held.count === 0) return ignored(`no cell is ${families[kind].needs}`);
    if (held.least === held.greatest) return ignored('has one distinct number');
    if (held.greatest - held.least < LEAST_RANGE) return ignored(TOO_CLOSE);
  } else if (seen.values.length > MOST_LEVELS) {
    return ignored(`has more than ${MOST_LEVELS} levels`);
  } else if (kind === 'bernoulli' && seen.values.length > 2) {
    return { kind: 'categorical', reason: `has ${seen.values.length} values, one too many for bernoulli` };
  }
  return { kind, reason: `chosen by hand${familyNamed(kind)?.reads === 'number' ? boundWords(seen) : ''}` };
}

function decideNumbers(name: string, seen: Survey, seesSkew?: boolean): Decision {
  const { observed, numbers, values, distinctNumbers, integers, least, greatest } = seen;
  const distinct = values.length;
  if (distinct === 2 && observed > 2) return twoValues(values);
  if (numbers === 0) return ignored(`every cell is a bound${inParentheses(seen)}`);
  if (distinctNumbers === 1) return ignored(`has one distinct number${boundWords(seen)}`);
  if (greatest - least < LEAST_RANGE) return ignored(TOO_CLOSE);
  if (integers && numbers === observed && distinctNumbers === observed && observed > 2) {
    if (seen.consecutive) return ignored('numbers the rows');
    if (IDENTIFIER_NAME.test(name)) return ignored('identifies the rows: its name says so and every value differs');
  }
  if (integers && FOREIGN_NAMES.some((own) => own.test(name)) && distinctNumbers > MOST_INTEGER_LEVELS)
    return ignored('numbers that identify something: its name says so');
  const labels = labelsWord(seen, seesSkew === true);
  if (labels !== undefined) return { kind: 'categorical', reason: labels };
  const bad = observed - numbers - seen.bounded;
  const suggested = suggest(seen, seesSkew);
  const inUnit =
    seen.unit === undefined ? '' : seen.unit === '' ? ' with thousands marks or signs' : ` in "${seen.unit}"`;
  const but = bad === 0 ? '' : `, but for ${bad} ${bad === 1 ? 'cell' : 'cells'}`;
  return { kind: suggested.kind, reason: `${suggested.numbers}${inUnit}${but}${suggested.because}${boundWords(seen)}` };
}

function decideText({ observed, values, padded }: Survey): Decision {
  const distinct = values.length;
  if (distinct === 2 && observed > 2) return twoValues(values);
  if (padded) return codes(observed, distinct);
  if (distinct === observed) return ignored('identifies the rows: every value differs');
  if (distinct >= DISTINCT_SHARE * observed || distinct > MOST_LEVELS)
    return ignored('free text: almost every value differs');
  const often = observed / distinct;
  if (distinct <= FEW_LEVELS ? often >= 2 : distinct <= MOST_TEXT_LEVELS && often >= LEAST_ROWS_PER_LEVEL) {
    return { kind: 'categorical', reason: `text with ${distinct} levels` };
  }
  return ignored(`free text: ${distinct} distinct values in ${observed} cells`);
}

/** Numbers that are written as labels are. */
function codes(observed: number, distinct: number): Decision {
  const beginning = 'codes that begin with a zero';
  const isLabel =
    distinct <= MOST_TEXT_LEVELS && observed / distinct >= (distinct <= FEW_LEVELS ? 2 : LEAST_ROWS_PER_LEVEL);
  return isLabel
    ? { kind: 'categorical', reason: `${beginning}, ${distinct} of them` }
    : ignored(`${beginning}: ${distinct} distinct ones in ${observed} cells`);
}

function twoValues(values: readonly string[]): Decision {
  const [a, b] = sortLevels(values);
  return { kind: 'bernoulli', reason: `two values, "${shorten(a)}" and "${shorten(b)}"` };
}

function ignored(reason: string): Decision {
  return { kind: 'ignored', reason };
}

/** Codes stay levels, so that their cells are known to be no slips. */
function levelsOf(kind: Kind, seen: Survey, codes: readonly number[]): readonly string[] {
  return familyNamed(kind)?.reads === 'level' ? sortLevels([...seen.values, ...codes.map(String)]) : [];
}

/** Numbers by value, before everything else; text by code unit, so that the order is that of no country. */
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
