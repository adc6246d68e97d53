/**
 * How many pairs of cells would say the same if values were drawn at random: n (n − 1) / 2 V with an effective number V
 * of values (the birthday problem; von Mises 1939). Where far fewer do, values are given so that they differ.
 */
import { exactShape } from '../patterns/shape';

/** So many pairs are expected at least before their absence tells anything, … */
const LEAST_EXPECTED = 15;
/** … and at most this share of them is there. */
const MOST_OF_EXPECTED = 0.1;

/** Whether repetitions are so much rarer than by chance that values must have been given to differ. */
export function isByDesign(repeats: number, expected: number): boolean {
  return expected >= LEAST_EXPECTED && repeats <= MOST_OF_EXPECTED * expected;
}

/** Of whole numbers, if all between the ends were alike; more if they are not. */
export function pairsOfNumbers(count: number, least: number, greatest: number): number {
  return (count * (count - 1)) / 2 / (greatest - least + 1);
}

/**
 * Of texts that are drawn a character at a time, by the characters at each place of their shape; more if these depend
 * on each other.
 */
export function pairsOfTexts(texts: readonly string[]): number {
  const shapes = new Map<string, string[]>();
  for (const text of texts) {
    const shape = exactShape(text);
    const own = shapes.get(shape);
    if (own === undefined) shapes.set(shape, [text]);
    else own.push(text);
  }
  let pairs = 0;
  for (const own of shapes.values()) pairs += pairsOfShape(own);
  return pairs;
}

/**
 * The logarithm of 1 / V is the sum over places of that of Σ p², unbiased: of the pairs of texts the share that agrees
 * there.
 */
function pairsOfShape(texts: readonly string[]): number {
  const n = texts.length;
  if (n < 2) return 0;
  let logShare = 0;
  const longest = texts.reduce((most, { length }) => Math.max(most, length), 0);
  for (let at = 0; at < longest; at++) {
    const counts = new Map<string, number>();
    for (const text of texts) counts.set(text.charAt(at), (counts.get(text.charAt(at)) ?? 0) + 1);
    let alike = 0;
    for (const count of counts.values()) alike += count * (count - 1);
    logShare += Math.log(alike / (n * (n - 1)));
  }
  return ((n * (n - 1)) / 2) * Math.exp(logShare);
}
