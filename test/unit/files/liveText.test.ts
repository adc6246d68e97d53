/** Tests the text of an open document against `TextDocument` of vscode-languageserver-textdocument. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Position } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { LiveText } from '../../../server/files/open/liveText';
import { edited, text } from '../csv/textEdits';

const position = fc.record({ line: fc.nat(12), character: fc.nat(8) });
const change = fc.oneof(
  { weight: 8, arbitrary: fc.record({ range: fc.record({ start: position, end: position }), text: text(4) }) },
  { weight: 1, arbitrary: fc.record({ text: text(30) }) },
);

const ENCODINGS = ['utf-16', 'utf-8', 'utf-32'] as const;

/** Returns the offsets at which characters start, and the end of the text. */
function characterStarts(of: string): readonly number[] {
  const starts = [0];
  for (const character of of) starts.push(starts[starts.length - 1] + character.length);
  return starts;
}

describe('LiveText', function () {
  this.timeout(60_000);

  it('LiveText has the text, positions and offsets that TextDocument has after the same changes', () => {
    fc.assert(
      fc.property(
        text(50),
        fc.array(fc.array(change, { maxLength: 3 }), { maxLength: 6 }),
        fc.nat(5),
        (before, bursts, settles) => {
          const live = new LiveText(before);
          let plain = TextDocument.create('', 'csv', 1, before);
          for (const [turn, changes] of bursts.entries()) {
            for (const one of changes) {
              // TextDocument fails for lines beyond the last one, which no editor sends.
              const within = (at: Position): Position => ({ ...at, line: at.line % plain.lineCount });
              const sent =
                'range' in one
                  ? { ...one, range: { start: within(one.range.start), end: within(one.range.end) } }
                  : one;
              live.change([sent]);
              plain = TextDocument.create('', 'csv', 1, TextDocument.update(plain, [sent], 2).getText());
            }
            const all = plain.getText();
            assert.equal(live.toString(), all);
            assert.equal(live.length, all.length);
            assert.equal(edited(live.before, live.edits), all);
            for (let at = -1; at <= all.length + 1; at++) assert.deepEqual(live.positionAt(at), plain.positionAt(at));
            for (let line = -1; line <= plain.lineCount; line++) {
              for (let character = 0; character < 6; character++)
                assert.equal(live.offsetAt({ line, character }), plain.offsetAt({ line, character }));
            }
            assert.equal(live.slice(1, all.length - 1), all.slice(1, Math.max(1, all.length - 1)));
            if (turn === settles) live.settle();
          }
        },
      ),
      { numRuns: 5000 },
    );
  });

  it('Positions in every encoding lead to the same offsets and the same edited text', () => {
    const characters = fc.constantFrom('a', ',', '\n', '\r', 'é', 'e\u0301', '–', '漢', '😀', '👩‍👩‍👧', '\ud83d');
    const some = (maxLength: number): fc.Arbitrary<string> =>
      fc.array(characters, { maxLength }).map((all) => all.join('').replace(/\ud83d(?!\ude00)/gu, ''));
    fc.assert(
      fc.property(some(30), fc.array(fc.tuple(fc.nat(), fc.nat(), some(4)), { maxLength: 5 }), (before, edits) => {
        const [plain, ...others] = ENCODINGS.map((encoding) => new LiveText(before, encoding));
        for (const [from, to, inserted] of edits) {
          const starts = characterStarts(plain.toString());
          const [start, end] = [starts[from % starts.length], starts[to % starts.length]];

          for (const live of [plain, ...others])
            live.change([{ range: { start: live.positionAt(start), end: live.positionAt(end) }, text: inserted }]);

          for (const live of others) {
            assert.equal(live.toString(), plain.toString());
            for (const at of characterStarts(plain.toString()))
              assert.equal(live.offsetAt(live.positionAt(at)), plain.offsetAt(plain.positionAt(at)));
          }
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('Characters of positions are bytes of UTF-8, code units or code points', () => {
    const text = 'é,😀,漢x';

    const ends = ENCODINGS.map((encoding) => new LiveText(text, encoding).positionAt(text.length).character);

    assert.deepEqual(ends, [7, 2 + 1 + 4 + 1 + 3 + 1, 6]);
  });

  it('A position inside a character is its start, and one beyond the line is the line end', () => {
    const live = new LiveText('a😀b\nc', 'utf-8');

    const offsets = [1, 2, 4, 5, 6, 99].map((character) => live.offsetAt({ line: 0, character }));

    assert.deepEqual(offsets, [1, 1, 1, 3, 4, 4]);
  });

  it('LiveText is not edited once every change is undone', () => {
    const live = new LiveText('a,b\n1,2\n3,4\n');
    live.change([{ range: { start: { line: 1, character: 0 }, end: { line: 1, character: 1 } }, text: '7\n8' }]);
    live.change([{ range: { start: { line: 3, character: 2 }, end: { line: 3, character: 3 } }, text: '' }]);
    assert.deepEqual(live.edits.length, 2);

    live.change([{ range: { start: { line: 3, character: 2 }, end: { line: 3, character: 2 } }, text: '4' }]);
    live.change([{ range: { start: { line: 1, character: 0 }, end: { line: 2, character: 1 } }, text: '1' }]);

    assert.equal(live.isEdited, false);
    assert.equal(live.toString(), 'a,b\n1,2\n3,4\n');
  });

  it('LiveText keeps an edit when another line changes', () => {
    const live = new LiveText('a\nb\nc\nd\ne\nf\n');
    live.change([{ range: { start: { line: 1, character: 0 }, end: { line: 1, character: 1 } }, text: 'x' }]);
    const [first] = live.edits;

    live.change([{ range: { start: { line: 4, character: 1 }, end: { line: 4, character: 1 } }, text: 'y' }]);

    assert.equal(live.edits[0], first);
    assert.deepEqual(live.edits[1], { start: 9, end: 9, text: 'y' });
  });
});
