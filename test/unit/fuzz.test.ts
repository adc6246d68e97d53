import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Mutator } from '../fuzz/mutation';
import { targets } from '../fuzz/targets';

const CORPUS = 'test/fuzz/corpus';
/** Inputs per target; `npm run fuzz` tries millions. */
const INPUTS = Number(process.env.MIXTURE_LENS_FUZZ ?? 2000);
const MOST_BYTES = 1024;

describe('any bytes', function () {
  this.timeout(120_000);

  for (const [name, target] of Object.entries(targets)) {
    it(`break no promise of the target "${name}"`, () => {
      const inputs = readdirSync(join(CORPUS, name)).map((file) => readFileSync(join(CORPUS, name, file)));
      for (const input of inputs) target(input);
      const mutator = new Mutator(process.env.MIXTURE_LENS_SEED === 'random' ? Date.now() : 1);
      for (let n = 0; n < INPUTS; n++) target(mutator.mutated(inputs, MOST_BYTES));
    });
  }
});
