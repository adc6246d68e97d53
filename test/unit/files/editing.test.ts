import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import type { Connection, Diagnostic, PublishDiagnosticsParams, Range, TextDocumentEdit } from 'vscode-languageserver';
import { readTable } from '../../../server/core/csv/table/table';
import { judgeTable } from '../../../server/core/judging/fittedModel';
import { complete } from '../../../server/core/numeric/generators';
import { runPipeline, type FitOutput } from '../../../server/pipeline/fitTable';
import { OpenDocument } from '../../../server/files/open/openDocument';
import { judgeAnew } from '../../../server/core/judging/judgeTable';
import { Documents } from '../../../server/lsp/openDocuments';
import { actions, type Client } from '../../../server/lsp/requests/answers';
import { Publisher } from '../../../server/lsp/diagnostics/publisher';

const uri = 'file:///a.csv';
const CLIENT: Client = {
  capabilities: {},
  hovers: undefined,
  hoverDiagnostics: false,
  commands: new Set(),
} as unknown as Client;

/** A publisher, and a way to have the next diagnostics that it sends. */
class Desk {
  private readonly waiting: ((params: PublishDiagnosticsParams) => void)[] = [];
  readonly publisher = new Publisher(
    {
      sendDiagnostics: (params) => {
        this.waiting.shift()?.(params);
        return Promise.resolve();
      },
      console: { error: (message: string) => assert.fail(message) } as unknown as Connection['console'],
    },
    { relatedInformation: true, explanationOf: () => undefined, published: () => undefined },
  );

  async now(document: OpenDocument): Promise<readonly Diagnostic[]> {
    const sent = new Promise<PublishDiagnosticsParams>((resolve) => this.waiting.push(resolve));
    this.publisher.now(document);
    const { version, diagnostics } = await sent;
    assert.equal(version, document.version);
    return diagnostics.map(withoutSimilar);
  }
}

/** Which ordinary rows are set beside a flagged one may differ: they are chosen among those from before the edits. */
function withoutSimilar({ relatedInformation, ...diagnostic }: Diagnostic): Diagnostic {
  const cells = relatedInformation?.filter(({ message }) => !message.includes('much like it')) ?? [];
  return { ...diagnostic, ...(cells.length > 0 && { relatedInformation: cells }) };
}

function open(text: string): OpenDocument {
  return new OpenDocument(uri, 1, text);
}

const at = (line: number, character: number, endLine = line, end = character): Range => ({
  start: { line, character },
  end: { line: endLine, character: end },
});

/** Turns of the event loop in which what was running ends. */
const MOST_TURNS = 100;

describe('a document that is typed in', function () {
  this.timeout(120_000);
  const text = readFileSync('samples/penguins.csv', 'utf8')
    .split('\n')
    .map((line, n) =>
      n % 90 === 11
        ? line.replace(/,(\d{4}),/, ',63000,')
        : n % 40 === 13
          ? line.replace(/,(\d{4}),/, ',<3500,')
          : line,
    )
    .join('\n');
  let output: FitOutput;
  before(() => {
    output = complete(runPipeline(text, { k: 3, starts: 1 }, () => 0));
  });

  function fitted(): OpenDocument {
    const document = open(text);
    assert.equal(document.content(), text);
    document.keep(output, {});
    return document;
  }

  /** The same text and model in a document that was never edited. */
  function afresh(now: string, version: number): OpenDocument {
    const document = new OpenDocument(uri, version, now);
    const table = readTable(now, readTable(text).dialect);
    document.keep({ ...output, judgement: complete(judgeTable(output.model, table)) }, {});
    return document;
  }

  const line = fc.integer({ min: 1, max: 340 });
  const typed = fc.record({
    line,
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

  it('has the diagnostics that the same text has when it is opened anew, whatever is typed', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(typed, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 4 }),
        fc.nat(6),
        async (bursts, settles) => {
          const [desk, document] = [new Desk(), fitted()];
          for (const [turn, burst] of bursts.entries()) {
            const changes = burst.map((one) => ({
              range: at(one.line, one.character, one.line + one.lines, one.character + one.length),
              text: one.text,
            }));
            document.change(changes, turn + 2);
            const seen = await desk.now(document);
            if (turn === settles) document.settle();
            const now = open(text);
            bursts.slice(0, turn + 1).forEach((each) =>
              now.change(
                each.map((one) => ({
                  range: at(one.line, one.character, one.line + one.lines, one.character + one.length),
                  text: one.text,
                })),
                2,
              ),
            );
            assert.deepEqual(seen, await desk.now(afresh(now.content(), turn + 2)));
          }
        },
      ),
      { numRuns: 10 },
    );
  });

  it('has them, too, where columns count on from row to row and follow from others', async () => {
    const day = (n: number): string => new Date(Date.UTC(2024, 0, 1 + n)).toISOString().slice(0, 10);
    const counted =
      'nr,day,c,f\n' +
      `${Array.from({ length: 60 }, (_, n) => `${n === 30 ? 99 : n + 1},${day(n > 40 ? n + 2 : n)},${(9 + 7 * Math.sin(n)).toFixed(1)},${(48.2 + 12.6 * Math.sin(n)).toFixed(1)}`).join('\n')}\n`;
    const fit = complete(runPipeline(counted, { k: 1 }, () => 0));
    // Not at the ends, which decide how a text is read that is opened anew.
    const change = fc.record({
      line: fc.integer({ min: 4, max: 50 }),
      character: fc.nat(20),
      lines: fc.constantFrom(0, 0, 0, 1, 3),
      length: fc.nat(4),
      text: fc.constantFrom('', '7', '\n', ',', 'x', '31,2024-01-31,9.0,48.2\n'),
    });
    const seenCodes = new Set<unknown>();
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), async (changes) => {
        const [desk, document, anew] = [new Desk(), open(counted), open(counted)];
        document.keep(fit, {});
        const edits = changes.map((one) => ({
          range: at(one.line, one.character, one.line + one.lines, one.character + one.length),
          text: one.text,
        }));
        document.change(edits, 2);
        anew.change(edits, 2);
        const whole = new OpenDocument(uri, 2, anew.content());
        whole.keep(
          { ...fit, judgement: complete(judgeTable(fit.model, readTable(anew.content(), readTable(counted).dialect))) },
          {},
        );
        const seen = await desk.now(document);
        for (const { code } of seen) seenCodes.add(code);
        assert.deepEqual(seen, await desk.now(whole));
      }),
      { numRuns: 60 },
    );
    assert.ok(seenCodes.has('cell.out-of-sequence') && seenCodes.has('cell.broken-relation'));
  });

  it('has them, too, where a column identifies its rows', async () => {
    const keyed =
      'employee,x\n' +
      `${Array.from({ length: 90 }, (_, n) => `E-${1000 + ((37 * (n === 70 ? 20 : n)) % 90)},${(5 + Math.sin(n)).toFixed(2)}`).join('\n')}\n`;
    const fit = complete(runPipeline(keyed, { k: 1 }, () => 0));
    const change = fc.record({
      line: fc.integer({ min: 4, max: 80 }),
      character: fc.nat(8),
      lines: fc.constantFrom(0, 0, 0, 1),
      length: fc.nat(3),
      text: fc.constantFrom('', '7', '\n', 'E-1037,5\n', 'none'),
    });
    let mostSeen = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), async (changes) => {
        const [desk, document, anew] = [new Desk(), open(keyed), open(keyed)];
        document.keep(fit, {});
        const edits = changes.map((one) => ({
          range: at(one.line, one.character, one.line + one.lines, one.character + one.length),
          text: one.text,
        }));
        document.change(edits, 2);
        anew.change(edits, 2);
        const whole = new OpenDocument(uri, 2, anew.content());
        whole.keep(
          { ...fit, judgement: complete(judgeTable(fit.model, readTable(anew.content(), readTable(keyed).dialect))) },
          {},
        );
        const seen = await desk.now(document);
        mostSeen = Math.max(mostSeen, seen.filter(({ code }) => code === 'cell.duplicate-key').length);
        assert.deepEqual(seen, await desk.now(whole));
      }),
      { numRuns: 60 },
    );
    assert.ok(mostSeen > 1);
  });

  it(
    'has them, too, where words are misspelt and spelt ' + 'in several ways, with fixes that write what was meant',
    async () => {
      const cities = ['Hamburg', 'Stuttgart', 'Leipzig'];
      const spelt =
        'city,x\n' +
        `${Array.from({ length: 120 }, (_, n) => `${n === 30 || n === 33 ? 'Hambrug' : n === 60 ? '"LEIPZIG"' : n === 90 ? 'leipzig' : cities[n % 3]},${(5 * (n % 3) + Math.sin(n)).toFixed(2)}`).join('\n')}\n`;
      const fit = complete(runPipeline(spelt, { k: 1 }, () => 0));
      const change = fc.record({
        line: fc.integer({ min: 4, max: 110 }),
        character: fc.nat(8),
        lines: fc.constantFrom(0, 0, 0, 1),
        length: fc.nat(3),
        text: fc.constantFrom('', 'b', 'rr', '\n', 'Hambug,5\n', 'HAMBURG,5\n'),
      });
      const seenCodes = new Set<unknown>();
      await fc.assert(
        fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), async (changes) => {
          const [desk, document, anew] = [new Desk(), open(spelt), open(spelt)];
          document.keep(fit, {});
          const edits = changes.map((one) => ({
            range: at(one.line, one.character, one.line + one.lines, one.character + one.length),
            text: one.text,
          }));
          document.change(edits, 2);
          anew.change(edits, 2);
          const whole = new OpenDocument(uri, 2, anew.content());
          whole.keep(
            { ...fit, judgement: complete(judgeTable(fit.model, readTable(anew.content(), readTable(spelt).dialect))) },
            {},
          );
          const seen = await desk.now(document);
          for (const { code } of seen) seenCodes.add(code);
          assert.deepEqual(seen, await desk.now(whole));
          for (const diagnostic of seen.filter(({ code }) => code === 'cell.misspelt' || code === 'cell.variant')) {
            const [own] = actions(document, { context: { diagnostics: [diagnostic] } }, CLIENT);
            assert.equal(own.isPreferred, true);
            const { edits: puts } = own.edit?.documentChanges?.[0] as TextDocumentEdit;
            assert.ok(puts.every((put) => 'newText' in put && cities.includes(put.newText.replaceAll('"', ''))));
          }
        }),
        { numRuns: 40 },
      );
      assert.ok(seenCodes.has('cell.misspelt') && seenCodes.has('cell.variant'));
    },
  );

  it('has them, too, where texts are written in another way than their column', async () => {
    const codes =
      'code,x\n' +
      `${Array.from({ length: 120 }, (_, n) => `${n === 30 ? '"(K-0077)"' : n === 60 ? 'K77' : `K-${String((1009 * n) % 10_000).padStart(4, '0')}`},${(5 * (n % 3) + Math.sin(n)).toFixed(2)}`).join('\n')}\n`;
    const fit = complete(runPipeline(codes, { k: 1 }, () => 0));
    const change = fc.record({
      line: fc.integer({ min: 4, max: 110 }),
      character: fc.nat(7),
      lines: fc.constantFrom(0, 0, 0, 1),
      length: fc.nat(3),
      text: fc.constantFrom('', '1', '-', '\n', 'K-1234,5\n', 'Ã©,5\n'),
    });
    const seenCodes = new Set<unknown>();
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), async (changes) => {
        const [desk, document, anew] = [new Desk(), open(codes), open(codes)];
        document.keep(fit, {});
        const edits = changes.map((one) => ({
          range: at(one.line, one.character, one.line + one.lines, one.character + one.length),
          text: one.text,
        }));
        document.change(edits, 2);
        anew.change(edits, 2);
        const whole = new OpenDocument(uri, 2, anew.content());
        whole.keep(
          { ...fit, judgement: complete(judgeTable(fit.model, readTable(anew.content(), readTable(codes).dialect))) },
          {},
        );
        const seen = await desk.now(document);
        for (const { code } of seen) seenCodes.add(code);
        assert.deepEqual(seen, await desk.now(whole));
      }),
      { numRuns: 40 },
    );
    assert.ok(seenCodes.has('cell.pattern'));
  });

  it('tells texts that are written in another way, with fixes', async () => {
    const codes =
      'code,x\n' +
      `${Array.from({ length: 120 }, (_, n) => `${n === 30 ? '"(K-0077)"' : n === 60 ? 'K77' : `K-${String((1009 * n) % 10_000).padStart(4, '0')}`},${(5 * (n % 3) + Math.sin(n)).toFixed(2)}`).join('\n')}\n`;
    const [desk, document] = [new Desk(), open(codes)];
    const before = (await desk.now(document))
      .filter(({ code }) => code === 'cell.pattern')
      .map(({ message }) => message);
    document.keep(complete(runPipeline(codes, { k: 1 }, () => 0)), {});
    const seen = (await desk.now(document)).filter(({ code }) => code === 'cell.pattern');
    assert.deepEqual(
      seen.map(({ message }) => message),
      before,
    );
    assert.deepEqual(before, [
      '"(K-0077)" has more around it than the 118 other cells ' +
        'of code, such as "K-0000"; "K-0077" was meant. Correct it.',
      '"K77" is not of the form of the 118 other cells of code, such as "K-0000". Correct it, unless it is right.',
    ]);
    const fixes = seen.map((diagnostic) => actions(document, { context: { diagnostics: [diagnostic] } }, CLIENT));
    assert.deepEqual(
      fixes.map((own) => own.map(({ title }) => title)),
      [['Replace with "K-0077"', 'Make the cell empty'], ['Make the cell empty']],
    );
  });

  it('mends all misspelt cells of a column at once, and all that are spelt in another way', async () => {
    const spelt =
      'city,x\n' +
      `${Array.from({ length: 120 }, (_, n) => `${n === 30 || n === 33 ? 'Hambrug' : n === 40 ? 'Stutgart' : n === 60 ? '"LEIPZIG"' : n === 90 ? 'leipzig' : ['Hamburg', 'Stuttgart', 'Leipzig'][n % 3]},${(5 * (n % 3) + Math.sin(n)).toFixed(2)}`).join('\n')}\n`;
    const [desk, document] = [new Desk(), open(spelt)];
    document.keep(complete(runPipeline(spelt, { k: 1 }, () => 0)), {});
    const seen = await desk.now(document);
    const titles = seen.map((diagnostic) =>
      actions(document, { context: { diagnostics: [diagnostic] } }, CLIENT).map(({ title }) => title),
    );
    assert.deepEqual(
      seen.map(({ code, message }) => [code, message]),
      [
        [
          'cell.misspelt',
          '"Hambrug" is misspelt: "Hamburg" was meant (two letters are exchanged; it stands in 36 cells); ' +
            'it counts as missing. Correct it.',
        ],
        [
          'cell.misspelt',
          '"Hambrug" is misspelt: "Hamburg" was meant (two letters are exchanged; it stands in 36 cells); ' +
            'it counts as missing. Correct it.',
        ],
        [
          'cell.misspelt',
          '"Stutgart" is misspelt: "Stuttgart" was meant (a letter is missing; it stands in 39 cells); it ' +
            'counts as missing. Correct it.',
        ],
        [
          'cell.variant',
          '2 cells of city are spelt otherwise than most: "LEIPZIG" ' +
            'and "leipzig" for "Leipzig". They count as the same.',
        ],
      ],
    );
    assert.deepEqual(titles.slice(2), [
      ['Replace with "Stuttgart"', 'Correct all 3 misspelt cells of city', 'Make the cell empty'],
      ['Replace with "Leipzig"', 'Write all 2 cells of city in their commonest spelling'],
    ]);
    let [version, mended] = [1, document];
    for (const place of [0, 3]) {
      const [, all] = actions(document, { context: { diagnostics: [seen[place]] } }, CLIENT);
      const { edits } = all.edit?.documentChanges?.[0] as TextDocumentEdit;
      mended = place === 0 ? open(spelt) : mended;
      mended.change(
        edits.flatMap((edit) => ('newText' in edit ? [{ range: edit.range, text: edit.newText }] : [])).reverse(),
        ++version,
      );
    }
    assert.equal(
      mended.content(),
      spelt
        .replaceAll('Hambrug', 'Hamburg')
        .replace('Stutgart', 'Stuttgart')
        .replace('LEIPZIG', 'Leipzig')
        .replace('leipzig', 'Leipzig'),
    );
  });

  it('tells and mends cells that others of their row say to be wrong, also in rows that are edited', async () => {
    const towns = ['Hamburg', 'Stuttgart', 'Leipzig', 'Bremen', 'Dresden', 'Munich'];
    const right =
      'zip,city,x\n' +
      `${Array.from({ length: 180 }, (_, n) => `${10115 + 17_929 * (n % 6)},${towns[n % 6]},${(5 * (n % 3) + Math.sin(n)).toFixed(2)}`).join('\n')}\n`;
    const [desk, document] = [new Desk(), open(right)];
    document.keep(complete(runPipeline(right, { k: 1 }, () => 0)), {});
    assert.deepEqual(
      (await desk.now(document)).map(({ code }) => code),
      [],
    );
    for (const [n, line] of [4, 11].entries())
      document.change([{ range: at(line, 6, line, 6 + towns[(line - 1) % 6].length), text: 'Munich' }], n + 2);
    const seen = await desk.now(document);
    assert.deepEqual(
      seen.map(({ code, message }) => [code, message]),
      [
        [
          'cell.dependency',
          '"Munich" does not fit its row: given zip "63902", city is "Bremen" in 30 of 30 rows. Correct it.',
        ],
        [
          'cell.dependency',
          '"Munich" does not fit its row: given zip "81831", city is "Dresden" in 30 of 30 rows. Correct it.',
        ],
      ],
    );
    const fixes = actions(document, { context: { diagnostics: [seen[0]] } }, CLIENT);
    assert.deepEqual(
      fixes.map(({ title }) => title),
      ['Replace with "Bremen"', 'Correct all 2 cells of city that do not fit their rows', 'Make the cell empty'],
    );
    const { edits } = fixes[1].edit?.documentChanges?.[0] as TextDocumentEdit;
    document.change(
      edits.flatMap((edit) => ('newText' in edit ? [{ range: edit.range, text: edit.newText }] : [])).reverse(),
      4,
    );
    assert.equal(document.content(), right);
  });

  it('tells cells in the columns of others in rows that are edited, and moves them back', async () => {
    const towns = ['Bonn', 'Kiel', 'Ulm', 'Paris', 'Lyon', 'Lille'];
    const lines = Array.from(
      { length: 180 },
      (_, n) =>
        `${towns[n % 6]},"${n % 6 < 3 ? 'Germany' : 'France'}",${(5 * (n % 3) + Math.sin(n)).toFixed(2)},${n % 2 === 0 ? 'open' : 'closed'}`,
    );
    const right = `city,country,x,status\n${lines.join('\n')}\n`;
    const [desk, document] = [new Desk(), open(right)];
    document.keep(complete(runPipeline(right, { k: 1 }, () => 0)), {});
    assert.deepEqual(
      (await desk.now(document)).map(({ code }) => code),
      [],
    );
    document.change(
      [{ range: at(4, 0, 4, lines[3].length), text: lines[3].replace('Paris,"France"', '"France",Paris') }],
      2,
    );
    document.change(
      [{ range: at(8, 0, 8, lines[7].length), text: `${lines[7].slice(lines[7].indexOf(',') + 1)},` }],
      3,
    );
    const seen = await desk.now(document);
    assert.deepEqual(
      seen.map(({ code, message }) => [code, message]),
      [
        ['cell.misplaced', '"France" is a value of country; city and country seem exchanged. Exchange the two cells.'],
        [
          'cell.misplaced',
          '"Germany" is a value of country; from city on, the cells ' +
            'of this row stand in the wrong columns. Move them back.',
        ],
      ],
    );
    for (const n of seen.keys()) {
      const [diagnostic] = await desk.now(document);
      const [fix, ...others] = actions(document, { context: { diagnostics: [diagnostic] } }, CLIENT);
      assert.deepEqual(
        [others, fix.isPreferred, fix.title],
        [[], true, ['Exchange city and country', 'Move the cells back, from city on'][n]],
      );
      const { edits } = fix.edit?.documentChanges?.[0] as TextDocumentEdit;
      document.change(
        edits.flatMap((edit) => ('newText' in edit ? [{ range: edit.range, text: edit.newText }] : [])).reverse(),
        n + 4,
      );
    }
    assert.equal(
      document.content(),
      right
        .split('\n')
        .map((line, n) => (n === 8 ? line.replace(/^[^,]*/, '') : line))
        .join('\n'),
    );
  });

  it('is the text that came as a whole, one after the other, edited before or not', () => {
    const document = fitted();
    const lines = text.split('\n');
    const without = (from: number, count: number): string =>
      [...lines.slice(0, from), ...lines.slice(from + count)].join('\n');
    let version = 1;
    for (const next of [without(5, 10), without(40, 50), without(100, 3), '', 'a,b,c,d\n', text]) {
      document.change([{ text: next }], ++version);
      const whole = readTable(next);
      assert.equal(document.patched().rowCount, whole.rowCount, `version ${version}`);
      document.change([{ range: at(0, 0), text: '' }], ++version);
    }
    complete(document.compare());
    assert.ok(!document.stale);
  });

  it('is not stale once its edits are undone, also when the fitted text was let go meanwhile', () => {
    const document = fitted();
    assert.equal(document.stale, false);
    document.change([{ range: at(5, 0, 5, 3), text: 'xyz' }], 2);
    assert.equal(document.stale, true);
    document.change([{ range: at(5, 0, 5, 3), text: text.split('\n')[5].slice(0, 3) }], 3);
    assert.equal(document.stale, false);
    document.change([{ range: at(5, 0, 5, 3), text: 'xyz' }], 4);
    document.settle();
    complete(document.compare());
    assert.equal(document.stale, true);
    document.change([{ range: at(5, 0, 5, 3), text: text.split('\n')[5].slice(0, 3) }], 5);
    complete(document.compare());
    assert.equal(document.stale, false);
    document.change([{ range: at(6, 0), text: '1' }], 6);
    complete(document.compare());
    assert.equal(document.stale, true);
  });

  it('gives up remembering edits when there are too many of them, and judges alike', async () => {
    const [desk, document] = [new Desk(), fitted()];
    const edit = (from: number, to: number): void => {
      for (let n = from; n <= to; n++) document.change([{ range: at(n, 1, n, 2), text: 'B' }], n + 1);
    };
    // With what was judged before, and what was not.
    edit(1, 100);
    await desk.now(document);
    assert.equal(document.patched().patches.length, 100);
    edit(101, 300);
    assert.equal(document.patched().patches.length, 0);
    const seen = await desk.now(document);
    assert.deepEqual(seen, await desk.now(afresh(document.content(), 301)));
  });

  it('knows the rows that were chosen after ever so many edits', () => {
    const document = open(text);
    document.content();
    document.keep(output, {}, { rows: [[10, 300]] });
    document.change([{ range: at(5, 0, 6, 0), text: '' }], 2);
    for (let n = 11; n <= 310; n++) document.change([{ range: at(n, 1, n, 2), text: 'B' }], n + 1);
    assert.deepEqual([document.patched().patches, document.requestedOptions().rows], [[], [[9, 299]]]);
  });

  it('lets the text from before go once its edits are settled and judged', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const [desk, document] = [new Desk(), fitted()];
    const settle = async (): Promise<WeakRef<object>> => {
      const before = new WeakRef(document.patched().base);
      document.change([{ range: at(3, 0), text: 'x' }], 2);
      document.settle();
      await desk.now(document);
      return before;
    };
    const before = await settle();
    await new Promise((resolve) => setImmediate(resolve));
    collect();
    assert.equal(before.deref(), undefined);
  });

  it('tells the same bad cells of columns that take no part, judged in steps and at once', () => {
    const rows = Array.from(
      { length: 40 },
      (_, n) =>
        `${(10 + 7 * Math.sin(n)).toFixed(1)},${(50 + 12.6 * Math.sin(n)).toFixed(1)},${n === 9 ? '31' : String(1 + (n % 28)).padStart(2, '0')}.02.2024`,
    );
    rows[20] = `${rows[20].split(',')[0]},99.9,03.02.2024`;
    const table = readTable(`c,f,day\n${rows.join('\n')}\n`);
    const { model } = complete(runPipeline(table.scan.text, { k: 1 }, () => 0));
    const { badCells } = complete(judgeAnew(model, table)).judgement;
    assert.deepEqual(
      badCells.map(({ code, row }) => [code, row]),
      [
        ['cell.bad-date', 9],
        ['cell.broken-relation', 20],
      ],
    );
    assert.deepEqual(badCells, complete(judgeTable(model, table)).badCells);
  });

  it('leaves nothing behind when it is closed', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const documents = new Documents();
    const desk = new Desk();
    const handlers = new Map<string, (params: object) => void>();
    const on = (name: string) => ((handler: (params: object) => void) => void handlers.set(name, handler)) as never;
    documents.listen(
      {
        console: undefined as never,
        onDidOpenTextDocument: on('open'),
        onDidChangeTextDocument: on('change'),
        onDidCloseTextDocument: on('close'),
      },
      { opened: () => undefined, changed: () => undefined, closed: (closed) => desk.publisher.forget(closed) },
    );
    handlers.get('open')?.({ textDocument: { uri, languageId: 'csv', version: 1, text } });
    const use = async (): Promise<WeakRef<object>[]> => {
      const document = documents.get(uri);
      assert.ok(document);
      document.keep(output, {});
      handlers.get('change')?.({ textDocument: { uri, version: 2 }, contentChanges: [{ range: at(3, 0), text: 'x' }] });
      await desk.now(document);
      desk.publisher.soon(document);
      return [document, document.patched(), document.patched().base.scan.cellStart].map((each) => new WeakRef(each));
    };
    const references = await use();
    handlers.get('close')?.({ textDocument: { uri } });
    assert.equal(documents.get(uri), undefined);
    // References are kept to the end of a turn, and by whatever still runs to its end: that takes some turns where the
    // machine is busy.
    for (let turn = 0; turn < MOST_TURNS && references.some((reference) => reference.deref() !== undefined); turn++) {
      await new Promise((resolve) => setImmediate(resolve));
      collect();
    }
    assert.deepEqual(
      references.map((reference) => reference.deref()),
      [undefined, undefined, undefined],
    );
  });
});
