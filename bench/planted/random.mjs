// Randomness of the planted tables: seeded, and the same on every machine.

/**
 * sfc32 (Doty-Humphrey, PractRand) with what is drawn from it.
 * @param {readonly number[]} seeds whole numbers, all of which count
 */
export function seeded(...seeds) {
  const uniform = uniforms(seeds);
  const between = (low, high) => low + (high - low) * uniform();
  const whole = (below) => Math.floor(below * uniform());
  const shuffled = (list) => {
    const copy = [...list];
    for (let i = copy.length - 1; i > 0; i -= 1) {
      const j = whole(i + 1);
      [copy[i], copy[j]] = [copy[j], copy[i]];
    }
    return copy;
  };
  return {
    uniform,
    between,
    whole,
    shuffled,
    pick: (list) => list[whole(list.length)],
    normal: () => normal(uniform),
    poisson: (rate) => poisson(rate, uniform),
    index: (weights) => index(weights, uniform),
  };
}

function uniforms(seeds) {
  let [a, b, c, count] = [0x9e3779b9, 0x243f6a88, 0xb7e15162, 1];
  const next = () => {
    const result = (a + b + count) | 0;
    count = (count + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + result) | 0;
    return result >>> 0;
  };
  for (const seed of seeds) {
    a ^= seed | 0;
    for (let i = 0; i < 15; i += 1) next();
  }
  return () => (next() * 2 ** 21 + (next() >>> 11)) / 2 ** 53;
}

/** The polar method (Marsaglia & Bray 1964). */
function normal(uniform) {
  for (;;) {
    const [u, v] = [2 * uniform() - 1, 2 * uniform() - 1];
    const s = u * u + v * v;
    if (s > 0 && s < 1) return u * Math.sqrt((-2 * Math.log(s)) / s);
  }
}

/** Knuth's product of uniforms, which is quick enough for rates below a hundred. */
function poisson(rate, uniform) {
  const limit = Math.exp(-rate);
  let count = 0;
  for (let product = uniform(); product > limit; product *= uniform()) count += 1;
  return count;
}

function index(weights, uniform) {
  let left = uniform() * weights.reduce((sum, weight) => sum + weight, 0);
  const found = weights.findIndex((weight) => (left -= weight) < 0);
  return found < 0 ? weights.length - 1 : found;
}
