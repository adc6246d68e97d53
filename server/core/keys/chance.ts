/**
 * Number of pairs of equal cells expected if values were drawn at random: n (n − 1) / 2 V with an effective number V of
 * values (the birthday problem; von Mises 1939). Where far fewer pairs occur, values were assigned to differ.
 */
import { exactShape } from '../patterns/shape';

/** Minimum number of expected pairs for their absence to mean anything, … */
const LEAST_EXPECTED_PAIRS = 15;
/** … and maximum share of them that occurs. */
const MOST_PAIR_SHARE = 0.1;

/** Whether repetitions are far rarer than by chance, so that values must have been assigned to differ. */
export function isByDesign(repeats: number, expected: number): boolean {
  return expected >= LEAST_EXPECTED_PAIRS && repeats <= MOST_PAIR_SHARE * expected;
}

/** Returns the expected pairs of whole numbers, if all numbers between the ends were equally likely; more otherwise. */
export function pairsOfNumbers(count: number, least: number, greatest: number): number {
  return (count * (count - 1)) / 2 / (greatest - least + 1);
}

/**
 * Returns the expected pairs of texts that are drawn one character at a time, from the characters at each place of
 * their shape; more if these are dependent.
 */
export function pairsOfTexts(texts: readonly string[]): number {
  const shapes = new Map<string, string[]>();
  for (const text of texts) {
    const shape = exactShape(text);
    const group = shapes.get(shape);
    if (group === undefined) shapes.set(shape, [text]);
    else group.push(text);
  }
  let pairs = 0;
  for (const group of shapes.values()) pairs += pairsOfShape(group);
  return pairs;
}

/**
 * Returns the expected pairs of texts of one shape. The logarithm of 1 / V is the sum over places of log Σ p²,
 * estimated without bias by the share of pairs of texts that agree there.
 */
function pairsOfShape(texts: readonly string[]): number {
  const n = texts.length;
  if (n < 2) return 0;
  let logShare = 0;
  const longest = texts.reduce((maximum, { length }) => Math.max(maximum, length), 0);
  for (let at = 0; at < longest; at++) {
    const counts = new Map<string, number>();
    for (const text of texts) counts.set(text.charAt(at), (counts.get(text.charAt(at)) ?? 0) + 1);
    let equalPairs = 0;
    for (const count of counts.values()) equalPairs += count * (count - 1);
    logShare += Math.log(equalPairs / (n * (n - 1)));
  }
  return ((n * (n - 1)) / 2) * Math.exp(logShare);
}
