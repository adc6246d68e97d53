/** Models that are written and read again: nothing of them is lost. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { readTable } from '../../../server/core/csv/table/table';
import { encodeFor, judgeTable, mixtureOf, type FittedModel } from '../../../server/core/judging/fittedModel';
import { complete } from '../../../server/core/numeric/generators';
import { expectation } from '../../../server/core/mixture/expectation';
import { normalDeviate, seededRandom } from '../../../server/core/numeric/random';
import { modelJson } from '../../../server/formats/model/writeModel';
import type { FitOutput } from '../../../server/pipeline/fitTable';
import { FitProblem } from '../../../server/words/fitProblem';
import { readModel } from '../../../server/formats/model/readModel';
import { runScoring } from '../../../server/pipeline/scoreTable';
import { restoreMixture } from '../../../server/formats/model/startParameters';
import type { FitOptions } from '../../../server/protocol';
import { rowFindings } from '../../../server/protocol/report/report';
import {
  base64Of,
  changed,
  everyFamily,
  EVERY_KIND,
  FEW,
  fitted,
  penguins,
  spoilt,
  withFirst,
  written,
} from './modelSupport';

function data(name: string): string {
  return readFileSync(`test/reference/data/${name}.csv`, 'utf8');
}

/** Names and levels that objects have of their own, in two groups far apart. */
function treacherous(): string {
  const random = seededRandom(3);
  const rows = Array.from({ length: 60 }, (_, n) => {
    const second = n % 2 === 1;
    return `${((second ? 8 : 0) + normalDeviate(random)).toFixed(4)},${second ? 'constructor' : '__proto__'},${random() < 0.5 ? 'toString' : '10'}`;
  });
  return `__proto__,hasOwnProperty,constructor\n${rows.join('\n')}\n`;
}

/**
 * A column with a heavy tail, one with a code for missing values, one of numbers written to a step, and some wrong
 * cells.
 */
function untidy(): string {
  const random = seededRandom(8);
  const rows = Array.from({ length: 600 }, (_, n) => {
    const heavy = normalDeviate(random) / Math.hypot(normalDeviate(random), normalDeviate(random));
    const x = n % 100 === 1 ? 1000 + n : normalDeviate(random);
    return [
      x.toFixed(3),
      heavy.toFixed(3),
      (20 + 3 * normalDeviate(random)).toFixed(1),
      n % 90 === 3 ? '-999' : (5 + normalDeviate(random)).toFixed(4),
      random() < 0.5 ? 'y' : 'n',
    ].join(',');
  });
  return `x,heavy,step,code,two\n${rows.join('\n')}\n`;
}

/** A few rows that are like each other and far from all others. */
function grouped(): string {
  const random = seededRandom(9);
  const rows = Array.from({ length: 300 }, (_, n) =>
    Array.from({ length: 5 }, () => ((n % 30 === 7 ? 40 : 0) + normalDeviate(random)).toFixed(3)).join(','),
  );
  return `a,b,c,d,e\n${rows.join('\n')}\n`;
}

/** Rows at the edges of what a double can hold. */
function extreme(): string {
  const random = seededRandom(4);
  return (
    'a,b\n' +
    `${Array.from({ length: 40 }, () => `${normalDeviate(random)}e-290,${3 + normalDeviate(random)}e290`).join('\n')}\n`
  );
}

/** Every family, small numbers and large counts being bounds. */
const bounded = everyFamily()
  .split('\n')
  .map((line, n) => {
    const [number, positive, count, ...rest] = line.split(',');
    return n === 0 || line === ''
      ? line
      : [
          number !== '' && Number(number) < 0 ? '<0' : number,
          positive !== '' && Number(positive) < 0.7 ? 'ND (0.7)' : positive,
          Number(count) > 9 ? '≥10' : count,
          ...rest,
        ].join(',');
  })
  .join('\n');

const FILES: readonly [string, string, FitOptions][] = [
  ['penguins (numbers, levels, missing cells)', penguins, { ...FEW, k: 4 }],
  ['penguins, map', penguins, { ...FEW, k: 4, estimate: 'map' }],
  ['penguins, ml', penguins, { ...FEW, estimate: 'ml' }],
  [
    'penguins, a stronger prior and another seed and rate',
    penguins,
    { ...FEW, priorStrength: 5, seed: 7, falseDiscoveryRate: 0.3 },
  ],
  ['penguins with a wild cell', spoilt, FEW],
  ['penguins with a wild cell that is believed', spoilt, { ...FEW, estimate: 'map' }],
  ['wrong cells, a heavy tail, codes and a step', untidy(), { ...FEW, k: 1 }],
  ['a small group', grouped(), { ...FEW, k: 2 }],
  ['airquality (numbers, many missing cells), lbfgs', data('airquality'), { ...FEW, method: 'lbfgs' }],
  ['house votes (levels alone)', data('house_votes_84'), FEW],
  ['house votes, ml, with shares of zero', data('house_votes_84'), { ...FEW, estimate: 'ml', k: 6 }],
  ['whiskey', data('whiskey'), { ...FEW, k: 2 }],
  ['every family, some cells being bounds', bounded, { ...FEW, k: 2, kinds: EVERY_KIND }],
  ['every family', everyFamily(), { ...FEW, k: 2, kinds: EVERY_KIND }],
  [
    'every family and cells far out',
    everyFamily().replace('\n', '\n1e120,1e-300,9000000000000000,y,a\n'),
    { ...FEW, k: 2, kinds: EVERY_KIND },
  ],
  ['every family, ml', everyFamily(), { ...FEW, k: 2, kinds: EVERY_KIND, estimate: 'ml' }],
  ['columns and levels named as properties of objects are', treacherous(), { ...FEW, k: 2 }],
  ['numbers near 1e-290 and 1e290', extreme(), { ...FEW, k: 2 }],
  ['two rows', 'a,b,c\n1,2,x\n3,4,y\n', { k: 1 }],
];

describe('model files', function () {
  this.timeout(120_000);

  for (const [what, text, options] of FILES) {
    it(`give the same scores to the last bit when read back: ${what}`, () => {
      const before = fitted(text, options);
      const file = readModel(written(before));
      const { judgement, report } = complete(runScoring(text, file, {}, () => 0));
      assert.deepEqual(judgement, before.judgement);
      assert.deepEqual(report.findings, before.report.findings);
      // Nothing that the file says was lost on the way.
      assert.equal(modelJson(before.report, file.model, '9.9.9'), written(before));
      const { engine, model, looks, ...said } = file;
      assert.deepEqual(
        looks,
        Array.from({ length: model.k }, () => ({})),
      );
      assert.equal(engine, '9.9.9');
      assert.equal(model.seed, before.report.seed);
      for (const [name, value] of Object.entries(said))
        assert.equal(value, before.report[name as keyof typeof said], name);
    });
  }

  it('have no field that docs/model.md does not describe', () => {
    const described = readFileSync('docs/model.md', 'utf8');
    type Column = { readonly facts?: object; readonly channel?: object; readonly heavyTail?: object };
    type Content = Readonly<Record<string, object>> & {
      readonly columns: readonly Column[];
      readonly components: readonly object[];
    };
    const contents = [fitted(spoilt), fitted(untidy(), { ...FEW, k: 1 })].map(
      (output) => JSON.parse(written(output)) as Content,
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

  it('show an example in docs/model.md that can be read', () => {
    const [, example] = /```json\n([^]*?)```/.exec(readFileSync('docs/model.md', 'utf8')) ?? [];
    const { model } = readModel(example);
    const { judgement } = complete(
      runScoring('height,sex\n171,f\n1750,m\n', readModel(example), { header: true }, () => 0),
    );
    assert.equal(model.k, 1);
    assert.deepEqual(
      judgement.unlikely.map(({ row }) => row),
      [1],
    );
  });

  it('know which components are small groups', () => {
    const before = fitted(grouped(), { ...FEW, k: 2 });
    assert.match(written(before), /"standing": "group"/);
    const {
      judgement: { groups },
    } = complete(runScoring(grouped(), readModel(written(before)), {}, () => 0));
    assert.deepEqual(
      groups.map(({ rows }) => rows.length),
      [10],
    );
  });

  it('hold the channels, and find what the fit found', () => {
    const before = fitted(spoilt);
    assert.match(written(before), /"setAside": 1,/);
    const {
      judgement: { unlikely },
    } = complete(runScoring(spoilt, readModel(written(before)), {}, () => 0));
    assert.deepEqual([unlikely[0].row, before.model.schema[5].name, unlikely[0].columns], [0, 'body_mass_g', [5]]);
  });

  it('of rows that all count as they are hold no channel', () => {
    for (const estimate of ['map', 'ml'] as const)
      assert.doesNotMatch(written(fitted(spoilt, { ...FEW, estimate })), /"(channel|codes|step)"/);
  });

  it('judge rows that the fit did not have, whose wrong cells are set aside', () => {
    const file = readModel(written(fitted(spoilt)));
    const [header, first, second] = penguins.split('\n');
    const rows = [header, first, second.replace('3800', '99000000')].join('\n');
    const { judgement } = complete(runScoring(rows, file, { header: true }, () => 0));
    assert.deepEqual(
      judgement.unlikely.map(({ row, columns }) => [row, columns]),
      [[1, [5]]],
    );
    assert.ok(judgement.posterior.every((p) => p < 0.001 || p > 0.9));
    assert.ok(judgement.logDensity[1] > judgement.logDensity[0] - 60, String(judgement.logDensity));
  });

  it('judge other rows of the columns, in any order, as the fit would have judged them', () => {
    const before = fitted(penguins);
    const rows = penguins
      .trimEnd()
      .split('\n')
      .map((line) => line.split(','));
    const edited = rows.map((cells, n) =>
      n === 5 ? cells.map((cell, d) => (d === 5 ? '63000' : d === 6 ? '' : cell)) : cells,
    );
    const shuffled = edited.map((cells) => ['x', ...[...cells].reverse()].join(',')).join('\n');
    const file = readModel(written(before));
    const straight = complete(runScoring(edited.map((cells) => cells.join(',')).join('\n'), file, {}, () => 0));
    const other = complete(runScoring(shuffled, file, {}, () => 0));
    assert.deepEqual(other.judgement.tail, straight.judgement.tail);
    assert.deepEqual(other.report.findings, straight.report.findings);
    const [found] = rowFindings(straight.report.findings);
    assert.deepEqual([found.code, found.row, found.cells[0].column], ['cell.unlikely', 4, 'body_mass_g']);
  });

  it('know a first line of names even where every line is text', () => {
    const before = fitted(`p,q\n${Array.from({ length: 40 }, (_, n) => (n % 3 === 0 ? 'a,c' : 'b,d')).join('\n')}\n`, {
      k: 1,
    });
    const { report } = complete(runScoring('q,p\nc,b\n', readModel(written(before)), {}, () => 0));
    assert.equal(report.rows, 1);
    assert.equal(report.nlmlPerRowError, undefined);
  });

  it('judge by as many draws as the fit', () => {
    const { report, model } = fitted(penguins);
    const table = readTable(penguins);
    const thrifty: FittedModel = { ...model, draws: 300, surprise: new Map() };
    const { judgement } = complete(runScoring(penguins, readModel(modelJson(report, thrifty, '')), {}, () => 0));
    assert.deepEqual(judgement, complete(judgeTable(thrifty, table)));
    assert.notDeepEqual(judgement.tail, complete(judgeTable(model, table)).tail);
  });

  it('give parameters that come back from their own text to the last bit', () => {
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
      const once = restoreMixture({ components }, columns, 'It');
      const { shape, theta } = once;
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

  it('are plain parameters to start from', () => {
    const before = fitted(penguins);
    const again = fitted(penguins, { start: JSON.parse(written(before)) as FitOptions['start'] });
    assert.ok(
      again.report.iterations <= 3 &&
        Math.abs(again.report.trace[0].objective - before.report.objective) < 1e-9 * before.report.objective,
    );
  });
});

/**
 * A file as version 2 was written: all statistics of the rows and the rows' fingerprints, no channels, standings, codes
 * and steps.
 */
function versionTwo(output: FitOutput, text: string): string {
  const { model, report } = output;
  const content = JSON.parse(written(output)) as { readonly components: readonly object[] };
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

describe('model files of version 2', function () {
  this.timeout(120_000);
  const kinds = EVERY_KIND;
  const cases: readonly [string, string, FitOptions][] = [
    ['penguins', penguins, { ...FEW, estimate: 'map' }],
    ['every family, ml', everyFamily(), { ...FEW, k: 2, kinds, estimate: 'ml' }],
    ['a wild cell', spoilt, { ...FEW, estimate: 'map' }],
  ];
  for (const [what, text, options] of cases) {
    it(`are read, and judge rows as the fit does: ${what}`, () => {
      const before = fitted(text, options);
      const old = versionTwo(before, text);
      assert.doesNotMatch(old, /"(channel|standing|codes|step|heavyTail)"/);
      const file = readModel(old);
      assert.equal(file.model.channels, undefined);
      assert.deepEqual(file.model.standings, before.model.standings);
      const { judgement } = complete(runScoring(text, file, {}, () => 0));
      assert.deepEqual(
        [judgement.logDensity, judgement.posterior, judgement.tail],
        [before.judgement.logDensity, before.judgement.posterior, before.judgement.tail],
      );
      assert.deepEqual(
        judgement.unlikely.map(({ row, columns }) => [row, columns]),
        before.judgement.unlikely.map(({ row, columns }) => [row, columns]),
      );
      judgement.unlikely.forEach(({ tail }, i) =>
        assert.ok(Math.abs(Math.log(tail / before.judgement.unlikely[i].tail)) < 1e-3),
      );
    });
  }

  it('are refused where their statistics cannot be', () => {
    const old = versionTwo(fitted(penguins, { ...FEW, estimate: 'map' }), penguins);
    for (const [broken, message] of [
      [
        changed(old, 'judging/statistics', withFirst(NaN)),
        /"statistics" are none that can be computed with; .* fit again/,
      ],
      [
        changed(old, 'judging/statistics', (text: string) => `${text}AAAA`),
        /"statistics" must be \d+ doubles in base64; the file was cut or changed/,
      ],
      [changed(old, 'judging/statistics', undefined), /"statistics" must be a string, and is missing/],
      [changed(old, 'mixtureLensModel', 3), /"rows" must be a string, and is missing/],
    ] as const)
      assert.throws(
        () => readModel(broken),
        (error) => error instanceof FitProblem && message.test(error.message),
      );
  });
});
