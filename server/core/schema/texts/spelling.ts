/** Columns of words: which of their texts are other spellings of levels, and what is left without them. */
import type { TypedColumn } from '../../csv/columns/typedColumn';
import { spellingsOf, type Meant } from '../../spelling/misspeltLevels';
import { MOST_TEXT_LEVELS, type Survey } from '../survey';

/** How the levels of a column are spelt, as its cells told when the schema was made. */
export interface Spelling {
  /** Cells of each level, those in other capitals, blanks or accents among them. */
  readonly counts: readonly number[];
  /** The share of cells that are slips. */
  readonly rate: number;
  /** Texts that are levels in other capitals, blanks or accents, and these levels. They count as what is meant. */
  readonly variants: readonly SpeltAs[];
  /** Texts that are levels by a slip, and these levels. They count as missing. */
  readonly misspelt: readonly SpeltAs[];
}

export type SpeltAs = readonly [text: string, meant: string];

/** A column without its slips. */
export interface Spelt {
  readonly seen: Survey;
  /** Goes on after the reason for its kind. */
  readonly but: string;
  /** Whether one level is left, in nearly all cells: the column takes no part, but its slips are told. */
  readonly isConstant: boolean;
  /** @param levels of the column, in their order */
  readonly spellingOf: (levels: readonly string[]) => Spelling;
}

/** A text that stands in so few cells, or in this share of them, may be a slip… */
const RARE = 12;
const RARE_SHARE = 0.005;
/** …and where more than this share of the cells has such texts, they are no slips. */
const MOST_RARE = 0.4;
/** More cells than this, and what is left is no constant. */
const MOST_SLIPS = 0.2;

/**
 * The column as if each slip were missing and each level always spelt alike; undefined where it is surely no column of
 * levels all the same.
 *
 * @param isOfNumbers whether it is one of numbers, of which only some that are whole are codes that may be written
 * otherwise; then undefined where none is
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
  const as = (sort: Meant['sort']): readonly SpeltAs[] =>
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

/** Codes of which some are written otherwise; more are looked at by their form. */
const MOST_CODES = 100;

/** Whether a column is one of whole numbers that may be codes, of which some are written otherwise. */
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
