/** A source of uniform numbers in [0, 1). Core never creates one: the caller passes one in, seeded. */
export type Random = () => number;

/**
 * Creates a generator: xoshiro128** (Blackman & Vigna 2018), seeded by splitmix32, with 53-bit output.
 *
 * @param seed any number; its lower and upper 32 bits both count
 * @param stream a second number: equal seeds with different streams give independent sequences
 */
export function seededRandom(seed: number, stream = 0): Random {
  let mix =
    (Math.floor(seed) ^ Math.imul(Math.floor(seed / 2 ** 32) + 1, 0x9e3779b1) ^ Math.imul(stream + 1, 0x85ebca6b)) | 0;
  const splitmix = (): number => {
    mix = (mix + 0x9e3779b9) | 0;
    let t = mix ^ (mix >>> 16);
    t = Math.imul(t, 0x21f0aaad);
    t ^= t >>> 15;
    t = Math.imul(t, 0x735a2d97);
    return t ^ (t >>> 15);
  };
  let a = splitmix();
  let b = splitmix();
  let c = splitmix();
  let d = splitmix();
  const next = (): number => {
    const scrambled = Math.imul(b, 5);
    const result = Math.imul((scrambled << 7) | (scrambled >>> 25), 9);
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = (d << 11) | (d >>> 21);
    return result >>> 0;
  };
  return () => (next() * 2 ** 21 + (next() >>> 11)) / 2 ** 53;
}

/** Draws a standard normal deviate by the polar method (Marsaglia & Bray 1964). */
export function normalDeviate(random: Random): number {
  for (;;) {
    const u = 2 * random() - 1;
    const v = 2 * random() - 1;
    const s = u * u + v * v;
    if (s > 0 && s < 1) return u * Math.sqrt((-2 * Math.log(s)) / s);
  }
}

/** Draws an index with the given probabilities (they need not sum to exactly one). */
export function drawIndex(weights: ArrayLike<number>, random: Random): number {
  let total = 0;
  for (let i = 0; i < weights.length; i++) total += weights[i];
  let remaining = random() * total;
  let last = 0;
  for (let i = 0; i < weights.length; i++) {
    if (weights[i] <= 0) continue;
    last = i;
    remaining -= weights[i];
    if (remaining < 0) return i;
  }
  return last;
}
