/** Files that are no models, or were changed: each is refused in one line, or can be judged by. */
import assert from 'node:assert/strict';
import { complete } from '../../../server/core/numeric/generators';
import { seededRandom } from '../../../server/core/numeric/random';
import { FitProblem } from '../../../server/words/fitProblem';
import { readModel } from '../../../server/formats/model/readModel';
import { runScoring } from '../../../server/pipeline/scoreTable';
import { changed, everyFamily, EVERY_KIND, fitted, spoilt, withFirst, written, type Place } from './modelSupport';

/**
 * What is wrong, where, what stands there (undefined: nothing; a function: made of what stood there), and what is said
 * of it.
 */
type Break = readonly [string, Place, unknown, RegExp];

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
    for (const text of ['', '{', 'a,b\n1,2\n'])
      assert.match(complaint(text), /^Not valid JSON \(.*\); pass a model file written by "fit --out"\.$/);
    for (const text of [
      'null',
      '3',
      '[]',
      '{}',
      '{"mixtureLensModel":"2"}',
      '{"mixtureLensModel":0}',
      '{"components":[]}',
    ]) {
      assert.equal(complaint(text), 'Not a Mixture Lens model; pass a file written by "fit --out".');
    }
    assert.equal(complaint(`\ufeff${sound}`), '', 'a byte order mark is none of its business');
  });

  it('refuses other versions, and says what to do', () => {
    assert.equal(
      complaint('{"mixtureLensModel":5}'),
      'This was written by a newer Mixture Lens (model version 5; this one reads up to 4); update the extension.',
    );
    assert.match(complaint('{"mixtureLensModel":1}'), /older Mixture Lens \(model version 1\).*fit again/);
  });

  const RELATION = {
    form: 'linear',
    of: ['year'],
    factors: [2],
    constant: 0,
    tolerance: 0,
    usual: [
      [0, 1],
      [0, 1],
    ],
  };
  const BREAKS: readonly Break[] = [
    [
      'weights that do not sum to one',
      'components/0/weight',
      (w: number) => w + 0.01,
      /weights must sum to 1; they sum to 1\.01/,
    ],
    ['a negative weight', 'components/0/weight', -0.5, /weights must all be above zero/],
    [
      'a mean that no fit of the column gives',
      'components/0/columns/bill_length_mm/mean',
      1e308,
      /component 1, column "bill_length_mm", has "mean" 1e\+308, which no fit of this column gives.*Fit again\.$/,
    ],
    [
      'a spread that no fit of the column gives',
      'components/1/columns/bill_length_mm/sd',
      1e-308,
      /component 2, column "bill_length_mm", has "sd" 1e-308, which no fit/,
    ],
    ['a step wider than the column', 'columns/2/facts/step', 1e300, /has "step" 1e\+300, which no fit/],
    ['an error channel far from the column', 'columns/2/channel/centre', -1e308, /channel has "centre" -1e\+308/],
    ['an error channel without a width', 'columns/2/channel/scale', 1e-308, /channel has "scale" 1e-308/],
    ['a component without a weight', 'components/1/weight', undefined, /"weight" must be a number, and is missing/],
    [
      'a negative sd',
      'components/1/columns/body_mass_g/sd',
      -1,
      /component 2, column "body_mass_g", needs an "sd" above zero/,
    ],
    [
      'a text for a mean',
      'components/0/columns/body_mass_g/mean',
      '4000',
      /component 1, column "body_mass_g", needs a finite "mean"/,
    ],
    ['null for a mean', 'components/0/columns/body_mass_g/mean', null, /needs a finite "mean"/],
    [
      'an unknown level',
      'components/0/columns/species/probabilities/Dodo',
      0,
      /level "Dodo" that the column does not have/,
    ],
    [
      'a level without a share',
      'components/0/columns/species/probabilities/Adelie',
      undefined,
      /needs a probability from 0 to 1 for the level "Adelie"/,
    ],
    [
      'a share in words',
      'components/0/columns/species/probabilities/Adelie',
      '0.5',
      /needs a probability from 0 to 1 for the level "Adelie"/,
    ],
    [
      'shares that do not sum to one',
      'components/0/columns/sex/probabilities',
      { female: 0.2, male: 0.2 },
      /column "sex", has probabilities that sum to 0\.4, not to 1/,
    ],
    [
      'a column without parameters',
      'components/1/columns/island',
      undefined,
      /component 2, column "island", has no parameters/,
    ],
    ['a component that is null', 'components/1', null, /component 2 must be an object/],
    ['no components', 'components', [], /has no "components"/],
    ['another k', 'k', 3, /"k" is 3, but it has 2 components/],
    [
      'a column twice',
      'columns',
      (columns: readonly unknown[]) => [...columns, columns[2]],
      /two columns "bill_length_mm"/,
    ],
    ['a level twice', 'columns/0/levels/1', 'Adelie', /column "species": "levels" must be 2 to 5000 different texts/],
    ['one level', 'columns/0/levels', ['Adelie'], /"levels" must be 2 to 5000 different texts/],
    ['a level that is a number', 'columns/0/levels/0', 3, /different texts/],
    [
      'more levels than any column has',
      'columns/0/levels',
      Array.from({ length: 6000 }, String),
      /2 to 5000 different texts/,
    ],
    [
      'a kind that is none',
      'columns/3/kind',
      'toString',
      /column "bill_depth_mm": "kind" must be one of normal.*, not "toString"/,
    ],
    ['another kind', 'columns/3/kind', 'categorical', /"levels" must be a list, and is missing/],
    [
      'no used column',
      'columns',
      (columns: readonly object[]) => columns.map((column) => ({ ...column, kind: 'ignored' })),
      /uses no column/,
    ],
    ['facts without an sd', 'columns/3/facts/sd', 0, /column "bill_depth_mm": "sd" must be a number above 0, not 0/],
    ['more observed cells than rows', 'columns/3/facts/observed', 345, /more "observed" cells than there are rows/],
    [
      'another prior',
      'columns/3/prior/shrinkage',
      0.1,
      /column "bill_depth_mm": "prior" has another "shrinkage".*fit again/,
    ],
    ['a prior of other facts', 'columns/3/facts/sd', (sd: number) => 1.01 * sd, /"prior" has another "scale"/],
    ['rows that are no number', 'rows', '344', /"rows" must be a whole number from 1, not "344"/],
    ['rows beyond counting', 'rows', 1e300, /"rows" must be a whole number/],
    [
      'fewer rows behind the parameters',
      'judging/rows',
      (text: string) => text.slice(0, -4),
      /"rows" must be 16 doubles in base64; the file was cut or changed/,
    ],
    [
      'rows behind the parameters that are no base64',
      'judging/rows',
      (text: string) => `*${text.slice(1)}`,
      /"rows" must be 16 doubles/,
    ],
    [
      'NaN rows behind the parameters',
      'judging/rows',
      withFirst(NaN),
      /"rows" are none that can be computed with; .* fit again/,
    ],
    [
      'negative rows behind the parameters',
      'judging/rows',
      withFirst(-1),
      /"rows" are none that can be computed with; .* fit again/,
    ],
    ['a list for the rows behind the parameters', 'judging/rows', [1, 2], /"rows" must be a string, not a list/],
    [
      'a column without its channel',
      'columns/5/channel',
      undefined,
      /column "body_mass_g": "channel" must be an object/,
    ],
    ['a channel that is a number', 'columns/5/channel', 3, /column "body_mass_g": "channel" must be an object/],
    [
      'an error rate of one',
      'columns/5/channel/rate',
      1,
      /column "body_mass_g": channel "rate" must be from 0 to below 1/,
    ],
    [
      'a negative error rate',
      'columns/5/channel/rate',
      -0.1,
      /column "body_mass_g": channel "rate" must be from 0 to below 1/,
    ],
    ['an error rate in words', 'columns/0/channel/rate', '0', /column "species": "rate" must be a number, not "0"/],
    [
      'a channel without log odds',
      'columns/0/channel/logOdds',
      undefined,
      /column "species": "logOdds" must be a number, and is missing/,
    ],
    [
      'a channel without a centre',
      'columns/5/channel/centre',
      null,
      /column "body_mass_g": "centre" must be a number, not null/,
    ],
    [
      'a channel without a width',
      'columns/5/channel/scale',
      0,
      /column "body_mass_g": "scale" must be a number above 0, not 0/,
    ],
    [
      'a standing that is none',
      'components/1/standing',
      'main',
      /component 2: "standing" must be one of common, group, stray, not "main"/,
    ],
    [
      'a component without a standing',
      'components/0/standing',
      undefined,
      /component 1: "standing" must be one of common, group, stray, and is missing/,
    ],
    [
      'no common component',
      'components',
      (components: readonly object[]) => components.map((component) => ({ ...component, standing: 'group' })),
      /components have no "common" one; fit again/,
    ],
    ['codes that are texts', 'columns/5/codes', ['-999'], /column "body_mass_g": "codes" must be numbers/],
    ['one code', 'columns/5/codes', -999, /column "body_mass_g": "codes" must be a list, not -999/],
    ['a step of nothing', 'columns/5/facts/step', 0, /column "body_mass_g": "step" must be a number above 0, not 0/],
    [
      'a spelling of numbers',
      'columns/5/spelling',
      { counts: [], rate: 0.01, variants: [], misspelt: [] },
      /column "body_mass_g": a column of numbers has no "spelling"/,
    ],
    [
      'a spelling of fewer levels',
      'columns/0/spelling/counts',
      [1, 2],
      /column "species": spelling "counts" must be 3 whole numbers/,
    ],
    ['a spelling without counts', 'columns/0/spelling/counts', undefined, /"counts" must be a list/],
    [
      'a spelling with negative counts',
      'columns/0/spelling/counts',
      [1, 2, -1],
      /spelling "counts" must be 3 whole numbers/,
    ],
    ['nothing but slips', 'columns/0/spelling/rate', 1, /spelling "rate" must be below 1/],
    ['no slips ever', 'columns/0/spelling/rate', 0, /"rate" must be a number above 0/],
    [
      'a level that means another',
      'columns/0/spelling/misspelt',
      [['Gentoo', 'Adelie']],
      /spelling "misspelt" must be pairs of another text and a level/,
    ],
    [
      'a word that means no level',
      'columns/0/spelling/variants',
      [['adelie', 'Adele']],
      /spelling "variants" must be pairs of another text and a level/,
    ],
    ['a word alone', 'columns/0/spelling/variants', ['adelie'], /spelling "variants" must be pairs/],
    [
      'a word that means two levels',
      'columns/0/spelling/misspelt',
      [
        ['Adlie', 'Adelie'],
        ['Adlie', 'Gentoo'],
      ],
      /must have each text once/,
    ],
    ['patterns in words', 'columns/5/patterns', 'AA-99', /column "body_mass_g": "patterns" must be an object/],
    [
      'patterns of nothing',
      'columns/5/patterns',
      { texts: 0, cells: 0 },
      /patterns "texts" must be a whole number from 1, not 0/,
    ],
    [
      'patterns with damage that there is not',
      'columns/5/patterns',
      { texts: 1, cells: 1, usual: ['fire'] },
      /patterns "usual" must be some of encoding/,
    ],
    [
      'patterns of another level',
      'columns/5/patterns',
      { texts: 1, cells: 1, forms: { level: 'coarse' } },
      /patterns forms "level" must be one of exact, literal, letters, runs/,
    ],
    [
      'patterns without ranges',
      'columns/5/patterns',
      { texts: 1, cells: 1, forms: { level: 'exact', shapes: ['A'], cells: 1, example: 'B' } },
      /patterns forms "ranges" must be a list/,
    ],
    [
      'patterns with a mark that texts need not have',
      'columns/5/patterns',
      { texts: 1, cells: 1, marks: [{ mark: '@', counts: [0] }] },
      /patterns marks must be a mark and the whole numbers/,
    ],
    ['a heavy tail in words', 'columns/5/heavyTail', 'yes', /column "body_mass_g": "heavyTail" must be an object/],
    [
      'a heavy tail that begins nowhere',
      'columns/5/heavyTail',
      { share: 0.01, exponent: 1 },
      /column "body_mass_g": "from" must be a number above 0, and is missing/,
    ],
    [
      'a heavy tail of more than all cells',
      'columns/5/heavyTail',
      { from: 4.5, share: 1.5, exponent: 1 },
      /column "body_mass_g": heavyTail "share" must be up to 1/,
    ],
    ['heaps in words', 'columns/5/heaps', 'yes', /column "body_mass_g": "heaps" must be a list/],
    [
      'a heap of more than all cells',
      'columns/5/heaps',
      [{ value: 3700, share: 1.5 }],
      /column "body_mass_g": heaps "share" must be up to 1/,
    ],
    [
      'a heap of no value',
      'columns/5/heaps',
      [{ share: 0.1 }],
      /column "body_mass_g": "value" must be a number, and is missing/,
    ],
    [
      'a heavy tail that ends nowhere',
      'columns/5/heavyTail',
      { from: 4.5, share: 0.1, exponent: 1, to: 'far' },
      /column "body_mass_g": "to" must be a number above 0/,
    ],
    [
      'a heavy tail that grows',
      'columns/5/heavyTail',
      { from: 4.5, share: 0.1, exponent: -1 },
      /column "body_mass_g": "exponent" must be a number above 0, not -1/,
    ],
    [
      'a relation of a fitted column',
      'columns/5/relation',
      RELATION,
      /column "body_mass_g": a column that is fitted has no "relation"/,
    ],
    [
      'a relation to no column',
      'columns/5/relation',
      { ...RELATION, of: [] },
      /column "body_mass_g": "of" must be 1 to 5000 different texts/,
    ],
    [
      'a relation to a column that is not there',
      'columns/5/relation',
      { ...RELATION, of: ['__proto__'] },
      /relation "of" has "__proto__", which is no other column/,
    ],
    ['a relation below rounding', 'columns/5/relation', { ...RELATION, tolerance: -1 }, /"tolerance" must be a number/],
    [
      'a relation without ranges',
      'columns/5/relation',
      { ...RELATION, usual: [[0, 1]] },
      /relation "usual" must be 2 ranges/,
    ],
    ['a key of another sort', 'columns/5/key', 'rows', /column "body_mass_g": "key" must be one of numbers/],
    ['a sequence in words', 'columns/5/sequence', 'yes', /column "body_mass_g": "sequence" must be an object/],
    ['no judging', 'judging', undefined, /"judging" must be an object/],
    ['more draws than there is room for', 'judging/draws', 1e12, /"draws" must be a whole number from 200 to 10000/],
    ['a rate of 2', 'judging/falseDiscoveryRate', 2, /"falseDiscoveryRate" must be below 1/],
    ['an estimate that is none', 'estimate', 'bayes', /"estimate" must be one of robust, map, ml, not "bayes"/],
    ['a list for a seed', 'seed', [1], /"seed" must be a whole number from 0, not a list/],
    ['a prior of no strength', 'prior/strength', 0, /"strength" must be a number above 0, not 0/],
  ];
  for (const [what, place, value, message] of BREAKS) {
    it(`refuses ${what}`, () => assert.match(complaint(changed(sound, place, value)), message));
  }

  it('brings back how columns follow from others, and count on', () => {
    const rows = Array.from({ length: 60 }, (_, n) =>
      [n + 1, (10 + 7 * Math.sin(n)).toFixed(1), (50 + 12.6 * Math.sin(n)).toFixed(1)].join(','),
    );
    const output = fitted(`nr,c,f\n${rows.join('\n')}\n`, { k: 1 });
    const { model } = output;
    const { schema } = readModel(written(output)).model;
    assert.deepEqual(
      schema.map(({ sequence, relation }) => [sequence, relation]),
      model.schema.map(({ sequence, relation }) => [sequence, relation]),
    );
    assert.deepEqual(
      schema.map(({ sequence, relation }) => [sequence?.step, relation?.of]),
      [
        [1, undefined],
        [undefined, undefined],
        [undefined, ['c']],
      ],
    );
  });

  it('brings back before which other dates those of a column never are', () => {
    const day = (n: number): string => new Date(86_400_000 * (19_000 + n)).toISOString().slice(0, 10);
    const rows = Array.from(
      { length: 60 },
      (_, n) => `${day((n * 37) % 400)},${day(((n * 37) % 400) + 1 + (n % 7))},${(10 + 7 * Math.sin(n)).toFixed(1)}`,
    );
    const output = fitted(`from,to,x\n${rows.join('\n')}\n`, { k: 1 });
    const { schema } = readModel(written(output)).model;
    assert.deepEqual(
      schema.map(({ dates }) => dates),
      output.model.schema.map(({ dates }) => dates),
    );
    assert.equal(schema[1].dates?.notBefore, 'from');
    for (const wrong of ['x', 'to', 'gone', '__proto__'])
      assert.match(
        complaint(changed(written(output), 'columns/1/dates/notBefore', wrong)),
        new RegExp(`dates "notBefore" is "${wrong}", which is no other column of dates`),
      );
  });

  it('brings back how words are spelt, and judges others by that', () => {
    const text =
      'city,x\n' +
      `${Array.from({ length: 90 }, (_, n) => `${n === 30 ? 'Hambrug' : n === 50 ? 'LEIPZIG' : ['Hamburg', 'Stuttgart', 'Leipzig'][n % 3]},${(5 * (n % 3) + Math.sin(n)).toFixed(2)}`).join('\n')}\n`;
    const output = fitted(text, { k: 2 });
    const file = readModel(written(output));
    assert.deepEqual(file.model.schema[0], output.model.schema[0]);
    assert.deepEqual(output.model.schema[0].spelling, {
      counts: [29, 30, 30],
      rate: 0.010526315789473684,
      variants: [['LEIPZIG', 'Leipzig']],
      misspelt: [['Hambrug', 'Hamburg']],
    });
    const { report } = complete(
      runScoring('x,city\n1,Hambrug\n1,Stuttgat\n1,leipzig\n1,Bremen\n5,Leipzig\n', file, {}, () => 0),
    );
    assert.deepEqual(
      report.unreadable?.map(({ line, code, meant }) => [line, code, meant]),
      [
        [2, 'cell.misspelt', 'Hamburg'],
        [3, 'cell.misspelt', 'Stuttgart'],
        [5, 'cell.unknown-level', undefined],
      ],
    );
    assert.deepEqual(
      report.findings.filter(({ code }) => code === 'cell.variant'),
      [
        {
          code: 'cell.variant',
          column: 'city',
          count: 1,
          line: 4,
          spellings: [{ text: 'leipzig', meant: 'Leipzig', count: 1 }],
        },
      ],
    );
  });

  it('brings back what a column says in all its cells but for slips', () => {
    const text =
      'kind,x\n' +
      `${Array.from({ length: 90 }, (_, n) => `${n === 30 ? 'hospitl' : 'hospital'},${(5 * (n % 3) + Math.sin(n)).toFixed(2)}`).join('\n')}\n`;
    const output = fitted(text, { k: 1 });
    assert.deepEqual(output.model.schema[0].levels, ['hospital']);
    const file = readModel(written(output));
    assert.deepEqual(file.model.schema[0], output.model.schema[0]);
    const { report } = complete(runScoring('kind,x\nhospial,1\nclinic,2\n', file, {}, () => 0));
    assert.deepEqual(
      report.unreadable?.map(({ line, code, meant }) => [line, code, meant]),
      [[2, 'cell.misspelt', 'hospital']],
    );
    assert.match(
      complaint(changed(written(output), 'columns/0/levels', ['hospital', 'clinic'])),
      /spelling "counts" must be 2 whole numbers/,
    );
  });

  it('brings back what is at home in columns, and tells cells of other files that are not', () => {
    const towns = ['Bonn', 'Kiel', 'Ulm', 'Paris', 'Lyon', 'Lille'];
    const row = (n: number): string =>
      `${towns[n % 6]},${n % 6 < 3 ? 'Germany' : 'France'},${(5 * (n % 3) + Math.sin(n)).toFixed(2)}`;
    const output = fitted(`city,country,x\n${Array.from({ length: 120 }, (_, n) => row(n)).join('\n')}\n`, { k: 1 });
    const file = readModel(written(output));
    assert.deepEqual(
      file.model.schema.map(({ vocabulary }) => vocabulary),
      output.model.schema.map(({ vocabulary }) => vocabulary),
    );
    assert.deepEqual(
      output.model.schema[0].vocabulary?.from.map(({ of }) => of),
      ['country', 'x'],
    );
    const { report } = complete(runScoring('country,city,x\nBonn,Germany,1\nFrance,Lyon,5\n', file, {}, () => 0));
    assert.deepEqual(
      report.unreadable?.map(({ line, code, moved }) => [line, code, moved]),
      [
        [
          2,
          'cell.misplaced',
          [
            { column: 'country', text: 'Bonn', meant: 'Germany' },
            { column: 'city', text: 'Germany', meant: 'Bonn' },
          ],
        ],
      ],
    );
    const wrongs: readonly (readonly [string, unknown, RegExp])[] = [
      ['cells', -1, /"cells"/],
      ['words', ['a', 'a'], /"words"/],
      ['from', [['x', 1]], /"from" must be lists/],
      ['from', [['x', 1, 2, 1]], /"from" must be lists/],
      ['from', [['city', 1, 0, 1]], /no other column/],
      ['from', [['__proto__', 1, 0, 1]], /no other column/],
      ['also', 7, /"also"/],
    ];
    for (const [name, value, problem] of wrongs)
      assert.match(complaint(changed(written(output), `columns/0/vocabulary/${name}`, value)), problem);
  });

  it('reads how texts are written, and tells those of other files that are not', () => {
    const text =
      'x,code,name\n' +
      `${Array.from({ length: 200 }, (_, n) => `${(5 * (n % 2) + Math.sin(n)).toFixed(2)},${n === 9 ? 'K77' : `K-${String((1009 * n) % 10_000).padStart(4, '0')}`},${'abcdefg'.slice(0, 1 + (n % 7))} ${n}`).join('\n')}\n`;
    const output = fitted(text, { k: 2 });
    const file = readModel(written(output));
    assert.deepEqual(file.model.schema.slice(1), output.model.schema.slice(1));
    assert.equal(file.model.schema[1].patterns?.forms?.shapes[0], 'A-9999');
    const { report } = complete(runScoring('x,code,name\n1,K-0007,a 1\n1,K-007,CafÃ© 2\n', file, {}, () => 0));
    assert.deepEqual(
      report.unreadable?.map(({ line, code, column, meant }) => [line, code, column, meant]),
      [
        [3, 'cell.pattern', 'code', undefined],
        [3, 'cell.pattern', 'name', 'Café 2'],
      ],
    );
  });

  it('reads that a column identifies its rows, and tells cells of other files that stand twice', () => {
    const text =
      'order,x\n' +
      `${Array.from({ length: 200 }, (_, n) => `B-${1000 + ((37 * n) % 200)},${(5 * (n % 2) + Math.sin(n)).toFixed(2)}`).join('\n')}\n`;
    const output = fitted(text, { k: 2 });
    const file = readModel(written(output));
    assert.equal(output.model.schema[0].key, 'texts');
    assert.deepEqual(file.model.schema[0], output.model.schema[0]);
    const { report } = complete(runScoring('order,x\nB-1500,1\nB-1501,2\nB-1500,3\n', file, {}, () => 0));
    assert.deepEqual(
      report.unreadable?.map(({ line, code, reason }) => [line, code, reason]),
      [[4, 'cell.duplicate-key', 'stands in line 2, too; the only other cell of order differs']],
    );
  });

  it('brings back what columns say of each other, and judges others by that', () => {
    const towns = ['Hamburg', 'Stuttgart', 'Leipzig', 'Bremen', 'Dresden', 'Munich'];
    const text =
      'zip,city,x\n' +
      `${Array.from({ length: 180 }, (_, n) => `${10115 + 17_929 * (n % 6)},${n === 31 ? 'Leipzig' : towns[n % 6]},${(5 * (n % 3) + Math.sin(n)).toFixed(2)}`).join('\n')}\n`;
    const output = fitted(text, { k: 1 });
    const json = written(output);
    const file = readModel(json);
    assert.deepEqual(
      file.model.schema.map(({ depends }) => depends),
      output.model.schema.map(({ depends }) => depends),
    );
    const told = {
      code: 'cell.dependency',
      column: 'city',
      meant: 'Stuttgart',
      reason: 'does not fit its row: given zip "28044", city is "Stuttgart" in 29 of 30 rows',
    };
    assert.deepEqual(output.report.unreadable, [{ ...told, row: 31, line: 33, text: 'Leipzig' }]);
    const { report } = complete(
      runScoring('x,zip,city\n1,28044,Leipzig\n1,10115,Hamburg\n1,99999,Leipzig\n', file, {}, () => 0),
    );
    assert.deepEqual(
      report.unreadable?.filter(({ code }) => code === told.code),
      [{ ...told, row: 0, line: 2, text: 'Leipzig' }],
    );
    const city = 'columns/1/depends';
    for (const [path, value, expected] of [
      [`${city}/texts`, ['Hamburg'], /a position beyond the texts/],
      [`${city}/texts`, 'Hamburg', /"texts" must be a list/],
      [`${city}/by/0/of`, 'street', /"of" has "street", which has no texts/],
      [`${city}/by/0/groups/0`, [0, 1, 3], /"groups" must be lists/],
      [`${city}/by/0/groups/0`, [0, 1, 4, 3], /"groups" must be lists/],
      [`${city}/by/0/groups/0`, [0, -1, 3, 4], /"groups" must be lists/],
      [`${city}/by/0/groups/0`, [99, 1, 3, 4], /a position beyond/],
      [`${city}/by/0/unless`, [{ of: 'x', texts: [0] }], /"of" has "x", which has no texts/],
      ['columns/0/depends', { texts: ['a'], areNumbers: true }, /"texts" must be numbers/],
    ] as const)
      assert.match(complaint(changed(json, path, value)), expected, path);
  });

  it('refuses what would not fit into memory', () => {
    const columns = Array.from({ length: 4000 }, (_, d) => ({
      name: `c${d}`,
      kind: 'normal',
      reason: '',
      missing: 0,
      facts: { observed: 2, mean: 0, sd: 1 },
    }));
    const large = changed(
      changed(sound, 'columns', columns),
      'components',
      Array.from({ length: 3000 }, () => ({ weight: 1 / 3000 })),
    );
    assert.match(complaint(large), /3000 components over 4000 columns, more than can be computed with/);
    assert.match(
      complaint(`{"mixtureLensModel":3,"rows":${'['.repeat(100_000)}${']'.repeat(100_000)}}`),
      /"rows" must be a whole number from 1, not a list/,
    );
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
    assert.deepEqual(
      output.report.columns.map(({ kind }) => kind),
      Object.values(EVERY_KIND),
    );
    const small = changed(written(output), 'judging/draws', 200);
    assert.match(small, /"setAside":[1-9]/);
    assert.equal(complaint(small), '');
    const rows = text.split('\n').slice(0, 12).join('\n');
    const values = [
      undefined,
      undefined,
      null,
      -1,
      0,
      1e308,
      -1e308,
      5e-324,
      0.5,
      '',
      'x',
      'NaN',
      true,
      [],
      {},
      [1],
      { mean: 1, sd: 1 },
      '__proto__',
    ];
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
      assert.ok(
        judgement.tail.every((p) => p >= 0 && p <= 1),
        altered,
      );
    }
    assert.ok(read > 50 && read < 1000, `${read} were read`);
  });
});
