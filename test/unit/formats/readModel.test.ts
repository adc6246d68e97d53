/** Tests that readModel refuses whatever is not a valid model file, and accepts nothing that fails later. */
import assert from 'node:assert/strict';
import { complete } from '../../../server/core/numeric/generators';
import { seededRandom } from '../../../server/core/numeric/random';
import { readModel } from '../../../server/formats/model/readModel';
import type { FitOutput } from '../../../server/pipeline/fitTable';
import { runScoring } from '../../../server/pipeline/scoreTable';
import { fitText } from '../../support/fitText';
import { withValueAt, refusalMessage, everyFamily, EVERY_KIND, validModel, modelFileOf } from './modelSupport';

describe('readModel', function () {
  this.timeout(120_000);

  it('readModel refuses a text that is not JSON', () => {
    for (const text of ['', '{', 'a,b\n1,2\n'])
      assert.match(refusalMessage(text), /^Not valid JSON \(.*\); pass a model file written by "fit --out"\.$/);
  });

  it('readModel refuses JSON that is not a model', () => {
    for (const text of [
      'null',
      '3',
      '[]',
      '{}',
      '{"mixtureLensModel":"2"}',
      '{"mixtureLensModel":0}',
      '{"components":[]}',
    ]) {
      assert.equal(refusalMessage(text), 'Not a Mixture Lens model; pass a file written by "fit --out".');
    }
  });

  it('readModel accepts a model with a byte order mark', () => {
    assert.equal(refusalMessage(`\ufeff${validModel()}`), '');
  });

  it('readModel refuses a model of a newer version and asks for an update', () => {
    assert.equal(
      refusalMessage('{"mixtureLensModel":5}'),
      'This was written by a newer Mixture Lens (model version 5; this one reads up to 4); update Mixture Lens.',
    );
  });

  it('readModel refuses a model of version 1 and asks for a new fit', () => {
    assert.match(refusalMessage('{"mixtureLensModel":1}'), /older Mixture Lens \(model version 1\).*fit again/);
  });

  it('readModel refuses a model that is too large to compute with', () => {
    const columns = Array.from({ length: 4000 }, (_, d) => ({
      name: `c${d}`,
      kind: 'normal',
      reason: '',
      missing: 0,
      facts: { observed: 2, mean: 0, sd: 1 },
    }));
    const large = withValueAt(
      withValueAt(validModel(), 'columns', columns),
      'components',
      Array.from({ length: 3000 }, () => ({ weight: 1 / 3000 })),
    );

    assert.match(refusalMessage(large), /3000 components over 4000 columns, more than can be computed with/);
  });

  it('readModel refuses deeply nested JSON', () => {
    assert.match(
      refusalMessage(`{"mixtureLensModel":3,"rows":${'['.repeat(100_000)}${']'.repeat(100_000)}}`),
      /"rows" must be a whole number from 1, not a list/,
    );
  });

  it('A message of readModel is one short line, whatever the names in the file', () => {
    const message = refusalMessage(withValueAt(validModel(), 'columns/3/name', `two\nlines\u202e${'x'.repeat(1000)}`));

    assert.ok(message.length < 200 && !/[\n\u202e]/.test(message), message);
  });
});

describe('randomly changed model files', function () {
  this.timeout(120_000);
  const text = everyFamily().replace('\n', '\n1e9,1e300,1000000000000,y,a\n');
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
  let output: FitOutput;
  let small: string;
  before(() => {
    output = fitText(text, { starts: 1, k: 2, kinds: EVERY_KIND });
    small = withValueAt(modelFileOf(output), 'judging/draws', 200);
  });

  it('The file that is changed is valid and has a column of every family and cells set aside', () => {
    assert.deepEqual(
      output.report.columns.map(({ kind }) => kind),
      Object.values(EVERY_KIND),
    );
    assert.match(small, /"setAside":[1-9]/);
    assert.equal(refusalMessage(small), '');
  });

  it('A changed model file is refused, or gives tail probabilities from 0 to 1', () => {
    const random = seededRandom(1);
    const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)];
    const anyPlace = (content: unknown): readonly string[] => {
      if (typeof content !== 'object' || content === null || Object.keys(content).length === 0) return [];
      const key = pick(Object.keys(content));
      return [key, ...(random() < 0.9 ? anyPlace((content as Record<string, unknown>)[key]) : [])];
    };
    const rows = text.split('\n').slice(0, 12).join('\n');

    let accepted = 0;
    for (let round = 0; round < 1500; round++) {
      const altered = withValueAt(small, anyPlace(JSON.parse(small)).join('/'), pick(values));
      if (refusalMessage(altered) !== '') continue;
      accepted++;
      const { judgement } = complete(runScoring(rows, readModel(altered), { header: true }, () => 0));
      assert.ok(
        judgement.tail.every((p) => p >= 0 && p <= 1),
        altered,
      );
    }

    assert.ok(accepted > 50 && accepted < 1000, `${accepted} were accepted`);
  });
});
