/** Tests that the diagnostics of an edited document are those of the same text when it is opened anew. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Diagnostic } from 'vscode-languageserver';
import type { OpenDocument } from '../../../server/files/open/openDocument';
import type { FitOutput } from '../../../server/pipeline/fitTable';
import { fitText } from '../../support/fitText';
import {
  changesOf,
  CODES,
  comparable,
  editsOf,
  fitOfFlawedPenguins,
  fixesFor,
  openText,
  openFitted,
  openFlawedPenguins,
  flawedPenguins,
  openWithModel,
  TestPublisher,
  type TypedText,
} from './editingSupport';

/** Edits not at the ends of a text, which decide how a text is read when it is opened. */
function typedText(lastLine: number, lastCharacter: number, texts: readonly string[]): fc.Arbitrary<TypedText> {
  return fc.record({
    line: fc.integer({ min: 4, max: lastLine }),
    character: fc.nat(lastCharacter),
    lines: fc.constantFrom(0, 0, 0, 1),
    length: fc.nat(3),
    text: fc.constantFrom(...texts),
  });
}

/** Up to four edits at once. */
const upToFour = (typed: fc.Arbitrary<TypedText>): fc.Arbitrary<TypedText[]> =>
  fc.array(typed, { minLength: 1, maxLength: 4 });

/** An edited document with its diagnostics. */
async function edited(
  publisher: TestPublisher,
  text: string,
  fit: FitOutput,
  typed: readonly TypedText[],
): Promise<{ readonly document: OpenDocument; readonly diagnostics: readonly Diagnostic[] }> {
  const document = openFitted(text, fit);
  document.change(changesOf(typed), 2);
  return { document, diagnostics: await publisher.publish(document) };
}

/**
 * Asserts that an edited document has the diagnostics of the reopened text after any edits.
 *
 * @param inserted text whose insertion is always one of the edits
 * @returns for each run, the codes of the diagnostics
 */
async function assertLikeReopened(
  text: string,
  fit: FitOutput,
  typed: fc.Arbitrary<TypedText>,
  numRuns: number,
  inserted?: string,
): Promise<readonly (readonly unknown[])[]> {
  const insertion = (line: string): TypedText => ({ line: 40, character: 0, lines: 0, length: 0, text: line });
  const codes: unknown[][] = [];
  await fc.assert(
    fc.asyncProperty(upToFour(typed), async (changes) => {
      const publisher = new TestPublisher();
      const plain = openText(text);
      plain.change(changesOf(changes), 2);

      const { diagnostics } = await edited(publisher, text, fit, changes);

      codes.push(diagnostics.map(({ code }) => code));
      const anew = await publisher.publish(openWithModel(plain.content(), text, fit, 2));
      assert.deepEqual(comparable(diagnostics), comparable(anew));
    }),
    { numRuns, examples: inserted === undefined ? [] : [[[insertion(inserted)]]] },
  );
  return codes;
}

describe('diagnostics of an edited document', function () {
  this.timeout(120_000);

  it('Diagnostics after any series of edits are those of the reopened text', async () => {
    const fit = fitOfFlawedPenguins();
    const typed = fc.record({
      // At most 24 lines are removed, so that no edit is at the end of the text, which decides how it is read.
      line: fc.integer({ min: 1, max: 315 }),
      character: fc.nat(30),
      lines: fc.constantFrom(0, 0, 0, 0, 1, 2),
      length: fc.nat(6),
      text: fc.constantFrom(
        '',
        '9',
        '99',
        '\n',
        ',',
        '"',
        '""',
        'x',
        '\r\n',
        'NA',
        '<',
        '>9',
        'Adelie,Biscoe,39.1,18.7,181,63000,male,2007\n',
        'Adelie,Biscoe,39.1,<18.7,181,>63000,male,2007\n',
      ),
    });
    const anyBursts = fc.array(fc.array(typed, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 4 });

    await fc.assert(
      fc.asyncProperty(anyBursts, fc.nat(6), async (bursts, settledTurn) => {
        const [publisher, document] = [new TestPublisher(), openFlawedPenguins()];
        for (const [turn, burst] of bursts.entries()) {
          document.change(changesOf(burst), turn + 2);
          const seen = await publisher.publish(document);
          if (turn === settledTurn) document.settle();

          const plain = openText(flawedPenguins);
          bursts.slice(0, turn + 1).forEach((each) => plain.change(changesOf(each), 2));
          const anew = openWithModel(plain.content(), flawedPenguins, fit, turn + 2);

          assert.deepEqual(comparable(seen), comparable(await publisher.publish(anew)));
        }
      }),
      { numRuns: 10 },
    );
  });

  it('Diagnostics after edits are those of the reopened text in columns with sequences and relations', async () => {
    const day = (n: number): string => new Date(Date.UTC(2024, 0, 1 + n)).toISOString().slice(0, 10);
    const text =
      'nr,day,c,f\n' +
      `${Array.from({ length: 60 }, (_, n) => `${n === 30 ? 99 : n + 1},${day(n > 40 ? n + 2 : n)},${(9 + 7 * Math.sin(n)).toFixed(1)},${(48.2 + 12.6 * Math.sin(n)).toFixed(1)}`).join('\n')}\n`;
    const typed = fc.record({
      line: fc.integer({ min: 4, max: 50 }),
      character: fc.nat(20),
      lines: fc.constantFrom(0, 0, 0, 1, 3),
      length: fc.nat(4),
      text: fc.constantFrom('', '7', '\n', ',', 'x', '31,2024-01-31,9.0,48.2\n'),
    });

    const codes = (await assertLikeReopened(text, fitText(text, { k: 1 }), typed, 60)).flat();

    assert.ok(codes.includes('cell.out-of-sequence') && codes.includes('cell.broken-relation'));
  });

  it('Diagnostics after edits are those of the reopened text in a column that is a key', async () => {
    const text =
      'employee,x\n' +
      `${Array.from({ length: 90 }, (_, n) => `E-${1000 + ((37 * (n === 70 ? 20 : n)) % 90)},${(5 + Math.sin(n)).toFixed(2)}`).join('\n')}\n`;
    const typed = typedText(80, 8, ['', '7', '\n', 'E-1037,5\n', 'none']);

    const codes = await assertLikeReopened(text, fitText(text, { k: 1 }), typed, 60, 'E-1037,5\n');

    assert.ok(codes.some((each) => each.filter((code) => code === 'cell.duplicate-key').length > 1));
  });

  it('Diagnostics after edits are those of the reopened text in a column of codes with a pattern', async () => {
    const typed = typedText(110, 7, ['', '1', '-', '\n', 'K-1234,5\n', 'Ã©,5\n']);

    const codes = (await assertLikeReopened(CODES, fitText(CODES, { k: 1 }), typed, 40, 'Ã©,5\n')).flat();

    assert.ok(codes.includes('cell.pattern'));
  });
});

describe('misspelt words and variants in an edited document', function () {
  this.timeout(120_000);
  const cities = ['Hamburg', 'Stuttgart', 'Leipzig'];
  const text =
    'city,x\n' +
    `${Array.from({ length: 120 }, (_, n) => `${n === 30 || n === 33 ? 'Hambrug' : n === 60 ? '"LEIPZIG"' : n === 90 ? 'leipzig' : cities[n % 3]},${(5 * (n % 3) + Math.sin(n)).toFixed(2)}`).join('\n')}\n`;
  const typed = typedText(110, 8, ['', 'b', 'rr', '\n', 'Hambug,5\n', 'HAMBURG,5\n']);
  let fit: FitOutput;
  before(() => {
    fit = fitText(text, { k: 1 });
  });

  it('Diagnostics after edits are those of the reopened text in a column with misspelt words', async () => {
    const codes = (await assertLikeReopened(text, fit, typed, 40)).flat();

    assert.ok(codes.includes('cell.misspelt') && codes.includes('cell.variant'));
  });

  it('The first fix of a misspelt word or a variant is preferred and writes a level after any edits', async () => {
    await fc.assert(
      fc.asyncProperty(upToFour(typed), async (changes) => {
        const { document, diagnostics } = await edited(new TestPublisher(), text, fit, changes);

        for (const diagnostic of diagnostics.filter(
          ({ code }) => code === 'cell.misspelt' || code === 'cell.variant',
        )) {
          const [fix] = fixesFor(document, diagnostic);
          assert.equal(fix.isPreferred, true);
          assert.ok(editsOf(fix).every((put) => 'newText' in put && cities.includes(put.newText.replaceAll('"', ''))));
        }
      }),
      { numRuns: 40 },
    );
  });
});
