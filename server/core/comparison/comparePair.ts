/**
 * The comparison of two tables: how far apart their mixtures are, whether their rows may have one source, and which
 * columns and clusters differ.
 */
import type { MixturePair } from '../description/divergence';
import { successors, type Memberships } from '../description/successors';
import { holdWithEngineOf } from '../mixture/engine';
import { score } from '../mixture/expectation';
import { shapeOf, type Mixture } from '../mixture/model';
import { robustFit } from '../contamination/robustFit';
import { pickRows, type Matrix, type MatrixColumn } from '../data/matrix';
import { families } from '../families/registry';
import { seededRandom, type Random } from '../numeric/random';
import { factsOf, withBounds } from '../schema/encoding/facts';
import { fit, type FitStep, type SearchSettings } from '../selection/fitMixture';
import { concatenatedColumn } from './concatenate';
import {
  meansAt,
  placeFeature,
  placesOf,
  posteriorFeatures,
  scorePair,
  togetherFeatures,
  columnsAt,
  type Place,
  type PooledScores,
} from './evidence/clusterFeatures';
import { columnFeatures, type FeatureName, type Features } from './evidence/columnFeatures';
import { MOST_DEGREES } from './evidence/midRanks';
import { permutationTests, type HypothesisTest } from './evidence/permutationTest';
import { dealGroups, sumFeatures, type RowGroups } from './evidence/rowGroups';
import { equalLosses, type EqualLosses, type PooledFit } from './losses/equalTables';
import { lossesBetween, type LossColumn, type Losses } from './losses/losses';
import { countGaps, drawPooled, rowsOf, SIDES, type ComparedColumn, type PooledRow, type TablePair } from './tablePair';

export interface ComparisonSettings {
  /** Options of the fit to the pooled rows. */
  readonly search: SearchSettings;
  readonly isRobust: boolean;
  readonly permutations: number;
  /**
   * Whether the rows of the first table are drawn from a model. Then only location and scale are compared: the shape of
   * a column and how cells go together show where the model does not fit its own table.
   */
  readonly isDrawn: boolean;
  /** Number of rows drawn for the losses. */
  readonly draws: number;
  readonly seed: number;
}

/** The tables' own mixtures. */
export interface OwnMixtures extends MixturePair {
  /** Positions of their columns in the matrices. */
  readonly members: readonly number[];
}

/** Test of one column. */
export interface ColumnTest extends HypothesisTest {
  readonly features: readonly FeatureName[];
}

/** A cluster of the pooled rows. */
export interface ClusterTest extends HypothesisTest {
  /** Mean posterior in each table. */
  readonly shares: readonly [number, number];
}

/** A cluster whose centre in a column may differ between the tables. */
export interface MoveTest extends HypothesisTest {
  readonly place: Place;
  /** Mean over the cluster's rows of each table, as numbers stand in the matrix. */
  readonly means: readonly [number, number];
}

/** Results of the permutation tests. */
export interface Tests {
  readonly columns: readonly ColumnTest[];
  /** Test of the clusters' shares together; left out where the pool is one cluster. */
  readonly clusters?: HypothesisTest;
  /** Test of how the cells of a row go together; left out where the pool is one cluster, or the rows are drawn. */
  readonly together?: HypothesisTest;
  readonly shares: readonly ClusterTest[];
  readonly moves: readonly MoveTest[];
  readonly pooled: PooledScores;
  /** Numbers of rows of each table behind the p-values, and the size of the groups that are dealt. */
  readonly tested: { readonly rows: readonly [number, number]; readonly groupSize: number };
}

export interface Comparison extends Tests {
  /** By table: the component of its own mixture that holds the rows of each pooled cluster; −1 for none. */
  readonly matches: readonly [readonly number[], readonly number[]];
  readonly losses: Losses;
  /** Losses to expect between tables of one source. */
  readonly equal: EqualLosses;
}

/** Maximum number of rows of the pool that a mixture is fitted to, and in which numbers are ranked. */
const MOST_FITTED = 20_000;
const MOST_RANKED = 2 ** 16;
/** Expected number of cells in the smaller table from which a level has a feature of its own. */
const LEAST_EXPECTED = 5;
/** Minimum number of rows of the smaller table per degree of the polynomials. */
const ROWS_PER_DEGREE = 10;
/** Degree of the polynomial that compares the scale of a column. */
const SCALE = 2;
/** Share of both tables below which the places of a cluster are not compared. */
const LEAST_SHARE = 0.01;
/** Maximum number of places that are compared. */
const MOST_PLACES = 200;

/** Streams of the seed. */
const STREAM = { sample: 0xc0, deal: 0xc1, permute: 0xc2, losses: 0xc3, equal: 0xc4 } as const;

/** Compares two tables. Yields the steps of its fit, and now and then. */
export function* comparePair(
  pair: TablePair,
  own: OwnMixtures,
  settings: ComparisonSettings,
): Generator<FitStep | undefined, Comparison> {
  const { pooledFit, tests } = yield* testPair(pair, own.members, settings);
  const lossColumns = pair.columns.map((column) => lossColumn(pair, column, own.members));
  const rows = [rowsOf(pair, 0), rowsOf(pair, 1)] as const;
  const { estimate } = settings.search;
  return {
    losses: yield* lossesBetween(own, lossColumns, settings.draws, streamOf(settings.seed, 'losses')),
    equal: yield* equalLosses(pooledFit, lossColumns, rows, estimate, streamOf(settings.seed, 'equal')),
    matches: yield* matchesOf(pooledFit, own),
    ...tests,
  };
}

/**
 * Fits a mixture to the pooled rows, and tests whether the tables may have one source.
 *
 * @param members positions in the matrices of the columns that the mixture is fitted to
 */
export function* testPair(
  pair: TablePair,
  members: readonly number[],
  settings: Omit<ComparisonSettings, 'draws'>,
): Generator<
  FitStep | undefined,
  { readonly pooledFit: PooledFit & { readonly sample: Matrix }; readonly tests: Tests }
> {
  const reference = drawPooled(pair, MOST_RANKED, streamOf(settings.seed, 'sample'));
  const pooledFit = yield* fitPooled(pair, members, reference.slice(0, MOST_FITTED), settings);
  const pooled = yield* scorePair(pair, pooledFit.mixture, members);
  return { pooledFit, tests: { pooled, ...(yield* testsOf(pair, pooled, reference, settings)) } };
}

function* matchesOf(
  { mixture, sample }: PooledFit & { readonly sample: Matrix },
  { p, q }: OwnMixtures,
): Generator<undefined, Comparison['matches']> {
  const membershipsIn = function* (of: Mixture): Generator<undefined, Memberships> {
    return { rows: sample.rows, k: of.shape.k, posterior: (yield* score(of, sample)).posterior };
  };
  const pooled = yield* membershipsIn(mixture);
  return [successors(pooled, yield* membershipsIn(p)), successors(pooled, yield* membershipsIn(q))];
}

function streamOf(seed: number, of: keyof typeof STREAM): Random {
  return seededRandom(seed, STREAM[of]);
}

/** Fits a mixture as a fit of a table does. */
export function* fitSample(
  matrix: Matrix,
  { search, isRobust }: Pick<ComparisonSettings, 'search' | 'isRobust'>,
): Generator<FitStep | undefined, PooledFit> {
  // Without columns all rows are alike.
  if (matrix.columns.length === 0) return { matrix, mixture: { shape: shapeOf([], 1), theta: Float64Array.of(0) } };
  const k = search.k === 'auto' ? search.k : Math.min(search.k, matrix.rows);
  if (!isRobust) return { matrix, mixture: (yield* fit(matrix, { ...search, k })).mixture };
  const robust = yield* robustFit(matrix, { ...search, k, estimate: 'map' });
  return { matrix: robust.keptCells, mixture: robust.fit.mixture };
}

function* fitPooled(
  pair: TablePair,
  members: readonly number[],
  sample: readonly PooledRow[],
  settings: Omit<ComparisonSettings, 'draws'>,
): Generator<FitStep | undefined, PooledFit & { readonly sample: Matrix }> {
  const picked = SIDES.map((side) =>
    pickRows(
      withoutEngine(columnsAt(pair.matrices[side], members)),
      Uint32Array.from(sample.filter((row) => row.side === side).map(({ row }) => row)).sort(),
    ),
  );
  const columns = picked[0].columns.map((column, d) => withFacts(concatenatedColumn(column, picked[1].columns[d])));
  const matrix = holdWithEngineOf(pair.matrices[1], { rows: sample.length, columns });
  return { ...(yield* fitSample(matrix, settings)), sample: matrix };
}

function withoutEngine({ rows, columns }: Matrix): Matrix {
  return { rows, columns };
}

/** Returns a column with the facts of its own cells; those given decide where its cells have no spread. */
export function withFacts(column: MatrixColumn): MatrixColumn {
  const facts = withBounds(factsOf(column.values, column.levels.length), column.bounds);
  const hasSpread = families[column.family].reads === 'level' || (facts.observed > 0 && facts.sd > 0);
  const { mean, sd, step } = column.facts;
  return { ...column, facts: { ...facts, ...(!hasSpread && { mean, sd }), ...(step !== undefined && { step }) } };
}

/** Hypotheses of one family with their features. */
interface Families {
  readonly columns: readonly Features[];
  readonly whole: readonly Features[];
  readonly shares: readonly Features[];
  readonly places: readonly Place[];
  readonly moves: readonly Features[];
}

function* testsOf(
  pair: TablePair,
  pooled: PooledScores,
  reference: readonly PooledRow[],
  settings: Pick<ComparisonSettings, 'permutations' | 'seed' | 'isDrawn'>,
): Generator<undefined, Omit<Tests, 'pooled'>> {
  const { permutations, seed, isDrawn } = settings;
  const { columns, whole, shares, places, moves } = familiesOf(pair, pooled, reference, isDrawn);
  yield undefined;
  const families = [[...columns, ...whole], shares, moves];
  const width = families.flat().reduce((sum, { names }) => sum + names.length, 0);
  const groups = dealGroups(pair, width, permutations, streamOf(seed, 'deal'));
  const sums = yield* sumFeatures(groups, families.flat());
  const [main, ofShares, ofMoves] = yield* permutationTests(
    families,
    sums,
    groups,
    permutations,
    streamOf(seed, 'permute'),
  );
  const means = meanPosteriors(pooled);
  return {
    columns: columns.map(({ names }, j) => ({ ...main[j], features: names })),
    ...(whole.length > 0 && { clusters: main[columns.length] }),
    ...(whole.length > 1 && { together: main[columns.length + 1] }),
    shares: means.map((each, k) => ({ ...(ofShares.at(k) ?? NO_DIFFERENCE), shares: each })),
    moves: places.map((place, i) => ({ ...ofMoves[i], place, means: meansAt(pair, pooled, place) })),
    tested: testedRows(groups),
  };
}

const NO_DIFFERENCE: HypothesisTest = { raw: 1, p: 1, evidence: 0, scores: [] };

function testedRows({ size, counts }: RowGroups): Tests['tested'] {
  return { rows: [size * counts[0], size * counts[1]], groupSize: size };
}

function familiesOf(
  pair: TablePair,
  pooled: PooledScores,
  reference: readonly PooledRow[],
  isDrawn: boolean,
): Families {
  const rows = SIDES.map((side) => rowsOf(pair, side));
  const fewer = Math.min(...rows);
  const settings = {
    reference,
    degrees: Math.max(1, Math.min(isDrawn ? SCALE : MOST_DEGREES, Math.floor(fewer / ROWS_PER_DEGREE))),
    leastCells: (LEAST_EXPECTED * (rows[0] + rows[1])) / fewer,
  };
  const columns = pair.columns.map((column) => columnFeatures(pair, column, settings));
  const { k } = pooled.mixture.shape;
  if (k === 1) return { columns, whole: [], shares: [], places: [], moves: [] };
  const means = meanPosteriors(pooled);
  const isCommon = ({ component }: Place): boolean => Math.min(...means[component]) >= LEAST_SHARE;
  const allPlaces = placesOf(pair, pooled, reference).filter(isCommon);
  const places = allPlaces.length <= MOST_PLACES ? allPlaces : [];
  return {
    columns,
    whole: [posteriorFeatures(pooled), ...(isDrawn ? [] : [togetherFeatures(pair, pooled, reference)])],
    shares: means.map((_, component) => posteriorFeatures(pooled, component)),
    places,
    moves: places.map((place) => placeFeature(pair, pooled, place)),
  };
}

function meanPosteriors({ mixture: { shape }, scores }: PooledScores): readonly (readonly [number, number])[] {
  return Array.from({ length: shape.k }, (_, k) => {
    const mean = ({ posterior, logDensity }: PooledScores['scores'][number]): number => {
      let sum = 0;
      for (let n = k; n < posterior.length; n += shape.k) sum += posterior[n];
      return sum / logDensity.length;
    };
    return [mean(scores[0]), mean(scores[1])];
  });
}

function lossColumn(pair: TablePair, column: ComparedColumn, members: readonly number[]): LossColumn {
  const gaps = countGaps(pair, column) ?? [0, 0];
  return {
    parts: column.members.flatMap((member) => (members.includes(member) ? [members.indexOf(member)] : [])),
    gaps,
    rows: [rowsOf(pair, 0), rowsOf(pair, 1)],
  };
}
