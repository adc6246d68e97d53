/** Tests how texts of a file are shown: on one line, without invisible characters, escaped in Markdown. */
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

describe('text of a file', () => {
  it('clean returns one line without invisible characters', () => {
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

  it('clean cuts a long text, but never within a character', () => {
    assert.equal(clean('x'.repeat(LONGEST_CELL)), 'x'.repeat(LONGEST_CELL));
    assert.equal(clean('x'.repeat(LONGEST_CELL + 1)), `${'x'.repeat(LONGEST_CELL - 1)}…`);
    assert.equal(clean('🚀'.repeat(100), 3), '🚀🚀…');
  });

  it('clean cuts ten million blanks', () => {
    assert.equal(clean(' '.repeat(10_000_000), 3), '…');
  });

  it('clean limits the length of any text and leaves no control character or half a character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 150 }), (text) => {
        const shown = clean(text);
        assert.ok(Array.from(shown).length <= LONGEST_CELL);
        assert.doesNotMatch(shown, /\p{Cs}/u);
        assert.doesNotMatch(shown, /[\p{Cc}\u2028\u2029]/u);
      }),
    );
  });

  it('escapeMarkdown escapes punctuation marks', () => {
    assert.equal(escapeMarkdown('[a](command:b)'), '\\[a\\]\\(command\\:b\\)');
    assert.equal(escapeMarkdown('<img src=x> &lt; | `c` $(x)'), '\\<img src\\=x\\> \\&lt\\; \\| \\`c\\` \\$\\(x\\)');
  });

  it('escapeMarkdown shows a text of invisible characters as (blank)', () => {
    assert.equal(escapeMarkdown('\u0000'), '(blank)');
  });

  it('escapeMarkdown leaves no punctuation mark of any text without an escape', () => {
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

describe('blocks of text', () => {
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

  it('toMarkdown renders paragraphs, tables and lists', () => {
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

  it('toMarkdown keeps marks of an action within its link', () => {
    const actions = [{ words: 'Say [so]', command: 'say', argument: {}, tooltip: 'Says "so"' }];

    const link = toMarkdown([{ kind: 'actions', actions }], { colours: [], commands: new Set(['say']) });

    assert.equal(link, '[Say \\[so\\]](command:say?%5B%7B%7D%5D "Says \\"so\\"")');
  });

  it('toPlainText renders paragraphs, aligned tables and lists', () => {
    assert.equal(
      toPlainText(blocks),
      ['a_b is *', 'Row 1', '', 'Name    n', 'x|y     10', 'longer  2', '', '- one 1.5'].join('\n'),
    );
  });

  it('plainLine renders parts of a line, with (blank) for an empty text', () => {
    assert.equal(plainLine(['"', { data: 'a\nb' }, '" ', { strong: 'c' }, { data: '' }]), '"a⏎b" c(blank)');
  });
});
