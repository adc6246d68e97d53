/** Positions in the units that a client knows: the same findings, hovers and fixes in all of them. */
import assert from 'node:assert/strict';
import type { Diagnostic, Range } from 'vscode-languageserver';
import { LiveText } from '../../server/files/open/liveText';
import { Client, editsOf, FULL } from './client';
import { COLUMN, findsAt, LINE, PLANTED, QUICK } from './fittedFiles';

/** `PLANTED` with a first column whose characters differ in their numbers of bytes, code units and code points. */
const TEXT = PLANTED.split('\n')
  .map((line, at) => (line === '' ? '' : `${at === 0 ? 'note' : ['é', '😀', '漢e\u0301'][at % 3]},${line}`))
  .join('\n');

interface Results {
  readonly offsets: readonly (readonly [number, number])[];
  readonly hovered: readonly number[];
  readonly fixed: string;
}

/** Returns the places that a client is sent, as offsets, and the text after a fix. */
async function resultsIn(encoding: 'utf-8' | 'utf-16' | 'utf-32'): Promise<Results> {
  const client = await Client.start({ ...FULL, general: { positionEncodings: [encoding] } });
  const uri = 'file:///a.csv';
  const live = new LiveText(TEXT, encoding);
  const offsetsOf = ({ start, end }: Range): readonly [number, number] => [live.offsetAt(start), live.offsetAt(end)];
  assert.equal(client.initialized?.capabilities.positionEncoding, encoding);
  // An edit behind an emoji, undone: a wrong conversion would leave another text.
  const end = live.positionAt(TEXT.indexOf('\n', TEXT.indexOf('😀')));
  await client.open(uri, TEXT);
  await client.change(uri, 'x', { start: end, end });
  await client.change(uri, '', { start: end, end: { ...end, character: end.character + 1 } });
  await client.fit(uri, QUICK);
  const found = await client.diagnostics(uri, 3, findsAt(LINE));
  const wrong = found.find(({ range }) => range.start.line === LINE) as Diagnostic;
  const hover = await client.hover(uri, wrong.range.start);
  const [fix] = await client.fixes(uri, wrong);
  live.change(editsOf(fix).map(({ range, newText }) => ({ range, text: newText })));
  assert.equal(await client.stop(), 0);
  return {
    offsets: found.map(({ range }) => offsetsOf(range)),
    hovered: offsetsOf(hover?.range as Range),
    fixed: live.toString(),
  };
}

describe('position encodings', function () {
  this.timeout(60_000);

  it('Findings, hovers and fixes are at the same places in every encoding', async () => {
    const plain = await resultsIn('utf-16');

    const others = [await resultsIn('utf-8'), await resultsIn('utf-32')];

    assert.deepEqual(others, [plain, plain]);
    const cell = TEXT.split('\n')[LINE].split(',')[COLUMN + 1];
    assert.deepEqual(TEXT.slice(...(plain.hovered as [number, number])), cell);
    assert.notEqual(plain.fixed.split('\n')[LINE].split(',')[COLUMN + 1], cell);
  });

  it('A client that offers UTF-16 among others gets UTF-16', async () => {
    const client = await Client.start({ ...FULL, general: { positionEncodings: ['utf-8', 'utf-32', 'utf-16'] } });

    assert.equal(client.initialized?.capabilities.positionEncoding, 'utf-16');
    assert.equal(await client.stop(), 0);
  });
});
