/** Tests the parameters of a fit as LaTeX, and the escapes that keep hostile texts as they are. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { ExportedFit } from '../../../server/formats/exports/exported';
import { escapeLatex } from '../../../server/formats/exports/latex';
import { oneLine } from '../../../server/formats/exports/oneLine';
import { exporters } from '../../../server/formats/exports/exportTexts';
import { errorRateOf, exportOf, fitOf } from './exportCases';
import { HOSTILE } from './exportSamples';

describe('parameters as LaTeX', function () {
  this.timeout(60_000);
  let every: ExportedFit;
  before(() => {
    every = exportOf(fitOf('every kind, with hostile names and levels'), '*a|b*\n\\end{x}.csv');
  });

  it('The LaTeX begins with comments that describe the fit and its error rates', () => {
    const [comment, rates] = exporters.latex(every).split('\n');
    assert.match(
      comment,
      /^% 2 clusters fitted to 160 rows of \*a\|b\* \\end\{x\}\.csv \(estimate robust\): .*booktabs/,
    );
    assert.match(rates, /^% Error rates: .* % \(\d+ cells? set aside\)\.$/);
  });

  it('The LaTeX is one tabular in which every row has four cells, even with hostile levels', () => {
    const [, , begin, ...lines] = exporters.latex(every).trimEnd().split('\n');
    const rows = lines.filter((line) => !/^ {2}\\(top|mid|bottom)rule$/.test(line)).slice(0, -1);

    assert.equal(begin, '\\begin{tabular}{llrr}');
    assert.equal(lines.at(-1), '\\end{tabular}');
    assert.ok(
      rows.every((row) => / \\\\$/.test(row) && row.replace(/\\&/g, '').split('&').length === 4),
      rows.join('\n'),
    );
  });

  it('The LaTeX has a row for the mean and the standard deviation of a normal column', () => {
    const penguinsFit = exportOf(fitOf('penguins, mixed kinds with missing cells'), 'penguins.csv');
    assert.match(
      exporters.latex(penguinsFit),
      /^ {2}bill\\_length\\_mm & mean \$\\pm\$ sd( & \$\d\d\.\d \\pm \d\.\d\$){4} \\\\$/m,
    );
  });

  it('The second line of the LaTeX gives the error rate of each column', () => {
    const robust = exportOf(fitOf('wrong cells of every kind'));
    assert.ok(exporters.latex(robust).split('\n')[1].includes(errorRateOf(robust, 'y')));
  });

  it('The LaTeX of a fit without error channels has no error rates', () => {
    assert.doesNotMatch(exporters.latex(exportOf(fitOf('wrong cells without error channels'))), /Error rates/);
  });
});

describe('escapeLatex', () => {
  const shows: Readonly<Record<string, string>> = {
    textbackslash: '\\',
    textasciitilde: '~',
    textasciicircum: '^',
    textless: '<',
    textgreater: '>',
    textbar: '|',
    textasciigrave: '`',
  };

  /** Typesets the commands of `shows`, escaped signs and empty groups as TeX does; fails at anything else. */
  const typeset = (latex: string): string =>
    latex.replace(
      /\\([a-z]+)\{\}|\{\\char34\}|\\([&%$#_{}])|\{(\[|\*)\}|([-'])\{\}|[\\&%$#_{}~^<>|"`]/g,
      (all, command?: string, sign?: string, grouped?: string, apart?: string) => {
        if (all === '{\\char34}') return '"';
        const shown = command === undefined ? (sign ?? grouped ?? apart) : shows[command];
        assert.ok(shown !== undefined, `${all} in ${latex}`);
        return shown;
      },
    );

  it('escapeLatex escapes a text so that it is typeset as it is', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary', maxLength: 30 }),
          fc.string({ unit: fc.constantFrom(...'\\{}$&#^_~%[]*-\'`"<>| a') }),
          fc.constantFrom(...HOSTILE),
        ),
        (text) => {
          const latex = escapeLatex(text);

          assert.equal(typeset(latex), oneLine(text));
          assert.doesNotMatch(latex, /^[[*]|--|''|\n/);
        },
      ),
    );
  });
});
