/** The forms that the texts of a column have, and which texts have none of them. */
import { lengthsFit, rangesOf, type DigitRanges } from './digitRuns';
import { withinEdits } from './edits';
import { commonAmong, mostRare, MOST_COMMON } from './separate';
import { exactShape, LEVELS, LONGEST_SHAPED, shapeAt, type Level } from './shape';

/** A text of a column, and how many of its cells say it. */
export interface TextCount {
  readonly text: string;
  readonly cells: number;
  /** Whether it stands for other texts of its shape, each in one cell. */
  readonly standsForOthers?: true;
}

/** What is known of texts that stand for others. */
export interface Gathered {
  /** Whether only their shapes with runs as one are those of all. */
  readonly isCoarse: boolean;
  /** The least and the greatest texts of some shapes. */
  readonly ends: readonly string[];
}

export interface Forms {
  readonly level: Level;
  /** The common shapes, the commonest first. */
  readonly shapes: readonly string[];
  /** How many cells have them. */
  readonly cells: number;
  /** A text of the first of them. */
  readonly example: string;
  /** Where many texts have other shapes: only those that a slip makes of a common one are told. */
  readonly isNear: boolean;
  /** The numbers within texts, by shape. */
  readonly ranges: readonly DigitRanges[];
}

/**
 * How a text came by its form: something stands around it, a digit is lost, most often a zero at its beginning, a
 * letter stands for a digit, its case is another; else not known.
 */
export type FormSort = 'around' | 'zero' | 'letter' | 'case' | 'form';

export interface FormFault {
  readonly sort: FormSort;
  readonly meant?: string;
}

/** Whether so many cells say the very same that none of them is a slip. */
export function isRepeated({ cells, standsForOthers }: TextCount): boolean {
  return cells > MOST_ALIKE && standsForOthers !== true;
}

interface ShapedText extends TextCount {
  readonly exact: string;
}

/** Fewer texts have no form. */
const LEAST_TEXTS = 20;
const MOST_ALIKE = 3;
/** Beyond so many cells of other shapes, and this share, only slips are told. */
const FEW_CELLS = 3;
const NEAR_FROM = 0.05;
/** Texts that are longer than shapes are: more than this share, and the column has no form. */
const MOST_LONG = 0.01;
const SLIPS = 2;
/** A column with more words than this is one of words, whose shapes say nothing but at the finest level. */
const MOST_WORDS = 0.2;
const MOST_LETTERS_ALONE = 0.5;
/** Of exact shapes. */
const WORDS = /[Aa]{3}/;
const LETTERS_ALONE = /^[Aa'’. -]+$/;

/** Of a text that stands in many cells each further one says less. */
export function weightOf({ cells, standsForOthers }: TextCount): number {
  return standsForOthers === true ? cells : 1 + Math.log(cells);
}

/** Undefined where the column has no form. */
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
 * Whether rare texts that differ in their letters have a form in common, such as sections from A to U beside numbers:
 * too many to be slips.
 */
function haveTheirOwn(rare: readonly ShapedText[], cells: number): boolean {
  const found = new Map<string, number>();
  for (const each of rare) {
    const shape = shapeAt('runs', each.text, each.exact);
    found.set(shape, (found.get(shape) ?? 0) + each.cells);
  }
  return [...found.values()].some((count) => count > mostRare(cells));
}

/** What is wrong with the form of a text; undefined where nothing is. */
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

/** What a text says without what made its form another. */
function mend(text: string, isSound: (text: string) => boolean, ranges: readonly DigitRanges[]): FormFault | undefined {
  const bare = text.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '');
  if (bare !== text && bare !== '' && isSound(bare)) return { sort: 'around', meant: bare };
  const padded = ranges.find(({ shape, runs }) => shape === '9' && runs.at(0)?.isPadded === true);
  if (padded !== undefined && /^\d+$/.test(text) && text.length === padded.runs[0].longest - 1) {
    // Which digit is missing nobody can tell.
    if (isSound(`0${text}`)) return { sort: 'zero' };
  }
  const digits = text.replace(/[Oo]/g, '0').replace(/[lI]/g, '1');
  if (digits !== text && isSound(digits)) return { sort: 'letter', meant: digits };
  for (const other of [text.toUpperCase(), text.toLowerCase()])
    if (other !== text && isSound(other)) return { sort: 'case', meant: other };
  return undefined;
}

/** Whether a text has a common shape but for a slip or two, is the beginning of one, or has one within. */
function isSlip(text: string, { level, shapes }: Forms): boolean {
  const own = shapeAt(level, text.slice(0, LONGEST_SHAPED), exactShape(text.slice(0, LONGEST_SHAPED)));
  return shapes.some(
    (shape) =>
      withinEdits(own, shape, SLIPS) ||
      (shape.length >= 4 && own.includes(shape)) ||
      (own.length >= 3 && shape.startsWith(own)),
  );
}
