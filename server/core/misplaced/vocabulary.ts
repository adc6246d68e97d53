/**
 * The vocabularies of columns: the texts and forms that are at home there. Only columns whose vocabularies part can say
 * that a cell stands in the wrong one; home and away teams, or answers before and after, share theirs.
 */
import { DATE, formOf, LETTERS, NUMBER } from './tokens';

/** The cells of a column: its texts, and what stands in each row. */
export interface Words {
  readonly name: string;
  /** Position in the table. */
  readonly index: number;
  readonly rows: number;
  /** Cells that are not missing. */
  readonly cells: number;
  /** Texts with the cells that have them; some stand for others of their form. */
  readonly texts: readonly { readonly text: string; readonly cells: number; readonly standsForOthers?: true }[];
  /** Cells that are numbers or dates and are told apart no further, and whether they are dates. */
  readonly numbers: number;
  readonly areDates?: true;
  /** What a row says; '' where it is missing, undefined where it is told apart no further. */
  readonly textAt: (row: number) => string | undefined;
  /**
   * Rows with other texts than the column usually has, where the texts of all rows are not known; undefined where they
   * are.
   */
  readonly odd?: readonly number[];
  /** By row, 1 + the position among `texts`; 0 where missing. */
  readonly places?: Uint16Array;
}

/** What is at home in a column, and how often what is at home in others stands there. */
export interface Vocabulary {
  readonly cells: number;
  readonly words: readonly string[];
  readonly forms: readonly string[];
  /** Of the columns whose vocabularies part from this one. */
  readonly from: readonly Foreign[];
  /**
   * Texts at home elsewhere that stand here in several rows of which nothing else changed places: they may be right.
   */
  readonly also?: readonly string[];
  /** Whether many cells have texts of their own, so that any text may stand there. */
  readonly isOpen?: true;
}

export interface Foreign {
  /** Name of the other column. */
  readonly of: string;
  /** Cells of this column that have what is at home in the other, when the schema was made. */
  readonly cells: number;
  /** Rows in which the other column has what is at home in this one as well. */
  readonly both: number;
  /** The same cells without those of rows in which cells changed places. */
  readonly alone: number;
}

/**
 * A text is at home in a column that has it in so many cells, or in this share of those of the column that has it most.
 */
const LEAST_CELLS = 3;
const HOME_SHARE = 0.1;
/** A form, where so many of the cells have it. */
const LEAST_OF_FORM = 0.02;
/** Two columns share their vocabularies where more of the cells have texts that are at home in both… */
const MOST_SHARED = 0.02;
/** …or where either has fewer of its own. */
const LEAST_OWN = 2;
/** A column of which more cells have what is at home in another is no home of anything. */
const MOST_FOREIGN = 0.1;
/** A column of which more cells have letters that are at home nowhere may have any text. */
const MOST_NEW = 0.1;
const MOST_WORDS = 2000;
export const MOST_COLUMNS = 60;
const LONGEST_WORD = 64;

export interface Home {
  readonly words: ReadonlyMap<string, number>;
  readonly forms: ReadonlyMap<string, number>;
}

/** The form of cells that are told apart no further. */
export function usualForm(areDates: true | undefined): string {
  return areDates === true ? DATE : NUMBER;
}

/** What each column has, and in how many cells. */
function countsOf({ texts, numbers, areDates }: Words): { words: Map<string, number>; forms: Map<string, number> } {
  const words = new Map<string, number>();
  const forms = new Map<string, number>();
  if (numbers > 0) forms.set(usualForm(areDates), numbers);
  for (const { text, cells, standsForOthers } of texts) {
    if (cells === 0) continue;
    const form = formOf(text);
    forms.set(form, (forms.get(form) ?? 0) + cells);
    if (form === LETTERS && standsForOthers !== true && text.length <= LONGEST_WORD)
      words.set(text, (words.get(text) ?? 0) + cells);
  }
  return { words, forms };
}

/** What is at home in each of these columns. */
export function homesOf(columns: readonly Words[]): readonly Home[] {
  const counted = columns.map(countsOf);
  const most = new Map<string, number>();
  for (const { words } of counted)
    for (const [word, cells] of words) most.set(word, Math.max(most.get(word) ?? 0, cells));
  return counted.map(({ words, forms }, c) => {
    const atHome = [...words].filter(([word, cells]) => {
      const greatest = most.get(word) ?? 0;
      return greatest >= LEAST_CELLS && cells >= HOME_SHARE * greatest;
    });
    const ownForms = [...forms].filter(([, cells]) => cells >= Math.max(LEAST_CELLS, LEAST_OF_FORM * columns[c].cells));
    return { words: new Map(atHome.sort((a, b) => b[1] - a[1]).slice(0, MOST_WORDS)), forms: new Map(ownForms) };
  });
}

/**
 * Whether hardly any cell of two columns has a text that is at home in both, and both have texts or forms of their own.
 */
export function doPart(one: Home, other: Home, cells: number): boolean {
  const own = [...one.words].filter(([word]) => !other.words.has(word));
  const shared = [...one.words].reduce((sum, [word, count]) => (other.words.has(word) ? sum + count : sum), 0);
  const hasForm = [...one.forms.keys()].some((form) => !other.forms.has(form));
  return shared <= MOST_SHARED * cells && (own.length >= LEAST_OWN || hasForm);
}

/** Whether many cells have letters that are at home nowhere. */
export function isOpen({ cells, numbers, texts }: Words, { words }: Home): boolean {
  const known = [...words.values()].reduce((sum, count) => sum + count, numbers);
  const others = texts.reduce((sum, own) => (formOf(own.text) === LETTERS ? sum : sum + own.cells), 0);
  return cells - known - others > MOST_NEW * cells;
}

/** Where a text is at home that is not at home in its own column. */
export function homesElsewhere(
  text: string,
  own: number,
  homes: readonly Pick<Home, 'words' | 'forms'>[],
): readonly number[] {
  if (text === '' || homes[own].words.has(text)) return [];
  const inWords = homes.flatMap(({ words }, c) => (c !== own && words.has(text) ? [c] : []));
  if (inWords.length > 0) return inWords;
  const form = formOf(text);
  return homes[own].forms.has(form) ? [] : homes.flatMap(({ forms }, c) => (c !== own && forms.has(form) ? [c] : []));
}

export function tooForeign(cells: number, all: number): boolean {
  return cells > MOST_FOREIGN * all;
}
