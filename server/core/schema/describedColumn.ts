/** Describes a column for the schema: its kind, and everything known about its cells. */
import type { TypedColumn } from '../csv/columns/typedColumn';
import { familyNamed } from '../families/registry';
import { boundWords } from './encoding/columnBounds';
import { keyIn, type FoundKey } from '../keys/key';
import { dateColumn, datedSchema } from './dates/dateColumns';
import { partName, type ColumnPart } from './encoding/parts';
import { patternsIn } from './texts/patterned';
import { epochOf } from './epoch';
import { digitShare } from './leftOut';
import { repeatedValues, withoutCodes } from './repeated';
import { sequenceOf, sequenceWords, type Sequence } from './relations/sequence';
import { likelihoodStep, stepOf } from './roundingStep';
import { withoutSlips, type Spelt } from './texts/spelling';
import { strayNumbers } from './stray';
import type { ColumnSums } from './encoding/columnSums';
import { survey, type Survey } from './survey';
import { isLeftOut } from './wanted';
import { zeroParts } from './encoding/zeros';
import { decide, ignored, isNumeric, levelsOf, type Decision } from './kinds/decision';
import type { ColumnSchema, SchemaOverrides, Kind } from './infer';

/** Description of a column, with the survey of its cells without codes. */
interface Described {
  readonly described: ColumnSchema;
  readonly seen: Survey;
}

export function describe(
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
  const { sequence, dates, kind, reason } = inOrder(name, column, seen, decided, overrides);
  const weighsRows = name === overrides.rowWeights ? { weighsRows: true as const } : {};
  const isNumber = familyNamed(kind)?.reads === 'number';
  const step = overrides.isRobust === true && isNumber ? stepOf(seen.sample) : undefined;
  const parts = isNumber ? zerosIn(name, seen, overrides) : [];
  if (parts.length > 0) return inParts({ name, index, parts }, seen, codes);
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
    // Cells of one form, such as phone numbers, are codes.
    ...(written.patterns?.forms === undefined && digitsOf(name, seen, kind, overrides)),
    ...written,
    ...(sequence !== undefined && { sequence }),
    ...(dates !== undefined &&
      kind === 'ignored' &&
      !isLeftOut(name, overrides) && { dates: dateColumn(dates, column.numbers) }),
  };
}

/** Takes a column out of the fit if it counts on from row to row, or holds moments. */
function inOrder(
  name: string,
  column: TypedColumn,
  seen: Survey,
  decided: Decision,
  overrides: SchemaOverrides,
): Decision & { readonly sequence?: Sequence | undefined; readonly dates?: TypedColumn['dates'] } {
  const sequence = sequenceIn(name, column, seen, overrides);
  const epoch = sequence === undefined ? epochIn(name, seen, decided.kind, overrides) : undefined;
  const dates = column.dates ?? (epoch === undefined ? undefined : { form: epoch, isOrderOpen: false });
  const { kind, reason } =
    sequence !== undefined
      ? ignored(sequenceWords(sequence))
      : epoch !== undefined
        ? ignored(`moments, ${epoch}; only far ones are looked at`)
        : decided;
  return { sequence, dates, kind, reason };
}

/** Description of a column of numbers many of which are zero. */
function inParts(
  { name, index, parts }: Pick<ColumnSchema, 'name' | 'index'> & { readonly parts: readonly ColumnPart[] },
  seen: Survey,
  codes: readonly number[],
): ColumnSchema {
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
}

/**
 * Decides the kind of a column. In a column of levels, stray numbers among few are not levels; their cells are
 * reported.
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

/** Whether a column may hold words or codes, some of them misspelt. */
function isSpelt(name: string, seen: Survey, overrides: SchemaOverrides): boolean {
  return (
    overrides.isRobust === true &&
    overrides.rowWeights !== name &&
    !isLeftOut(name, overrides) &&
    seen.dates === undefined
  );
}

/** The column without its misspelt words or codes, if it is then a column of levels, or of a single level. */
function speltAs(name: string, column: TypedColumn, seen: Survey, overrides: SchemaOverrides): Spelt | undefined {
  const spelt = withoutSlips(column, seen, isNumeric(seen) || seen.padded);
  if (spelt === undefined || spelt.isConstant) return spelt;
  return spelt.seen.values.length > 1 && familyNamed(decide(name, spelt.seen, overrides).kind)?.reads === 'level'
    ? spelt
    : undefined;
}

/** Both parts of a column of numbers many of which are zero; none for other columns. */
function zerosIn(name: string, seen: Survey, overrides: SchemaOverrides): readonly ColumnPart[] {
  const { isRobust, kinds = {}, rowWeights } = overrides;
  const isChosen = Object.hasOwn(kinds, name);
  const parts = isRobust === true && rowWeights !== name && !isChosen ? zeroParts(seen) : [];
  const isLeftOut = (own: string): boolean =>
    overrides.ignore?.includes(own) === true || (Object.hasOwn(kinds, own) && kinds[own] === 'ignored');
  return parts.filter((part) => part.isOwn === true || !isLeftOut(partName(name, part)));
}

/** Detects how a column counts on from row to row; columns whose kind the user chose are not tested. */
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

/** Form in which numbers stand for moments; undefined if they do not. */
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

/** Patterns of a column's texts, unless the user said what the column is. */
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

/** Key of a column that identifies its rows, unless the user said what the column is. */
export function keyOf(
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
