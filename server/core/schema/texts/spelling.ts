/** Columns of words: the texts that are other spellings of levels, and the column without them. */
import type { TypedColumn } from '../../csv/columns/typedColumn';
import { spellingsOf, type MeantLevel } from '../../spelling/misspeltLevels';
import { MOST_TEXT_LEVELS, type Survey } from '../survey';

/** Spelling of a column's levels, learned from its cells when the schema was made. */
export interface Spelling {
  /** Number of cells of each level, including those in other capitals, blanks or accents. */
  readonly counts: readonly number[];
  /** Share of cells that are slips. */
  readonly rate: number;
  /** Texts that are levels in other capitals, blanks or accents, with these levels. They count as the level. */
  readonly variants: readonly SpeltAs[];
  /** Texts that are levels with a slip, with these levels. They count as missing. */
  readonly misspelt: readonly SpeltAs[];
}

export type SpeltAs = readonly [text: string, meant: string];

/** A column without its slips. */
export interface Spelt {
  readonly seen: Survey;
  /** Addition to the reason for the column's kind. */
  readonly but: string;
  /** Whether a single level remains, in nearly all cells: the column takes no part, but its slips are reported. */
  readonly isConstant: boolean;
  /** @param levels of the column, in their order */
  readonly spellingOf: (levels: readonly string[]) => Spelling;
}

/** Number, or share, of cells up to which a text is rare and may be a slip… */
const RARE = 12;
const RARE_SHARE = 0.005;
/** …and share of cells with rare texts above which these are no slips. */
const MOST_RARE = 0.4;
/** Maximum share of slips in a column that is otherwise constant. */
const MOST_SLIPS = 0.2;

/**
 * The column with slips missing and with one spelling per level; undefined where it clearly is no column of levels even
 * then.
 *
 * @param isOfNumbers whether it is a column of numbers. Only whole numbers can be codes with variant spellings;
 * undefined if no spelling varies
 */
export function withoutSlips(
  { values: texts, places, rows }: TypedColumn,
  seen: Survey,
  isOfNumbers = false,
): Spelt | undefined {
  if (places === undefined || texts.length < 2 || (isOfNumbers && !mayBeCodes(seen))) return undefined;
  const counts = new Float64Array(texts.length);
  for (let row = 0; row < rows; row++) if (places[row] > 0) counts[places[row] - 1]++;
  if (texts.length > MOST_TEXT_LEVELS && !mayBecomeLevels(counts, seen.observed)) return undefined;
  const { meant, rate } = spellingsOf(texts, counts);
  if (isOfNumbers && meant.every((own) => own === undefined)) return undefined;
  const as = (sort: MeantLevel['sort']): readonly SpeltAs[] =>
    meant.flatMap((own, i) => (own?.sort === sort ? [[texts[i], texts[own.level]] as const] : []));
  const misspelt = meant.reduce((sum, own, i) => (own?.sort === 'misspelt' ? sum + counts[i] : sum), 0);
  const values = texts.filter((_, i) => meant[i] === undefined);
  return {
    seen: { ...seen, observed: seen.observed - misspelt, values },
    isConstant: values.length === 1 && misspelt > 0 && misspelt <= MOST_SLIPS * seen.observed,
    but: misspelt === 0 ? '' : `, but for ${misspelt} misspelt ${misspelt === 1 ? 'cell' : 'cells'}`,
    spellingOf: (levels) => {
      const cells = new Map(levels.map((level) => [level, 0]));
      texts.forEach((text, i) => {
        const own = meant[i];
        const level = own === undefined ? text : texts[own.level];
        if (own?.sort !== 'misspelt') cells.set(level, (cells.get(level) ?? 0) + counts[i]);
      });
      return {
        counts: levels.map((level) => cells.get(level) ?? 0),
        rate,
        variants: as('variant'),
        misspelt: as('misspelt'),
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
  const most = Math.max(RARE, RARE_SHARE * observed);
  const rare = counts.reduce((sum, count) => (count <= most ? sum + count : sum), 0);
  const common = counts.reduce((sum, count) => (count > most ? sum + 1 : sum), 0);
  return rare <= MOST_RARE * observed && common <= MOST_TEXT_LEVELS;
}
