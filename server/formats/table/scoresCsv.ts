/** The file that `--scores` writes: the input's rows, with what the model says of each appended. */
import { withoutFormula } from '../../core/csv/cells/formula';
import { quotedCell, USUAL, type Quoting } from '../../core/csv/dialect/quoting';
import { rowsOf, type Row } from '../../core/csv/stream/rowTexts';
import type { FittedModel, Judgement } from '../../core/judging/fittedModel';
import { oddnessIn } from '../../core/judging/oddness';
import type { Cells } from '../../core/data/matrix';
import { clusterWords, type ClusterLook } from '../../protocol/report/clusterLook';
import type { Input, Reading } from './readTable';
import type { Dialect } from '../../core/csv/dialect/dialect';

/** Characters that are gathered into one piece. */
const PIECE = 1 << 18;

/** A text that was read, as far as it matters here. */
export interface ScoredText extends Pick<Reading, 'beginning'> {
  readonly input: Input;
  readonly table: Pick<Reading['table'], 'columns' | 'rowCount'>;
}

/** What the model says of the rows. */
export interface Scored {
  readonly model: FittedModel;
  /** The rows as the model reads them. */
  readonly matrix: Cells;
  readonly judgement: Judgement;
}

/**
 * The file in pieces, of which each is done with before the next is made.
 *
 * @param looks of the clusters: where any has a name there is a column of them, harmless to spreadsheets in any case
 * @param escapeFormulas cells of the file that spreadsheets would take for formulas get an apostrophe before them; else
 * all are left untouched
 * @param tell is given a line where a row could not be kept in line with the others
 */
export function* scoresCsv(
  { input, beginning, table: { columns, rowCount } }: ScoredText,
  { model, matrix, judgement }: Scored,
  looks: readonly ClusterLook[],
  escapeFormulas: boolean,
  tell: (line: string) => void,
): Generator<string, undefined> {
  const {
    dialect: { delimiter, decimal, quoting },
    terminator,
  } = beginning;
  const number = (value: number): string => (decimal === ',' ? String(value).replace('.', ',') : String(value));
  const source = sourceOf(beginning.dialect, escapeFormulas);
  const names = namesOf(looks, judgement.k, quoting);
  const oddness = oddnessIn(model, matrix);
  let piece = '';
  let surplus = 0;
  for (const row of rowsOf(input, beginning, columns.length)) {
    if (row.row >= rowCount) break;
    if (row.row < 0)
      piece += [source(row), ...newColumns(columns, judgement.k, names.length > 0)].join(delimiter) + terminator;
    else {
      if (row.cellCount > columns.length && surplus++ === 0) {
        tell(
          `line ${row.line + 1} has ${row.cellCount} cells for ${columns.length} ` +
            'columns; its scores stand behind its last cell',
        );
      }
      const padding = delimiter.repeat(Math.max(0, columns.length - row.cellCount));
      piece +=
        source(row) +
        padding +
        delimiter +
        [...scoresOf(judgement, names, row.row, number), number(oddness(row.row))].join(delimiter) +
        terminator;
    }
    if (piece.length < PIECE) continue;
    yield piece;
    piece = '';
  }
  yield piece;
}

/** From a row to its text, with an apostrophe before formulas where they are to be escaped. */
function sourceOf({ delimiter, quoting }: Dialect, escapeFormulas: boolean): (row: Row) => string {
  return escapeFormulas
    ? (row) =>
        closed(
          row,
          row
            .written()
            .map((cell) => withoutFormula(cell, quoting))
            .join(delimiter),
          quoting,
        )
    : (row) => closed(row, row.source(), quoting);
}

function scoresOf(
  { k, posterior, logDensity, tail }: Judgement,
  names: readonly string[],
  row: number,
  number: (value: number) => string,
): readonly string[] {
  const own = posterior.subarray(row * k, (row + 1) * k);
  const cluster = own.indexOf(Math.max(...own));
  return [
    String(cluster + 1),
    ...names.slice(cluster, cluster + 1),
    ...Array.from(own, number),
    number(logDensity[row]),
    number(tail[row]),
  ];
}

/** By cluster, as cells; none where no cluster has a name. */
function namesOf(looks: readonly ClusterLook[], k: number, quoting: Quoting | undefined): readonly string[] {
  if (looks.every(({ name }) => name === undefined)) return [];
  return Array.from({ length: k }, (_, cluster) =>
    withoutFormula(quotedCell(clusterWords(looks[cluster], cluster), quoting), quoting),
  );
}

function newColumns(columns: readonly string[], k: number, areNamed: boolean): readonly string[] {
  const names = [
    'cluster',
    ...(areNamed ? ['cluster_name'] : []),
    ...Array.from({ length: k }, (_, j) => `p${j + 1}`),
    'log_density',
    'tail',
    'oddness',
  ];
  const free = (name: string): string => (columns.includes(name) ? free(`mixture_lens_${name}`) : name);
  return names.map(free);
}

/** A quote that the file left open is closed, or it would swallow the scores. */
function closed({ isOpen }: Row, source: string, { quote } = USUAL): string {
  return isOpen ? `${source}${quote}` : source;
}
