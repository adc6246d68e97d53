/** Tests that readModel refuses model files with invalid components and settings. */
import { itRefuses, withFirst, type ModelFault } from './modelSupport';

const FAULTS: readonly ModelFault[] = [
  [
    'weights that do not sum to one',
    'components/0/weight',
    (w: number) => w + 0.01,
    /weights must sum to 1; they sum to 1\.01/,
  ],
  ['a negative weight', 'components/0/weight', -0.5, /weights must all be above zero/],
  [
    'a mean far from the column',
    'components/0/columns/bill_length_mm/mean',
    1e308,
    /component 1, column "bill_length_mm", has "mean" 1e\+308, which no fit of this column gives.*Fit again\.$/,
  ],
  [
    'a standard deviation far below that of the column',
    'components/1/columns/bill_length_mm/sd',
    1e-308,
    /component 2, column "bill_length_mm", has "sd" 1e-308, which no fit/,
  ],
  ['a component without a weight', 'components/1/weight', undefined, /"weight" must be a number, and is missing/],
  [
    'a negative standard deviation',
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
    'a level without a probability',
    'components/0/columns/species/probabilities/Adelie',
    undefined,
    /needs a probability from 0 to 1 for the level "Adelie"/,
  ],
  [
    'a text for a probability',
    'components/0/columns/species/probabilities/Adelie',
    '0.5',
    /needs a probability from 0 to 1 for the level "Adelie"/,
  ],
  [
    'probabilities that do not sum to one',
    'components/0/columns/sex/probabilities',
    { female: 0.2, male: 0.2 },
    /column "sex", has probabilities that sum to 0\.4, not to 1/,
  ],
  [
    'a component without the parameters of a column',
    'components/1/columns/island',
    undefined,
    /component 2, column "island", has no parameters/,
  ],
  ['null for a component', 'components/1', null, /component 2 must be an object/],
  ['an empty list of components', 'components', [], /has no "components"/],
  ['a K that is not the number of components', 'k', 3, /"k" is 3, but it has 2 components/],
  [
    'a model of ignored columns alone',
    'columns',
    (columns: readonly object[]) => columns.map((column) => ({ ...column, kind: 'ignored' })),
    /uses no column/,
  ],
  ['a text for the number of rows', 'rows', '344', /"rows" must be a whole number from 1, not "344"/],
  ['a number of rows that is not an exact integer', 'rows', 1e300, /"rows" must be a whole number/],
  [
    'rows behind the parameters that are cut',
    'judging/rows',
    (text: string) => text.slice(0, -4),
    /"rows" must be 16 doubles in base64; the file was cut or changed/,
  ],
  [
    'rows behind the parameters that are not base64',
    'judging/rows',
    (text: string) => `*${text.slice(1)}`,
    /"rows" must be 16 doubles/,
  ],
  [
    'rows behind the parameters that are NaN',
    'judging/rows',
    withFirst(NaN),
    /"rows" must be finite and not negative; .* fit again/,
  ],
  [
    'rows behind the parameters that are negative',
    'judging/rows',
    withFirst(-1),
    /"rows" must be finite and not negative; .* fit again/,
  ],
  ['a list for the rows behind the parameters', 'judging/rows', [1, 2], /"rows" must be a string, not a list/],
  [
    'an unknown standing',
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
    'a model without a common component',
    'components',
    (components: readonly object[]) => components.map((component) => ({ ...component, standing: 'group' })),
    /components have no "common" one; fit again/,
  ],
  ['a model without the judging part', 'judging', undefined, /"judging" must be an object/],
  ['too many draws', 'judging/draws', 1e12, /"draws" must be a whole number from 200 to 10000/],
  ['a false discovery rate of 2', 'judging/falseDiscoveryRate', 2, /"falseDiscoveryRate" must be below 1/],
  ['an unknown estimate', 'estimate', 'bayes', /"estimate" must be one of robust, map, ml, not "bayes"/],
  ['a list for a seed', 'seed', [1], /"seed" must be a whole number from 0, not a list/],
  ['a prior with a strength of zero', 'prior/strength', 0, /"strength" must be a number above 0, not 0/],
];

describe('invalid components and settings in a model file', function () {
  this.timeout(120_000);

  itRefuses(FAULTS);
});
