/** Tests the diagnostics and fixes of codes, words, dependent cells and misplaced cells in an open document. */
import assert from 'node:assert/strict';
import type { Diagnostic } from 'vscode-languageserver';
import { placeOfRow } from '../../../server/core/csv/table/patched';
import { cellText } from '../../../server/core/csv/table/table';
import type { OpenDocument } from '../../../server/files/open/openDocument';
import type { FitOutput } from '../../../server/pipeline/fitTable';
import { fitText } from '../../support/fitText';
import { applyFix, CODES, rangeAt, fixesFor, fixTitles, openText, openFitted, TestPublisher } from './editingSupport';

/** The code and the message of each diagnostic. */
const codesAndMessages = (diagnostics: readonly Diagnostic[]): readonly (readonly unknown[])[] =>
  diagnostics.map(({ code, message }) => [code, message]);

describe('diagnostics and fixes of codes with a pattern', function () {
  this.timeout(120_000);
  const document = openText(CODES);
  let unfitted: readonly Diagnostic[];
  let diagnostics: readonly Diagnostic[];
  before(async () => {
    const publisher = new TestPublisher();
    const patternsIn = async (): Promise<readonly Diagnostic[]> =>
      (await publisher.publish(document)).filter(({ code }) => code === 'cell.pattern');
    unfitted = await patternsIn();
    document.storeFit(fitText(CODES, { k: 1 }), {});
    diagnostics = await patternsIn();
  });

  it('A diagnostic of a code says how it differs from its column and what was meant', () => {
    assert.deepEqual(
      unfitted.map(({ message }) => message),
      [
        '"(K-0077)" has more around it than the 118 other cells ' +
          'of code, such as "K-0000"; "K-0077" was meant. Correct it.',
        '"K77" is not of the form of the 118 other cells of code, such as "K-0000". Correct it, unless it is right.',
      ],
    );
  });

  it('The diagnostics of codes are the same before and after a fit', () => {
    assert.deepEqual(
      diagnostics.map(({ message }) => message),
      unfitted.map(({ message }) => message),
    );
  });

  it('A code has a fix that writes what was meant, where that is known, and one that empties the cell', () => {
    assert.deepEqual(fixTitles(document, diagnostics), [
      ['Replace with "K-0077"', 'Make the cell empty'],
      ['Make the cell empty'],
    ]);
  });
});

describe('diagnostics and fixes of dates in another form', function () {
  this.timeout(120_000);
  /** Days of January 2024, six of them as a spreadsheet numbers them, and one with the month first. */
  const dayText = (n: number): string =>
    n % 10 === 9 ? String(45_292 + n) : n === 20 ? '01/21/2024' : `${String(1 + (n % 30)).padStart(2, '0')}/01/2024`;
  const text = `day,x\n${Array.from({ length: 60 }, (_, n) => `${dayText(n)},${(5 + Math.sin(n)).toFixed(2)}`).join('\n')}\n`;
  let document: OpenDocument;
  let diagnostics: readonly Diagnostic[];
  before(async () => {
    document = openFitted(text, fitText(text, { k: 1 }));
    diagnostics = (await new TestPublisher().publish(document)).filter(({ code }) => code === 'cell.bad-date');
  });

  it('Cells with the number of a day share one diagnostic, and a date with the month first has its own', () => {
    assert.deepEqual(
      diagnostics.map(({ message }) => message),
      [
        `"45301" is a spreadsheet's number of a day, but day has dates as DD/MM/YYYY: 10/01/2024. ` +
          'Write it as the others are, or name it among the missing values. 5 more cells are like it.',
        '"01/21/2024" has the day and the month the other way round; day is read as DD/MM/YYYY: 21/01/2024. ' +
          'Exchange them.',
      ],
    );
  });

  it('A fix writes the date as the others are, in one cell or in all', () => {
    assert.deepEqual(fixTitles(document, diagnostics.slice(0, 1)), [
      ['Replace with "10/01/2024"', 'Write all 7 odd dates of day as the others are', 'Make the cell empty'],
    ]);
    const [, writesAll] = fixesFor(document, diagnostics[0]);

    applyFix(document, writesAll, 2);

    const patched = document.patched();
    const dayOf = (n: number): string => {
      const { table, row } = placeOfRow(patched, n);
      return cellText(table, row, 0);
    };
    assert.deepEqual([9, 19, 20, 21, 29, 39, 49, 59].map(dayOf), [
      '10/01/2024',
      '20/01/2024',
      '21/01/2024',
      '22/01/2024',
      '30/01/2024',
      '09/02/2024',
      '19/02/2024',
      '29/02/2024',
    ]);
  });
});

describe('diagnostics of dates that break their order for one reason', function () {
  this.timeout(120_000);
  const pad = (value: number): string => String(value).padStart(2, '0');
  /** Hours of a log that ends each of seven days with a midnight of the same date. */
  const hourText = (n: number): string => {
    const [day, hour] = [Math.floor(n / 24), n % 24];
    return `2024-01-${pad(hour === 0 ? Math.max(1, day) : day + 1)} ${pad(hour)}:00`;
  };
  const text = `time,x\n${Array.from({ length: 7 * 24 + 5 }, (_, n) => `${hourText(n)},${(5 + Math.sin(n)).toFixed(2)}`).join('\n')}\n`;

  it('They share one diagnostic, which links to the others', async () => {
    const document = openFitted(text, fitText(text, { k: 1 }));

    const diagnostics = await new TestPublisher().publish(document);

    const broken = diagnostics.filter(({ code }) => code === 'cell.out-of-sequence');
    assert.equal(broken.length, 1);
    const [[, message]] = codesAndMessages(broken);
    assert.match(
      message as string,
      /^"2024-01-01 00:00" does not fit between its neighbours.* 6 more cells are like it\.$/,
    );
    assert.equal(broken[0].relatedInformation?.length, 6);
  });
});

describe('diagnostics and fixes of misspelt words and variants', function () {
  this.timeout(120_000);
  const text =
    'city,x\n' +
    `${Array.from({ length: 120 }, (_, n) => `${n === 30 || n === 33 ? 'Hambrug' : n === 40 ? 'Stutgart' : n === 60 ? '"LEIPZIG"' : n === 90 ? 'leipzig' : ['Hamburg', 'Stuttgart', 'Leipzig'][n % 3]},${(5 * (n % 3) + Math.sin(n)).toFixed(2)}`).join('\n')}\n`;
  let document: OpenDocument;
  let diagnostics: readonly Diagnostic[];
  before(async () => {
    document = openFitted(text, fitText(text, { k: 1 }));
    diagnostics = await new TestPublisher().publish(document);
  });

  it('Each misspelt cell has a diagnostic, and the variants of a column have one together', () => {
    assert.deepEqual(codesAndMessages(diagnostics), [
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
    ]);
  });

  it('A misspelt cell and a variant have a fix for one cell and a fix for all cells of the column', () => {
    assert.deepEqual(fixTitles(document, diagnostics).slice(2), [
      ['Replace with "Stuttgart"', 'Correct all 3 misspelt cells of city', 'Make the cell empty'],
      ['Replace with "Leipzig"', 'Write all 2 cells of city in their commonest spelling'],
    ]);
  });

  it('The fixes for all cells of a column correct every misspelt word and every variant', () => {
    const [, everyWord] = fixesFor(document, diagnostics[0]);
    const [, everyVariant] = fixesFor(document, diagnostics[3]);
    const fixed = openText(text);

    applyFix(fixed, everyWord, 2);
    applyFix(fixed, everyVariant, 3);

    assert.equal(
      fixed.content(),
      text
        .replaceAll('Hambrug', 'Hamburg')
        .replace('Stutgart', 'Stuttgart')
        .replace('LEIPZIG', 'Leipzig')
        .replace('leipzig', 'Leipzig'),
    );
  });
});

describe('diagnostics and fixes of dependent cells in edited rows', function () {
  this.timeout(120_000);
  const towns = ['Hamburg', 'Stuttgart', 'Leipzig', 'Bremen', 'Dresden', 'Munich'];
  const text =
    'zip,city,x\n' +
    `${Array.from({ length: 180 }, (_, n) => `${10115 + 17_929 * (n % 6)},${towns[n % 6]},${(5 * (n % 3) + Math.sin(n)).toFixed(2)}`).join('\n')}\n`;
  const publisher = new TestPublisher();
  let fit: FitOutput;
  let document: OpenDocument;
  let unedited: readonly Diagnostic[];
  let diagnostics: readonly Diagnostic[];
  before(() => {
    fit = fitText(text, { k: 1 });
  });
  beforeEach(async () => {
    document = openFitted(text, fit);
    unedited = await publisher.publish(document);
    for (const [n, line] of [4, 11].entries())
      document.change([{ range: rangeAt(line, 6, line, 6 + towns[(line - 1) % 6].length), text: 'Munich' }], n + 2);
    diagnostics = await publisher.publish(document);
  });

  it('A table without wrong cells has no diagnostics', () => {
    assert.deepEqual(
      unedited.map(({ code }) => code),
      [],
    );
  });

  it('A cell that is edited against a dependency has a diagnostic', () => {
    assert.deepEqual(codesAndMessages(diagnostics), [
      [
        'cell.dependency',
        '"Munich" does not fit its row: given zip "63902", city is "Bremen" in 30 of 30 rows. Correct it.',
      ],
      [
        'cell.dependency',
        '"Munich" does not fit its row: given zip "81831", city is "Dresden" in 30 of 30 rows. Correct it.',
      ],
    ]);
  });

  it('A cell that violates a dependency has fixes for itself and for all such cells of its column', () => {
    assert.deepEqual(fixTitles(document, diagnostics.slice(0, 1)), [
      ['Replace with "Bremen"', 'Correct all 2 cells of city that do not fit their rows', 'Make the cell empty'],
    ]);
  });

  it('The fix for all cells that violate a dependency restores the table', () => {
    const [, everyCell] = fixesFor(document, diagnostics[0]);

    applyFix(document, everyCell, 4);

    assert.equal(document.content(), text);
  });
});

describe('diagnostics and fixes of misplaced cells in edited rows', function () {
  this.timeout(120_000);
  const towns = ['Bonn', 'Kiel', 'Ulm', 'Paris', 'Lyon', 'Lille'];
  const lines = Array.from(
    { length: 180 },
    (_, n) =>
      `${towns[n % 6]},"${n % 6 < 3 ? 'Germany' : 'France'}",${(5 * (n % 3) + Math.sin(n)).toFixed(2)},${n % 2 === 0 ? 'open' : 'closed'}`,
  );
  const text = `city,country,x,status\n${lines.join('\n')}\n`;
  const publisher = new TestPublisher();
  let fit: FitOutput;
  let document: OpenDocument;
  let unedited: readonly Diagnostic[];
  let diagnostics: readonly Diagnostic[];
  before(() => {
    fit = fitText(text, { k: 1 });
  });
  beforeEach(async () => {
    document = openFitted(text, fit);
    unedited = await publisher.publish(document);
    const exchanged = lines[3].replace('Paris,"France"', '"France",Paris');
    const moved = `${lines[7].slice(lines[7].indexOf(',') + 1)},`;
    document.change([{ range: rangeAt(4, 0, 4, lines[3].length), text: exchanged }], 2);
    document.change([{ range: rangeAt(8, 0, 8, lines[7].length), text: moved }], 3);
    diagnostics = await publisher.publish(document);
  });

  it('A table without misplaced cells has no diagnostics', () => {
    assert.deepEqual(
      unedited.map(({ code }) => code),
      [],
    );
  });

  it('An edited row with exchanged cells has one diagnostic, as has one with moved cells', () => {
    assert.deepEqual(codesAndMessages(diagnostics), [
      ['cell.misplaced', '"France" is a value of country; city and country seem exchanged. Exchange the two cells.'],
      [
        'cell.misplaced',
        '"Germany" is a value of country; from city on, the cells ' +
          'of this row stand in the wrong columns. Move them back.',
      ],
    ]);
  });

  it('The only fix of misplaced cells is preferred, and the fixes of all rows move the cells back', async () => {
    for (const n of diagnostics.keys()) {
      const [diagnostic] = await publisher.publish(document);
      const [fix, ...others] = fixesFor(document, diagnostic);

      assert.deepEqual(
        [others, fix.isPreferred, fix.title],
        [[], true, ['Exchange city and country', 'Move the cells back, from city on'][n]],
      );
      applyFix(document, fix, n + 4);
    }

    assert.equal(
      document.content(),
      text
        .split('\n')
        .map((line, n) => (n === 8 ? line.replace(/^[^,]*/, '') : line))
        .join('\n'),
    );
  });
});
