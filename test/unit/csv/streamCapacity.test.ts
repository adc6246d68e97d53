import assert from 'node:assert/strict';
import { beginningOf } from '../../../server/core/csv/stream/beginning';
import { sourceOfString } from '../../../server/core/csv/stream/source';
import { readColumns, readColumnsInTurn, type Streamed } from '../../../server/core/csv/stream/stream';

/** Rows beyond 1024 × 1024, of which the first thousand rows could foretell no more. */
const MANY_ROWS = 1_200_000;

/** Reads a text with a room that counts what it allocates; its reader leaves all records to the plain code. */
function readWithRoom(text: string): { readonly streamed: Streamed; readonly lengths: readonly number[] } {
  const lengths: number[] = [];
  const room = {
    allocate: (length: number): Float64Array => {
      lengths.push(length);
      return new Float64Array(length);
    },
    records: { end: 0, canFill: () => false, load: () => undefined, read: () => 0 },
  };
  const source = sourceOfString(text);
  return { streamed: readColumns(source, beginningOf(source), () => 'numbers', room), lengths };
}

describe('the room of a streamed text', () => {
  it('The room, whose memory is never returned, gives each column of a long text one array', () => {
    const { streamed, lengths } = readWithRoom(`x,y\n${'1,2\n'.repeat(MANY_ROWS)}`);

    assert.equal(streamed.rowCount, MANY_ROWS);
    assert.equal(lengths.length, 2, String(lengths));
    for (const length of lengths) assert.ok(length >= MANY_ROWS && length < 1.1 * MANY_ROWS, String(length));
  });

  it('A text that is read with larger arrays again and again keeps its numbers', () => {
    const { streamed } = readWithRoom(`x\n${Array.from({ length: MANY_ROWS }, (_, i) => i % 977).join('\n')}\n`);

    const numbers = streamed.typed[0]?.numbers ?? new Float64Array(0);
    assert.equal(numbers.length, MANY_ROWS);
    assert.ok(numbers.every((value, row) => value === row % 977));
  });
});

describe('columns taken in turn', () => {
  const names = Array.from({ length: 5000 }, (_, i) => `x${i}`);
  const rowOf = (row: number): string => names.map((_, i) => (i * (row + 3)) % 101).join(',');
  const text = `${names.join(',')}\n${rowOf(0)}\n${rowOf(1)}\n`;

  it('Columns taken in turn equal those that are read at once', () => {
    const source = sourceOfString(text);
    const { typed } = readColumns(source, beginningOf(source), () => 'all');

    const { takeColumn } = readColumnsInTurn(source, beginningOf(source), () => 'all');

    names.forEach((name, i) => assert.deepEqual(takeColumn(i)?.numbers, typed[i]?.numbers, name));
  });

  it('A block of columns is read when the first of them is taken, and once', () => {
    const whole = sourceOfString(text);
    let passes = 0;
    const source = { ...whole, from: (offset: number) => (passes++, whole.from(offset)) };
    const { takeColumn } = readColumnsInTurn(source, beginningOf(whole), () => 'all');
    const passesByColumn = names.map((_, i) => (takeColumn(i), passes));

    assert.deepEqual([...new Set(passesByColumn)], [1, 2, 3]);
    assert.deepEqual(
      [2, 3].map((count) => passesByColumn.indexOf(count)),
      [2048, 4096],
    );
  });
});
