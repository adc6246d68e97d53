import assert from 'node:assert/strict';
import { complete } from '../../server/core/mixture/expectation';
import { DEFAULT_FIT_OPTIONS, fit } from '../../server/core/mixture/fit';
import { namedColumns, published, referenceMatrix } from './reference';

describe('published maximum log likelihoods, found with the default options', () => {
  for (const [name, reference] of Object.entries(published)) {
    const file = `${name}.csv`;
    for (const [k, logLikelihood] of Object.entries(reference.ml)) {
      it(`${name}, K = ${k}: ${logLikelihood}`, function () {
        this.timeout(60_000);
        const matrix = referenceMatrix(file, namedColumns(file, reference.normal), namedColumns(file, reference.categorical));
        const found = complete(fit(matrix, { ...DEFAULT_FIT_OPTIONS, k: Number(k), estimate: 'ml' }));
        const short = found.nlml + logLikelihood;
        assert.ok(Math.abs(short) <= 5e-4, `NLML ${found.nlml}: ${short} from the published maximum`);
      });
    }
  }
});
