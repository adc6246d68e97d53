/** Pairs of tables drawn from a mixture, of which the second may have drifted, and their comparison. */
import {
  comparePair,
  fitSample,
  testPair,
  type Comparison,
  type ComparisonSettings,
  type Tests,
} from '../../../server/core/comparison/comparePair';
import type { TablePair } from '../../../server/core/comparison/tablePair';
import type { Matrix, MatrixColumn } from '../../../server/core/data/matrix';
import { complete } from '../../../server/core/numeric/generators';
import { drawIndex, normalDeviate, seededRandom, type Random } from '../../../server/core/numeric/random';
import { factsOf } from '../../../server/core/schema/encoding/facts';
import { DEFAULT_FIT_OPTIONS } from '../../../server/core/selection/fitMixture';

/** Parameters of the source of a table. */
export interface Source {
  /** Weight of the first of two clusters. */
  readonly weight: number;
  /** Shift of every width, in standard deviations of the column. */
  readonly shift: number;
  /** Probabilities of the levels of the colour; the first cluster prefers the first. */
  readonly colours: readonly number[];
  /** Share of missing ages. */
  readonly missing: number;
}

export const SOURCE: Source = { weight: 0.4, shift: 0, colours: [0.5, 0.3, 0.15, 0.05], missing: 0.05 };

/** Standard deviation of the width over both clusters. */
const WIDTH_SD = Math.sqrt(1 + 16 * 0.4 * 0.6);

/** Columns: width and height tell the clusters apart, age and colour do not; ages may be missing. */
export const NAMES = ['width', 'height', 'age', 'colour'];

export function drawTable(rows: number, { weight, shift, colours, missing }: Source, random: Random): Matrix {
  const [width, height, age, colour] = NAMES.map(() => new Float64Array(rows));
  for (let n = 0; n < rows; n++) {
    const isFirst = random() < weight;
    width[n] = (isFirst ? 4 : 0) + normalDeviate(random) + shift * WIDTH_SD;
    height[n] = (isFirst ? 10 : 4) + 2 * normalDeviate(random);
    const years = 40 + 12 * normalDeviate(random);
    age[n] = random() < missing ? NaN : years;
    colour[n] = drawIndex(colours, random);
  }
  const numbers = (name: string, values: Float64Array): MatrixColumn => ({
    name,
    family: 'normal',
    levels: [],
    values,
    facts: factsOf(values, 0),
  });
  const levels = ['red', 'green', 'blue', 'grey'];
  return {
    rows,
    columns: [
      numbers('width', width),
      numbers('height', height),
      numbers('age', age),
      { name: 'colour', family: 'categorical', levels, values: colour, facts: factsOf(colour, levels.length) },
    ],
  };
}

export function pairOfTables(a: Matrix, b: Matrix): TablePair {
  return { matrices: [a, b], columns: NAMES.map((name, d) => ({ name, members: [d] })) };
}

export interface Drawing {
  readonly rows?: readonly [number, number];
  readonly permutations?: number;
  readonly k?: number | 'auto';
  readonly draws?: number;
  readonly isRobust?: boolean;
}

/** Draws a table from each source. */
export function drawPair(
  seed: number,
  drifted: Partial<Source> = {},
  rows: readonly [number, number] = [5000, 5000],
): TablePair {
  const random = seededRandom(seed, 7);
  const a = drawTable(rows[0], SOURCE, random);
  const b = drawTable(rows[1], { ...SOURCE, ...drifted }, random);
  return pairOfTables(a, b);
}

/** Draws a table from each source and compares the two. */
export function compareDrawn(seed: number, drifted: Partial<Source> = {}, drawing: Drawing = {}): Comparison {
  return comparisonOf(drawPair(seed, drifted, drawing.rows), drawing);
}

/** Draws a table from each source and tests whether they have one source. */
export function testDrawn(seed: number, drifted: Partial<Source> = {}, drawing: Drawing = {}): Tests {
  const pair = drawPair(seed, drifted, drawing.rows);
  const members = pair.columns.flatMap(({ members }) => members);
  return complete(testPair(pair, members, settingsOf(drawing))).tests;
}

export function comparisonOf(pair: TablePair, drawing: Drawing = {}): Comparison {
  const settings = settingsOf(drawing);
  const [p, q] = pair.matrices.map((matrix) => complete(fitSample(matrix, settings)).mixture);
  return complete(comparePair(pair, { p, q, members: pair.columns.flatMap(({ members }) => members) }, settings));
}

function settingsOf({ permutations = 499, k = 2, draws = 4000, isRobust = true }: Drawing): ComparisonSettings {
  return { search: { ...DEFAULT_FIT_OPTIONS, k }, isRobust, permutations, draws, seed: 0, isDrawn: false };
}
