/**
 * Targets of the fuzzing: each takes any bytes and throws only if a promise is broken. Bad data is refused by a
 * FitProblem of one line or reported, never an exception.
 */
import assert from 'node:assert/strict';
import { writtenBound } from '../../server/core/csv/cells/writtenBound';
import { writtenDate } from '../../server/core/csv/cells/writtenDate';
import { numberInFile, writtenNumber } from '../../server/core/csv/cells/writtenNumber';
import { detectDialect } from '../../server/core/csv/dialect/dialect';
import { cellText, readTable } from '../../server/core/csv/table/table';
import { inferSchema } from '../../server/core/schema/infer';
import { parseSidecar } from '../../server/formats/sidecar';
import { readModel } from '../../server/formats/model/readModel';
import { inputOf, readTyped, rowTexts } from '../../server/formats/table/readTable';
import { FrameCheck } from '../../server/lsp/messageFraming';
import { FitProblem } from '../../server/words/fitProblem';

export type Target = (bytes: Uint8Array) => void;

export const targets: Readonly<Record<string, Target>> = {
  /** The streaming reader and the scanner find the same rows and cells. */
  table: (bytes) => {
    const text = textOf(bytes);
    const table = readTable(text, {});
    const streamed = refusedOr(() => readTyped(inputOf(text), {}, () => 'all'));
    if (streamed === undefined) return;
    assert.equal(streamed.table.rowCount, table.rowCount, 'rows');
    assert.deepEqual(streamed.table.columns, table.columns, 'names');
    const rows = Array.from({ length: Math.min(table.rowCount, 8) }, (_, row) => row);
    const texts = rowTexts(streamed, rows);
    for (const row of rows)
      for (let column = 0; column < Math.min(table.columns.length, 8); column++)
        assert.equal(texts.textOf(row, column), cellText(table, row, column), `cell ${row}, ${column}`);
  },
  /** Every text has a dialect and columns of some kind. */
  dialect: (bytes) => {
    const text = textOf(bytes);
    const { delimiter } = detectDialect(text);
    assert.ok(delimiter.length > 0);
    const table = readTable(text, {});
    if (table.columns.length <= 50) assert.equal(inferSchema(table, { isRobust: true }).length, table.columns.length);
  },
  /** A number that is read is finite, with either decimal mark. */
  numbers: (bytes) => {
    const text = textOf(bytes);
    for (const decimal of ['.', ','] as const) {
      for (const read of [writtenNumber, numberInFile]) {
        const found = read(text, decimal);
        if (found !== undefined) assert.ok(Number.isFinite(found.value), `${text} is ${found.value}`);
      }
      writtenBound(text, decimal);
    }
    writtenDate(text);
  },
  /** A model file is refused in one line, or is a model. */
  model: (bytes) => void refusedOr(() => readModel(textOf(bytes))),
  /** A sidecar is refused in one line, or is a list of marked rows. */
  sidecar: (bytes) => {
    const damage = refusedOr(() => parseSidecar(textOf(bytes), 'a.csv.mixture.json'))?.damage;
    // eslint-disable-next-line no-control-regex
    if (damage !== undefined) assert.doesNotMatch(damage.words, /[\x00-\x1f\x7f-\x9f]/);
  },
  /** A stream is found wrong at the same place however it is cut into pieces. */
  frames: (bytes) => {
    const whole = new FrameCheck().accept(bytes);
    const check = new FrameCheck();
    let found: string | undefined;
    for (let at = 0; at < bytes.length && found === undefined; at += 3)
      found = check.accept(bytes.subarray(at, at + 3));
    assert.equal(found, whole);
  },
};

/** @returns undefined where the input is refused, which takes one line */
function refusedOr<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof FitProblem)) throw error;
    assert.doesNotMatch(error.message, /\n/);
    return undefined;
  }
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
}
