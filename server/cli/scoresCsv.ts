/** The file that `--scores` writes: the input's rows untouched, with what the model says of each appended. */
import { rowLine, type Table } from '../core/csv/table';
import type { Judgement } from '../core/insight/fitted';

/** @param tell is given a line where a row could not be kept in line with the others */
export function scoresCsv(table: Table, judgement: Judgement, tell: (line: string) => void): string {
  const { delimiter, decimal } = table.dialect;
  const number = (value: number): string => (decimal === ',' ? String(value).replace('.', ',') : String(value));
  const lines: string[] = [];
  if (table.headerRecord >= 0) lines.push([sourceOf(table, table.headerRecord), ...newColumns(table, judgement.k)].join(delimiter));
  let surplus = 0;
  for (let row = 0; row < table.rowCount; row++) {
    const record = table.rowRecord[row];
    const cells = table.scan.recordFirstCell[record + 1] - table.scan.recordFirstCell[record];
    if (cells > table.columns.length && surplus++ === 0) {
      tell(`line ${rowLine(table, row) + 1} has ${cells} cells for ${table.columns.length} columns; its scores stand behind its last cell`);
    }
    const padding = delimiter.repeat(Math.max(0, table.columns.length - cells));
    lines.push([sourceOf(table, record) + padding, ...scoresOf(judgement, row, number)].join(delimiter));
  }
  const terminator = /\r\n|\r|\n/.exec(table.scan.text)?.[0] ?? '\n';
  return lines.join(terminator) + terminator;
}

function scoresOf({ k, posterior, logDensity, tail }: Judgement, row: number, number: (value: number) => string): readonly string[] {
  const own = posterior.subarray(row * k, (row + 1) * k);
  const cluster = own.indexOf(Math.max(...own)) + 1;
  return [String(cluster), ...Array.from(own, number), number(logDensity[row]), number(tail[row])];
}

function newColumns(table: Table, k: number): readonly string[] {
  const names = ['cluster', ...Array.from({ length: k }, (_, j) => `p${j + 1}`), 'log_density', 'tail'];
  return names.map((name) => (table.columns.includes(name) ? `mixture_lens_${name}` : name));
}

/** A record as it stands in the file; a quote that the file left open is closed, or it would swallow the scores. */
function sourceOf(table: Table, record: number): string {
  const { scan } = table;
  const source = scan.text.slice(scan.cellStart[scan.recordFirstCell[record]], scan.recordEnd[record]);
  const open = scan.problems.some(({ code, start }) => code === 'quote.unclosed' && start >= scan.recordEnd[record] - source.length && start < scan.recordEnd[record]);
  return open ? `${source}"` : source;
}
