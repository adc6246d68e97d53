import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Mutator } from '../fuzz/mutation';
import { targets } from '../fuzz/targets';

const CORPUS = 'test/fuzz/corpus';
/** Number of mutated inputs per target; `npm run fuzz` tries millions. */
const INPUTS = Number(process.env.MIXTURE_LENS_FUZZ ?? 2000);
const MOST_BYTES = 1024;

describe('fuzz targets', function () {
  this.timeout(120_000);

  for (const [name, target] of Object.entries(targets)) {
    it(`The fuzz target "${name}" keeps its promises for the corpus and for mutated inputs`, () => {
      const inputs = readdirSync(join(CORPUS, name)).map((file) => readFileSync(join(CORPUS, name, file)));

      for (const input of inputs) target(input);

      const mutator = new Mutator(process.env.MIXTURE_LENS_SEED === 'random' ? Date.now() : 1);
      for (let n = 0; n < INPUTS; n++) target(mutator.mutated(inputs, MOST_BYTES));
    });
  }
});
