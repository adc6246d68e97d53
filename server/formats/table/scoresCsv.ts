/** Writes the file of `--scores`: the rows of the input, with their scores appended. */
import { withoutFormula } from '../../core/csv/cells/formula';
import { quoteCell, USUAL_QUOTING, type Quoting } from '../../core/csv/dialect/quoting';
import { rowsOf, type Row } from '../../core/csv/stream/rowTexts';
import type { FittedModel, Judgement } from '../../core/judging/fittedModel';
import { oddnessByRow } from '../../core/judging/oddness';
import type { Cells } from '../../core/data/matrix';
import { clusterWords, type ClusterLook } from '../../protocol/report/clusterLook';
import type { Input, Reading } from './readTable';
import type { Dialect } from '../../core/csv/dialect/dialect';

/** Minimum length of a piece, in UTF-16 units. */
const PIECE_LENGTH = 1 << 18;

/** A text as read, with the fields that scores need. */
export interface ScoredText extends Pick<Reading, 'beginning'> {
  readonly input: Input;
  readonly table: Pick<Reading['table'], 'columns' | 'rowCount'>;
}

/** The rows with their judgement. */
export interface ScoredRows {
  readonly model: FittedModel;
  /** The rows, encoded for the model. */
  readonly matrix: Cells;
  readonly judgement: Judgement;
}

/**
 * Yields the file in pieces, each made when it is requested.
 *
 * @param looks of the clusters: if any has a name, a column of names is added, in which formulas are always escaped
 * @param escapeFormulas whether cells of the file that spreadsheets would read as formulas get a leading apostrophe
 * @param warn receives a line if the scores of a row cannot be aligned with those of the others
 */
export function* scoresCsv(
  { input, beginning, table: { columns, rowCount } }: ScoredText,
  { model, matrix, judgement }: ScoredRows,
  looks: readonly ClusterLook[],
  escapeFormulas: boolean,
  warn: (line: string) => void,
): Generator<string, undefined> {
  const {
    dialect: { delimiter, decimal, quoting },
    terminator,
  } = beginning;
  const number = (value: number): string => (decimal === ',' ? String(value).replace('.', ',') : String(value));
  const source = sourceOf(beginning.dialect, escapeFormulas);
  const names = clusterNameCells(looks, judgement.k, quoting);
  const oddness = oddnessByRow(model, matrix);
  let piece = '';
  let surplus = 0;
  for (const row of rowsOf(input, beginning, columns.length)) {
    if (row.row >= rowCount) break;
    if (row.row < 0)
      piece += [source(row), ...scoreColumns(columns, judgement.k, names.length > 0)].join(delimiter) + terminator;
    else {
      if (row.cellCount > columns.length && surplus++ === 0) {
        warn(
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
    if (piece.length < PIECE_LENGTH) continue;
    yield piece;
    piece = '';
  }
  yield piece;
}

/** Returns a function from a row to its source text, with formulas escaped if requested. */
function sourceOf({ delimiter, quoting }: Dialect, escapeFormulas: boolean): (row: Row) => string {
  return escapeFormulas
    ? (row) =>
        withClosedQuote(
          row,
          row
            .written()
            .map((cell) => withoutFormula(cell, quoting))
            .join(delimiter),
          quoting,
        )
    : (row) => withClosedQuote(row, row.source(), quoting);
}

function scoresOf(
  { k, posterior, logDensity, tail }: Judgement,
  names: readonly string[],
  row: number,
  number: (value: number) => string,
): readonly string[] {
  const probabilities = posterior.subarray(row * k, (row + 1) * k);
  const cluster = probabilities.indexOf(Math.max(...probabilities));
  return [
    String(cluster + 1),
    ...names.slice(cluster, cluster + 1),
    ...Array.from(probabilities, number),
    number(logDensity[row]),
    number(tail[row]),
  ];
}

/** Returns the names of the clusters as cells; empty if no cluster has a name. */
function clusterNameCells(looks: readonly ClusterLook[], k: number, quoting: Quoting | undefined): readonly string[] {
  if (looks.every(({ name }) => name === undefined)) return [];
  return Array.from({ length: k }, (_, cluster) =>
    withoutFormula(quoteCell(clusterWords(looks[cluster], cluster), quoting), quoting),
  );
}

function scoreColumns(columns: readonly string[], k: number, areNamed: boolean): readonly string[] {
  const names = [
    'cluster',
    ...(areNamed ? ['cluster_name'] : []),
    ...Array.from({ length: k }, (_, j) => `p${j + 1}`),
    'log_density',
    'tail',
    'oddness',
  ];
  const freeName = (name: string): string => (columns.includes(name) ? freeName(`mixture_lens_${name}`) : name);
  return names.map(freeName);
}

/** Closes a quote that the file leaves open; otherwise it would swallow the scores. */
function withClosedQuote({ isOpen }: Row, source: string, { quote } = USUAL_QUOTING): string {
  return isOpen ? `${source}${quote}` : source;
}
