import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { readTable } from '../../../server/core/csv/table';
import { judgeTable, type FittedModel } from '../../../server/core/insight/fitted';
import { complete } from '../../../server/core/mixture/expectation';
import { normalDeviate, seededRandom } from '../../../server/core/random';
import { modelJson } from '../../../server/jobs/modelJson';
import { runPipeline, type FitOutput } from '../../../server/jobs/pipeline';
import { FitProblem } from '../../../server/jobs/problem';
import { readModel } from '../../../server/jobs/readModel';
import { runScoring } from '../../../server/jobs/scoring';
import { restoreMixture } from '../../../server/jobs/startParameters';
import type { FitOptions } from '../../../server/protocol';

const FEW: FitOptions = { starts: 2, k: 3 };

function fitted(text: string, options: FitOptions = FEW): FitOutput {
  return complete(runPipeline(text, options, () => 0));
}
function written({ report, model }: FitOutput): string {
  return modelJson(report, model, '9.9.9');
}
function data(name: string): string {
  return readFileSync(`test/reference/data/${name}.csv`, 'utf8');
}

const penguins = readFileSync('samples/penguins.csv', 'utf8');
const spoilt = penguins.replace(',3750,', ',6300000,');

/** Names and levels that objects have of their own, in two groups far apart. */
function treacherous(): string {
  const random = seededRandom(3);
  const rows = Array.from({ length: 60 }, (_, n) => {
    const second = n % 2 === 1;
    return `${((second ? 8 : 0) + normalDeviate(random)).toFixed(4)},${second ? 'constructor' : '__proto__'},${random() < 0.5 ? 'toString' : '10'}`;
  });
  return `__proto__,hasOwnProperty,constructor\n${rows.join('\n')}\n`;
}

/** A column of every family, some cells missing, in two groups. */
function everyFamily(): string {
  const random = seededRandom(6);
  const cell = (text: string): string => (random() < 0.1 ? '' : text);
  const rows = Array.from({ length: 80 }, (_, n) => {
    const second = n % 3 === 0;
    const x = normalDeviate(random) + (second ? 4 : 0);
    return [x.toFixed(3), Math.exp(x).toFixed(4), String(Math.floor(random() * (second ? 20 : 4))), random() < 0.7 ? 'y' : 'n', 'abc'[Math.floor(random() * 3)]].map(cell).join(',');
  });
  return `number,positive,count,two,three\n${rows.join('\n')}\n`;
}
const EVERY_KIND = { number: 'normal', positive: 'lognormal', count: 'poisson', two: 'bernoulli', three: 'categorical' } as const;

/** Rows at the edges of what a double can hold. */
function extreme(): string {
  const random = seededRandom(4);
  return `a,b\n${Array.from({ length: 40 }, () => `${normalDeviate(random)}e-290,${3 + normalDeviate(random)}e290`).join('\n')}\n`;
}

const FILES: readonly [string, string, FitOptions][] = [
  ['penguins (numbers, levels, missing cells), map', penguins, { ...FEW, k: 4 }],
  ['penguins, ml', penguins, { ...FEW, estimate: 'ml' }],
  ['penguins, a stronger prior and another seed and rate', penguins, { ...FEW, priorStrength: 5, seed: 7, falseDiscoveryRate: 0.3 }],
  ['penguins with a wild cell, judged by what is usual', spoilt, FEW],
  ['airquality (numbers, many missing cells), lbfgs', data('airquality'), { ...FEW, method: 'lbfgs' }],
  ['house votes (levels alone)', data('house_votes_84'), FEW],
  ['house votes, ml, with shares of zero', data('house_votes_84'), { ...FEW, estimate: 'ml', k: 6 }],
  ['whiskey', data('whiskey'), { ...FEW, k: 2 }],
  ['every family, map', everyFamily(), { ...FEW, k: 2, kinds: EVERY_KIND }],
  ['every family and cells far out', everyFamily().replace('\n', '\n1e120,1e-300,9000000000000000,y,a\n'), { ...FEW, k: 2, kinds: EVERY_KIND }],
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
      assert.deepEqual(looks, Array.from({ length: model.k }, () => ({})));
      assert.equal(engine, '9.9.9');
      assert.equal(model.seed, before.report.seed);
      for (const [name, value] of Object.entries(said)) assert.equal(value, before.report[name as keyof typeof said], name);
    });
  }

  it('have no field that docs/model.md does not describe', () => {
    const described = readFileSync('docs/model.md', 'utf8');
    type Content = Readonly<Record<string, object>> & { readonly columns: readonly { readonly facts?: object }[]; readonly judging: { readonly usual: object } };
    const content = JSON.parse(written(fitted(spoilt))) as Content;
    const parts = [content, content.prior, content.judging, content.judging.usual, ...content.columns, ...content.columns.map(({ facts }) => facts ?? {})];
    const fields = [...new Set(parts.flatMap((part) => Object.keys(part)))];
    assert.ok(fields.length > 30, String(fields));
    assert.deepEqual(fields.filter((field) => !described.includes(`\`${field}\``)), []);
  });

  it('hold what judges spoilt columns, and flag what the fit flagged', () => {
    const before = fitted(spoilt);
    assert.match(written(before), /"usual": \{\s+"facts": \{\s+"body_mass_g"/);
    assert.ok(before.judgement.flagged.includes(0));
  });

  it('judge other rows of the columns, in any order, as the fit would have judged them', () => {
    const before = fitted(penguins);
    const rows = penguins.trimEnd().split('\n').map((line) => line.split(','));
    const edited = rows.map((cells, n) => (n === 5 ? cells.map((cell, d) => (d === 5 ? '63000' : d === 6 ? '' : cell)) : cells));
    const shuffled = edited.map((cells) => ['x', ...[...cells].reverse()].join(',')).join('\n');
    const file = readModel(written(before));
    const straight = complete(runScoring(edited.map((cells) => cells.join(',')).join('\n'), file, {}, () => 0));
    const other = complete(runScoring(shuffled, file, {}, () => 0));
    assert.deepEqual(other.judgement.tail, straight.judgement.tail);
    assert.deepEqual(other.report.findings, straight.report.findings);
    assert.equal(straight.report.findings[0].row, 4);
    assert.equal(straight.report.findings[0].cells[0].column, 'body_mass_g');
  });

  it('know a first line of names even where every line is text', () => {
    const before = fitted(`p,q\n${Array.from({ length: 40 }, (_, n) => (n % 3 === 0 ? 'a,c' : 'b,d')).join('\n')}\n`, { k: 1 });
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
      const components = [weight, 1 - weight].map((own) => ({ weight: own, columns: { x: { mean: random(), sd }, z: { probabilities: { a: share, b: 1 - share } } } }));
      const once = restoreMixture({ components }, columns, 'It');
      const { shape, theta } = once;
      const summaries = components.map((_, k) => ({
        weight: Math.exp(theta[k]),
        columns: Object.fromEntries(shape.columns.map(({ marginal, parameters }, d) => [columns[d].name, marginal.summarise(theta, parameters + 2 * k, columns[d].levels)])),
      }));
      assert.deepEqual(restoreMixture({ components: summaries }, columns, 'It').theta, theta);
    }
  });

  it('are plain parameters to start from', () => {
    const before = fitted(penguins);
    const again = fitted(penguins, { start: JSON.parse(written(before)) as FitOptions['start'] });
    assert.ok(again.report.iterations <= 3 && Math.abs(again.report.trace[0].objective - before.report.objective) < 1e-9 * before.report.objective);
  });
});

/** A place in JSON, keys between slashes. */
type Place = string;
/** What is wrong, where, what stands there (undefined: nothing; a function: made of what stood there), and what is said of it. */
type Break = readonly [string, Place, unknown, RegExp];

/** The text with another value at a place. */
function changed(text: string, place: Place, value: unknown): string {
  const content: unknown = JSON.parse(text);
  const keys = place.split('/');
  const last = keys.pop() ?? '';
  const holder = keys.reduce((within, key) => (within as Record<string, unknown>)[key], content) as Record<string, unknown>;
  const next: unknown = typeof value === 'function' ? (value as (old: unknown) => unknown)(holder[last]) : value;
  if (next === undefined) delete holder[last];
  else holder[last] = next;
  return JSON.stringify(content);
}

/** Doubles as the file has them. */
function base64Of(values: readonly number[]): string {
  return Buffer.from(Float64Array.from(values).buffer).toString('base64');
}
/** The same doubles but for the first. */
function withFirst(first: number): (text: string) => string {
  return (text) => {
    const bytes = Buffer.from(text, 'base64');
    bytes.writeDoubleLE(first, 0);
    return bytes.toString('base64');
  };
}

describe('reading model files', function () {
  this.timeout(120_000);
  let sound = '';
  before(() => (sound = written(fitted(spoilt, { starts: 1, k: 2 }))));

  function complaint(text: string): string {
    try {
      readModel(text);
    } catch (error) {
      assert.ok(error instanceof FitProblem, String(error));
      return error.message;
    }
    return '';
  }

  it('refuses what is no model', () => {
    for (const text of ['', '{', 'a,b\n1,2\n']) assert.match(complaint(text), /^This is no JSON \(.*\); name a model that "fit --out" wrote\.$/);
    for (const text of ['null', '3', '[]', '{}', '{"mixtureLensModel":"2"}', '{"mixtureLensModel":0}', '{"components":[]}']) {
      assert.equal(complaint(text), 'This is no Mixture Lens model; name a file that "fit --out" wrote.');
    }
    assert.equal(complaint(`\ufeff${sound}`), '', 'a byte order mark is none of its business');
  });

  it('refuses other versions, and says what to do', () => {
    assert.equal(complaint('{"mixtureLensModel":3}'), 'This was written by a newer Mixture Lens (model version 3; this one reads up to 2); update the extension.');
    assert.match(complaint('{"mixtureLensModel":1}'), /older Mixture Lens \(model version 1\).*fit again/);
  });

  const BREAKS: readonly Break[] = [
    ['weights that do not sum to one', 'components/0/weight', (w: number) => w + 0.01, /weights must sum to 1; they sum to 1\.01/],
    ['a negative weight', 'components/0/weight', -0.5, /weights must all be above zero/],
    ['a component without a weight', 'components/1/weight', undefined, /"weight" must be a number, and is missing/],
    ['a negative sd', 'components/1/columns/body_mass_g/sd', -1, /component 2, column "body_mass_g", needs an "sd" above zero/],
    ['a text for a mean', 'components/0/columns/body_mass_g/mean', '4000', /component 1, column "body_mass_g", needs a finite "mean"/],
    ['null for a mean', 'components/0/columns/body_mass_g/mean', null, /needs a finite "mean"/],
    ['an unknown level', 'components/0/columns/species/probabilities/Dodo', 0, /level "Dodo" that the column does not have/],
    ['a level without a share', 'components/0/columns/species/probabilities/Adelie', undefined, /needs a probability from 0 to 1 for the level "Adelie"/],
    ['a share in words', 'components/0/columns/species/probabilities/Adelie', '0.5', /needs a probability from 0 to 1 for the level "Adelie"/],
    ['shares that do not sum to one', 'components/0/columns/sex/probabilities', { female: 0.2, male: 0.2 }, /column "sex", has probabilities that sum to 0\.4, not to 1/],
    ['a column without parameters', 'components/1/columns/island', undefined, /component 2, column "island", has no parameters/],
    ['a component that is null', 'components/1', null, /component 2 must be an object/],
    ['no components', 'components', [], /has no "components"/],
    ['another k', 'k', 3, /"k" is 3, but it has 2 components/],
    ['a column twice', 'columns', (columns: readonly unknown[]) => [...columns, columns[2]], /two columns "bill_length_mm"/],
    ['a level twice', 'columns/0/levels/1', 'Adelie', /column "species": "levels" must be 2 to 5000 different texts/],
    ['one level', 'columns/0/levels', ['Adelie'], /"levels" must be 2 to 5000 different texts/],
    ['a level that is a number', 'columns/0/levels/0', 3, /different texts/],
    ['more levels than any column has', 'columns/0/levels', Array.from({ length: 6000 }, String), /2 to 5000 different texts/],
    ['a kind that is none', 'columns/3/kind', 'toString', /column "bill_depth_mm": "kind" must be one of normal.*, not "toString"/],
    ['another kind', 'columns/3/kind', 'categorical', /"levels" must be a list, and is missing/],
    ['no used column', 'columns', (columns: readonly object[]) => columns.map((column) => ({ ...column, kind: 'ignored' })), /uses no column/],
    ['facts without an sd', 'columns/3/facts/sd', 0, /column "bill_depth_mm": "sd" must be a number above 0, not 0/],
    ['more observed cells than rows', 'columns/3/facts/observed', 345, /more "observed" cells than there are rows/],
    ['another prior', 'columns/3/prior/shrinkage', 0.1, /column "bill_depth_mm": "prior" has another "shrinkage".*fit again/],
    ['a prior of other facts', 'columns/3/facts/sd', (sd: number) => 1.01 * sd, /"prior" has another "scale"/],
    ['rows that are no number', 'rows', '344', /"rows" must be a whole number from 1, not "344"/],
    ['rows beyond counting', 'rows', 1e300, /"rows" must be a whole number/],
    ['more rows than fingerprints', 'judging/rowsCounted', 300, /"fingerprints" must be 300 doubles in base64; the file was cut or changed/],
    ['fewer fingerprints', 'judging/fingerprints', (text: string) => text.slice(0, -4), /"fingerprints" must be 344 doubles in base64/],
    ['fingerprints that are no base64', 'judging/fingerprints', (text: string) => `*${text.slice(1)}`, /"fingerprints" must be 344 doubles/],
    ['fingerprints in disorder', 'judging/fingerprints', base64Of(Array.from({ length: 344 }, (_, n) => 344 - n)), /"fingerprints" must ascend/],
    ['fingerprints of NaN', 'judging/fingerprints', withFirst(NaN), /"fingerprints" must ascend/],
    ['statistics of NaN', 'judging/statistics', withFirst(NaN), /"statistics" are none that can be computed with; .* fit again/],
    ['the statistics of another shape', 'judging/statistics', (text: string) => `${text}AAAA`, /"statistics" must be \d+ doubles/],
    ['a usual mixture of nonsense', 'judging/usual/theta', withFirst(0.5), /"usual" mixture is none that can be computed with; .* fit again/],
    ['a usual mixture of NaN', 'judging/usual/theta', withFirst(NaN), /"usual" mixture is none that can be computed with; .* fit again/],
    ['a usual sd of zero', 'judging/usual/facts/body_mass_g/sd', 0, /"sd" must be a number above 0/],
    ['usual facts of no column', 'judging/usual/facts/wingspan', { mean: 0, sd: 1 }, /"usual" facts are of "wingspan", which is no column of numbers/],
    ['no judging', 'judging', undefined, /"judging" must be an object/],
    ['more draws than there is room for', 'judging/draws', 1e12, /"draws" must be a whole number from 200 to 10000/],
    ['a rate of 2', 'judging/falseDiscoveryRate', 2, /"falseDiscoveryRate" must be below 1/],
    ['an estimate that is none', 'estimate', 'bayes', /"estimate" must be one of map, ml, not "bayes"/],
    ['a list for a seed', 'seed', [1], /"seed" must be a whole number from 0, not a list/],
    ['a prior of no strength', 'prior/strength', 0, /"strength" must be a number above 0, not 0/],
  ];
  for (const [what, place, value, message] of BREAKS) {
    it(`refuses ${what}`, () => assert.match(complaint(changed(sound, place, value)), message));
  }

  it('refuses what would not fit into memory', () => {
    const columns = Array.from({ length: 4000 }, (_, d) => ({ name: `c${d}`, kind: 'normal', reason: '', missing: 0, facts: { observed: 2, mean: 0, sd: 1 } }));
    const large = changed(changed(sound, 'columns', columns), 'components', Array.from({ length: 3000 }, () => ({ weight: 1 / 3000 })));
    assert.match(complaint(large), /3000 components over 4000 columns, more than can be computed with/);
    assert.match(complaint(`{"mixtureLensModel":2,"rows":${'['.repeat(100_000)}${']'.repeat(100_000)}}`), /"rows" must be a whole number from 1, not a list/);
  });

  it('keeps every message to one line, whatever the names', () => {
    const message = complaint(changed(sound, 'columns/3/name', `two\nlines\u202e${'x'.repeat(1000)}`));
    assert.ok(message.length < 200 && !/[\n\u202e]/.test(message), message);
  });

  it('either refuses or can judge with whatever is changed in the file', () => {
    const random = seededRandom(1);
    const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)];
    const text = everyFamily().replace('\n', '\n1e9,1e300,1000000000000,y,a\n');
    const output = fitted(text, { starts: 1, k: 2, kinds: EVERY_KIND });
    assert.deepEqual(output.report.columns.map(({ kind }) => kind), Object.values(EVERY_KIND));
    const small = changed(written(output), 'judging/draws', 200);
    assert.match(small, /"usual":/);
    assert.equal(complaint(small), '');
    const rows = text.split('\n').slice(0, 12).join('\n');
    const values = [undefined, undefined, null, -1, 0, 1e308, -1e308, 5e-324, 0.5, '', 'x', 'NaN', true, [], {}, [1], { mean: 1, sd: 1 }, '__proto__'];
    const anyPlace = (content: unknown): readonly string[] => {
      if (typeof content !== 'object' || content === null || Object.keys(content).length === 0) return [];
      const key = pick(Object.keys(content));
      return [key, ...(random() < 0.9 ? anyPlace((content as Record<string, unknown>)[key]) : [])];
    };
    let read = 0;
    for (let round = 0; round < 1500; round++) {
      const altered = changed(small, anyPlace(JSON.parse(small)).join('/'), pick(values));
      if (complaint(altered) !== '') continue;
      read++;
      const { judgement } = complete(runScoring(rows, readModel(altered), { header: true }, () => 0));
      assert.ok(judgement.tail.every((p) => p >= 0 && p <= 1), altered);
    }
    assert.ok(read > 50 && read < 1000, `${read} were read`);
  });
});
