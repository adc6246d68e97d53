/** Tests the parameters of a fit as Markdown, and the escapes that keep hostile texts as they are. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { marked } from 'marked';
import type { ExportedFit } from '../../../server/formats/exports/exported';
import { exporters } from '../../../server/formats/exports/exportTexts';
import { escapeMarkdown } from '../../../server/formats/exports/markdown';
import { oneLine } from '../../../server/formats/exports/oneLine';
import { errorRateOf, exportOf, fitOf } from './exportCases';
import { HOSTILE } from './exportSamples';

describe('parameters as Markdown', function () {
  this.timeout(60_000);
  let robust: ExportedFit;
  let penguinLines: readonly string[];
  before(() => {
    robust = exportOf(fitOf('wrong cells of every kind'));
    const penguinsFit = exportOf(fitOf('penguins, mixed kinds with missing cells'), 'penguins.csv');
    penguinLines = exporters.markdown(penguinsFit).split('\n');
  });

  it('The first line of the Markdown describes the fit', () => {
    assert.match(
      penguinLines[0],
      /^4 clusters fitted to 344 rows of penguins\.csv \(estimate robust\): NLML \d+\.\d\d, BIC \d+\.\d\d\.$/,
    );
  });

  it('The Markdown has a column for each cluster', () => {
    assert.equal(penguinLines[2], '| column | parameter | cluster 1 | cluster 2 | cluster 3 | cluster 4 |');
  });

  it('The Markdown has a row for the mean and the standard deviation of a normal column', () => {
    const bill = penguinLines.find((line) => line.startsWith('| bill\\_length\\_mm |')) ?? '';
    assert.match(bill, /^\| bill\\_length\\_mm \| mean ± sd( \| \d\d\.\d ± \d\.\d){4} \|$/);
  });

  it('The Markdown has a row for each level of a categorical column', () => {
    assert.equal(penguinLines.filter((line) => /^\| (species)? \| (Adelie|Chinstrap|Gentoo) /.test(line)).length, 3);
  });

  it('The Markdown has every parameter of every kind', () => {
    const parameters = exporters
      .markdown(robust)
      .split('\n')
      .slice(4)
      .map((line) => line.split(' | ').slice(0, 2).join(' | '));

    for (const row of [
      '| x | mean ± sd',
      '| positive | meanlog',
      '|  | sdlog',
      '| count | rate',
      '| many | mean',
      '|  | size',
    ])
      assert.ok(parameters.includes(row), row);
  });

  it('The last line of the Markdown gives the error rates', () => {
    assert.ok(exporters.markdown(robust).trimEnd().split('\n').at(-1)?.includes(errorRateOf(robust, 'y')));
  });

  it('The Markdown of a fit without error channels has no error rates', () => {
    assert.doesNotMatch(exporters.markdown(exportOf(fitOf('wrong cells without error channels'))), /Error rates/);
  });

  it('The Markdown shows dates as days and times as hours', () => {
    const lines = exporters.markdown(exportOf(fitOf('dates, hours and weekdays'))).split('\n');

    assert.ok(
      lines.some((line) =>
        /^\| met \| mean ± sd \| 2022-0\d-\d\d ± 1?\d days \| 2022-0\d-\d\d ± 1?\d days \|$/.test(line),
      ),
      lines.join('\n'),
    );
    assert.ok(
      lines.some((line) =>
        /^\| met \(hour\) \| mean ± sd \| \d\d\\:\d\d ± [\d.]+ h \| \d\d\\:\d\d ± [\d.]+ h \|$/.test(line),
      ),
      lines.join('\n'),
    );
  });

  it('Hostile names and levels add no element and no cell to the rendered Markdown', () => {
    const every = exportOf(fitOf('every kind, with hostile names and levels'), '*a|b*\n\\end{x}.csv');

    const html = marked.parse(exporters.markdown(every), { async: false, gfm: true });

    assert.deepEqual([...new Set([...html.matchAll(/<(\w+)/g)].map(([, tag]) => tag))].toSorted(), [
      'p',
      'table',
      'tbody',
      'td',
      'th',
      'thead',
      'tr',
    ]);
    const rows = [...html.matchAll(/<tr>(.*?)<\/tr>/gs)].map(([, row]) =>
      [...row.matchAll(/<t[dh][^>]*>(.*?)<\/t[dh]>/gs)].map(([, cell]) => cell),
    );
    assert.ok(
      rows.every((row) => row.length === 4),
      'no cell ends early',
    );
    assert.ok(rows.some(([column]) => column === 'a&quot;b&#39;c`d'));
  });
});

describe('escapeMarkdown', () => {
  it('escapeMarkdown escapes a text so that it is rendered as it is', () => {
    const entities: Readonly<Record<string, string>> = {
      '&lt;': '<',
      '&gt;': '>',
      '&amp;': '&',
      '&quot;': '"',
      '&#39;': "'",
    };

    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary', maxLength: 30 }),
          fc.string({ unit: fc.constantFrom(...'*_`[]()<>!|\\~&#:@www.a1h/-+=$ ') }),
          fc.constantFrom(...HOSTILE, 'https://a.b', 'a@b.cd', 'www.a.bc', '~~a~~', '&lt;', '- a', '1. a'),
        ),
        (text) => {
          const shown = marked.parseInline(escapeMarkdown(text), { async: false, gfm: true });

          assert.doesNotMatch(shown, /</);
          assert.equal(
            shown.replace(/&(?:lt|gt|amp|quot|#39);/g, (entity) => entities[entity]),
            oneLine(text),
          );
        },
      ),
    );
  });
});
