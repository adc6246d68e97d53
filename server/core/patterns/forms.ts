/** The forms of a column's texts, and the texts without any of them. */
import { lengthsFit, rangesOf, type DigitRanges } from './digitRuns';
import { isWithinEdits } from './edits';
import { countCommon, rareCellLimit, MOST_COMMON_SHAPES } from './separate';
import { exactShape, LEVELS, LONGEST_SHAPED, shapeAt, type Level } from './shape';

/** A text of a column, and its number of cells. */
export interface TextCount {
  readonly text: string;
  readonly cells: number;
  /** Whether it stands for other texts of its shape, each in one cell. */
  readonly standsForOthers?: true;
}

/** Facts about texts that stand for others. */
export interface Gathered {
  /** Whether the texts represent the others only by their shapes with runs merged. */
  readonly isCoarse: boolean;
  /** Least and greatest texts of some shapes. */
  readonly ends: readonly string[];
}

export interface Forms {
  readonly level: Level;
  /** The common shapes, the commonest first. */
  readonly shapes: readonly string[];
  /** Number of cells that have them. */
  readonly cells: number;
  /** A text of the first shape. */
  readonly example: string;
  /** Whether many texts have other shapes, so that only slips of common ones are reported. */
  readonly isNear: boolean;
  /** Numbers within texts, by shape. */
  readonly ranges: readonly DigitRanges[];
}

/**
 * Cause of a wrong form: text around it, a lost digit (usually a leading zero), a letter for a digit, another case;
 * else unknown.
 */
export type FormSort = 'around' | 'zero' | 'letter' | 'case' | 'form';

export interface FormFault {
  readonly sort: FormSort;
  readonly meant?: string;
}

/** Whether a text occurs in too many cells to be a slip. */
export function isRepeated({ cells, standsForOthers }: TextCount): boolean {
  return cells > MOST_SLIP_CELLS && standsForOthers !== true;
}

interface ShapedText extends TextCount {
  readonly exact: string;
}

/** Minimum number of texts of a column with a form. */
const LEAST_TEXTS = 20;
const MOST_SLIP_CELLS = 3;
/** Number, and share, of cells of other shapes above which only slips are reported. */
const FEW_CELLS = 3;
const LEAST_OTHER_SHARE = 0.05;
/** Share of texts longer than shapes above which the column has no form. */
const MOST_LONG_SHARE = 0.01;
const MOST_SLIPS = 2;
/** Share of texts of words above which a column is one of words, whose shapes only matter at the finest level. */
const MOST_WORD_SHARE = 0.2;
const MOST_LETTERS_ALONE_SHARE = 0.5;
/** Matches exact shapes. */
const WORDS = /[Aa]{3}/;
const LETTERS_ALONE = /^[Aa'’. -]+$/;

/** Returns the weight of a text; each further cell of a repeated text counts less. */
export function weightOf({ cells, standsForOthers }: TextCount): number {
  return standsForOthers === true ? cells : 1 + Math.log(cells);
}

/** Finds the forms; undefined where the column has none. */
export function formsOf(texts: readonly TextCount[], gathered?: Gathered): Forms | undefined {
  const shaped = texts
    .filter(({ text }) => text.length <= LONGEST_SHAPED)
    .map((entry) => ({ ...entry, exact: exactShape(entry.text) }));
  if (shaped.length < LEAST_TEXTS || cellsIn(shaped) < (1 - MOST_LONG_SHARE) * cellsIn(texts)) return undefined;
  const isOfWords = areWords(shaped);
  for (const level of LEVELS) {
    if (isOfWords && (level === 'letters' || level === 'runs')) continue;
    if (gathered !== undefined && (level === 'literal' || (gathered.isCoarse && level !== 'runs'))) continue;
    const forms = formsAt(level, shaped, gathered?.ends);
    if (forms !== undefined) return forms;
  }
  return undefined;
}

function areWords(texts: readonly ShapedText[]): boolean {
  const weight = (entries: readonly TextCount[]): number => entries.reduce((sum, entry) => sum + weightOf(entry), 0);
  const totalWeight = weight(texts);
  const share = (matches: (exact: string) => boolean): number =>
    weight(texts.filter(({ exact }) => matches(exact))) / totalWeight;
  return (
    share((exact) => exact.includes(' ') && WORDS.test(exact)) > MOST_WORD_SHARE ||
    share((exact) => LETTERS_ALONE.test(exact)) > MOST_LETTERS_ALONE_SHARE
  );
}

function formsAt(level: Level, texts: readonly ShapedText[], ends: readonly string[] = []): Forms | undefined {
  const shapes = new Map<string, { weight: number; cells: number; example: string }>();
  const repeated = new Set<string>();
  for (const entry of texts) {
    const { text, cells, exact } = entry;
    const shape = shapeAt(level, text, exact);
    if (isRepeated(entry)) repeated.add(shape);
    const count = shapes.get(shape);
    if (count === undefined) shapes.set(shape, { weight: weightOf(entry), cells, example: text });
    else {
      count.weight += weightOf(entry);
      count.cells += cells;
    }
  }
  const sorted = [...shapes].sort(([, a], [, b]) => b.weight - a.weight);
  const common = countCommon(sorted.map(([, count]) => count));
  if (common === undefined) return undefined;
  const names = sorted.map(([shape]) => shape).filter((shape, i) => i < common || repeated.has(shape));
  if (names.length > MOST_COMMON_SHAPES) return undefined;
  const isCommon = new Set(names);
  const rest = sorted.reduce((sum, [shape, { cells }]) => (isCommon.has(shape) ? sum : sum + cells), 0);
  if (
    level === 'literal' &&
    shareForm(
      texts.filter(({ text }) => !isCommon.has(shapeAt(level, text))),
      cellsIn(texts),
    )
  )
    return undefined;
  const wellFormed = texts.filter(({ text, exact }) => isCommon.has(shapeAt(level, text, exact)));
  const formCells = cellsIn(wellFormed);
  return {
    level,
    shapes: names,
    cells: formCells,
    example: sorted[0][1].example,
    isNear: rest > Math.max(FEW_CELLS, LEAST_OTHER_SHARE * (formCells + rest)),
    ranges: rangesOf(
      wellFormed,
      ends.filter((text) => isCommon.has(shapeAt(level, text))),
    ),
  };
}

function cellsIn(texts: readonly TextCount[]): number {
  return texts.reduce((sum, { cells }) => sum + cells, 0);
}

/**
 * Whether rare texts that differ in their letters share a form, such as sections from A to U among numbers: too many
 * to be slips.
 */
function shareForm(rare: readonly ShapedText[], cells: number): boolean {
  const cellsByShape = new Map<string, number>();
  for (const entry of rare) {
    const shape = shapeAt('runs', entry.text, entry.exact);
    cellsByShape.set(shape, (cellsByShape.get(shape) ?? 0) + entry.cells);
  }
  return [...cellsByShape.values()].some((count) => count > rareCellLimit(cells));
}

/** Returns a function that finds the fault of a text's form; undefined for a sound form. */
export function formFault(forms: Forms): (text: string) => FormFault | undefined {
  const { level, shapes, isNear, ranges } = forms;
  const common = new Set(shapes);
  const isSound = (text: string): boolean => common.has(shapeAt(level, text));
  return (text) => {
    if (text.length <= LONGEST_SHAPED && isSound(text)) return undefined;
    const fits = lengthsFit(ranges, text);
    if (fits === true) return undefined;
    const mended = mend(text, isSound, fits === false ? ranges : []);
    if (mended !== undefined) return mended;
    return !isNear || isSlip(text, forms) ? { sort: 'form' } : undefined;
  };
}

/** Removes the cause of a wrong form from a text; undefined where no cause is found. */
function mend(text: string, isSound: (text: string) => boolean, ranges: readonly DigitRanges[]): FormFault | undefined {
  const bare = text.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '');
  if (bare !== text && bare !== '' && isSound(bare)) return { sort: 'around', meant: bare };
  const padded = ranges.find(({ shape, runs }) => shape === '9' && runs.at(0)?.isPadded === true);
  if (padded !== undefined && /^\d+$/.test(text) && text.length === padded.runs[0].longest - 1) {
    // The missing digit cannot be determined.
    if (isSound(`0${text}`)) return { sort: 'zero' };
  }
  const digits = text.replace(/[Oo]/g, '0').replace(/[lI]/g, '1');
  if (digits !== text && isSound(digits)) return { sort: 'letter', meant: digits };
  for (const recased of [text.toUpperCase(), text.toLowerCase()])
    if (recased !== text && isSound(recased)) return { sort: 'case', meant: recased };
  return undefined;
}

/** Whether a text is one or two slips from a common shape, is the beginning of one, or contains one. */
function isSlip(text: string, { level, shapes }: Forms): boolean {
  const textShape = shapeAt(level, text.slice(0, LONGEST_SHAPED), exactShape(text.slice(0, LONGEST_SHAPED)));
  return shapes.some(
    (shape) =>
      isWithinEdits(textShape, shape, MOST_SLIPS) ||
      (shape.length >= 4 && textShape.includes(shape)) ||
      (textShape.length >= 3 && shape.startsWith(textShape)),
  );
}
