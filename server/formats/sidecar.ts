/**
 * The sidecar of a file, `data.csv.mixture.json` beside `data.csv`: rows that a person has looked at and found to be as
 * they should be. They are known by what all of their cells say, so that a row may move, and is told again once it
 * changes.
 */
import { printable } from '../words/printable';
import { fieldOf, fieldsOf, listOf, textOf, wholeOf } from './jsonFields';

export const SIDECAR_SUFFIX = '.mixture.json';
const VERSION = 1;

export interface ExpectedRow {
  /** By column name, in the order of the columns; blanks around them are cut off. */
  readonly cells: Readonly<Record<string, string>>;
  /** Why it is as it should be, in words of whoever said so; may be empty. */
  readonly reason: string;
}

/** What a sidecar says. */
export interface Sidecar {
  readonly rows: readonly ExpectedRow[];
  /** Of one that was cut or overwritten: the rows are those of its lines that are whole. */
  readonly damage?: SidecarDamage;
}

export interface SidecarDamage {
  /** What is wrong with it, and how many of its rows are left, in a sentence. */
  readonly words: string;
  /** There is something in it that a person may want to look at. */
  readonly hasContent: boolean;
}

/**
 * @param name of the sidecar, for messages
 * @throws FitProblem in one line where it is whole but says something else than sidecars do
 */
export function parseSidecar(text: string, name: string): Sidecar {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return damaged(text, name, error instanceof Error ? error.message : String(error));
  }
  const fields = fieldsOf(json, `${name}:`, 'it');
  wholeOf(fields, 'version', VERSION, VERSION);
  return { rows: listOf(fields, 'expected').map((entry, i) => rowOf(entry, name, String(i))) };
}

function rowOf(entry: unknown, name: string, place: string): ExpectedRow {
  const own = fieldsOf(entry, `${name}: "expected"`, place);
  const cells = fieldsOf(fieldOf(own, 'cells'), `${name}: "expected" ${place}`, '"cells"');
  const texts = Object.keys(cells.of).map((column): [string, string] => [column, textOf(cells, column)]);
  return {
    cells: Object.fromEntries(texts),
    reason: fieldOf(own, 'reason') === undefined ? '' : textOf(own, 'reason'),
  };
}

/** A row is a line: those that are whole still count, also of both sides of a merge that was not finished. */
function damaged(text: string, name: string, cause: string): Sidecar {
  // Power failures leave files of nothing but zero bytes.
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

/** One row a line, so that version control shows what was added. */
export function sidecarText(rows: readonly ExpectedRow[]): string {
  const entries = rows.map(({ cells, reason }) => `    ${JSON.stringify({ reason, cells })}`);
  return `{\n  "version": ${VERSION},\n  "expected": [\n${entries.join(',\n')}\n  ]\n}\n`;
}

/** The rows with one more; the reason of one that is among them is replaced. */
export function withExpected(rows: readonly ExpectedRow[], row: ExpectedRow): readonly ExpectedRow[] {
  const key = keyOf(Object.entries(row.cells));
  return [...rows.filter(({ cells }) => keyOf(Object.entries(cells)) !== key), row];
}

/** Tells rows that are expected from others. */
export class ExpectedRows {
  private readonly reasons: ReadonlyMap<string, string>;

  constructor(rows: readonly ExpectedRow[]) {
    this.reasons = new Map(rows.map(({ cells, reason }) => [keyOf(Object.entries(cells)), reason]));
  }

  get size(): number {
    return this.reasons.size;
  }

  /** Why a row is as it should be; undefined for one of which that was not said. */
  reasonFor(columns: readonly string[], cellAt: (column: number) => string): string | undefined {
    return this.size === 0 ? undefined : this.reasons.get(rowKey(columns, cellAt));
  }

  /**
   * The findings whose rows are not marked as expected, in their order: whatever is reported is hidden here alone.
   *
   * @param cellAt text of a cell of a row, by position in the table
   */
  visible<T extends { readonly row: number }>(
    findings: readonly T[],
    columns: readonly string[],
    cellAt: (row: number, column: number) => string,
  ): readonly T[] {
    if (this.size === 0) return findings;
    return findings.filter(({ row }) => this.reasonFor(columns, (column) => cellAt(row, column)) === undefined);
  }

  /** Whether that was said of the row of this key. */
  has(key: string): boolean {
    return this.reasons.has(key);
  }
}

/** What a row is known by. */
export function rowKey(columns: readonly string[], cellAt: (column: number) => string): string {
  return keyOf(columns.map((name, column) => [name, cellAt(column).trim()]));
}

/** A row's cells, as the sidecar has them. */
export function cellsOf(columns: readonly string[], cellAt: (column: number) => string): ExpectedRow['cells'] {
  return Object.fromEntries(columns.map((name, column) => [name, cellAt(column).trim()]));
}

/** The order of the columns does not count. */
function keyOf(cells: readonly (readonly [string, string])[]): string {
  return JSON.stringify([...cells].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}
