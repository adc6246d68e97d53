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
