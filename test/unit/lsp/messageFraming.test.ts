import assert from 'node:assert/strict';
import fc from 'fast-check';
import { FrameCheck } from '../../../server/lsp/messageFraming';

const frame = (content: string, more = ''): string =>
  `${more}Content-Length: ${Buffer.byteLength(content)}\r\n\r\n${content}`;

/** The first problem of a stream that arrives in pieces of these lengths. */
function problemOf(stream: Buffer, lengths: readonly number[]): string | undefined {
  const check = new FrameCheck();
  for (let at = 0, i = 0; at < stream.length; i++) {
    const length = lengths[i % lengths.length];
    const problem = check.accept(stream.subarray(at, at + length));
    if (problem !== undefined) return problem;
    at += length;
  }
  return undefined;
}

describe('FrameCheck', () => {
  it('Frames of any content are accepted in pieces of any length', () => {
    const contents = fc.array(fc.string({ unit: 'grapheme' }), { minLength: 1, maxLength: 5 });
    const pieces = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 });

    fc.assert(
      fc.property(contents, pieces, (texts, lengths) => {
        const more = 'Content-Type: application/vscode-jsonrpc; charset=utf-8\r\n';
        const stream = texts.map((text, i) => frame(text, i % 2 === 0 ? '' : more)).join('');

        assert.equal(problemOf(Buffer.from(stream), lengths), undefined);
      }),
      { seed: 1 },
    );
  });

  it('A Content-Length that is missing, no number or longer than a string is a problem', () => {
    assert.match(problemOf(Buffer.from('Content-Length: ten\r\n\r\n{}'), [7]) ?? '', /no Content-Length/);
    assert.match(problemOf(Buffer.from('Content-Length: -2\r\n\r\n{}'), [7]) ?? '', /no Content-Length/);
    assert.match(problemOf(Buffer.from('Content-Type: x\r\n\r\n{}'), [7]) ?? '', /no Content-Length/);
    assert.match(problemOf(Buffer.from('Content-Length: 99999999999\r\n\r\n'), [7]) ?? '', /99999999999 bytes/);
  });

  it('A Content-Length that is too short is found at the next frame', () => {
    const stream = `Content-Length: 1\r\n\r\n{}${frame('{}')}`;
    assert.match(problemOf(Buffer.from(stream), [5]) ?? '', /does not begin with headers|no Content-Length/);
  });

  it('Bytes that are no frames are a problem, with and without line ends', () => {
    assert.match(problemOf(Buffer.alloc(5000, 0xff), [512]) ?? '', /4096 bytes of headers/);
    assert.match(problemOf(Buffer.from('\x7fELF\n\0\0'), [3]) ?? '', /CR LF/);
    assert.match(problemOf(Buffer.from('hello\r\n\r\n'), [3]) ?? '', /does not begin with headers/);
  });
});
