/** The forms of a column's texts, and the texts without any of them. */
import { lengthsFit, rangesOf, type DigitRanges } from './digitRuns';
import { withinEdits } from './edits';
import { commonAmong, mostRare, MOST_COMMON } from './separate';
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

/** Whether so many cells have one text that it cannot be a slip. */
export function isRepeated({ cells, standsForOthers }: TextCount): boolean {
  return cells > MOST_ALIKE && standsForOthers !== true;
}

interface ShapedText extends TextCount {
  readonly exact: string;
}

/** Minimum number of texts of a column with a form. */
const LEAST_TEXTS = 20;
const MOST_ALIKE = 3;
/** Number, and share, of cells of other shapes above which only slips are reported. */
const FEW_CELLS = 3;
const NEAR_FROM = 0.05;
/** Share of texts longer than shapes above which the column has no form. */
const MOST_LONG = 0.01;
const SLIPS = 2;
/** Share of texts of words above which a column is one of words, whose shapes only matter at the finest level. */
const MOST_WORDS = 0.2;
const MOST_LETTERS_ALONE = 0.5;
/** Matches exact shapes. */
const WORDS = /[Aa]{3}/;
const LETTERS_ALONE = /^[Aa'’. -]+$/;

/** Weight of a text; each further cell of a repeated text counts less. */
export function weightOf({ cells, standsForOthers }: TextCount): number {
  return standsForOthers === true ? cells : 1 + Math.log(cells);
}

/** Finds the forms; undefined where the column has none. */
export function formsOf(texts: readonly TextCount[], gathered?: Gathered): Forms | undefined {
  const shaped = texts
    .filter(({ text }) => text.length <= LONGEST_SHAPED)
    .map((own) => ({ ...own, exact: exactShape(own.text) }));
  const cellsOf = (own: readonly TextCount[]): number => own.reduce((sum, { cells }) => sum + cells, 0);
  if (shaped.length < LEAST_TEXTS || cellsOf(shaped) < (1 - MOST_LONG) * cellsOf(texts)) return undefined;
  const isOfWords = areWords(shaped);
  for (const level of LEVELS) {
    if (isOfWords && (level === 'letters' || level === 'runs')) continue;
    if (gathered !== undefined && (level === 'literal' || (gathered.isCoarse && level !== 'runs'))) continue;
    const found = formsAt(level, shaped, gathered?.ends);
    if (found !== undefined) return found;
  }
  return undefined;
}

function areWords(texts: readonly ShapedText[]): boolean {
  const weight = (own: readonly TextCount[]): number => own.reduce((sum, each) => sum + weightOf(each), 0);
  const all = weight(texts);
  const share = (is: (exact: string) => boolean): number => weight(texts.filter(({ exact }) => is(exact))) / all;
  return (
    share((exact) => exact.includes(' ') && WORDS.test(exact)) > MOST_WORDS ||
    share((exact) => LETTERS_ALONE.test(exact)) > MOST_LETTERS_ALONE
  );
}

function formsAt(level: Level, texts: readonly ShapedText[], ends: readonly string[] = []): Forms | undefined {
  const shapes = new Map<string, { weight: number; cells: number; example: string }>();
  const repeated = new Set<string>();
  for (const each of texts) {
    const { text, cells, exact } = each;
    const shape = shapeAt(level, text, exact);
    if (isRepeated(each)) repeated.add(shape);
    const own = shapes.get(shape);
    if (own === undefined) shapes.set(shape, { weight: weightOf(each), cells, example: text });
    else {
      own.weight += weightOf(each);
      own.cells += cells;
    }
  }
  const sorted = [...shapes].sort(([, a], [, b]) => b.weight - a.weight);
  const common = commonAmong(sorted.map(([, own]) => own));
  if (common === undefined) return undefined;
  const names = sorted.map(([shape]) => shape).filter((shape, i) => i < common || repeated.has(shape));
  if (names.length > MOST_COMMON) return undefined;
  const isCommon = new Set(names);
  const rest = sorted.reduce((sum, [shape, { cells }]) => (isCommon.has(shape) ? sum : sum + cells), 0);
  if (
    level === 'literal' &&
    haveTheirOwn(
      texts.filter(({ text }) => !isCommon.has(shapeAt(level, text))),
      ofAll(texts),
    )
  )
    return undefined;
  const sound = texts.filter(({ text, exact }) => isCommon.has(shapeAt(level, text, exact)));
  const ofForm = sound.reduce((sum, { cells }) => sum + cells, 0);
  return {
    level,
    shapes: names,
    cells: ofForm,
    example: sorted[0][1].example,
    isNear: rest > Math.max(FEW_CELLS, NEAR_FROM * (ofForm + rest)),
    ranges: rangesOf(
      sound,
      ends.filter((text) => isCommon.has(shapeAt(level, text))),
    ),
  };
}

function ofAll(texts: readonly ShapedText[]): number {
  return texts.reduce((sum, { cells }) => sum + cells, 0);
}

/**
 * Whether rare texts that differ in their letters share a form, such as sections from A to U beside numbers: too many
 * to be slips.
 */
function haveTheirOwn(rare: readonly ShapedText[], cells: number): boolean {
  const found = new Map<string, number>();
  for (const each of rare) {
    const shape = shapeAt('runs', each.text, each.exact);
    found.set(shape, (found.get(shape) ?? 0) + each.cells);
  }
  return [...found.values()].some((count) => count > mostRare(cells));
}

/** Fault of the form of a text; undefined where there is none. */
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

/** The text without the cause of its wrong form. */
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
  for (const other of [text.toUpperCase(), text.toLowerCase()])
    if (other !== text && isSound(other)) return { sort: 'case', meant: other };
  return undefined;
}

/** Whether a text is one or two slips from a common shape, is the beginning of one, or contains one. */
function isSlip(text: string, { level, shapes }: Forms): boolean {
  const own = shapeAt(level, text.slice(0, LONGEST_SHAPED), exactShape(text.slice(0, LONGEST_SHAPED)));
  return shapes.some(
    (shape) =>
      withinEdits(own, shape, SLIPS) ||
      (shape.length >= 4 && own.includes(shape)) ||
      (own.length >= 3 && shape.startsWith(own)),
  );
}
