/** Checks the cells of columns that follow from others, row by row. */
import type { TypedColumn } from '../../csv/columns/typedColumn';
import type { BadCell } from '../encoding/badCell';
import type { ColumnSchema, Schema } from '../infer';
import { followingColumns, type FollowingColumn } from './redundant';
import { culprit, expectedNumber, holds, impliedPart, toTolerance } from './relation';

/** Numbers of columns that follow from others, and of their source columns, stored until all are read. */
export class RelatedNumbers {
  private readonly followers: readonly FollowingColumn[];
  private readonly columns: ReadonlyMap<string, ColumnSchema>;
  private readonly required: ReadonlySet<string>;
  private readonly numbers = new Map<string, Float64Array>();

  constructor(schema: Schema) {
    this.followers = followingColumns(schema);
    this.required = new Set(this.followers.flatMap(({ name, relation }) => [name, ...relation.of]));
    this.columns = new Map(schema.map((column) => [column.name, column]));
  }

  /** Stores the numbers of a column before they are converted for its family. */
  store(column: ColumnSchema, typed: TypedColumn): void {
    if (this.required.has(column.name)) this.numbers.set(column.name, numbersOf(column, typed));
  }

  /** Finds the cells that break relations, by the column that follows and by row. */
  brokenCells(rows: number): readonly BadCell[] {
    const complete = this.followers.filter(({ name, relation }) =>
      [name, ...relation.of].every((columnName) => this.numbers.has(columnName)),
    );
    const cells = complete.flatMap((follower) => this.brokenBy(follower, rows));
    return cells.length === 0 ? cells : this.withoutExplained(this.withBlamedSources(cells));
  }

  private brokenBy({ name, index, relation }: FollowingColumn, rows: number): readonly BadCell[] {
    const followerNumbers = this.numbersFor(name);
    const parts = relation.of.map((part) => this.numbersFor(part));
    const broken: BadCell[] = [];
    const values = parts.map(() => NaN);
    for (let row = 0; row < rows; row++) {
      for (let j = 0; j < parts.length; j++) values[j] = parts[j][row];
      if (holds(relation, followerNumbers[row], values)) continue;
      const blamedPart = culprit(relation, followerNumbers[row], values);
      const expected =
        blamedPart === undefined
          ? expectedNumber(relation, values)
          : impliedPart(relation, followerNumbers[row], values, blamedPart);
      const factor =
        blamedPart === undefined || relation.form === 'product' ? 1 : Math.abs(relation.factors[blamedPart]);
      broken.push(
        this.brokenCell(
          row,
          blamedPart === undefined ? name : relation.of[blamedPart],
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
  private withBlamedSources(cells: readonly BadCell[]): readonly BadCell[] {
    let result = cells;
    for (const source of new Set(this.followers.map(({ relation: { of } }) => of[0]))) {
      const followers = this.followers.filter(({ relation: { of } }) => of.length === 1 && of[0] === source);
      if (followers.length < 2) continue;
      const [first, ...others] = followers;
      const isOfThem = ({ broken }: BadCell): boolean => followers.some(({ index }) => index === broken?.follower);
      const expectedByRow = new Map(
        result
          .filter(({ broken }) => broken?.follower === first.index)
          .flatMap(({ row }): [number, number][] => {
            const value = impliedPart(
              first.relation,
              this.numbersFor(first.name)[row],
              [this.numbersFor(source)[row]],
              0,
            );
            const witnesses = others.filter(({ name }) => !Number.isNaN(this.numbersFor(name)[row]));
            return witnesses.length > 0 &&
              witnesses.every(({ name, relation }) => holds(relation, this.numbersFor(name)[row], [value]))
              ? [[row, value]]
              : [];
          }),
      );
      const isBlamed = (cell: BadCell): boolean => isOfThem(cell) && expectedByRow.has(cell.row);
      result = [
        ...result.filter((cell) => !isBlamed(cell)),
        ...[...expectedByRow].map(([row, value]) =>
          this.brokenCell(
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
    return [...result].sort((a, b) => orderOf(a) - orderOf(b) || a.row - b.row);
  }

  /**
   * Removes broken relations that another cell's expected number would repair: one wrong cell can break several
   * relations.
   */
  private withoutExplained(cells: readonly BadCell[]): readonly BadCell[] {
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

  private brokenCell(row: number, name: string, follower: number, expected: number): BadCell {
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

/** Returns the numbers of a column in the data's units, including levels that are numbers; codes are missing. */
function numbersOf({ codes = [], levels }: ColumnSchema, { rows, numbers, values, places }: TypedColumn): Float64Array {
  const columnNumbers =
    levels.length === 0 || places === undefined ? numbers.slice(0, rows) : numbersByPlace(places, values, rows);
  return codes.length === 0 ? columnNumbers : columnNumbers.map((x) => (codes.includes(x) ? NaN : x));
}

function numbersByPlace(places: Uint16Array, values: readonly string[], rows: number): Float64Array {
  const numbers = Float64Array.of(NaN, ...values.map(Number));
  return Float64Array.from(places.subarray(0, rows), (place) => numbers[place]);
}
