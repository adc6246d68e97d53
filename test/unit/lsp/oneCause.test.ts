import assert from 'node:assert/strict';
import { LEAST_MERGED_PLACES, mergeByCause, type CausedDiagnostic } from '../../../server/lsp/diagnostics/oneCause';

const at = (line: number, cause?: string): CausedDiagnostic => {
  const start = { line, character: 0 };
  return {
    diagnostic: { range: { start, end: start }, message: `m${line}.` },
    ...(cause !== undefined && { cause, like: `l${line}` }),
  };
};

/** Message and number of related places of each diagnostic. */
const summaries = (found: readonly CausedDiagnostic[], isCut = false): unknown[] =>
  mergeByCause('file:///a.csv', found, 'row', isCut).map(({ message, relatedInformation = [] }) => [
    message,
    relatedInformation.length,
  ]);

describe('mergeByCause', () => {
  const many = [9, 3, 7, 5, 1, 8].map((line) => at(line, 'a'));

  it('Diagnostics of one cause become one at the first place, related to the others', () => {
    const [first] = mergeByCause('file:///a.csv', many, 'row', false);

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

  it('A few diagnostics of a cause, and diagnostics without a cause, stay separate', () => {
    assert.deepEqual(summaries([at(1), ...many.slice(0, LEAST_MERGED_PLACES - 1)]).length, LEAST_MERGED_PLACES);
    assert.deepEqual(summaries(Array.from({ length: 9 }, (_, line) => at(line))).length, 9);
    assert.deepEqual(summaries([at(2), ...many, at(4, 'b')]), [
      ['m2.', 0],
      ['m1. 5 more rows are like it.', 5],
      ['m4.', 0],
    ]);
  });

  it('Fifty related places are kept, and the count of a cut list is a minimum', () => {
    const crowd = Array.from({ length: 1000 }, (_, line) => at(line, 'a'));
    assert.deepEqual(summaries(crowd, true), [['m0. At least 999 more rows are like it.', 50]]);
  });
});
