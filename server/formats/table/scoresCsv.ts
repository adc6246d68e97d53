/** Writes the file of `--scores`: the rows of the input, with their scores appended. */
import { withoutFormula } from '../../core/csv/cells/formula';
import { encodeUtf8, MOST_BYTES_PER_UNIT } from '../../core/csv/cells/utf8';
import { quoteCell, USUAL_QUOTING } from '../../core/csv/dialect/quoting';
import { rowsOf, type Row } from '../../core/csv/stream/rowTexts';
import type { FittedModel, Judgement } from '../../core/judging/fittedModel';
import { oddnessByRow } from '../../core/judging/oddness';
import type { Cells } from '../../core/data/matrix';
import { DigitWriter, MOST_NUMBER_BYTES } from '../../core/numeric/significantDigits';
import type { ClusterLook } from '../../protocol/report/clusterLook';
import { exportedClusterName } from '../clusterNames';
import type { Input, Reading } from './readTable';
import type { Dialect } from '../../core/csv/dialect/dialect';

/** Default number of significant digits: enough to tell apart the rows of a large file. */
const DEFAULT_SCORE_DIGITS = 9;

/** Size of a piece in bytes from which it is yielded. */
const PIECE_BYTES = 1 << 18;

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

/** Options of the scores. */
export interface ScoreOptions {
  /** Looks of the clusters: if any has a name, a column of names is added, in which formulas are always escaped. */
  readonly looks: readonly ClusterLook[];
  /** Whether cells of the file that spreadsheets would read as formulas get a leading apostrophe. */
  readonly escapeFormulas: boolean;
  /** Number of significant digits, 1 to 17; see `DigitWriter`. */
  readonly digits?: number | undefined;
}

/**
 * Yields the file as UTF-8 in pieces, each valid only until the next is requested.
 *
 * @param warn receives a line if the scores of a row cannot be aligned with those of the others
 */
export function* scoresCsv(
  { input, beginning, table: { columns, rowCount } }: ScoredText,
  { model, matrix, judgement }: ScoredRows,
  { looks, escapeFormulas, digits = DEFAULT_SCORE_DIGITS }: ScoreOptions,
  warn: (line: string) => void,
): Generator<Uint8Array, undefined> {
  const { dialect, terminator } = beginning;
  const { delimiter } = dialect;
  const names = clusterNameCells(looks, judgement.k, dialect);
  const piece = new Piece();
  const writeSource = sourceWriter(dialect, escapeFormulas, piece);
  const writeScores = scoreWriter(judgement, names, dialect, new DigitWriter(digits, dialect.decimal), piece);
  const oddness = oddnessByRow(model, matrix, judgement.repeated);
  let surplus = 0;
  for (const row of rowsOf(input, beginning, columns.length)) {
    if (row.row >= rowCount) break;
    writeSource(row);
    if (row.row < 0) piece.text(delimiter + scoreColumns(columns, judgement.k, names.length > 0).join(delimiter));
    else {
      if (row.cellCount > columns.length && surplus++ === 0) {
        warn(
          `line ${row.line + 1} has ${row.cellCount} cells for ${columns.length} ` +
            'columns; its scores stand behind its last cell',
        );
      }
      if (row.cellCount < columns.length) piece.text(delimiter.repeat(columns.length - row.cellCount));
      writeScores(row.row, oddness(row.row));
    }
    piece.text(terminator);
    if (piece.length >= PIECE_BYTES) yield piece.take();
  }
  yield piece.take();
}

/** Bytes that grow by what is written to them. */
class Piece {
  length = 0;
  private bytes = new Uint8Array(2 * PIECE_BYTES);

  /** Returns the bytes, which the next writing overwrites. */
  take(): Uint8Array {
    const { bytes, length } = this;
    this.length = 0;
    return bytes.subarray(0, length);
  }

  text(text: string): void {
    this.reserve(MOST_BYTES_PER_UNIT * text.length);
    this.length = encodeUtf8(text, 0, text.length, this.bytes, this.length);
  }

  /** Copies bytes from `start` to `end`. */
  copy(from: Uint8Array, start: number, end: number): void {
    this.reserve(end - start);
    // Most rows are short, and a loop takes less time than a view for each.
    const { bytes } = this;
    for (let at = start, to = this.length; at < end; at++, to++) bytes[to] = from[at];
    this.length += end - start;
  }

  number(value: number, writer: DigitWriter): void {
    this.reserve(MOST_NUMBER_BYTES);
    this.length = writer.write(value, this.bytes, this.length);
  }

  private reserve(count: number): void {
    if (this.length + count <= this.bytes.length) return;
    const larger = new Uint8Array(2 * (this.length + count));
    larger.set(this.bytes.subarray(0, this.length));
    this.bytes = larger;
  }
}

/**
 * Returns a function that writes the source text of a row, with formulas escaped if requested. It closes a quote that
 * the file leaves open; otherwise the quote would swallow the scores.
 */
function sourceWriter({ delimiter, quoting }: Dialect, escapeFormulas: boolean, piece: Piece): (row: Row) => void {
  const { quote } = quoting ?? USUAL_QUOTING;
  return (row) => {
    if (escapeFormulas)
      piece.text(
        row
          .written()
          .map((cell) => withoutFormula(cell, quoting))
          .join(delimiter),
      );
    else piece.copy(row.bytes, row.start, row.end);
    if (row.isOpen) piece.text(quote);
  };
}

/** Returns a function that writes the scores of a row, each behind a delimiter. */
function scoreWriter(
  { k, posterior, logDensity, tail }: Judgement,
  names: readonly string[],
  { delimiter }: Dialect,
  writer: DigitWriter,
  piece: Piece,
): (row: number, oddness: number) => void {
  const clusters = Array.from({ length: k }, (_, j) =>
    [delimiter, String(j + 1), ...names.slice(j, j + 1).flatMap((name) => [delimiter, name])].join(''),
  );
  const write = (value: number): void => {
    piece.text(delimiter);
    piece.number(value, writer);
  };
  return (row, oddness) => {
    let likeliest = 0;
    for (let j = 1; j < k; j++) if (posterior[row * k + j] > posterior[row * k + likeliest]) likeliest = j;
    piece.text(clusters[likeliest]);
    for (let j = 0; j < k; j++) write(posterior[row * k + j]);
    write(logDensity[row]);
    write(tail[row]);
    write(oddness);
  };
}

/** Returns the names of the clusters as cells; empty if no cluster has a name. */
function clusterNameCells(
  looks: readonly ClusterLook[],
  k: number,
  { quoting, delimiter }: Pick<Dialect, 'quoting' | 'delimiter'>,
): readonly string[] {
  if (looks.every(({ name }) => name === undefined)) return [];
  return Array.from({ length: k }, (_, cluster) =>
    withoutFormula(quoteCell(exportedClusterName(looks[cluster], cluster), quoting, delimiter), quoting),
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
