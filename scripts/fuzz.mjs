// `npm run fuzz -- [TARGET...] [--inputs 1000000] [--seed 1] [--keep]`: fuzzing guided by coverage. Inputs that reach a
// branch for the first time become parents of others; `--keep` adds them to test/fuzz/corpus. An input that breaks a
// promise is written to out/fuzz, and the exit status is 1.
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { createInstrumenter } from 'istanbul-lib-instrument';

const repository = join(import.meta.dirname, '..');
const corpus = join(repository, 'test/fuzz/corpus');
const folder = join(repository, 'out/fuzz');
const MOST_BYTES = 4096;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    inputs: { type: 'string', default: '100000' },
    seed: { type: 'string', default: '1' },
    keep: { type: 'boolean', default: false },
  },
});

/** Kinds of failures that were reported. */
const reported = new Set();
const { targets, Mutator } = await instrumented();
for (const name of positionals.length > 0 ? positionals : Object.keys(targets)) {
  if (!Object.hasOwn(targets, name)) {
    process.stderr.write(`Unknown target ${name}; there are ${Object.keys(targets).join(', ')}.\n`);
    process.exitCode = 2;
  } else fuzz(name);
}

function fuzz(name) {
  const own = join(corpus, name);
  mkdirSync(own, { recursive: true });
  const inputs = readdirSync(own).map((file) => readFileSync(join(own, file)));
  if (inputs.length === 0) inputs.push(Buffer.from('a,b\n1,2\n'));
  zeroCounters();
  const unseen = unseenBranches();
  const [known, began] = [inputs.length, performance.now()];
  const run = (bytes) => {
    try {
      targets[name](bytes);
    } catch (error) {
      report(name, bytes, error);
    }
    return unseen();
  };
  for (const input of inputs) run(input);
  const mutator = new Mutator(Number(values.seed));
  for (let n = 0; n < Number(values.inputs); n++) {
    const bytes = mutator.mutated(inputs, MOST_BYTES);
    if (run(bytes)) inputs.push(bytes);
  }
  if (values.keep) keep(own, inputs, run);
  const seconds = (performance.now() - began) / 1000;
  process.stdout.write(
    `${name}: ${values.inputs} inputs in ${seconds.toFixed(0)} s, ${inputs.length - known} with new branches\n`,
  );
}

/** Keeps the shortest inputs that reach all branches together. */
function keep(own, inputs, run) {
  for (const file of readdirSync(own)) rmSync(join(own, file));
  zeroCounters();
  const unseen = unseenBranches();
  for (const bytes of inputs.toSorted((a, b) => a.length - b.length)) {
    run(bytes);
    if (unseen()) writeFileSync(join(own, createHash('sha256').update(bytes).digest('hex').slice(0, 12)), bytes);
  }
}

function zeroCounters() {
  for (const { b } of Object.values(globalThis.__fuzzCoverage__)) for (const counts of Object.values(b)) counts.fill(0);
}

function report(name, bytes, error) {
  mkdirSync(folder, { recursive: true });
  const kind = createHash('sha256')
    .update(String(error.stack).split('\n').slice(0, 3).join())
    .digest('hex')
    .slice(0, 8);
  const file = join(folder, `${name}-${kind}`);
  writeFileSync(file, bytes);
  if (process.exitCode !== 1 || !reported.has(kind))
    process.stderr.write(`${name}: ${error.stack}\n  input: ${file}\n`);
  reported.add(kind);
  process.exitCode = 1;
}

/** Bundles the targets with a counter for each branch. */
async function instrumented() {
  mkdirSync(folder, { recursive: true });
  const { outputFiles } = await build({
    stdin: {
      contents: `export * from './test/fuzz/targets'; export * from './test/fuzz/mutation';`,
      resolveDir: repository,
      loader: 'ts',
    },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    write: false,
  });
  const instrumenter = createInstrumenter({ coverageVariable: '__fuzzCoverage__', compact: true });
  const file = join(folder, 'targets.cjs');
  writeFileSync(file, instrumenter.instrumentSync(outputFiles[0].text, file));
  return createRequire(import.meta.url)(file);
}

/** @returns tells whether a branch was taken for the first time since it was asked last */
function unseenBranches() {
  let open = Object.values(globalThis.__fuzzCoverage__).flatMap(({ b }) =>
    Object.values(b).flatMap((counts) => counts.map((_, i) => ({ counts, i }))),
  );
  return () => {
    let isNew = false;
    for (const { counts, i } of open) if (counts[i] > 0) isNew = true;
    if (isNew) open = open.filter(({ counts, i }) => counts[i] === 0);
    return isNew;
  };
}
