/**
 * The sidecar of a file, `data.csv.mixture.json` next to `data.csv`: rows that a user has reviewed and marked as
 * expected. A row is identified by the texts of all its cells, so that it may move, and is reported again once it
 * changes.
 */
import { say } from '../../language/language';
import { printable } from '../words/printable';
import { fieldOf, fieldsOf, listOf, textOf, integerOf } from './jsonFields';

export const SIDECAR_SUFFIX = '.mixture.json';
const VERSION = 1;

export interface ExpectedRow {
  /** Trimmed texts of the cells by column name, in the order of the columns. */
  readonly cells: Readonly<Record<string, string>>;
  /** Reason why the row is expected, in the user's words; may be empty. */
  readonly reason: string;
}

/** Content of a sidecar. */
export interface Sidecar {
  readonly rows: readonly ExpectedRow[];
  /** Damage of a truncated or overwritten sidecar, of which only the intact lines are read. */
  readonly damage?: SidecarDamage;
}

export interface SidecarDamage {
  /** Description of the damage and the number of readable rows, in a sentence. */
  readonly words: string;
  /** Whether the file has content that a user may want to look at. */
  readonly hasContent: boolean;
}

/**
 * Reads a sidecar.
 *
 * @param name of the sidecar, for messages
 * @throws FitProblem in one line if the text is valid JSON, but not a sidecar
 */
export function parseSidecar(text: string, name: string): Sidecar {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return damagedSidecar(text, name, error instanceof Error ? error.message : String(error));
  }
  const fields = fieldsOf(json, `${name}:`, say('it'));
  integerOf(fields, 'version', VERSION, VERSION);
  return { rows: listOf(fields, 'expected').map((entry, i) => rowOf(entry, name, String(i))) };
}

function rowOf(entry: unknown, name: string, place: string): ExpectedRow {
  const row = fieldsOf(entry, `${name}: "expected"`, place);
  const cells = fieldsOf(fieldOf(row, 'cells'), `${name}: "expected" ${place}`, '"cells"');
  const texts = Object.keys(cells.object).map((column): [string, string] => [column, textOf(cells, column)]);
  return {
    cells: Object.fromEntries(texts),
    reason: fieldOf(row, 'reason') === undefined ? '' : textOf(row, 'reason'),
  };
}

/** Reads the intact lines, of which each is a row; in an unfinished merge, those of both sides. */
function damagedSidecar(text: string, name: string, cause: string): Sidecar {
  // A power failure can leave a file of zero bytes.
  const hasContent = /[^\s\0]/.test(text);
  const rows = text
    .split('\n')
    .flatMap((line, i) => rowOnLine(line, name, i))
    .reduce<readonly ExpectedRow[]>(withExpected, []);
  const words = hasContent
    ? `${name} is damaged (${printable(cause.replace(/\s+/g, ' '), 80)}); ${rows.length} of its rows can be read.`
    : `${name} is empty; its rows are lost.`;
  return { rows, damage: { words, hasContent } };
}

function rowOnLine(line: string, name: string, index: number): readonly ExpectedRow[] {
  try {
    return [rowOf(JSON.parse(line.trim().replace(/,$/, '')), name, String(index))];
  } catch {
    return [];
  }
}

/** Writes one row per line, so that version control shows which were added. */
export function sidecarText(rows: readonly ExpectedRow[]): string {
  const entries = rows.map(({ cells, reason }) => `    ${JSON.stringify({ reason, cells })}`);
  return `{\n  "version": ${VERSION},\n  "expected": [\n${entries.join(',\n')}\n  ]\n}\n`;
}

/** Returns the rows with one added; if the row is already among them, its reason is replaced. */
export function withExpected(rows: readonly ExpectedRow[], row: ExpectedRow): readonly ExpectedRow[] {
  const key = keyOf(Object.entries(row.cells));
  return [...rows.filter(({ cells }) => keyOf(Object.entries(cells)) !== key), row];
}

/** Lookup of the expected rows. */
export class ExpectedRows {
  private readonly reasons: ReadonlyMap<string, string>;

  constructor(rows: readonly ExpectedRow[]) {
    this.reasons = new Map(rows.map(({ cells, reason }) => [keyOf(Object.entries(cells)), reason]));
  }

  get size(): number {
    return this.reasons.size;
  }

  /** Returns the reason why a row is expected; undefined for a row that is not marked. */
  reasonFor(columns: readonly string[], cellAt: (column: number) => string): string | undefined {
    return this.size === 0 ? undefined : this.reasons.get(rowKey(columns, cellAt));
  }

  /**
   * Returns the findings whose rows are not marked as expected, in their order. Findings are hidden only here.
   *
   * @param cellAt returns the text of a cell, by position in the table
   */
  visible<T extends { readonly row: number }>(
    findings: readonly T[],
    columns: readonly string[],
    cellAt: (row: number, column: number) => string,
  ): readonly T[] {
    if (this.size === 0) return findings;
    return findings.filter(({ row }) => this.reasonFor(columns, (column) => cellAt(row, column)) === undefined);
  }

  /** Whether the row with this key is marked as expected. */
  has(key: string): boolean {
    return this.reasons.has(key);
  }
}

/** Returns the key that identifies a row. */
export function rowKey(columns: readonly string[], cellAt: (column: number) => string): string {
  return keyOf(columns.map((name, column) => [name, cellAt(column).trim()]));
}

/** Returns the cells of a row in the form of the sidecar. */
export function cellsOf(columns: readonly string[], cellAt: (column: number) => string): ExpectedRow['cells'] {
  return Object.fromEntries(columns.map((name, column) => [name, cellAt(column).trim()]));
}

/** Returns a key that does not depend on the order of the columns. */
function keyOf(cells: readonly (readonly [string, string])[]): string {
  return JSON.stringify([...cells].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}
