/** Describes a column for the schema: its kind, and the properties of its cells. */
import { say } from '../../../language/language';
import type { TypedColumn } from '../csv/columns/typedColumn';
import { familyNamed } from '../families/registry';
import { withBounds } from './encoding/columnBounds';
import { keyIn, type FoundKey } from '../keys/key';
import { dateColumn, datedSchema } from './dates/dateColumns';
import { partName, type ColumnPart } from './encoding/parts';
import { hasFewOuterBlanks } from './texts/outerBlanks';
import { patternsIn } from './texts/patterned';
import { epochOf, epochWords } from './epoch';
import { digitShare } from './leftOut';
import { loneCodes } from './loneCodes';
import { repeatedValues, withoutCodes } from './missingCodes';
import { sequenceOf, sequenceWords, type Sequence } from './relations/sequence';
import { likelihoodStep, stepOf } from './roundingStep';
import { withoutSlips, type SpeltColumn } from './texts/spelling';
import { strayNumbers, strayTexts } from './stray';
import type { ColumnSums } from './encoding/columnSums';
import { surveyColumn, type Survey } from './survey';
import { topCodeOf } from './topCodes';
import { isLeftOut } from './overrides';
import { signedParts } from './encoding/signedAmounts';
import { zeroParts } from './encoding/zeros';
import { decide, ignored, isNumeric, levelsOf, type Decision } from './kinds/decideKind';
import type { ColumnSchema, SchemaOverrides, Kind } from './infer';

/** Description of a column, with the survey of its cells without codes. */
interface ColumnDescription {
  readonly described: ColumnSchema;
  readonly survey: Survey;
  /** Whether its cells tell no rows apart: `Decision.isIdle`. */
  readonly isIdle?: true;
}

/** A column with the codes among its numbers, and the survey of its other cells. */
interface SurveyedColumn {
  readonly column: TypedColumn;
  readonly codes: readonly number[];
  readonly survey: Survey;
}

export function describeColumn(
  name: string,
  index: number,
  column: TypedColumn,
  overrides: SchemaOverrides,
  sums?: ColumnSums,
): ColumnDescription {
  const codes =
    overrides.isRobust === true && overrides.rowWeights !== name && column.dates === undefined
      ? repeatedValues(column.numbers, column.extent)
      : [];
  const survey = surveyColumn(withoutCodes(column, codes), sums);
  return { ...schemaOfColumn(name, index, { column, codes, survey }, overrides), survey };
}

function schemaOfColumn(
  name: string,
  index: number,
  { column, codes, survey: fullSurvey }: SurveyedColumn,
  overrides: SchemaOverrides,
): Omit<ColumnDescription, 'survey'> {
  const spelling =
    codes.length === 0 && mayHaveSlips(name, fullSurvey, overrides)
      ? speltColumn(name, column, fullSurvey, overrides)
      : undefined;
  const spelt = { column, codes, survey: spelling?.survey ?? fullSurvey };
  const { survey, decision } = decideWithoutStrays(name, spelt, overrides);
  const { missing } = survey;
  if (survey.dates !== undefined && decision.isOfDates === true)
    return { described: { name, index, missing, levels: [], ...datedSchema(name, column, survey.dates, overrides) } };
  const { sequence, dates, kind, reason } = withOrder(name, column, survey, decision, overrides);
  const weighsRows = name === overrides.rowWeights ? { weighsRows: true as const } : {};
  const isNumber = familyNamed(kind)?.reads === 'number';
  const step = overrides.isRobust === true && isNumber ? stepOf(survey.sample) : undefined;
  const parts = isNumber ? numberParts(name, survey, overrides) : [];
  const codeFields = isNumber ? codesOf(spelt, parts[0]?.kind ?? kind, overrides) : codes.length > 0 ? { codes } : {};
  if (parts.length > 0) return { described: { ...schemaOfParts({ name, index, parts }, survey), ...codeFields } };
  const levels = spelling?.isConstant === true ? survey.values : levelsOf(kind, survey, codes);
  const patternField =
    sequence === undefined && dates === undefined ? patternFields(name, column, { kind, levels }, overrides) : {};
  const described: ColumnSchema = {
    name,
    index,
    kind,
    reason: withSlips(reason, spelling?.misspelt),
    missing,
    levels,
    ...(spelling !== undefined && { spelling: spelling.spellingOf(levels) }),
    ...(isNumber && notationFields(survey)),
    ...(kind !== 'ignored' && codeFields),
    ...(step !== undefined && { step: likelihoodStep(step) }),
    ...weighsRows,
    // Cells of one form, such as phone numbers, are codes.
    ...(patternField.patterns?.forms === undefined && digitFields(name, survey, kind, overrides)),
    ...patternField,
    ...trimmedField(name, { column, survey }, { kind, sequence, dates }, overrides),
    ...(sequence !== undefined && { sequence }),
    ...(dates !== undefined &&
      kind === 'ignored' &&
      !isLeftOut(name, overrides) && { dates: dateColumn(dates, column.numbers) }),
  };
  return { described, ...(decision.isIdle === true && { isIdle: true }) };
}

function notationFields({ unit, bounded }: Survey): Pick<ColumnSchema, 'unit' | 'bounded'> {
  return { ...(unit !== undefined && { unit }), ...(bounded > 0 && { bounded }) };
}

function withSlips(reason: string, count = 0): string {
  return count === 0
    ? reason
    : say('{reason}, but for {count, plural, one {# misspelt cell} other {# misspelt cells}}', { reason, count });
}

/** Leaves a column out of the fit if it is a sequence, or holds moments. */
function withOrder(
  name: string,
  column: TypedColumn,
  survey: Survey,
  decision: Decision,
  overrides: SchemaOverrides,
): Decision & { readonly sequence?: Sequence | undefined; readonly dates?: TypedColumn['dates'] } {
  const sequence = sequenceIn(name, column, survey, overrides);
  const epoch = sequence === undefined ? epochIn(name, survey, decision.kind, overrides) : undefined;
  const dates = column.dates ?? (epoch === undefined ? undefined : { form: epoch, isOrderOpen: false });
  const { kind, reason } =
    sequence !== undefined
      ? ignored(sequenceWords(sequence))
      : epoch !== undefined
        ? ignored(say('moments, {form}; only far ones are looked at', { form: epochWords(epoch) }))
        : decision;
  return { sequence, dates, kind, reason };
}

/** Makes the schema of a column of numbers many of which are zero. */
function schemaOfParts(
  { name, index, parts }: Pick<ColumnSchema, 'name' | 'index'> & { readonly parts: readonly ColumnPart[] },
  survey: Survey,
): ColumnSchema {
  return {
    name,
    index,
    kind: parts[0].kind,
    reason: withBounds(parts[0].reason, survey),
    missing: survey.missing,
    levels: [],
    parts,
    ...notationFields(survey),
  };
}

/** Returns the codes of a column of numbers: repeated ones, and those in a cell or two that its kind would hold. */
function codesOf(
  { column, codes: repeated }: SurveyedColumn,
  kind: Kind,
  overrides: SchemaOverrides,
): Pick<ColumnSchema, 'codes' | 'topCode'> {
  const lone =
    overrides.isRobust === true && repeated.length === 0
      ? loneCodes(column, kind === 'lognormal' ? Math.log : Number)
      : [];
  const codes = [...repeated, ...lone];
  if (codes.length === 0) return {};
  const topCode = topCodeOf(column.numbers, repeated);
  return { codes, ...(topCode !== undefined && { topCode }) };
}

/**
 * Decides the kind of a column. In a column of numbers that are levels, stray numbers and texts are not levels; their
 * cells are reported.
 */
function decideWithoutStrays(
  name: string,
  { column, codes, survey }: SurveyedColumn,
  overrides: SchemaOverrides,
): { readonly survey: Survey; readonly decision: Decision } {
  const decision = decide(name, survey, overrides);
  const isOfLevels = familyNamed(decision.kind)?.reads === 'level' && isNumeric(survey);
  const isChosen = overrides.kinds !== undefined && Object.hasOwn(overrides.kinds, name);
  if (!isOfLevels || isChosen || overrides.isRobust !== true) return { survey, decision };
  const strays = strayNumbers(withoutCodes(column, codes).numbers);
  const texts = survey.bounded > 0 ? [] : strayTexts(column);
  if (strays.length + texts.length === 0) return { survey, decision };
  const { missing, values } = survey;
  const remaining = {
    ...surveyColumn({
      ...withoutCodes(column, [...codes, ...strays]),
      values: values.filter((text) => !strays.includes(Number(text)) && !texts.includes(text)),
    }),
    missing,
  };
  const remainingDecision = decide(name, remaining, overrides);
  // Evenly spaced numbers are not labels without a stray one: the model then judges it.
  return remainingDecision.kind === 'ignored'
    ? { survey, decision }
    : { survey: remaining, decision: remainingDecision };
}

/** Whether a column may hold words or codes, some of them misspelt. */
function mayHaveSlips(name: string, survey: Survey, overrides: SchemaOverrides): boolean {
  return (
    overrides.isRobust === true &&
    overrides.rowWeights !== name &&
    !isLeftOut(name, overrides) &&
    survey.dates === undefined
  );
}

/** Returns the column without its misspelt words or codes, if it then has levels, or a single level. */
function speltColumn(
  name: string,
  column: TypedColumn,
  survey: Survey,
  overrides: SchemaOverrides,
): SpeltColumn | undefined {
  const spelling = withoutSlips(column, survey, isNumeric(survey) || survey.padded);
  if (spelling === undefined || spelling.isConstant) return spelling;
  return spelling.survey.values.length > 1 &&
    familyNamed(decide(name, spelling.survey, overrides).kind)?.reads === 'level'
    ? spelling
    : undefined;
}

/** Returns both parts of a column of numbers many of which are zero, or of either sign; none for other columns. */
function numberParts(name: string, survey: Survey, overrides: SchemaOverrides): readonly ColumnPart[] {
  const { isRobust, kinds = {}, rowWeights } = overrides;
  const isChosen = Object.hasOwn(kinds, name);
  const mayHaveParts = isRobust === true && rowWeights !== name && !isChosen;
  const zeros = mayHaveParts ? zeroParts(survey) : [];
  const parts = mayHaveParts && zeros.length === 0 ? signedParts(survey) : zeros;
  const isPartLeftOut = (nameOfPart: string): boolean =>
    overrides.ignore?.includes(nameOfPart) === true ||
    (Object.hasOwn(kinds, nameOfPart) && kinds[nameOfPart] === 'ignored');
  return parts.filter((part) => part.isOwn === true || !isPartLeftOut(partName(name, part)));
}

/** Detects a sequence; columns whose kind the user chose are not tested. */
function sequenceIn(
  name: string,
  { numbers, dates }: TypedColumn,
  survey: Survey,
  overrides: SchemaOverrides,
): Sequence | undefined {
  if (isLeftOut(name, overrides) || overrides.rowWeights === name || overrides.isRobust !== true || dates !== undefined)
    return undefined;
  return isNumeric(survey) && !survey.padded && survey.values.length > 2 ? sequenceOf(numbers) : undefined;
}

/** Returns the form in which numbers represent moments; undefined if they do not. */
function epochIn(name: string, survey: Survey, kind: Kind, overrides: SchemaOverrides): string | undefined {
  if (
    kind === 'ignored' ||
    isLeftOut(name, overrides) ||
    overrides.isRobust !== true ||
    familyNamed(kind)?.reads !== 'number'
  )
    return undefined;
  return epochOf(name, survey.sample);
}

/** Says whether hardly any cell of a column of texts has blanks at its ends, unless the user left the column out. */
function trimmedField(
  name: string,
  { column, survey }: Pick<SurveyedColumn, 'column' | 'survey'>,
  { kind, sequence, dates }: Pick<ColumnSchema, 'kind' | 'sequence'> & Pick<TypedColumn, 'dates'>,
  overrides: SchemaOverrides,
): Pick<ColumnSchema, 'isTrimmed'> {
  const isOfTexts =
    (kind === 'ignored' || familyNamed(kind)?.reads === 'level') &&
    !isNumeric(survey) &&
    (sequence ?? dates) === undefined;
  const isChecked = overrides.isRobust === true && overrides.rowWeights !== name && !isLeftOut(name, overrides);
  return isOfTexts && isChecked && hasFewOuterBlanks(column, survey) ? { isTrimmed: true } : {};
}

/** Finds the patterns of a column's texts, unless the user chose the column's kind. */
function patternFields(
  name: string,
  column: TypedColumn,
  { kind, levels }: Pick<ColumnSchema, 'kind' | 'levels'>,
  overrides: SchemaOverrides,
): Pick<ColumnSchema, 'patterns'> {
  if (overrides.isRobust !== true || overrides.rowWeights === name || isLeftOut(name, overrides)) return {};
  const patterns = patternsIn(column, { kind, levels });
  return patterns === undefined ? {} : { patterns };
}

/** Finds the key of a column that identifies its rows, unless the user chose the column's kind. */
export function keyOf(
  { name, kind, levels, codes, weighsRows, patterns, parts, sequence, dates }: ColumnSchema,
  column: TypedColumn,
  survey: Survey,
  isFirst: boolean,
  overrides: SchemaOverrides,
): FoundKey | undefined {
  const hasOtherRole =
    levels.length > 0 || [codes, weighsRows, parts, sequence, dates, column.dates].some((role) => role !== undefined);
  if (hasOtherRole || overrides.isRobust !== true || isLeftOut(name, overrides)) return undefined;
  const isOfWholeNumbers = isNumeric(survey) && survey.integers && !survey.padded;
  if (isOfWholeNumbers && (column.bounds ?? column.unit) !== undefined) return undefined;
  if (kind !== 'ignored' && !isOfWholeNumbers) return undefined;
  return keyIn(name, column, {
    isFirst,
    isOfWholeNumbers,
    hasForm: patterns?.forms !== undefined,
    least: survey.least,
    greatest: survey.greatest,
  });
}

function digitFields(
  name: string,
  survey: Survey,
  kind: Kind,
  overrides: SchemaOverrides,
): Pick<ColumnSchema, 'digits'> {
  if (
    kind !== 'ignored' ||
    isLeftOut(name, overrides) ||
    overrides.rowWeights === name ||
    isNumeric(survey) ||
    survey.values.length < 2
  )
    return {};
  const digits = digitShare(survey);
  return digits === undefined ? {} : { digits };
}
