/** Columns of words: the texts that are variants or slips of levels, and the column without these. */
import type { TypedColumn } from '../../csv/columns/typedColumn';
import { spellingsOf, type MeantLevel } from '../../spelling/misspeltLevels';
import { MOST_TEXT_LEVELS, type Survey } from '../survey';

/** Spelling of a column's levels, learned from its cells when the schema was made. */
export interface Spelling {
  /** Number of cells of each level, including those in other capitals, blanks or accents. */
  readonly counts: readonly number[];
  /** Share of cells with a slip. */
  readonly rate: number;
  /** Texts that are levels in other capitals, blanks or accents, with these levels. They count as the level. */
  readonly variants: readonly SpellingPair[];
  /** Texts that are levels with a slip, with these levels. They count as missing. */
  readonly misspelt: readonly SpellingPair[];
}

export type SpellingPair = readonly [text: string, meant: string];

/** A column without its slips. */
export interface SpeltColumn {
  readonly survey: Survey;
  /** Number of misspelt cells. */
  readonly misspelt: number;
  /**
   * Whether a single level remains, in nearly all cells: the column is no part of the model, but its slips are
   * reported.
   */
  readonly isConstant: boolean;
  /** @param levels of the column, in their order */
  readonly spellingOf: (levels: readonly string[]) => Spelling;
}

/** Number, or share, of cells up to which a text is rare and may be a slip… */
const MOST_RARE_CELLS = 12;
const MOST_RARE_SHARE = 0.005;
/** …and share of cells with rare texts above which these are no slips. */
const MOST_SHARE_OF_RARE_CELLS = 0.4;
/** Maximum share of slips in a column that is otherwise constant. */
const MOST_SLIP_SHARE = 0.2;

/**
 * Returns the column with slips as missing cells and with one spelling per level; undefined where it clearly is no
 * column of levels even then.
 *
 * @param isOfNumbers whether it is a column of numbers. Only whole numbers can be codes with variant spellings;
 * undefined if no spelling varies
 */
export function withoutSlips(
  { values: texts, places, rows }: TypedColumn,
  survey: Survey,
  isOfNumbers = false,
): SpeltColumn | undefined {
  if (places === undefined || texts.length < 2 || (isOfNumbers && !mayBeCodes(survey))) return undefined;
  const counts = new Float64Array(texts.length);
  for (let row = 0; row < rows; row++) if (places[row] > 0) counts[places[row] - 1]++;
  if (texts.length > MOST_TEXT_LEVELS && !mayBecomeLevels(counts, survey.observed)) return undefined;
  const { meant, rate } = spellingsOf(texts, counts);
  if (isOfNumbers && meant.every((meaning) => meaning === undefined)) return undefined;
  const pairsOf = (sort: MeantLevel['sort']): readonly SpellingPair[] =>
    meant.flatMap((meaning, i) => (meaning?.sort === sort ? [[texts[i], texts[meaning.level]] as const] : []));
  const misspelt = meant.reduce((sum, meaning, i) => (meaning?.sort === 'misspelt' ? sum + counts[i] : sum), 0);
  const values = texts.filter((_, i) => meant[i] === undefined);
  return {
    survey: { ...survey, observed: survey.observed - misspelt, values },
    isConstant: values.length === 1 && misspelt > 0 && misspelt <= MOST_SLIP_SHARE * survey.observed,
    misspelt,
    spellingOf: (levels) => {
      const cells = new Map(levels.map((level) => [level, 0]));
      texts.forEach((text, i) => {
        const meaning = meant[i];
        const level = meaning === undefined ? text : texts[meaning.level];
        if (meaning?.sort !== 'misspelt') cells.set(level, (cells.get(level) ?? 0) + counts[i]);
      });
      return {
        counts: levels.map((level) => cells.get(level) ?? 0),
        rate,
        variants: pairsOf('variant'),
        misspelt: pairsOf('misspelt'),
      };
    },
  };
}

/** Maximum number of codes with variant spellings; more are checked by their form. */
const MOST_CODES = 100;

/** Whether a column of whole numbers may be codes, some with variant spellings. */
function mayBeCodes({ integers, values, observed, numbers }: Survey): boolean {
  return integers && values.length <= MOST_CODES && (observed > numbers || values.some((text) => text.startsWith('0')));
}

/** Whether few cells have rare texts. */
function mayBecomeLevels(counts: Float64Array, observed: number): boolean {
  const rareLimit = Math.max(MOST_RARE_CELLS, MOST_RARE_SHARE * observed);
  const rare = counts.reduce((sum, count) => (count <= rareLimit ? sum + count : sum), 0);
  const common = counts.reduce((sum, count) => (count > rareLimit ? sum + 1 : sum), 0);
  return rare <= MOST_SHARE_OF_RARE_CELLS * observed && common <= MOST_TEXT_LEVELS;
}
