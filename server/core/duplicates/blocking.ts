/** Groups of rows with equal cells in some columns, within which rows are compared (Fellegi & Sunter 1969). */

/** Number of groups of columns: two rows that differ in two cells agree in one of them. */
const COLUMN_GROUPS = 3;
/** Maximum number of rows that agree in a group of columns; where more agree, the group distinguishes too little. */
const MOST_GROUP_ROWS = 20;

/** The cells of a column: by row, a number that identifies the cell's text. */
export interface BlockedColumn {
  readonly cells: Float64Array | Uint16Array;
}

/** Divides the columns into three groups of similar information, by the number of distinct cells in the first rows. */
export function columnGroups<C extends BlockedColumn>(columns: readonly C[], rows: number): readonly (readonly C[])[] {
  const distinct = columns.map(({ cells }) => new Set(cells.subarray(0, Math.min(rows, 2000))).size);
  const order = [...columns.keys()].sort((a, b) => distinct[b] - distinct[a]);
  const groups: C[][] = Array.from({ length: COLUMN_GROUPS }, () => []);
  // The order alternates, so that no group gets the best column of each three.
  order.forEach((column, i) =>
    groups[Math.floor(i / COLUMN_GROUPS) % 2 === 0 ? i % COLUMN_GROUPS : COLUMN_GROUPS - 1 - (i % COLUMN_GROUPS)].push(
      columns[column],
    ),
  );
  return groups;
}

/** Groups of rows with equal cells in some columns. */
export class RowGroups {
  /** By row, the next row of its group; 0 at the end. */
  readonly next: Int32Array;

  /**
   * @param firsts by row, the first row of its group
   * @param sizes number of rows of each group, by its first row
   */
  constructor(
    private readonly firsts: Int32Array,
    private readonly sizes: Int32Array,
  ) {
    const next = new Int32Array(firsts.length);
    const lasts = new Int32Array(firsts.length);
    for (let row = 0; row < firsts.length; row++) {
      const first = firsts[row];
      if (first !== row) next[lasts[first]] = row;
      lasts[first] = row;
    }
    this.next = next;
  }

  /** Whether the group of a row is small enough to distinguish rows. */
  isSmall(row: number): boolean {
    return this.sizes[this.firsts[row]] <= MOST_GROUP_ROWS;
  }

  /** Whether two rows are in the same small group. */
  areTogether(one: number, other: number): boolean {
    return this.firsts[one] === this.firsts[other] && this.isSmall(one);
  }
}

export function rowGroups(columns: readonly BlockedColumn[], rows: number): RowGroups {
  const hashes = hashesOf(columns, rows);
  // Open addressing (Knuth 1998, section 6.4): slots hold 1 + the first row of each hash.
  const mask = 2 ** Math.ceil(Math.log2(2 * rows)) - 1;
  const places = new Int32Array(mask + 1);
  const firsts = new Int32Array(rows);
  const sizes = new Int32Array(rows);
  for (let row = 0; row < rows; row++) {
    let place = hashes[2 * row] & mask;
    while (places[place] > 0 && !areSame(hashes, places[place] - 1, row)) place = (place + 1) & mask;
    if (places[place] === 0) places[place] = row + 1;
    firsts[row] = places[place] - 1;
    sizes[firsts[row]]++;
  }
  return new RowGroups(firsts, sizes);
}

function areSame(hashes: Int32Array, one: number, other: number): boolean {
  return hashes[2 * one] === hashes[2 * other] && hashes[2 * one + 1] === hashes[2 * other + 1];
}

/** Two hashes of 32 bits for each row (after Appleby 2011, "MurmurHash3"); a collision only adds a pair to compare. */
function hashesOf(columns: readonly BlockedColumn[], rows: number): Int32Array {
  const hashes = new Int32Array(2 * rows);
  for (const { cells } of columns) {
    const bits = cells instanceof Float64Array ? new Int32Array(cells.buffer, cells.byteOffset, 2 * rows) : undefined;
    for (let row = 0; row < rows; row++) {
      const low = bits === undefined ? cells[row] : bits[2 * row];
      const high = bits === undefined ? 0 : bits[2 * row + 1];
      let a = Math.imul(hashes[2 * row] ^ low, 0x85ebca6b) ^ high;
      a = Math.imul(a ^ (a >>> 15), 0xc2b2ae35);
      hashes[2 * row] = a ^ (a >>> 16);
      const b = Math.imul(hashes[2 * row + 1] ^ high, 0x9e3779b1) + Math.imul(low, 0x27d4eb2f);
      hashes[2 * row + 1] = b ^ (b >>> 13);
    }
  }
  return hashes;
}
