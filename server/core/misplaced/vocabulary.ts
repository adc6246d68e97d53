/**
 * The vocabularies of columns: the texts and forms that are at home there. Only columns with separate vocabularies can
 * show that a cell stands in the wrong one; home and away teams, or answers before and after, share theirs.
 */
import { DATE, formOf, LETTERS, NUMBER } from './tokens';

/** The cells of a column: its texts, and the text of each row. */
export interface ColumnWords {
  readonly name: string;
  /** Position in the table. */
  readonly index: number;
  readonly rows: number;
  /** Number of cells that are not missing. */
  readonly cells: number;
  /** Texts with their numbers of cells; some stand for others of their form. */
  readonly texts: readonly { readonly text: string; readonly cells: number; readonly standsForOthers?: true }[];
  /** Number of cells that are numbers or dates, which are not distinguished further. */
  readonly numbers: number;
  /** Whether these cells are dates. */
  readonly areDates?: true;
  /** Text in a row; '' where it is missing, undefined for a number or date that is not distinguished further. */
  readonly textAt: (row: number) => string | undefined;
  /** Rows with texts other than the column's usual ones, if not all texts are known; undefined if they are. */
  readonly oddRows?: readonly number[];
  /** By row, 1 + the index in `texts`; 0 where missing. */
  readonly places?: Uint16Array;
}

/** The vocabulary of a column, and the frequency of texts there that are at home in others. */
export interface Vocabulary {
  readonly cells: number;
  readonly words: readonly string[];
  readonly forms: readonly string[];
  /** Figures about the columns with separate vocabularies. */
  readonly from: readonly ForeignFigures[];
  /** Texts at home elsewhere that occur here in several rows without any other move: they may be right. */
  readonly also?: readonly string[];
  /** Whether many cells have texts that occur nowhere else, so that any text may occur there. */
  readonly isOpen?: true;
}

export interface ForeignFigures {
  /** Name of the other column. */
  readonly of: string;
  /** Number of cells of this column with texts at home in the other, when the schema was made. */
  readonly cells: number;
  /** Number of rows in which the other column also has a text at home in this one. */
  readonly both: number;
  /** `cells`, without those of rows in which cells were moved. */
  readonly alone: number;
}

/** Minimum number of cells of a text in the column that has it most, and minimum share of it where it is at home. */
const LEAST_CELLS = 3;
const HOME_SHARE = 0.1;
/** Minimum share of cells of a form at home in a column. */
const LEAST_FORM_SHARE = 0.02;
/** Maximum share of cells with texts at home in two columns with separate vocabularies… */
const MOST_SHARED_CELL_SHARE = 0.02;
/** …and minimum number of texts in each that are not in the other. */
const LEAST_OWN_TEXTS = 2;
/** Share of foreign cells above which a column is no home of anything. */
const MOST_FOREIGN_SHARE = 0.1;
/** Share of cells of letters at home nowhere above which a column may hold any text. */
const MOST_NEW_SHARE = 0.1;
const MOST_WORDS = 2000;
export const MOST_COLUMNS = 60;
const LONGEST_WORD = 64;

export interface Home {
  readonly words: ReadonlyMap<string, number>;
  readonly forms: ReadonlyMap<string, number>;
}

/** Form of cells that are not distinguished further. */
export function usualForm(areDates: true | undefined): string {
  return areDates === true ? DATE : NUMBER;
}

/** Counts the cells of each word and form of a column. */
function countsOf({ texts, numbers, areDates }: ColumnWords): {
  words: Map<string, number>;
  forms: Map<string, number>;
} {
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

/** Returns the words and forms at home in each column. */
export function homesOf(columns: readonly ColumnWords[]): readonly Home[] {
  const counted = columns.map(countsOf);
  const largestCount = new Map<string, number>();
  for (const { words } of counted)
    for (const [word, cells] of words) largestCount.set(word, Math.max(largestCount.get(word) ?? 0, cells));
  return counted.map(({ words, forms }, c) => {
    const atHome = [...words].filter(([word, cells]) => {
      const greatest = largestCount.get(word) ?? 0;
      return greatest >= LEAST_CELLS && cells >= HOME_SHARE * greatest;
    });
    const ownForms = [...forms].filter(
      ([, cells]) => cells >= Math.max(LEAST_CELLS, LEAST_FORM_SHARE * columns[c].cells),
    );
    return { words: new Map(atHome.sort((a, b) => b[1] - a[1]).slice(0, MOST_WORDS)), forms: new Map(ownForms) };
  });
}

/**
 * Whether two columns have separate vocabularies: hardly any cell has a text that is at home in both, and the first has
 * texts or forms that the second does not have.
 */
export function differ(one: Home, other: Home, cells: number): boolean {
  const ownWords = [...one.words].filter(([word]) => !other.words.has(word));
  const shared = [...one.words].reduce((sum, [word, count]) => (other.words.has(word) ? sum + count : sum), 0);
  const hasForm = [...one.forms.keys()].some((form) => !other.forms.has(form));
  return shared <= MOST_SHARED_CELL_SHARE * cells && (ownWords.length >= LEAST_OWN_TEXTS || hasForm);
}

/** Whether many cells consist of letters that are at home nowhere. */
export function isOpen({ cells, numbers, texts }: ColumnWords, { words }: Home): boolean {
  const cellsAtHome = [...words.values()].reduce((sum, count) => sum + count, numbers);
  const otherCells = texts.reduce((sum, entry) => (formOf(entry.text) === LETTERS ? sum : sum + entry.cells), 0);
  return cells - cellsAtHome - otherCells > MOST_NEW_SHARE * cells;
}

/** Returns the columns where a text is at home that is not at home in its own column. */
export function homesElsewhere(
  text: string,
  column: number,
  homes: readonly Pick<Home, 'words' | 'forms'>[],
): readonly number[] {
  if (text === '' || homes[column].words.has(text)) return [];
  const inWords = homes.flatMap(({ words }, c) => (c !== column && words.has(text) ? [c] : []));
  if (inWords.length > 0) return inWords;
  const form = formOf(text);
  return homes[column].forms.has(form)
    ? []
    : homes.flatMap(({ forms }, c) => (c !== column && forms.has(form) ? [c] : []));
}

export function isTooForeign(cells: number, total: number): boolean {
  return cells > MOST_FOREIGN_SHARE * total;
}
