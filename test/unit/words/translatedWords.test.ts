/** Tests that texts about cells, columns and tables can be translated as a whole. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { setCatalogue } from '../../../language/language';
import type { BadCell } from '../../../server/core/schema/encoding/badCell';
import type { ColumnSchema, Schema } from '../../../server/core/schema/infer';
import { changeWords, type WordedPart } from '../../../server/words/comparing/changeWords';
import { structureLines } from '../../../server/words/comparing/comparisonWords';
import {
  complaintOf,
  complaintOfAlike,
  complaintOfBreak,
  complaintOfDuplicate,
  complaintWithOutcome,
  plainWords,
  type Complaint,
  type Words,
} from '../../../server/words/complaints/complaint';
import { groupDigits } from '../../../server/words/numbers';
import { reasonWords } from '../../../server/words/meantWords';
import { givenOthersWords, surpriseSentences, unlikelyRowWords } from '../../../server/words/unlikelyWords';

const MESSAGES = Object.keys(
  JSON.parse(readFileSync('l10n/messages.json', 'utf8')) as Readonly<Record<string, string>>,
);

const column = (name: string, more: Partial<ColumnSchema> = {}): ColumnSchema => ({
  name,
  index: 0,
  kind: 'normal',
  reason: '',
  missing: 0,
  levels: [],
  ...more,
});
const SCHEMA: Schema = [
  column('pay', { kind: 'lognormal' }),
  column('city', { index: 1, kind: 'categorical', levels: ['Bremen', 'Dresden'] }),
  column('day', { index: 2, kind: 'ignored', dates: { form: 'YYYY-MM-DD', from: 0, to: 2e9 } }),
];
const BAD_CELLS: readonly (BadCell & { readonly text: string })[] = [
  { row: 0, column: 0, code: 'cell.bad-number', text: 'n.b.' },
  { row: 0, column: 0, code: 'cell.bad-number', text: '12 kg' },
  { row: 0, column: 0, code: 'cell.bad-number', text: 'inf' },
  { row: 0, column: 0, code: 'cell.unsuitable-number', text: '-3' },
  { row: 0, column: 1, code: 'cell.unknown-level', text: 'Paris' },
  { row: 0, column: 1, code: 'cell.misspelt', meant: 'Bremen', text: 'Bermen' },
  { row: 0, column: 2, code: 'cell.bad-date', text: '2021-02-30' },
  { row: 0, column: 2, code: 'cell.bad-date', text: '3 May 2021' },
  { row: 0, column: 2, code: 'cell.far-date', text: '1021-02-03' },
];

/** Returns the letters that come from no message. */
function lettersOutside(words: Words): string {
  let depth = 0;
  const outside = Array.from(words.map((word) => (typeof word === 'string' ? word : '')).join('')).filter((mark) => {
    if (mark === '⟦') depth++;
    if (mark === '⟧') depth--;
    return depth === 0;
  });
  return outside.join('').replace(/\P{L}/gu, '');
}

function assertTranslated({ what, remedy, countsAsMissing }: Complaint): void {
  assert.ok(plainWords(what).startsWith('⟦'), plainWords(what));
  const whole = complaintWithOutcome({ what, remedy, ...(countsAsMissing && { countsAsMissing }) });
  assert.equal(lettersOutside([...whole, remedy]), '', plainWords(whole));
}

describe('words in another language', () => {
  beforeEach(() => {
    setCatalogue({ language: 'de', messages: Object.fromEntries(MESSAGES.map((text) => [text, `⟦${text}⟧`])) });
  });
  afterEach(() => {
    setCatalogue();
  });

  it('A complaint about a cell consists of messages', () => {
    for (const { text, ...cell } of BAD_CELLS) {
      const complaint = complaintOf(cell, SCHEMA, text);

      assert.ok(complaint !== undefined, text);
      assertTranslated(complaint);
    }
  });

  it('A complaint about a row consists of messages', () => {
    const [pay] = SCHEMA;
    const names = ['pay', 'city'];

    assertTranslated(complaintOfDuplicate({ row: 1, first: 0, column: 0, single: 2 }, pay, 2));
    assertTranslated(
      complaintOfAlike({ code: 'row.duplicate', row: 1, first: 0, columns: [], more: [[2, 0]] }, names, 2),
    );
    assertTranslated(complaintOfAlike({ code: 'row.near-duplicate', row: 1, first: 0, columns: [0] }, names, 2));
    for (const sort of ['wrong', 'repetition', 'back', 'gap'] as const)
      assertTranslated(complaintOfBreak({ sort, row: 1, column: 0, before: 1, expected: 2 }, pay));
  });

  it('A reason for the meant value consists of messages', () => {
    for (const kind of ['missing', 'exchanged', 'thousands', 'tens', 'code', 'level'] as const)
      assert.equal(lettersOutside(reasonWords({ kind, text: '1', detail: '10', probability: 0.9 })), '', kind);
  });

  it('A sentence about an unlikely cell consists of messages', () => {
    const sentence = surpriseSentences(
      givenOthersWords({ column: ['⟦c⟧'], value: ['⟦x⟧'], expected: ['⟦e⟧'] }, 0.001),
      '⟦y⟧',
    );

    assert.equal(sentence, '⟦⟦⟦c⟧ is ⟦x⟧, expected ⟦e⟧ given its other cells (p = 0.001)⟧. ⟦y⟧.⟧');
    assert.equal(lettersOutside([unlikelyRowWords(0.001)]), '');
  });

  it('Changes between two tables consist of messages', () => {
    const part: WordedPart = { name: 'pay', kind: 'normal', member: 0, mean: [1, 2], sd: [1, 1], levelNames: [] };
    const changes = changeWords(
      [{ of: 'missing' }, { of: 'rank', member: 0, degree: 1 }],
      [2, 3],
      [{ ...part, quartiles: [[1], [2]] }],
      [0, 0.5],
      true,
    );
    const structure = structureLines({
      onlyInA: ['a'],
      onlyInB: [],
      sorts: [{ column: 'b', a: 'numbers', b: 'text' }],
      levels: [{ column: 'c', onlyInA: [], onlyInB: [{ level: 'd', count: 2 }] }],
      isReordered: false,
    });

    assert.equal(changes.length, 2);
    assert.equal(structure.length, 3);
    assert.equal(lettersOutside([...changes, ...structure]), '');
  });
});

describe('a translated message', () => {
  afterEach(() => {
    setCatalogue();
  });

  it('A name of a column stays data, wherever the translation puts it', () => {
    const message = 'is not a number, as the other cells of {column} are';
    setCatalogue({ language: 'de', messages: { [message]: 'ist keine Zahl, wie sie {column} enthält' } });

    const complaint = complaintOf({ row: 0, column: 0, code: 'cell.bad-number' }, SCHEMA, 'n.b.');

    assert.deepEqual(complaint?.what, ['ist keine Zahl, wie sie ', { data: 'pay' }, ' enthält']);
  });

  it('The digits of a number are grouped as in the language', () => {
    setCatalogue({ language: 'de', messages: {} });

    assert.equal(groupDigits(400000), '400.000');
  });
});
