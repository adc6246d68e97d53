/** Cells of columns that follow from others, checked row by row. */
import type { TypedColumn } from '../csv/column';
import type { BadCell } from './encode';
import type { ColumnSchema, Schema } from './infer';
import { followingColumns, type FollowingColumn } from './redundant';
import { culprit, followed, holds, implied, toStep } from './relation';

/** The numbers of columns that follow from others, and of those they follow from, kept until all are there. */
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

  /** Takes the numbers of a column, before they are changed into what its family needs. */
  keep(column: ColumnSchema, typed: TypedColumn): void {
    if (this.wanted.has(column.name)) this.numbers.set(column.name, numbersOf(column, typed));
  }

  /** The cells that break relations, by column that follows and by row. */
  broken(rows: number): readonly BadCell[] {
    const known = this.followers.filter(({ name, relation }) => [name, ...relation.of].every((own) => this.numbers.has(own)));
    const cells = known.flatMap((follower) => this.brokenBy(follower, rows));
    return cells.length === 0 ? cells : this.blamed(cells);
  }

  private brokenBy({ name, index, relation }: FollowingColumn, rows: number): readonly BadCell[] {
    const own = this.numbersFor(name);
    const parts = relation.of.map((part) => this.numbersFor(part));
    const broken: BadCell[] = [];
    for (let row = 0; row < rows; row++) {
      const values = parts.map((numbers) => numbers[row]);
      if (holds(relation, own[row], values)) continue;
      const guilty = culprit(relation, own[row], values);
      const expected = guilty === undefined ? followed(relation, values) : implied(relation, own[row], values, guilty);
      broken.push(this.cell(row, guilty === undefined ? name : relation.of[guilty], index, expected));
    }
    return broken;
  }

  /** Where all columns that follow from one alone disagree with it in a row, and agree among each other, that one is wrong. */
  private blamed(cells: readonly BadCell[]): readonly BadCell[] {
    let blamed = cells;
    for (const source of new Set(this.followers.map(({ relation: { of } }) => of[0]))) {
      const followers = this.followers.filter(({ relation: { of } }) => of.length === 1 && of[0] === source);
      if (followers.length < 2) continue;
      const [first, ...others] = followers;
      const isOfThem = ({ broken }: BadCell): boolean => followers.some(({ index }) => index === broken?.follower);
      const meant = new Map(blamed.filter(({ broken }) => broken?.follower === first.index).flatMap(({ row }): [number, number][] => {
        const value = implied(first.relation, this.numbersFor(first.name)[row], [this.numbersFor(source)[row]], 0);
        const witnesses = others.filter(({ name }) => !Number.isNaN(this.numbersFor(name)[row]));
        return witnesses.length > 0 && witnesses.every(({ name, relation }) => holds(relation, this.numbersFor(name)[row], [value])) ? [[row, value]] : [];
      }));
      const isBlamed = (cell: BadCell): boolean => isOfThem(cell) && meant.has(cell.row);
      blamed = [...blamed.filter((cell) => !isBlamed(cell)), ...[...meant].map(([row, value]) => this.cell(row, source, first.index, value))];
    }
    const order = new Map(this.followers.map(({ index }, i) => [index, i]));
    const orderOf = ({ broken }: BadCell): number => order.get(broken?.follower ?? -1) ?? -1;
    return [...blamed].sort((a, b) => orderOf(a) - orderOf(b) || a.row - b.row);
  }

  private cell(row: number, name: string, follower: number, expected: number): BadCell {
    const column = this.columns.get(name);
    return { code: 'cell.broken-relation', row, column: column?.index ?? follower, broken: { follower, expected: toStep(expected, column?.step) } };
  }

  private numbersFor(name: string): Float64Array {
    return this.numbers.get(name) ?? new Float64Array(0);
  }
}

/** In the data's units; of levels that are numbers, these. Codes for missing are none. */
function numbersOf({ codes = [], levels }: ColumnSchema, { rows, numbers, values, places }: TypedColumn): Float64Array {
  const own = levels.length === 0 || places === undefined ? numbers.slice(0, rows) : ofPlaces(places, values, rows);
  return codes.length === 0 ? own : own.map((x) => (codes.includes(x) ? NaN : x));
}

function ofPlaces(places: Uint16Array, values: readonly string[], rows: number): Float64Array {
  const numbers = Float64Array.of(NaN, ...values.map(Number));
  return Float64Array.from(places.subarray(0, rows), (place) => numbers[place]);
}
