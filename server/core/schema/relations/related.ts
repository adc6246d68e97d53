/** Checks the cells of columns that follow from others, row by row. */
import type { TypedColumn } from '../../csv/columns/typedColumn';
import type { BadCell } from '../encoding/encode';
import type { ColumnSchema, Schema } from '../infer';
import { followingColumns, type FollowingColumn } from './redundant';
import { culprit, followed, holds, implied, toTolerance } from './relation';

/** Numbers of columns that follow from others, and of the columns they follow from, kept until all are read. */
export class RelatedNumbers {
  private readonly followers: readonly FollowingColumn[];
  private readonly columns: ReadonlyMap<string, ColumnSchema>;
  private readonly wanted: ReadonlySet<string>;
  private readonly numbers = new Map<string, Float64Array>();

  constructor(schema: Schema) {
    this.followers = followingColumns(schema);
    this.wanted = new Set(this.followers.flatMap(({ name, relation }) => [name, ...relation.of]));
    this.columns = new Map(schema.map((column) => [column.name, column]));
  }

  /** Stores the numbers of a column before they are converted for its family. */
  keep(column: ColumnSchema, typed: TypedColumn): void {
    if (this.wanted.has(column.name)) this.numbers.set(column.name, numbersOf(column, typed));
  }

  /** Cells that break relations, by the column that follows and by row. */
  broken(rows: number): readonly BadCell[] {
    const known = this.followers.filter(({ name, relation }) =>
      [name, ...relation.of].every((own) => this.numbers.has(own)),
    );
    const cells = known.flatMap((follower) => this.brokenBy(follower, rows));
    return cells.length === 0 ? cells : this.unexplained(this.blamed(cells));
  }

  private brokenBy({ name, index, relation }: FollowingColumn, rows: number): readonly BadCell[] {
    const own = this.numbersFor(name);
    const parts = relation.of.map((part) => this.numbersFor(part));
    const broken: BadCell[] = [];
    const values = parts.map(() => NaN);
    for (let row = 0; row < rows; row++) {
      for (let j = 0; j < parts.length; j++) values[j] = parts[j][row];
      if (holds(relation, own[row], values)) continue;
      const guilty = culprit(relation, own[row], values);
      const expected = guilty === undefined ? followed(relation, values) : implied(relation, own[row], values, guilty);
      const factor = guilty === undefined || relation.form === 'product' ? 1 : Math.abs(relation.factors[guilty]);
      broken.push(
        this.cell(
          row,
          guilty === undefined ? name : relation.of[guilty],
          index,
          toTolerance(expected, relation.tolerance / factor),
        ),
      );
    }
    return broken;
  }

  /**
   * Blames the source column where all columns that follow from it alone disagree with it in a row, and agree with each
   * other.
   */
  private blamed(cells: readonly BadCell[]): readonly BadCell[] {
    let blamed = cells;
    for (const source of new Set(this.followers.map(({ relation: { of } }) => of[0]))) {
      const followers = this.followers.filter(({ relation: { of } }) => of.length === 1 && of[0] === source);
      if (followers.length < 2) continue;
      const [first, ...others] = followers;
      const isOfThem = ({ broken }: BadCell): boolean => followers.some(({ index }) => index === broken?.follower);
      const meant = new Map(
        blamed
          .filter(({ broken }) => broken?.follower === first.index)
          .flatMap(({ row }): [number, number][] => {
            const value = implied(first.relation, this.numbersFor(first.name)[row], [this.numbersFor(source)[row]], 0);
            const witnesses = others.filter(({ name }) => !Number.isNaN(this.numbersFor(name)[row]));
            return witnesses.length > 0 &&
              witnesses.every(({ name, relation }) => holds(relation, this.numbersFor(name)[row], [value]))
              ? [[row, value]]
              : [];
          }),
      );
      const isBlamed = (cell: BadCell): boolean => isOfThem(cell) && meant.has(cell.row);
      blamed = [
        ...blamed.filter((cell) => !isBlamed(cell)),
        ...[...meant].map(([row, value]) =>
          this.cell(
            row,
            source,
            first.index,
            toTolerance(value, first.relation.tolerance / Math.abs(first.relation.factors[0])),
          ),
        ),
      ];
    }
    const order = new Map(this.followers.map(({ index }, i) => [index, i]));
    const orderOf = ({ broken }: BadCell): number => order.get(broken?.follower ?? -1) ?? -1;
    return [...blamed].sort((a, b) => orderOf(a) - orderOf(b) || a.row - b.row);
  }

  /**
   * Removes broken relations that another cell's expected number would repair: one wrong cell can break several
   * relations.
   */
  private unexplained(cells: readonly BadCell[]): readonly BadCell[] {
    const byRow = new Map<number, BadCell[]>();
    for (const cell of cells) byRow.set(cell.row, [...(byRow.get(cell.row) ?? []), cell]);
    return cells.filter((cell) => {
      const others = (byRow.get(cell.row) ?? []).filter((other) => other !== cell);
      const isExplained = others.some((other) => this.explains(other, cell));
      if (isExplained) byRow.set(cell.row, others);
      return !isExplained;
    });
  }

  /** Whether the relation of a cell would hold with the number expected in another cell. */
  private explains({ row, column, broken: expecting }: BadCell, { broken }: BadCell): boolean {
    const follower = this.followers.find(({ index }) => index === broken?.follower);
    if (follower === undefined || expecting === undefined) return false;
    const numberOf = (name: string): number =>
      this.columns.get(name)?.index === column ? expecting.expected : this.numbersFor(name)[row];
    return holds(follower.relation, numberOf(follower.name), follower.relation.of.map(numberOf));
  }

  private cell(row: number, name: string, follower: number, expected: number): BadCell {
    return {
      code: 'cell.broken-relation',
      row,
      column: this.columns.get(name)?.index ?? follower,
      broken: { follower, expected },
    };
  }

  private numbersFor(name: string): Float64Array {
    return this.numbers.get(name) ?? new Float64Array(0);
  }
}

/** Numbers of a column in the data's units; levels that are numbers count. Codes for missing do not. */
function numbersOf({ codes = [], levels }: ColumnSchema, { rows, numbers, values, places }: TypedColumn): Float64Array {
  const own = levels.length === 0 || places === undefined ? numbers.slice(0, rows) : ofPlaces(places, values, rows);
  return codes.length === 0 ? own : own.map((x) => (codes.includes(x) ? NaN : x));
}

function ofPlaces(places: Uint16Array, values: readonly string[], rows: number): Float64Array {
  const numbers = Float64Array.of(NaN, ...values.map(Number));
  return Float64Array.from(places.subarray(0, rows), (place) => numbers[place]);
}
