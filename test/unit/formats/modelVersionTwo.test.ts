/** Tests that model files of version 2 are still read. */
import assert from 'node:assert/strict';
import { readTable } from '../../../server/core/csv/table/table';
import { encodeFor, mixtureOf, type Judgement } from '../../../server/core/judging/fittedModel';
import { expectation } from '../../../server/core/mixture/expectation';
import { complete } from '../../../server/core/numeric/generators';
import { readModel } from '../../../server/formats/model/readModel';
import type { FitOutput } from '../../../server/pipeline/fitTable';
import { runScoring } from '../../../server/pipeline/scoreTable';
import type { FitOptions } from '../../../server/protocol';
import { fitText } from '../../support/fitText';
import {
  base64Of,
  withValueAt,
  refusalMessage,
  everyFamily,
  EVERY_KIND,
  QUICK_FIT,
  penguins,
  penguinsWithSlip,
  withFirst,
  modelFileOf,
} from './modelSupport';

/**
 * A fit as version 2 wrote it: with the sufficient statistics and the fingerprints of all rows, without channels,
 * standings, codes and steps.
 */
function versionTwo(output: FitOutput, text: string): string {
  const { model, report } = output;
  const content = JSON.parse(modelFileOf(output)) as { readonly components: readonly object[] };
  const { matrix } = encodeFor(model, readTable(text));
  const { statistics } = complete(expectation(mixtureOf(model), matrix));
  return JSON.stringify({
    ...content,
    mixtureLensModel: 2,
    components: content.components.map((component) => ({ ...component, standing: undefined })),
    judging: {
      falseDiscoveryRate: model.falseDiscoveryRate,
      draws: model.draws,
      statistics: base64Of([...statistics]),
      rowsCounted: report.rows,
      fingerprints: base64Of(Array.from({ length: report.rows }, (_, n) => n)),
    },
  });
}

const CASES: readonly (readonly [string, string, FitOptions])[] = [
  ['penguins', penguins, { ...QUICK_FIT, estimate: 'map' }],
  ['every family, ml', everyFamily(), { ...QUICK_FIT, k: 2, kinds: EVERY_KIND, estimate: 'ml' }],
  ['a wrong cell', penguinsWithSlip, { ...QUICK_FIT, estimate: 'map' }],
];

for (const [what, text, options] of CASES) {
  describe(`a model file of version 2 of ${what}`, function () {
    this.timeout(120_000);
    let fit: FitOutput;
    let old: string;
    let judgement: Judgement;
    before(() => {
      fit = fitText(text, options);
      old = versionTwo(fit, text);
      ({ judgement } = complete(runScoring(text, readModel(old), {}, () => 0)));
    });

    it(`The file for this test has no field that version 2 does not have: ${what}`, () => {
      assert.doesNotMatch(old, /"(channel|standing|codes|step|heavyTail)"/);
    });

    it(`A model of version 2 has no channels and the standings of its fit: ${what}`, () => {
      const { model } = readModel(old);

      assert.equal(model.channels, undefined);
      assert.deepEqual(model.standings, fit.model.standings);
    });

    it(`A model of version 2 gives the log densities, posteriors and tails of its fit: ${what}`, () => {
      assert.deepEqual(
        [judgement.logDensity, judgement.posterior, judgement.tail],
        [fit.judgement.logDensity, fit.judgement.posterior, fit.judgement.tail],
      );
    });

    it(`A model of version 2 finds the unlikely cells of its fit: ${what}`, () => {
      assert.deepEqual(
        judgement.unlikely.map(({ row, columns }) => [row, columns]),
        fit.judgement.unlikely.map(({ row, columns }) => [row, columns]),
      );
      judgement.unlikely.forEach(({ tail }, i) =>
        assert.ok(Math.abs(Math.log(tail / fit.judgement.unlikely[i].tail)) < 1e-3),
      );
    });
  });
}

describe('broken model files of version 2', function () {
  this.timeout(120_000);
  let old: string;
  before(() => {
    old = versionTwo(fitText(penguins, { ...QUICK_FIT, estimate: 'map' }), penguins);
  });

  it('readModel refuses statistics that are NaN', () => {
    assert.match(
      refusalMessage(withValueAt(old, 'judging/statistics', withFirst(NaN))),
      /"statistics" must be finite; .* fit again/,
    );
  });

  it('readModel refuses statistics of the wrong length', () => {
    assert.match(
      refusalMessage(withValueAt(old, 'judging/statistics', (text: string) => `${text}AAAA`)),
      /"statistics" must be \d+ doubles in base64; the file was cut or changed/,
    );
  });

  it('readModel refuses a file without statistics', () => {
    assert.match(
      refusalMessage(withValueAt(old, 'judging/statistics', undefined)),
      /"statistics" must be a string, and is missing/,
    );
  });

  it('readModel refuses the fields of version 2 in a file of version 3', () => {
    assert.match(refusalMessage(withValueAt(old, 'mixtureLensModel', 3)), /"rows" must be a string, and is missing/);
  });
});
