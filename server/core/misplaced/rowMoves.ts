/**
 * Explains a row with texts that are at home in other columns: two cells were exchanged, or all cells from some cell on
 * are shifted by a column, or a single cell belongs to another column. Each explanation is weighed by how rarely such
 * cells occur there by chance, P(value | its column) against P(value | the other one), times the prior odds of a move;
 * in natural logarithms.
 */
import type { ForeignCell } from './foreign';
import { ADDRESSES, formOf } from './tokens';
import { usualForm, type Home, type Vocabulary, type ColumnWords } from './vocabulary';

export type MoveSort = 'exchange' | 'shift' | 'single';

/** Cells of a row that stand in the wrong columns. */
export interface Move {
  readonly sort: MoveSort;
  readonly row: number;
  /** Index of the column at which the move is reported. */
  readonly column: number;
  /**
   * For an exchange the other column; for a single cell the column where it is at home; for a shift the right column of
   * the first cell that shows it.
   */
  readonly with: number;
  /** Indices of all columns whose cells change, and of those whose cells belong there; undefined where none does. */
  readonly cells: readonly { readonly column: number; readonly from?: number }[];
  readonly isSure: boolean;
}

/** Prior log odds of a move in a row, and minimum log odds of a reported one. */
const PRIOR = { exchange: -8, shift: -7, single: -6 };
const LEAST_LOG_ODDS = 2;
const LEAST_SURE_LOG_ODDS = 4;
/** Prior number of cells that are foreign by chance. */
const CHANCE_CELLS = 0.1;
/**
 * Prior number of cells in other separate columns, hardly any of them foreign by chance: it limits the rarity of cells
 * in a small table.
 */
const PRIOR_CELLS = 3000;
/** Evidence of a cell that is at home in its column, and not where a shift would move it. */
const AT_HOME_EVIDENCE = -6;
/**
 * Maximum evidence of an empty cell in the column where a single cell is at home; it decreases with the share of empty
 * cells.
 */
const MOST_EMPTY_EVIDENCE = 3;
const MOST_SHIFT = 2;
/** Minimum number of cells that show a shift. */
const LEAST_SHOWING_CELLS = 2;

/** A column with its vocabulary. */
export interface JudgedColumn extends ColumnWords {
  readonly vocabulary: Vocabulary;
  readonly home: Pick<Home, 'words' | 'forms'>;
  /** Number of cells that were missing when the schema was made. */
  readonly missing: number;
}

/** @param columns in the order of the table */
export function movesIn(
  columns: readonly JudgedColumn[],
  foreign: ReadonlyMap<number, readonly ForeignCell[]>,
): readonly Move[] {
  const places = new Map(columns.map(({ name }, i) => [name, i]));
  const rates = columns.map(
    ({ vocabulary: { from, cells } }) =>
      new Map(
        from.flatMap(({ of, cells: foreignCount, both, alone }) => {
          const home = places.get(of);
          return home === undefined
            ? []
            : [
                [
                  home,
                  {
                    evidence: rarity(foreignCount, cells),
                    alone: rarity(alone, cells),
                    logBoth: Math.log(both / cells),
                  },
                ] as const,
              ];
        }),
      ),
  );
  const moves: Move[] = [];
  for (const [row, cells] of foreign) {
    const judge = new RowJudge(columns, rates, cells, row);
    moves.push(...judge.moves());
  }
  return moves.sort((a, b) => a.row - b.row || a.column - b.column);
}

/** Computes −log of the share of such cells, without the cell that is judged. */
function rarity(count: number, cells: number): number {
  return -Math.log((Math.max(0, count - 1) + CHANCE_CELLS) / (cells + PRIOR_CELLS));
}

type Rates = readonly ReadonlyMap<
  number,
  { readonly evidence: number; readonly alone: number; readonly logBoth: number }
>[];

class RowJudge {
  private readonly foreign: ReadonlyMap<number, readonly number[]>;

  constructor(
    private readonly columns: readonly JudgedColumn[],
    private readonly rates: Rates,
    cells: readonly ForeignCell[],
    private readonly row: number,
  ) {
    this.foreign = new Map(cells.map(({ column, homes }) => [column, homes]));
  }

  moves(): readonly Move[] {
    const exchanges = this.exchanges();
    const shift = this.shift();
    const gain = exchanges.reduce((sum, { odds }) => sum + odds, 0);
    if (shift !== undefined && shift.odds > gain) return [shift.move];
    const exchanged = new Set(exchanges.flatMap(({ move }) => [move.column, move.with]));
    return [...exchanges.map(({ move }) => move), ...this.singles(exchanged)];
  }

  /**
   * Returns the evidence that a cell is at home in another column and not in its own; undefined where it is not
   * foreign.
   */
  private evidence(column: number, home: number): number | undefined {
    return this.foreign.get(column)?.includes(home) === true ? this.rates[column].get(home)?.evidence : undefined;
  }

  private exchanges(): readonly { readonly move: Move; readonly odds: number }[] {
    const exchanges: { move: Move; odds: number }[] = [];
    for (const [i, homes] of this.foreign) {
      for (const j of homes) {
        const [forward, backward] = [this.evidence(i, j), this.evidence(j, i)];
        if (j <= i || forward === undefined || backward === undefined) continue;
        const odds = forward + backward + Math.max(PRIOR.exchange, this.rates[i].get(j)?.logBoth ?? -Infinity);
        if (odds > LEAST_LOG_ODDS)
          exchanges.push({
            odds,
            move: {
              sort: 'exchange',
              row: this.row,
              column: i,
              with: j,
              cells: [
                { column: i, from: j },
                { column: j, from: i },
              ],
              isSure: odds > LEAST_SURE_LOG_ODDS,
            },
          });
      }
    }
    const taken = new Set<number>();
    return exchanges
      .sort((a, b) => b.odds - a.odds)
      .filter(({ move }) => {
        if (taken.has(move.column) || taken.has(move.with)) return false;
        taken.add(move.column).add(move.with);
        return true;
      });
  }

  private shift(): { readonly move: Move; readonly odds: number } | undefined {
    if (this.foreign.size < LEAST_SHOWING_CELLS) return undefined;
    let best: { move: Move; odds: number } | undefined;
    for (let by = 1; by <= MOST_SHIFT; by++) {
      for (const step of [by, -by]) {
        const candidate = this.shiftBy(step);
        if (
          candidate !== undefined &&
          candidate.odds > LEAST_LOG_ODDS &&
          (best === undefined || candidate.odds > best.odds)
        )
          best = candidate;
      }
    }
    return best;
  }

  /** @param step number of columns by which cells stand too far to the right; negative to the left */
  private shiftBy(step: number): { readonly move: Move; readonly odds: number } | undefined {
    const { columns, row } = this;
    const last = columns.length - 1;
    const isEmpty = (column: number): boolean => columns[column].textAt(row) === '';
    if (step < 0 && Array.from({ length: -step }, (_, i) => last - i).some((column) => column < 0 || !isEmpty(column)))
      return undefined;
    const gains = Array.from({ length: last + 1 }, (_, k) =>
      k - step < 0 || k - step > last ? 0 : this.gainOf(k, k - step),
    );
    const from = this.firstShifted(gains, step);
    const showing = gains.findIndex((gain, k) => k >= from && gain > 0);
    // Several cells with the same text are no more evidence than one.
    const shown = new Set(gains.flatMap((gain, k) => (k >= from && gain > 0 ? [columns[k].textAt(row) ?? ''] : [])));
    if (shown.size < LEAST_SHOWING_CELLS) return undefined;
    const odds = gains.slice(from).reduce((sum, gain) => sum + gain, PRIOR.shift);
    const surplus = step > 0 ? Array.from({ length: step }, (_, i) => from - step + i) : [];
    const first = step > 0 ? from - step : from;
    const cells = Array.from({ length: last - first + 1 }, (_, i) => first + i).map((column) =>
      column + step > last || column + step < from ? { column } : { column, from: column + step },
    );
    // The cells before it confirm where it begins: a surplus empty cell, or one that belongs where it stands.
    const isSure =
      odds > LEAST_SURE_LOG_ODDS && (step > 0 ? surplus.every(isEmpty) : from === 0 || gains[from - 1] < 0);
    return { odds, move: { sort: 'shift', row, column: showing, with: showing - step, cells, isSure } };
  }

  /**
   * Finds the first shifted cell: all cells from it on gain most by moving; among several, the cell after inserted
   * empty cells.
   */
  private firstShifted(gains: readonly number[], step: number): number {
    let [sum, best, first] = [0, -Infinity, gains.length];
    const firsts: number[] = [];
    for (let k = gains.length - 1; k >= Math.max(0, step); k--) {
      sum += gains[k];
      if (sum > best) [best, first] = [sum, k];
      if (sum === best) firsts.push(k);
    }
    const isBehindEmpty = (k: number): boolean =>
      Array.from({ length: step }, (_, i) => k - 1 - i).every((column) => this.columns[column].textAt(this.row) === '');
    return step < 0 ? first : (firsts.find((k) => k <= first && isBehindEmpty(k)) ?? first);
  }

  private gainOf(column: number, to: number): number {
    const evidence = this.evidence(column, to);
    if (evidence !== undefined) return evidence;
    const text = this.columns[column].textAt(this.row);
    if (text === '') return 0;
    const { words, forms } = this.columns[to].home;
    const form = text === undefined ? usualForm(this.columns[column].areDates) : formOf(text);
    const isKnown = (home: Pick<Home, 'words' | 'forms'>): boolean => text !== undefined && home.words.has(text);
    if (isKnown(this.columns[column].home) && !words.has(text ?? '')) return AT_HOME_EVIDENCE;
    return forms.has(form) ? 0 : AT_HOME_EVIDENCE;
  }

  /** Whether a text is a label of another column, or an address, and no text that its own column may have. */
  private mayBeSingle(column: number, text: string, home: number): boolean {
    const { isOpen, also = [] } = this.columns[column].vocabulary;
    return (
      isOpen !== true &&
      !also.includes(text) &&
      (this.columns[home].home.words.has(text) || ADDRESSES.has(formOf(text)))
    );
  }

  private emptyEvidence(home: number): number {
    const {
      missing,
      vocabulary: { cells },
    } = this.columns[home];
    return Math.min(MOST_EMPTY_EVIDENCE, -Math.log((missing + 1) / (missing + cells + 1)));
  }

  private singles(exchanged: ReadonlySet<number>): readonly Move[] {
    return [...this.foreign].flatMap(([column, homes]): Move[] => {
      const text = this.columns[column].textAt(this.row) ?? '';
      if (exchanged.has(column) || homes.length > 1 || !this.mayBeSingle(column, text, homes[0])) return [];
      const odds = homes.flatMap((home) => {
        const evidence = this.evidence(column, home) === undefined ? undefined : this.rates[column].get(home)?.alone;
        const homeText = this.columns[home].textAt(this.row);
        return evidence === undefined || homeText === text
          ? []
          : [
              {
                home,
                isHomeEmpty: homeText === '',
                odds: evidence + PRIOR.single + (homeText === '' ? this.emptyEvidence(home) : 0),
              },
            ];
      });
      const best = odds.reduce<(typeof odds)[number] | undefined>(
        (likeliest, candidate) => (likeliest === undefined || candidate.odds > likeliest.odds ? candidate : likeliest),
        undefined,
      );
      if (best === undefined || best.odds <= LEAST_LOG_ODDS) return [];
      const cells = best.isHomeEmpty ? [{ column }, { column: best.home, from: column }] : [];
      return [{ sort: 'single', row: this.row, column, with: best.home, cells, isSure: false }];
    });
  }
}
