// Which tables are measured: a grid, of which a fixed fraction is taken, and how specs are written.
import { errorsFor } from './errors.mjs';
import { seeded } from './random.mjs';

export const RATES = [0, 0.0003, 0.003, 0.01, 0.03, 0.1];
const COMPONENTS = [1, 3, 8];
const LAYOUTS = [
  { d: 2, layout: 'normal' },
  { d: 5, layout: 'normal' },
  { d: 5, layout: 'mixed' },
  { d: 20, layout: 'normal' },
  { d: 20, layout: 'mixed' },
];
const SEEDS = 10;
/** Files for each rate; of 300 rows a rate of 0.03 % is that of 0.3 %, one row, and left out. */
const FILES = { 300: 60, 3000: 15, 50_000: 5 };
const QUICK = { 300: 15, 3000: 6 };

const SHAPES = COMPONENTS.flatMap((k) => LAYOUTS.map((layout) => ({ k, ...layout })));
const sizes = Object.keys(FILES).map(Number);
const ratesOf = (n) => RATES.filter((rate) => n > 300 || rate !== 0.0003);

/** The fraction of the grid, or of its small files. */
export function design({ quick = false } = {}) {
  const files = quick ? QUICK : FILES;
  return sizes.filter((n) => n in files).flatMap((n) => ratesOf(n).flatMap((rate) => fraction(n, rate, files[n])));
}

/**
 * Takes the shapes in turn, in a random order, and another seed each time round. Files have errors of all kinds and of
 * one kind by turns.
 */
function fraction(n, rate, files) {
  const random = seeded(n, Math.round(1e6 * rate));
  const shapes = random.shuffled(SHAPES);
  return Array.from({ length: files }, (_, i) => {
    const [place, turn] = [i % shapes.length, Math.floor(i / shapes.length)];
    const spec = { n, ...shapes[place], rate };
    const errors = rate === 0 || (place + turn) % 2 === 0 ? 'all' : random.pick(errorsFor(spec));
    return { ...spec, errors, seed: (place + turn) % SEEDS };
  });
}

/** Every file of the grid whose errors are of all kinds. */
export function wholeGrid() {
  const seeds = Array.from({ length: SEEDS }, (_, seed) => seed);
  return sizes.flatMap((n) =>
    ratesOf(n).flatMap((rate) =>
      SHAPES.flatMap((shape) => seeds.map((seed) => ({ n, ...shape, rate, errors: 'all', seed }))),
    ),
  );
}

const KEYS = ['n', 'k', 'd', 'layout', 'rate', 'errors', 'seed'];

export const nameOf = (spec) => KEYS.map((key) => `${key}=${spec[key]}`).join(',');

/**
 * `n=300,k=3`, several values as `k=1|3`: what a spec must have. A spec that tells everything is taken though the
 * design lacks it.
 */
export function chosen(specs, text) {
  if (text === undefined) return specs;
  const wanted = text.split(',').map((part) => {
    const [key, values = ''] = part.split('=');
    if (!KEYS.includes(key)) throw new Error(`--only ${part}: there are ${KEYS.join(', ')}`);
    return [key, values.split('|')];
  });
  const found = specs.filter((spec) => wanted.every(([key, values]) => values.includes(String(spec[key]))));
  if (found.length > 0) return found;
  if (wanted.length < KEYS.length)
    throw new Error(`--only ${text}: the design has no such file; --grid looks through the whole grid`);
  return [
    Object.fromEntries(wanted.map(([key, [value]]) => [key, Number.isNaN(Number(value)) ? value : Number(value)])),
  ];
}
