import assert from 'node:assert/strict';
import fc from 'fast-check';
import { detectDialect } from '../../../server/core/csv/dialect/dialect';
import { withoutFormula } from '../../../server/core/csv/cells/formula';
import { decodeCell, ESCAPED, quoteCell, type Quoting } from '../../../server/core/csv/dialect/quoting';
import { cellText, readTable } from '../../../server/core/csv/table/table';

const quotings = fc.constantFrom<Quoting>(
  { quote: '"' },
  { quote: "'" },
  { quote: '"', escape: '\\' },
  { quote: "'", escape: '\\' },
  { quote: '"', isSpaced: true },
  { quote: '"', escape: '\\', isBare: true },
  { quote: '"', hasQuotedNull: true },
  ESCAPED,
);
const cell = fc.string({ unit: fc.constantFrom('"', "'", '\\', ',', '\n', 'a', ' ', '1'), maxLength: 8 });

function quotingOf(...lines: readonly string[]): Quoting | undefined {
  return detectDialect(lines.join('\n')).quoting;
}

/** Lines of a table with these texts in its second column. */
function withTexts(...texts: readonly string[]): readonly string[] {
  return ['id,text,size', ...Array.from({ length: 12 }, (_, i) => `${i},${texts[i % texts.length]},${7 * i}`)];
}

describe('quoted cells', () => {
  it('A quoted cell decodes to its text, whatever the quoting', () => {
    fc.assert(
      fc.property(cell, quotings, (text, quoting) => {
        const written = quoteCell(text, quoting, ',');
        assert.equal(decodeCell(written, 0, written.length, quoting), text);

        const table = readTable(`h,k,l\n1,${written},2\n`, {
          delimiter: ',',
          hasHeader: true,
          quoting,
          frame: { comment: '', passedOver: [] },
        });

        assert.deepEqual([table.problemCount, cellText(table, 0, 1), cellText(table, 0, 2)], [0, text, '2']);
      }),
      { numRuns: 5000 },
    );
  });

  it('withoutFormula keeps the text of a quoted cell behind an apostrophe', () => {
    fc.assert(
      fc.property(cell, quotings, (text, quoting) => {
        const written = withoutFormula(quoteCell(`=${text}`, quoting, ','), quoting);
        assert.equal(decodeCell(written, 0, written.length, quoting), `'=${text}`);
      }),
    );
    assert.equal(withoutFormula('=1+1', { quote: "'" }), "'''=1+1'");
  });
});

describe('quoting detection', () => {
  it('Apostrophes around cells are detected as quotes', () => {
    assert.deepEqual(quotingOf(...withTexts("'a, b'", "'it''s'")), { quote: "'" });
    assert.deepEqual(quotingOf(...withTexts("'a, b'", "'it\\'s, so'")), { quote: "'", escape: '\\' });
    assert.deepEqual(quotingOf(...withTexts("'a, b'", "'it's, so'")), { quote: "'", isLoose: true });
  });

  it('Inner, unpaired and rare apostrophes are not detected as quotes', () => {
    for (const texts of [
      ["O'Brien"],
      ["'tis", 'so'],
      ["'00123"],
      ["rock 'n' roll"],
      ["'a' or b", "'a'"],
      ['"\'a\'"'],
      ["'a'", '"b, c"'],
      ["'a'", "the 'b'", "'90s"],
    ]) {
      assert.equal(quotingOf(...withTexts(...texts)), undefined, texts.join(' '));
    }
    assert.equal(quotingOf('id,text', "1,'a'", '2,b'), undefined);
  });

  it('Backslashes and bare quotes within cells are detected where doubling explains less', () => {
    assert.deepEqual(quotingOf(...withTexts('"a \\"b\\", c"')), { quote: '"', escape: '\\' });
    assert.deepEqual(quotingOf(...withTexts('"3" pipe, short"')), { quote: '"', isLoose: true });
  });

  it('The usual quoting is assumed where doubling explains the cells', () => {
    for (const text of ['"C:\\a\\"', 'a \\"b\\" c', '"3"" pipe"', '3" pipe'])
      assert.equal(quotingOf(...withTexts(text)), undefined, text);
    assert.equal(quotingOf(...withTexts('"3"" pipe, long"'), '99,"4" pipe",7'), undefined);
  });

  const withNames = (...names: readonly string[]): string =>
    ['id,name,size', ...Array.from({ length: 12 }, (_, i) => `${i},${names[i % names.length]},${7 * i}`)].join('\n');

  it('A delimiter before a blank is text where rows would have too many cells', () => {
    for (const names of [['Lee, Bo'], ['Lee, Bo', 'Ann'], ['Jan 3, 2020'], ['a, b', '"c, d, e"', 'f']]) {
      assert.deepEqual(quotingOf(withNames(...names)), { quote: '"', isTight: true }, names.join(' '));
      const table = readTable(withNames(...names));
      assert.deepEqual([table.problemCount, cellText(table, 0, 1), cellText(table, 0, 2)], [0, names[0], '0']);
    }
  });

  it('A delimiter before a blank divides numbers, repeated cells, spaced tables and few rows', () => {
    for (const names of [['1, a'], ['a, b, c', 'a,b, c'], ['a', ' b'], ['"a, b"']])
      assert.equal(quotingOf(withNames(...names)), undefined, names.join(' '));
    assert.equal(quotingOf('id, name, size', '1, a, b, 3', '2, a, b, 3', '3, a, b, 3'), undefined);
    assert.equal(quotingOf('id,name', '1,a', '2,a', '3,Lee, Bo'), undefined);
  });

  it('Quotes behind blanks are detected', () => {
    assert.deepEqual(quotingOf(...withTexts(' "a, b"')), { quote: '"', isSpaced: true });
    assert.deepEqual(quotingOf(...withTexts(" 'a, b'")), { quote: "'", isSpaced: true });
  });

  it('Quotes behind blanks that do not enclose a cell are not detected', () => {
    for (const text of [' a "b"', ' "a" or b', '"a, ""b"""', '"a, "'])
      assert.equal(quotingOf(...withTexts(text)), undefined, text);
  });
});
