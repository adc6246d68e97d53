// The other programs: how they are found, what they can fit, how they are called and how a person installs them.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../scripts/children.mjs';
import { pythonWith, rCommand, rHas } from '../interpreters.mjs';

const NORMAL = ['normal', 'lognormal'];
const LEVELS = ['bernoulli', 'categorical'];
const kept = join(import.meta.dirname, '../../out/peers');
const longestMilliseconds = 3_600_000;

/**
 * `missing`: whether empty cells are marginalised. `debian`, `otherwise`: what to install.
 * `byDefault`, `many`: what the two runs of a program are. `startShare`: its share of the starts, if not all.
 */
export const programs = {
  mclust: {
    label: 'mclust',
    language: 'R',
    kinds: NORMAL,
    missing: false,
    debian: 'r-cran-mclust',
    byDefault: 'VVI (V for one column), no prior; its hierarchical clustering, to 1e-5 of the log likelihood',
    many: 'half from clustering a random half of the rows, half from random rows as centres, to 1e-12',
  },
  flexmix: {
    label: 'flexmix',
    language: 'R',
    kinds: [...NORMAL, ...LEVELS, 'poisson'],
    missing: false,
    debian: 'r-cran-flexmix r-cran-mvtnorm',
    byDefault: 'one random start, components below 5 % dropped, variances "unbiased" (see above)',
    many: 'no component dropped, variances of maximum likelihood, the best three continued to 1e-12',
  },
  poLCA: {
    label: 'poLCA',
    language: 'R',
    kinds: LEVELS,
    missing: true,
    otherwise: 'Rscript -e \'install.packages("poLCA")\'',
    byDefault: 'one random start, at most 1000 iterations',
    many: 'at most 10000 iterations',
  },
  VarSelLCM: {
    label: 'VarSelLCM',
    language: 'R',
    kinds: [...NORMAL, ...LEVELS, 'poisson'],
    missing: true,
    otherwise: 'Rscript -e \'install.packages("VarSelLCM")\'',
    byDefault: 'no selection of variables; 250 starts of 20 iterations, the best 50 continued to 1e-6 nats',
    many: 'the same 250 starts, to 1e-10 nats',
  },
  sklearn: {
    label: 'scikit-learn',
    language: 'Python',
    kinds: NORMAL,
    missing: false,
    debian: 'python3-sklearn',
    byDefault: '`covariance_type="diag"`: one k-means start, 1e-3 nats a row, 1e-6 added to every variance',
    many: 'half from k-means, half from random rows, to 1e-11 nats a row, nothing added to variances',
  },
  stepmix: {
    label: 'StepMix',
    language: 'Python',
    kinds: [...NORMAL, ...LEVELS],
    missing: true,
    otherwise: 'pip install stepmix',
    byDefault: 'one random start, to 1e-10 nats a row, at most 1000 iterations',
    many: 'a fifth of the starts, since it is slow; at most 10000 iterations',
    startShare: 0.2,
  },
};

/**
 * Those that are there, by name: `{ command, language }` to start them with. What is not there is told, with what would
 * install it.
 */
export function findPrograms(tell) {
  const found = {};
  const commands = { R: rCommand(tell), Python: undefined };
  for (const [name, { language, debian, otherwise, label }] of Object.entries(programs)) {
    const command = language === 'R' ? commands.R : pythonWith(name);
    if (command !== undefined && (language === 'Python' || rHas(command, name))) found[name] = command;
    else
      tell(`${label} is not installed and is left out; install it with: ${otherwise ?? `apt-get install ${debian}`}`);
  }
  return found;
}

/**
 * Fits one case. What goes in and comes out stays in `out/peers/`, by a hash of what went in; `reuse` takes it from
 * there.
 * @returns {Promise<{ version?: string, runs: object[] }>}
 */
export async function fitWith(name, command, { columns, k, starts, seed, reuse }) {
  const { language, startShare = 1 } = programs[name];
  const given = JSON.stringify({ seed, starts: Math.ceil(starts * startShare), k, columns });
  const path = join(kept, `${name}-${createHash('sha256').update(given).digest('hex').slice(0, 16)}`);
  const [input, output] = [`${path}.in.json`, `${path}.out.json`];
  if (reuse && existsSync(output)) return JSON.parse(readFileSync(output, 'utf8'));
  mkdirSync(kept, { recursive: true });
  rmSync(output, { force: true });
  writeFileSync(input, given);
  const script = language === 'R' ? 'r/run.R' : 'python/run.py';
  const status = await run(command, [join(import.meta.dirname, script), name, input, output], {
    limitMilliseconds: longestMilliseconds,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (status === 0) return JSON.parse(readFileSync(output, 'utf8'));
  const error =
    status === null
      ? `it was still running after ${longestMilliseconds / 60_000} minutes`
      : `it ended with status ${status}`;
  return { runs: k.flatMap((count) => ['default', 'many'].map((mode) => ({ k: count, mode, error }))) };
}

export function canFit(name, columns, missing) {
  const program = programs[name];
  return columns.every(({ kind }) => program.kinds.includes(kind)) && (program.missing || !missing);
}
