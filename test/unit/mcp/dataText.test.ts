/** Tests how text from a file is prepared for agents. */
import assert from 'node:assert/strict';
import { fenced, quoted, shown } from '../../../server/mcp/answers/dataText';

describe('text from a file for agents', () => {
  it('A quoted text cannot end its quotation', () => {
    assert.equal(quoted('a" and "b\\'), '"a\\" and \\"b\\\\"');
  });

  it('Text stays on one line, without characters that nobody sees', () => {
    assert.equal(shown('a\r\nb\u2028c\u202e\u200b\u001b[1m\u{e0041}\ufe01\u{e0101}'), 'a⏎b⏎c[1m');
  });

  it('Joiners of a language and the selector of emoji stay', () => {
    assert.equal(shown('\u0646\u200c\u0645 ❤\ufe0f'), '\u0646\u200c\u0645 ❤\ufe0f');
  });

  it('A long text is cut', () => {
    assert.equal(shown('x'.repeat(1e6)).length, 200);
  });

  it('No line can end a fence', () => {
    assert.deepEqual(fenced(['a\n```\nb', '````']), ['```text', "| a⏎'''⏎b", "| '''", '```']);
  });

  it('There is no fence around nothing', () => {
    assert.deepEqual(fenced([]), []);
  });
});
