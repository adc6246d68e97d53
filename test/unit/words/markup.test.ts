import assert from 'node:assert/strict';
import fc from 'fast-check';
import { clean, LONGEST_CELL } from '../../../server/words/clean';
import {
  escapeMarkdown,
  paragraph,
  plainLine,
  toMarkdown,
  toPlainText,
  type Block,
} from '../../../server/words/markup';

describe('text out of a file', () => {
  it('is one line without anything unseen', () => {
    const cases: readonly (readonly [string, string])[] = [
      ['a\nb\r\nc\rd\u2028e\vf', 'a⏎b⏎c⏎d⏎e⏎f'],
      ['\u202Eabc\u2066\u200b\ufeff', 'abc'],
      ['\u0000\u001b[31mred', '[31mred'],
      ['  a \t  b  ', 'a b'],
      ['\ud800lone', 'lone'],
      ['👩\u200d🚀', '👩\u200d🚀'],
      ['क्\u200dष', 'क्\u200dष'],
      ['\u{e0041}tag', 'tag'],
      ['', ''],
    ];
    for (const [text, shown] of cases) assert.equal(clean(text), shown);
  });

  it('is cut, but never within a character', () => {
    assert.equal(clean('x'.repeat(LONGEST_CELL)), 'x'.repeat(LONGEST_CELL));
    assert.equal(clean('x'.repeat(LONGEST_CELL + 1)), `${'x'.repeat(LONGEST_CELL - 1)}…`);
    assert.equal(clean('🚀'.repeat(100), 3), '🚀🚀…');
    assert.equal(clean(' '.repeat(10_000_000), 3), '…');
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 150 }), (text) => {
        const shown = clean(text);
        assert.ok(Array.from(shown).length <= LONGEST_CELL);
        assert.doesNotMatch(shown, /\p{Cs}/u);
        assert.doesNotMatch(shown, /[\p{Cc}\u2028\u2029]/u);
      }),
    );
  });

  it('has every punctuation mark escaped in Markdown', () => {
    assert.equal(escapeMarkdown('[a](command:b)'), '\\[a\\]\\(command\\:b\\)');
    assert.equal(escapeMarkdown('<img src=x> &lt; | `c` $(x)'), '\\<img src\\=x\\> \\&lt\\; \\| \\`c\\` \\$\\(x\\)');
    assert.equal(escapeMarkdown('\u0000'), '(blank)');
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 50 }), (text) => {
        assert.doesNotMatch(
          escapeMarkdown(text)
            .replace(/\\[!-/:-@[-`{-~]/g, '')
            .replace('(blank)', ''),
          /[!-/:-@[-`{-~]/,
        );
      }),
    );
  });
});

describe('blocks', () => {
  const blocks: readonly Block[] = [
    paragraph([{ data: 'a_b', strong: true }, ' is ', { data: '*' }], [{ strong: 'Row 1' }]),
    {
      kind: 'table',
      head: ['Name', 'n'],
      rows: [
        [[{ data: 'x|y' }], ['10']],
        [['longer'], ['2']],
      ],
    },
    { kind: 'list', items: [['one ', { data: '1.5' }]] },
  ];

  it('become Markdown', () => {
    assert.equal(
      toMarkdown(blocks),
      [
        '**a\\_b** is \\*  ',
        '**Row 1**',
        '',
        '| Name | n |',
        '| :-- | :-- |',
        '| x\\|y | 10 |',
        '| longer | 2 |',
        '',
        '- one 1\\.5',
      ].join('\n'),
    );
  });

  it('become plain text, in columns', () => {
    assert.equal(
      toPlainText(blocks),
      ['a_b is *', 'Row 1', '', 'Name    n', 'x|y     10', 'longer  2', '', '- one 1.5'].join('\n'),
    );
    assert.equal(plainLine(['"', { data: 'a\nb' }, '" ', { strong: 'c' }, { data: '' }]), '"a⏎b" c(blank)');
  });
});
