/** Tests that single wild cells are found at their columns, and no clean row with them. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { complete } from '../../../server/core/numeric/generators';
import { readModel } from '../../../server/formats/model/readModel';
import { modelJson } from '../../../server/formats/model/writeModel';
import type { FitOutput } from '../../../server/pipeline/fitTable';
import { runScoring } from '../../../server/pipeline/scoreTable';
import { rowFindings } from '../../../server/protocol/report/report';
import { unlikelyRowNumbers } from '../judging/judgedTables';
import { fitText } from '../../support/fitText';
import { assertSound, csv, numbers } from './edgeFits';

const SEARCH = { maxComponents: 3, starts: 3 };
/** Numbers of rows and seeds of the tables. */
const SIZES = [
  [160, 2],
  [600, 21],
] as const;

function columnsOf(rows: number, seed: number): Readonly<Record<'x' | 'y', number[]>> {
  return { x: numbers(rows, seed), y: numbers(rows, seed + 40) };
}

describe('wild cells', function () {
  this.timeout(120_000);

  for (const [rows, seed] of SIZES) {
    it(`A table of ${rows} clean rows has no unlikely row`, () => {
      const clean = fitText(csv(columnsOf(rows, seed)), SEARCH);

      assert.deepEqual(unlikelyRowNumbers(clean.judgement), []);
    });
  }

  for (const wild of [50, 63000, 1e6, 1e12, 1e50, 1e120, 1e160, 1e300, -1e306]) {
    describe(`a wild cell of ${wild}`, () => {
      let fits: readonly { readonly text: string; readonly found: FitOutput }[];
      before(() => {
        fits = SIZES.map(([rows, seed]) => {
          const columns = columnsOf(rows, seed);
          const text = csv({ ...columns, x: columns.x.map((v, n) => (n === 30 ? wild : v)) });
          return { text, found: fitText(text, SEARCH) };
        });
      });

      it(`A wild cell of ${wild} is found at its column, and no clean row with it`, () => {
        for (const { found } of fits) {
          assertSound(found);
          assert.deepEqual(unlikelyRowNumbers(found.judgement), [30]);
          const [{ cells }] = rowFindings(found.report.findings);
          assert.deepEqual([cells[0].column, Number(cells[0].value)], ['x', wild]);
        }
      });

      it(`The finding of a wild cell of ${wild} has a small tail and the interval of the other rows`, () => {
        for (const { found } of fits) {
          const [{ tail, cells }] = rowFindings(found.report.findings);
          const [low, high] = cells[0].interval.map(Number);
          assert.ok(tail < 1e-9 && low > -3.5 && low < -1 && high < 3.5 && high > 1, JSON.stringify([tail, cells]));
        }
      });

      it(`The model file of a table with a wild cell of ${wild} judges as the fit does`, () => {
        for (const { text, found } of fits) {
          const model = readModel(modelJson(found.report, found.model, 'test'));
          const { judgement } = complete(runScoring(text, model, {}, () => 0));

          assert.deepEqual(judgement.tail, found.judgement.tail);
        }
      });
    });
  }

  it('Wild cells of several sizes in a single column are all found', () => {
    const sizes: Readonly<Record<number, number>> = { 20: 9, 40: 1e5, 60: -1e12, 80: 1e200, 100: -1e306 };

    const found = fitText(csv({ x: numbers(200, 23).map((v, n) => sizes[n] ?? v) }), SEARCH);

    assertSound(found);
    assert.deepEqual(unlikelyRowNumbers(found.judgement), [20, 40, 60, 80, 100]);
  });

  it('A wild cell among lognormal numbers is found', () => {
    const income = numbers(150, 24).map((v, n) => (n === 30 ? 1e300 : Math.exp(3 + v / 2)));

    const found = fitText(csv({ income }), { k: 1, kinds: { income: 'lognormal' } });

    assert.deepEqual(unlikelyRowNumbers(found.judgement), [30]);
  });

  for (const mass of ['63000', '1e12', '1e300']) {
    it(`A body mass of ${mass} among the penguins is found first, with at most one other row`, () => {
      const penguins = readFileSync('samples/penguins.csv', 'utf8').split('\n');
      const lines = penguins.map((line, n) => (n === 50 ? line.replace(/,\d{4},/, `,${mass},`) : line));

      const { report } = fitText(lines.join('\n'), { k: 3, starts: 3 });

      const found = rowFindings(report.findings);
      assert.deepEqual([found[0].line, found[0].cells[0].column, found[0].cells[0].value], [51, 'body_mass_g', mass]);
      assert.ok(found.length <= 2, `${mass}: ${found.map(({ line }) => line).join()}`);
    });
  }
});
