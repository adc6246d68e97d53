import assert from 'node:assert/strict';
import { LEAST_ALIKE, oneForEachCause, type Caused } from '../../../server/lsp/diagnostics/oneCause';

const at = (line: number, cause?: string): Caused => {
  const start = { line, character: 0 };
  return {
    diagnostic: { range: { start, end: start }, message: `m${line}.` },
    ...(cause !== undefined && { cause, like: `l${line}` }),
  };
};
const told = (found: readonly Caused[], isCut = false): unknown[] =>
  oneForEachCause('file:///a.csv', found, 'row', isCut).map(({ message, relatedInformation = [] }) => [
    message,
    relatedInformation.length,
  ]);

describe('one diagnostic for each cause', () => {
  const many = [9, 3, 7, 5, 1, 8].map((line) => at(line, 'a'));

  it('stands at the first place, and leads to the others in their order', () => {
    const [first] = oneForEachCause('file:///a.csv', many, 'row', false);
    assert.deepEqual([first.range.start.line, first.message], [1, 'm1. 5 more rows are like it.']);
    assert.deepEqual(
      first.relatedInformation?.map(({ message, location }) => [message, location.range.start.line]),
      [
        ['l3', 3],
        ['l5', 5],
        ['l7', 7],
        ['l8', 8],
        ['l9', 9],
      ],
    );
  });

  it('is none for a few places, nor for those that have no cause', () => {
    assert.deepEqual(told([at(1), ...many.slice(0, LEAST_ALIKE - 1)]).length, LEAST_ALIKE);
    assert.deepEqual(told(Array.from({ length: 9 }, (_, line) => at(line))).length, 9);
    assert.deepEqual(told([at(2), ...many, at(4, 'b')]), [
      ['m2.', 0],
      ['m1. 5 more rows are like it.', 5],
      ['m4.', 0],
    ]);
  });

  it('leads to fifty others at most, and says when it does not know how many there are', () => {
    const crowd = Array.from({ length: 1000 }, (_, line) => at(line, 'a'));
    assert.deepEqual(told(crowd, true), [['m0. At least 999 more rows are like it.', 50]]);
  });
});
