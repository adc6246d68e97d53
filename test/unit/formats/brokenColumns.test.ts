/** Tests that readModel refuses model files with invalid columns. */
import assert from 'node:assert/strict';
import { withValueAt, refusalMessage, validModel, type JsonPath } from './modelSupport';

/** Fault, its place, the value there as in `changed`, and the message. */
type Break = readonly [string, JsonPath, unknown, RegExp];

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
  ['a step wider than the column', 'columns/2/facts/step', 1e300, /has "step" 1e\+300, which no fit/],
  ['an error channel far from the column', 'columns/2/channel/centre', -1e308, /channel has "centre" -1e\+308/],
  [
    'an error channel with a scale far below that of the column',
    'columns/2/channel/scale',
    1e-308,
    /channel has "scale" 1e-308/,
  ],
  [
    'a column name twice',
    'columns',
    (columns: readonly unknown[]) => [...columns, columns[2]],
    /two columns "bill_length_mm"/,
  ],
  ['a level twice', 'columns/0/levels/1', 'Adelie', /column "species": "levels" must be 2 to 5000 different texts/],
  ['a column of one level', 'columns/0/levels', ['Adelie'], /"levels" must be 2 to 5000 different texts/],
  ['a number for a level', 'columns/0/levels/0', 3, /different texts/],
  [
    'more levels than a column may have',
    'columns/0/levels',
    Array.from({ length: 6000 }, String),
    /2 to 5000 different texts/,
  ],
  [
    'an unknown kind',
    'columns/3/kind',
    'toString',
    /column "bill_depth_mm": "kind" must be one of normal.*, not "toString"/,
  ],
  ['a categorical column without levels', 'columns/3/kind', 'categorical', /"levels" must be a list, and is missing/],
  [
    'a standard deviation of zero among the facts',
    'columns/3/facts/sd',
    0,
    /column "bill_depth_mm": "sd" must be a number above 0, not 0/,
  ],
  ['more observed cells than rows', 'columns/3/facts/observed', 345, /more "observed" cells than there are rows/],
  [
    'a prior with another shrinkage than the facts give',
    'columns/3/prior/shrinkage',
    0.1,
    /column "bill_depth_mm": "prior" has another "shrinkage".*fit again/,
  ],
  [
    'facts that do not belong to the prior',
    'columns/3/facts/sd',
    (sd: number) => 1.01 * sd,
    /"prior" has another "scale"/,
  ],
  [
    'a column without a channel among columns with channels',
    'columns/5/channel',
    undefined,
    /column "body_mass_g": "channel" must be an object/,
  ],
  ['a number for a channel', 'columns/5/channel', 3, /column "body_mass_g": "channel" must be an object/],
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
  ['a text for an error rate', 'columns/0/channel/rate', '0', /column "species": "rate" must be a number, not "0"/],
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
    'a channel with a scale of zero',
    'columns/5/channel/scale',
    0,
    /column "body_mass_g": "scale" must be a number above 0, not 0/,
  ],
  ['texts for codes', 'columns/5/codes', ['-999'], /column "body_mass_g": "codes" must be numbers/],
  ['a number for the list of codes', 'columns/5/codes', -999, /column "body_mass_g": "codes" must be a list, not -999/],
  ['a step of zero', 'columns/5/facts/step', 0, /column "body_mass_g": "step" must be a number above 0, not 0/],
  [
    'a spelling of a column of numbers',
    'columns/5/spelling',
    { counts: [], rate: 0.01, variants: [], misspelt: [] },
    /column "body_mass_g": a column of numbers has no "spelling"/,
  ],
  [
    'a spelling with counts of fewer levels',
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
  ['a spelling with a rate of one', 'columns/0/spelling/rate', 1, /spelling "rate" must be below 1/],
  ['a spelling with a rate of zero', 'columns/0/spelling/rate', 0, /"rate" must be a number above 0/],
  [
    'a level as the misspelling of another level',
    'columns/0/spelling/misspelt',
    [['Gentoo', 'Adelie']],
    /spelling "misspelt" must be pairs of another text and a level/,
  ],
  [
    'a variant of an unknown level',
    'columns/0/spelling/variants',
    [['adelie', 'Adele']],
    /spelling "variants" must be pairs of another text and a level/,
  ],
  ['a variant without its level', 'columns/0/spelling/variants', ['adelie'], /spelling "variants" must be pairs/],
  [
    'a misspelling of two levels',
    'columns/0/spelling/misspelt',
    [
      ['Adlie', 'Adelie'],
      ['Adlie', 'Gentoo'],
    ],
    /must have each text once/,
  ],
  ['a text for patterns', 'columns/5/patterns', 'AA-99', /column "body_mass_g": "patterns" must be an object/],
  [
    'patterns of no texts',
    'columns/5/patterns',
    { texts: 0, cells: 0 },
    /patterns "texts" must be a whole number from 1, not 0/,
  ],
  [
    'patterns with unknown damage',
    'columns/5/patterns',
    { texts: 1, cells: 1, usual: ['fire'] },
    /patterns "usual" must be some of encoding/,
  ],
  [
    'patterns of an unknown level',
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
    'patterns with a mark that occurs zero times',
    'columns/5/patterns',
    { texts: 1, cells: 1, marks: [{ mark: '@', counts: [0] }] },
    /patterns marks must be a mark and the whole numbers/,
  ],
  ['a text for a heavy tail', 'columns/5/heavyTail', 'yes', /column "body_mass_g": "heavyTail" must be an object/],
  [
    'a heavy tail without a start',
    'columns/5/heavyTail',
    { share: 0.01, exponent: 1 },
    /column "body_mass_g": "from" must be a number above 0, and is missing/,
  ],
  [
    'a heavy tail with a share above one',
    'columns/5/heavyTail',
    { from: 4.5, share: 1.5, exponent: 1 },
    /column "body_mass_g": heavyTail "share" must be up to 1/,
  ],
  ['a text for heaps', 'columns/5/heaps', 'yes', /column "body_mass_g": "heaps" must be a list/],
  [
    'a heap with a share above one',
    'columns/5/heaps',
    [{ value: 3700, share: 1.5 }],
    /column "body_mass_g": heaps "share" must be up to 1/,
  ],
  [
    'a heap without a value',
    'columns/5/heaps',
    [{ share: 0.1 }],
    /column "body_mass_g": "value" must be a number, and is missing/,
  ],
  [
    'a heavy tail with a text for its end',
    'columns/5/heavyTail',
    { from: 4.5, share: 0.1, exponent: 1, to: 'far' },
    /column "body_mass_g": "to" must be a number above 0/,
  ],
  [
    'a heavy tail with a negative exponent',
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
    'a relation to a missing column',
    'columns/5/relation',
    { ...RELATION, of: ['__proto__'] },
    /relation "of" has "__proto__", which is no other column/,
  ],
  [
    'a relation with a negative tolerance',
    'columns/5/relation',
    { ...RELATION, tolerance: -1 },
    /"tolerance" must be a number/,
  ],
  [
    'a relation without ranges',
    'columns/5/relation',
    { ...RELATION, usual: [[0, 1]] },
    /relation "usual" must be 2 ranges/,
  ],
  ['an unknown kind of key', 'columns/5/key', 'rows', /column "body_mass_g": "key" must be one of numbers/],
  ['a text for a sequence', 'columns/5/sequence', 'yes', /column "body_mass_g": "sequence" must be an object/],
];

describe('invalid columns in a model file', function () {
  this.timeout(120_000);

  for (const [what, place, value, message] of BREAKS) {
    it(`readModel refuses ${what}`, () =>
      assert.match(refusalMessage(withValueAt(validModel(), place, value)), message));
  }
});
