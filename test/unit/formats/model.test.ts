/** Tests that model files are complete: a model that is written and read again judges rows as its fit does. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { readTable } from '../../../server/core/csv/table/table';
import { judgeTable, type FittedModel } from '../../../server/core/judging/fittedModel';
import { complete } from '../../../server/core/numeric/generators';
import { seededRandom } from '../../../server/core/numeric/random';
import { readModel } from '../../../server/formats/model/readModel';
import { restoreMixture } from '../../../server/formats/model/startParameters';
import { modelJson } from '../../../server/formats/model/writeModel';
import type { FitOutput } from '../../../server/pipeline/fitTable';
import { runScoring } from '../../../server/pipeline/scoreTable';
import type { FitOptions } from '../../../server/protocol';
import { rowFindings } from '../../../server/protocol/report/report';
import { grouped, MODEL_CASES, untidy } from './modelCases';
import { fitText } from '../../support/fitText';
import { QUICK_FIT, penguins, penguinsWithSlip, modelFileOf } from './modelSupport';

/** Scores a table with a model. */
function scored(text: string, json: string, options: FitOptions = {}) {
  return complete(runScoring(text, readModel(json), options, () => 0));
}

for (const [what, text, options] of MODEL_CASES) {
  describe(`a model file of ${what}`, function () {
    this.timeout(120_000);
    let fit: FitOutput;
    before(() => {
      fit = fitText(text, options);
    });

    it(`A model read back gives the judgement and the findings of its fit to the last bit: ${what}`, () => {
      const { judgement, report } = scored(text, modelFileOf(fit));

      assert.deepEqual(judgement, fit.judgement);
      assert.deepEqual(report.findings, fit.report.findings);
    });

    it(`A model read back is written as the same text: ${what}`, () => {
      const { model } = readModel(modelFileOf(fit));

      assert.equal(modelJson(fit.report, model, '9.9.9'), modelFileOf(fit));
    });

    it(`A model read back has the version, the seed and the settings of its fit, and no names: ${what}`, () => {
      const { engine, model, looks, ...settings } = readModel(modelFileOf(fit));

      assert.deepEqual(
        looks,
        Array.from({ length: model.k }, () => ({})),
      );
      assert.equal(engine, '9.9.9');
      assert.equal(model.seed, fit.report.seed);
      for (const [name, value] of Object.entries(settings))
        assert.equal(value, fit.report[name as keyof typeof settings], name);
    });
  });
}

describe('the documentation of model files', function () {
  this.timeout(120_000);

  it('Every field of a model file is described in docs/model.md', () => {
    const described = readFileSync('docs/model.md', 'utf8');
    type Column = { readonly facts?: object; readonly channel?: object; readonly heavyTail?: object };
    type Content = Readonly<Record<string, object>> & {
      readonly columns: readonly Column[];
      readonly components: readonly object[];
    };
    const contents = [fitText(penguinsWithSlip, QUICK_FIT), fitText(untidy(), { ...QUICK_FIT, k: 1 })].map(
      (output) => JSON.parse(modelFileOf(output)) as Content,
    );

    const parts = contents.flatMap((content) => [
      content,
      content.prior,
      content.judging,
      ...content.components,
      ...content.columns,
      ...content.columns.flatMap(({ facts = {}, channel = {}, heavyTail = {} }) => [facts, channel, heavyTail]),
    ]);
    const fields = [...new Set(parts.flatMap((part) => Object.keys(part)))];

    for (const field of [
      'codes',
      'step',
      'channel',
      'setAside',
      'logOdds',
      'centre',
      'heavyTail',
      'exponent',
      'standing',
      'levels',
    ])
      assert.ok(fields.includes(field), field);
    assert.deepEqual(
      fields.filter((field) => !described.includes(`\`${field}\``)),
      [],
    );
  });

  it('The example in docs/model.md is a valid model that finds an unlikely row', () => {
    const [, example] = /```json\n([^]*?)```/.exec(readFileSync('docs/model.md', 'utf8')) ?? [];

    const { judgement } = scored('height,sex\n171,f\n1750,m\n', example, { header: true });

    assert.equal(readModel(example).model.k, 1);
    assert.deepEqual(
      judgement.unlikely.map(({ row }) => row),
      [1],
    );
  });
});

describe('scores by a model file', function () {
  this.timeout(120_000);

  it('A model file marks the components that are small groups', () => {
    assert.match(modelFileOf(fitText(grouped(), { ...QUICK_FIT, k: 2 })), /"standing": "group"/);
  });

  it('Scoring finds the rows of a small group', () => {
    const json = modelFileOf(fitText(grouped(), { ...QUICK_FIT, k: 2 }));

    const {
      judgement: { groups },
    } = scored(grouped(), json);

    assert.deepEqual(
      groups.map(({ rows }) => rows.length),
      [10],
    );
  });

  it('A model file has the number of cells that the fit set aside', () => {
    assert.match(modelFileOf(fitText(penguinsWithSlip, QUICK_FIT)), /"setAside": 1,/);
  });

  it('Scoring finds the wrong cell that the fit set aside', () => {
    const fit = fitText(penguinsWithSlip, QUICK_FIT);

    const {
      judgement: { unlikely },
    } = scored(penguinsWithSlip, modelFileOf(fit));

    assert.deepEqual([unlikely[0].row, fit.model.schema[5].name, unlikely[0].columns], [0, 'body_mass_g', [5]]);
  });

  for (const estimate of ['map', 'ml'] as const) {
    it(`A model file of a fit with the estimate ${estimate} has no error channels, codes or steps`, () => {
      assert.doesNotMatch(modelFileOf(fitText(penguinsWithSlip, { ...QUICK_FIT, estimate })), /"(channel|codes|step)"/);
    });
  }

  it('Scoring sets a wrong cell of a new row aside, so that the row keeps its clear component', () => {
    const json = modelFileOf(fitText(penguinsWithSlip, QUICK_FIT));
    const [header, first, second] = penguins.split('\n');
    const rows = [header, first, second.replace('3800', '99000000')].join('\n');

    const { judgement } = scored(rows, json, { header: true });

    assert.deepEqual(
      judgement.unlikely.map(({ row, columns }) => [row, columns]),
      [[1, [5]]],
    );
    assert.ok(judgement.posterior.every((p) => p < 0.001 || p > 0.9));
    assert.ok(judgement.logDensity[1] > judgement.logDensity[0] - 60, String(judgement.logDensity));
  });

  it('Scoring recognises the header by the column names of the model where every cell is text', () => {
    const json = modelFileOf(
      fitText(`p,q\n${Array.from({ length: 40 }, (_, n) => (n % 3 === 0 ? 'a,c' : 'b,d')).join('\n')}\n`, { k: 1 }),
    );

    const { report } = scored('q,p\nc,b\n', json);

    assert.equal(report.rows, 1);
    assert.equal(report.nlmlPerRowError, undefined);
  });

  it('Scoring uses as many draws as the fit', () => {
    const { report, model } = fitText(penguins, QUICK_FIT);
    const table = readTable(penguins);
    const thrifty: FittedModel = { ...model, draws: 300, surprise: new Map() };

    const { judgement } = scored(penguins, modelJson(report, thrifty, ''));

    assert.deepEqual(judgement, complete(judgeTable(thrifty, table)));
    assert.notDeepEqual(judgement.tail, complete(judgeTable(model, table)).tail);
  });
});

describe('scores of an edited table', function () {
  this.timeout(120_000);
  const edited = penguins
    .trimEnd()
    .split('\n')
    .map((line) => line.split(','))
    .map((cells, n) => (n === 5 ? cells.map((cell, d) => (d === 5 ? '63000' : d === 6 ? '' : cell)) : cells));
  let json: string;
  let straight: ReturnType<typeof scored>;
  before(() => {
    json = modelFileOf(fitText(penguins, QUICK_FIT));
    straight = scored(edited.map((cells) => cells.join(',')).join('\n'), json);
  });

  it('Scoring finds the edited cell', () => {
    const [found] = rowFindings(straight.report.findings);
    assert.deepEqual([found.code, found.row, found.cells[0].column], ['cell.unlikely', 4, 'body_mass_g']);
  });

  it('Scores do not depend on the order of the columns or on further columns', () => {
    const reversed = edited.map((cells) => ['x', ...[...cells].reverse()].join(',')).join('\n');

    const other = scored(reversed, json);

    assert.deepEqual(other.judgement.tail, straight.judgement.tail);
    assert.deepEqual(other.report.findings, straight.report.findings);
  });
});

describe('parameters of a model file', function () {
  this.timeout(120_000);

  it('Parameters are restored from their own summary to the last bit', () => {
    const random = seededRandom(5);
    const facts = { observed: 9, missing: 0, mean: 0, sd: 1, levels: 0 };
    const columns = [
      { name: 'x', family: 'normal' as const, levels: [], facts },
      { name: 'z', family: 'categorical' as const, levels: ['a', 'b'], facts: { ...facts, levels: 2 } },
    ];
    for (let round = 0; round < 20_000; round++) {
      const [weight, sd, share] = [random(), 3 * random(), random()];
      const components = [weight, 1 - weight].map((own) => ({
        weight: own,
        columns: { x: { mean: random(), sd }, z: { probabilities: { a: share, b: 1 - share } } },
      }));
      const { shape, theta } = restoreMixture({ components }, columns, 'It');

      const summaries = components.map((_, k) => ({
        weight: Math.exp(theta[k]),
        columns: Object.fromEntries(
          shape.columns.map(({ marginal, parameters }, d) => [
            columns[d].name,
            marginal.summarise(theta, parameters + 2 * k, columns[d].levels),
          ]),
        ),
      }));

      assert.deepEqual(restoreMixture({ components: summaries }, columns, 'It').theta, theta);
    }
  });

  it('A fit that starts from a model file begins at its objective and ends after three iterations', () => {
    const first = fitText(penguins, QUICK_FIT);

    const again = fitText(penguins, { start: JSON.parse(modelFileOf(first)) as FitOptions['start'] });

    assert.ok(
      again.report.iterations <= 3 &&
        Math.abs(again.report.trace[0].objective - first.report.objective) < 1e-9 * first.report.objective,
    );
  });
});
