/** Tables and options for the tests of model files, by their special property. */
import { readFileSync } from 'node:fs';
import { normalDeviate, seededRandom } from '../../../server/core/numeric/random';
import type { FitOptions } from '../../../server/protocol';
import { everyFamily, EVERY_KIND, QUICK_FIT, penguins, penguinsWithSlip } from './modelSupport';

/** Reads a data set of the reference tests. */
function data(name: string): string {
  return readFileSync(`test/reference/data/${name}.csv`, 'utf8');
}

/** Returns a table of two distant groups whose names and levels are properties of every object. */
function objectProperties(): string {
  const random = seededRandom(3);
  const rows = Array.from({ length: 60 }, (_, n) => {
    const second = n % 2 === 1;
    return `${((second ? 8 : 0) + normalDeviate(random)).toFixed(4)},${second ? 'constructor' : '__proto__'},${random() < 0.5 ? 'toString' : '10'}`;
  });
  return `__proto__,hasOwnProperty,constructor\n${rows.join('\n')}\n`;
}

/** A column with a heavy tail, one with a code for missing values, one of rounded numbers, and some wrong cells. */
export function untidy(): string {
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

/** Returns a table with a small group of similar rows far from all others. */
export function grouped(): string {
  const random = seededRandom(9);
  const rows = Array.from({ length: 300 }, (_, n) =>
    Array.from({ length: 5 }, () => ((n % 30 === 7 ? 40 : 0) + normalDeviate(random)).toFixed(3)).join(','),
  );
  return `a,b,c,d,e\n${rows.join('\n')}\n`;
}

/** Numbers near the smallest and the largest double. */
function extreme(): string {
  const random = seededRandom(4);
  return (
    'a,b\n' +
    `${Array.from({ length: 40 }, () => `${normalDeviate(random)}e-290,${3 + normalDeviate(random)}e290`).join('\n')}\n`
  );
}

/** Table with a column of every family, in which small numbers and large counts are bounds. */
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

/** Description, table and options of a fit. */
export const MODEL_CASES: readonly (readonly [string, string, FitOptions])[] = [
  ['penguins (numbers, levels, missing cells)', penguins, { ...QUICK_FIT, k: 4 }],
  ['penguins, map', penguins, { ...QUICK_FIT, k: 4, estimate: 'map' }],
  ['penguins, ml', penguins, { ...QUICK_FIT, estimate: 'ml' }],
  [
    'penguins, a stronger prior and another seed and rate',
    penguins,
    { ...QUICK_FIT, priorStrength: 5, seed: 7, falseDiscoveryRate: 0.3 },
  ],
  ['penguins with a wrong cell', penguinsWithSlip, QUICK_FIT],
  ['penguins with a wrong cell, without error channels', penguinsWithSlip, { ...QUICK_FIT, estimate: 'map' }],
  ['wrong cells, a heavy tail, codes and a rounding step', untidy(), { ...QUICK_FIT, k: 1 }],
  ['a small group', grouped(), { ...QUICK_FIT, k: 2 }],
  ['airquality (numbers, many missing cells), lbfgs', data('airquality'), { ...QUICK_FIT, method: 'lbfgs' }],
  ['house votes (categorical columns alone)', data('house_votes_84'), QUICK_FIT],
  ['house votes, ml, with probabilities of zero', data('house_votes_84'), { ...QUICK_FIT, estimate: 'ml', k: 6 }],
  ['whiskey', data('whiskey'), { ...QUICK_FIT, k: 2 }],
  ['every family, some cells bounds', bounded, { ...QUICK_FIT, k: 2, kinds: EVERY_KIND }],
  ['every family', everyFamily(), { ...QUICK_FIT, k: 2, kinds: EVERY_KIND }],
  [
    'every family and cells far out',
    everyFamily().replace('\n', '\n1e120,1e-300,9000000000000000,y,a\n'),
    { ...QUICK_FIT, k: 2, kinds: EVERY_KIND },
  ],
  ['every family, ml', everyFamily(), { ...QUICK_FIT, k: 2, kinds: EVERY_KIND, estimate: 'ml' }],
  ['columns and levels with the names of properties of objects', objectProperties(), { ...QUICK_FIT, k: 2 }],
  ['numbers near 1e-290 and 1e290', extreme(), { ...QUICK_FIT, k: 2 }],
  ['two rows', 'a,b,c\n1,2,x\n3,4,y\n', { k: 1 }],
];
