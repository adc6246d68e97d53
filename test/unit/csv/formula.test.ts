import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isFormula, withoutFormula } from '../../../server/core/csv/cells/formula';
import { parseNumber } from '../../../server/core/csv/cells/number';
import { decodeCell } from '../../../server/core/csv/table/scan';

const decoded = (written: string): string => decodeCell(written, 0, written.length);

describe('formula cells', () => {
  it('A text that begins like a formula and is no number is a formula', () => {
    const formulas = [
      '=1+1',
      '=HYPERLINK("http://x")',
      '+x',
      '-2+3',
      '@SUM(A1)',
      "=cmd|' /C calc'!A0",
      '\t=1',
      '\r=1',
      '\tx',
      ' =1',
      '＝1+1',
      '-1-2',
      '--',
      '+1.2.3a',
      '-Infinity',
      '=',
      '-1e',
      '\u00a0=1',
    ];
    const others = [
      '-1.5',
      '+3',
      '-1,5',
      '-1,234.50',
      '-.5',
      '+1e10',
      '-1E-5',
      '-',
      '+',
      '',
      '-5 %',
      '+49 30 123456',
      '−1.5',
      'a=b',
      '1+1',
      "'=1",
      '#N/A',
      '\t5',
      '-1\u00a0000',
    ];

    for (const text of formulas) assert.ok(isFormula(text), text);
    for (const text of others) assert.ok(!isFormula(text), text);
  });

  it('withoutFormula marks formulas within their quotes and leaves other cells alone', () => {
    for (const [written, safe] of [
      ['=1', "'=1"],
      ['"=1,2"', `"'=1,2"`],
      ['"=""a"""', `"'=""a"""`],
      ['-1.5', '-1.5'],
      ['"-1.5"', '"-1.5"'],
      ['"\t=1"', `"'\t=1"`],
    ]) {
      assert.equal(withoutFormula(written), safe);
    }
  });

  it('A marked formula is no formula and keeps its text behind the apostrophe', () => {
    const cell = fc.string({
      unit: fc.constantFrom('=', '+', '-', '@', '"', '1', '.', 'e', ' ', '\t', '\r', 'a', '('),
      maxLength: 8,
    });

    fc.assert(
      fc.property(cell, (text) => {
        const written = `"${text.replaceAll('"', '""')}"`;
        const safe = withoutFormula(written);

        assert.ok(!isFormula(decoded(safe)));
        assert.equal(decoded(safe).replace(/^'/, ''), text.replace(/^'/, ''));
        if (!Number.isNaN(parseNumber(text, '.'))) assert.equal(safe, written);
      }),
      { numRuns: 2000 },
    );
  });
});
