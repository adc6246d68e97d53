import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isFormula, withoutFormula } from '../../../server/core/csv/cells/formula';
import { parseNumber } from '../../../server/core/csv/cells/number';
import { decodeCell } from '../../../server/core/csv/table/scan';

const said = (written: string): string => decodeCell(written, 0, written.length);

describe('cells that a spreadsheet would take for formulas', () => {
  it('are those that begin like one and are no number', () => {
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

  it('are marked within their quotes, and all others are left alone', () => {
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

  it('are none any more once they are marked, and say the same behind the apostrophe', () => {
    const cell = fc.string({
      unit: fc.constantFrom('=', '+', '-', '@', '"', '1', '.', 'e', ' ', '\t', '\r', 'a', '('),
      maxLength: 8,
    });
    fc.assert(
      fc.property(cell, (text) => {
        const written = `"${text.replaceAll('"', '""')}"`;
        const safe = withoutFormula(written);
        assert.ok(!isFormula(said(safe)));
        assert.equal(said(safe).replace(/^'/, ''), text.replace(/^'/, ''));
        if (!Number.isNaN(parseNumber(text, '.'))) assert.equal(safe, written);
      }),
      { numRuns: 2000 },
    );
  });
});
