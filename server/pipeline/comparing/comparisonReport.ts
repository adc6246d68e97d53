/** The report of a comparison in the terms of the wire. */
import { isLevelPart } from '../../core/schema/encoding/parts';
import type { Comparison, ColumnTest, ClusterTest, MoveTest } from '../../core/comparison/comparePair';
import { inDataUnits, isOnLogScale, levelShares, summariseNumbers } from '../../core/comparison/columnSummary';
import { histogramOf, type ComparedHistogram } from '../../core/comparison/histogram';
import type { HypothesisTest } from '../../core/comparison/evidence/permutationTest';
import type { Level } from '../../core/comparison/losses/equalTables';
import { countGaps, drawPooled, rowsOf, type PooledRow } from '../../core/comparison/tablePair';
import type { Estimated } from '../../core/description/divergence';
import { families } from '../../core/families/registry';
import { seededRandom } from '../../core/numeric/random';
import type {
  ClusterChange,
  ClusterComparison,
  ClusterMove,
  ColumnComparison,
  ComparisonReport,
  LossReport,
  NumberHistogram,
  PartComparison,
  TestReport,
} from '../../protocol';
import { isDifferent } from '../../protocol/report/comparisonReports';
import { changeWords, type WordedPart } from '../../words/comparing/changeWords';
import type { ColumnGist } from './columnGist';
import type { PairedTables } from './pairTables';

/** Maximum number of levels of a column in the report. */
const MOST_LEVELS = 20;
/** Number of rows from which quartiles are taken. */
const SUMMARISED_ROWS = 50_000;

/** Returns the parts of the report about columns, clusters and losses. */
export function comparisonParts(
  pair: PairedTables,
  comparison: Comparison,
  gists: readonly [readonly ColumnGist[], readonly ColumnGist[]],
): Pick<ComparisonReport, 'p' | 'columns' | 'clusterShares' | 'together' | 'clusters' | 'losses' | 'tested'> {
  const { clusters, together, losses, equal, tested } = comparison;
  const tests = [
    ...comparison.columns,
    ...(clusters === undefined ? [] : [clusters]),
    ...(together === undefined ? [] : [together]),
  ];
  const p = Math.min(1, ...tests.map((test) => test.p));
  return {
    p,
    tested,
    columns: columnComparisons(pair, comparison, gists),
    ...(clusters !== undefined && { clusterShares: testReport(clusters) }),
    ...(together !== undefined && { together: testReport(together) }),
    // Single clusters are judged only if the tables differ at all, so that equal tables rarely have any change.
    clusters: comparison.shares.map((test, k) => clusterComparison(pair, comparison, test, k, isDifferent({ p }))),
    ...(pair.members.length > 0 && {
      losses: {
        klForward: lossReport(losses.joint.klForward, equal.klForward),
        klBackward: lossReport(losses.joint.klBackward, equal.klBackward),
        absolute: lossReport(losses.joint.absolute, equal.absolute),
        squared: { ...lossReport(losses.joint.squared, equal.squared), log: finite(losses.joint.squared.log) },
      },
    }),
  };
}

function testReport({ p, raw, evidence }: HypothesisTest): TestReport {
  return { p, rawP: raw, evidence };
}

function lossReport({ value, standardError }: Estimated, equal: Level): LossReport {
  return { value: finite(value), standardError, equal: { mean: finite(equal.mean), sd: finite(equal.sd) } };
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

function columnComparisons(
  pair: PairedTables,
  { columns, losses, equal }: Comparison,
  gists: readonly [readonly ColumnGist[], readonly ColumnGist[]],
): readonly ColumnComparison[] {
  const reference = drawPooled(pair, SUMMARISED_ROWS, seededRandom(0));
  const total = losses.columns.reduce((sum, { symmetricKl }) => sum + symmetricKl.value, 0);
  return pair.columns
    .map(({ name }, j): ColumnComparison => {
      const parts = wordedParts(pair, j, columns[j], reference);
      const missing = missingShares(pair, j);
      const isUnreadable = gists.some((each) => each.some((gist) => gist.name === name && gist.unreadable > 0));
      const { absolute, symmetricKl } = losses.columns[j];
      const { features, scores } = columns[j];
      return {
        column: name,
        ...testReport(columns[j]),
        changes: changeWords(features, scores, parts, missing, isUnreadable),
        missing,
        parts: parts.map(wireOf),
        absolute: lossReport(absolute, equal.columns[j]),
        share: total === 0 ? 0 : Number.isFinite(total) ? symmetricKl.value / total : null,
      };
    })
    .sort((a, b) => b.evidence - a.evidence);
}

function missingShares(pair: PairedTables, j: number): readonly [number, number] {
  const [a, b] = countGaps(pair, pair.columns[j]) ?? [0, 0];
  return [a / rowsOf(pair, 0), b / rowsOf(pair, 1)];
}

function wordedParts(
  pair: PairedTables,
  j: number,
  { features, scores }: ColumnTest,
  reference: readonly PooledRow[],
): readonly WordedPart[] {
  return pair.columns[j].members.map((member): WordedPart => {
    const { name, part, unit } = pair.used[member];
    const { family, levels } = pair.matrices[0].columns[member];
    const named = {
      name,
      kind: family,
      member,
      levelNames: levels,
      ...(part !== undefined && { part: part.of }),
      ...(unit !== undefined && !(part !== undefined && isLevelPart(part.of)) && { unit }),
    };
    if (families[family].reads === 'number') {
      const histogram = histogramReport(histogramOf(pair, member, reference));
      return { ...named, ...summariseNumbers(pair, member, reference), ...(histogram !== undefined && { histogram }) };
    }
    const shares = levelShares(pair, member);
    const scoreOf = (level: number): number =>
      scores[features.findIndex((each) => each.of === 'level' && each.member === member && each.level === level)] ?? 0;
    const order = Array.from(shares.keys())
      .sort((a, b) => Math.abs(scoreOf(b)) - Math.abs(scoreOf(a)) || a - b)
      .slice(0, MOST_LEVELS);
    return { ...named, shares, levels: order.map((l) => ({ level: levels[l], shares: shares[l] })) };
  });
}

function histogramReport(histogram: ComparedHistogram | undefined): NumberHistogram | undefined {
  if (histogram === undefined) return undefined;
  const { isLogarithm, bins, counts } = histogram;
  const [a, b] = counts.map(({ inside, below, above }) => {
    const total = Math.max(
      1,
      inside.reduce((sum, count) => sum + count, below + above),
    );
    return { inside: Array.from(inside, (count) => count / total), below: below / total, above: above / total };
  });
  return {
    isLogarithm,
    first: bins.first,
    width: bins.width,
    shares: [a.inside, b.inside],
    below: [a.below, b.below],
    above: [a.above, b.above],
  };
}

function wireOf({ name, kind, part, unit, mean, sd, histogram, levels }: WordedPart): PartComparison {
  return {
    name,
    kind,
    ...(part !== undefined && { part }),
    ...(unit !== undefined && { unit }),
    ...(mean !== undefined && { mean }),
    ...(sd !== undefined && { sd }),
    ...(histogram !== undefined && { histogram }),
    ...(levels !== undefined && { levels }),
  };
}

function clusterComparison(
  pair: PairedTables,
  { pooled, moves, matches, shares: all }: Comparison,
  test: ClusterTest,
  k: number,
  doTablesDiffer: boolean,
): ClusterComparison {
  const { shape, theta } = pooled.mixture;
  const moved = moves
    .filter((move) => doTablesDiffer && move.place.component === k && isDifferent(move))
    .sort((a, b) => b.evidence - a.evidence)
    .map((move) => moveReport(pair, move));
  const matchIn = (side: 0 | 1): number | null => {
    const match = matches[side].at(k) ?? -1;
    return match < 0 ? null : match;
  };
  return {
    ...testReport(test),
    change: doTablesDiffer && all.length > 1 ? changeOf(test, moved.length > 0) : 'same',
    shares: test.shares,
    inA: matchIn(0),
    inB: matchIn(1),
    columns: Object.fromEntries(
      shape.columns.map(({ marginal, parameters }, d) => {
        const { name, levels } = pair.matrices[0].columns[pooled.members[d]];
        return [name, marginal.summarise(theta, parameters + k * marginal.parameterCount, levels)];
      }),
    ),
    moves: moved,
  };
}

function moveReport(pair: PairedTables, { place: { member }, means, p }: MoveTest): ClusterMove {
  const inUnits = inDataUnits(pair, member);
  return {
    column: pair.used[member].name,
    mean: [inUnits(means[0]), inUnits(means[1])],
    // The mean of logarithms is that of a geometric mean.
    ...(isOnLogScale(pair, member) && { isGeometric: true }),
    p,
  };
}

/** Share of a table's rows below which a cluster is absent from it. */
const ABSENT_SHARE = 0.005;

function changeOf(test: ClusterTest, hasMoved: boolean): ClusterChange {
  if (isDifferent(test)) {
    const [a, b] = test.shares;
    if (a < ABSENT_SHARE) return 'new';
    if (b < ABSENT_SHARE) return 'gone';
    return b > a ? 'grown' : 'shrunk';
  }
  return hasMoved ? 'moved' : 'same';
}
