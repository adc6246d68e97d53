/** Tests the kernel that marks rows which may hold an unlikely cell. */
import assert from 'node:assert/strict';
import { factsOf } from '../../../server/core/schema/encoding/facts';
import { complete } from '../../../server/core/numeric/generators';
import { neutralMixture, shapeOf, type Mixture } from '../../../server/core/mixture/model';
import { sampleRows } from '../../../server/core/judging/tails/draws';
import type { Matrix } from '../../../server/core/data/matrix';
import { seededRandom } from '../../../server/core/numeric/random';
import { errorFreeJudge } from '../judging/judgedTables';
import { builds, engineOf } from './kernelBuilds';

const K = 4;
const COLUMNS = 5;
const BOUND = 0.002;

/** Rows drawn from overlapping components, some cells wild. @param gaps share of missing cells */
function drawn(rows: number, seed: number, gaps: number): { mixture: Mixture; matrix: Matrix } {
  const random = seededRandom(seed);
  const facts = { observed: rows, missing: 0, mean: 0, sd: 2, levels: 0 };
  const { shape, theta } = neutralMixture(
    shapeOf(
      Array.from({ length: COLUMNS }, () => ({ family: 'normal' as const, facts })),
      K,
    ),
  );
  for (const { parameters } of shape.columns) {
    for (let j = 0; j < K; j++) theta.set([4 * random() - 2, Math.log(0.4 + random())], parameters + 2 * j);
  }
  const columns = sampleRows({ shape, theta }, rows, random).columns.map(({ values }, d) => {
    for (let n = 0; n < rows; n++) {
      const chance = random();
      if (chance < gaps) values[n] = NaN;
      else if (chance > 0.99) values[n] += 8 * random();
    }
    return { name: `x${d}`, family: 'normal' as const, levels: [], facts: factsOf(values, 0), values };
  });
  return { mixture: { shape, theta }, matrix: { rows, columns } };
}

describe('the kernel of doubtful rows', () => {
  for (const { name, module } of builds) {
    for (const gaps of [0, 0.1]) {
      it(`${name} marks every row with a cell of a small tail, ${gaps === 0 ? 'no' : 'some'} cells missing`, () => {
        const { mixture, matrix } = drawn(1501, 7, gaps);
        const engine = engineOf(module);
        const held = engine.hold(matrix);
        const judge = errorFreeJudge(mixture, matrix.columns, BOUND);

        const marks = complete(engine.doubtfulRows(mixture, held, judge.soundnessTest));

        assert.ok(marks !== undefined);
        let marked = 0;
        for (let n = 0; n < matrix.rows; n++) {
          marked += marks[n];
          judge.load(n);
          const least = judge.cellTails('all').reduce((a, b) => Math.min(a, b), 1);
          if (least < BOUND) assert.equal(marks[n], 1, `row ${n} has a cell of tail ${least}`);
        }
        assert.ok(marked > 0 && marked < 0.4 * matrix.rows, `${marked} rows of ${matrix.rows} are marked`);
      });
    }
  }
});
