/** The state of a fit in a database, as the text of a file. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  fitStateJson,
  readFitState,
  requireOrigin,
  StateProblem,
  type FitState,
} from '../../../server/formats/fitState';
import { PassRecord } from '../../../server/pipeline/inDatabase/passRecord';

const STATE: FitState = {
  program: '1.2.3',
  source: '["duckdb","/data/shop.duckdb","rows"]',
  seed: 3,
  options: { k: 2, estimate: 'map' },
  sample: 'ab12',
  iteration: 4,
  theta: [0.1, -0.2],
  passes: [{ statements: [12], results: [[[1, null, 'red']]] }],
};
const values = fc.oneof(fc.double(), fc.bigInt(), fc.string(), fc.boolean(), fc.constant(null));

describe('the state of a fit', () => {
  it('All values come back with every bit', () => {
    fc.assert(
      fc.property(fc.array(fc.array(values)), (rows) => {
        const passes = [{ statements: [1, 2], results: [rows, []] }];

        const state = readFitState(fitStateJson({ ...STATE, passes }));

        assert.deepStrictEqual(state, { ...STATE, passes });
      }),
    );
  });

  it('A state without an end, or with another digit, is refused', () => {
    const text = fitStateJson(STATE);

    for (const damaged of [text.slice(0, -1), text.slice(0, 90), '', text.replace('"seed":3', '"seed":4')])
      assert.throws(() => readFitState(damaged), /the state is damaged or no state of a fit; start again/);
  });

  it('Other JSON is refused', () => {
    for (const text of ['{"k":2}', '{"checksum":1,"state":{}}\n', 'null'])
      assert.throws(() => readFitState(text), StateProblem);
  });

  const others: readonly (readonly [what: string, origin: Partial<FitState>, message: RegExp])[] = [
    ['version of the program', { program: '1.2.4' }, /another version of the program/],
    ['table', { source: '["duckdb","/data/shop.duckdb","other"]' }, /belongs to another table/],
    ['seed', { seed: 4 }, /another value of the option seed/],
    ['option', { options: { k: 2 } }, /another value of the option estimate/],
    ['sample', { sample: 'cd34' }, /rows of the table have changed/],
  ];
  for (const [what, origin, message] of others)
    it(`A state of another ${what} is refused`, () => {
      assert.throws(() => requireOrigin(STATE, { ...STATE, ...origin }), message);
    });
});

describe('the record of passes', () => {
  it('A later run takes the results of the earlier one in their order, and then none', () => {
    const first = new PassRecord();
    first.add(['SELECT 1'], [[[1]]]);
    first.add(['SELECT 2', 'SELECT 3'], [[[2]], [[3]]]);

    const second = new PassRecord(first.all);

    assert.deepEqual(second.take(['SELECT 1']), [[[1]]]);
    assert.deepEqual(second.take(['SELECT 2', 'SELECT 3']), [[[2]], [[3]]]);
    assert.equal(second.take(['SELECT 4']), undefined);
  });

  it('Other statements than those of the earlier run are refused', () => {
    const first = new PassRecord();
    first.add(['SELECT 1'], [[[1]]]);

    const second = new PassRecord(first.all);

    assert.throws(() => second.take(['SELECT 1e0']), /took other steps/);
  });
});
