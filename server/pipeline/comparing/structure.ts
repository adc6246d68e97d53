/** Differences between two tables that need no statistics: columns, their sorts, and levels. */
import { levelCounts, type Side } from '../../core/comparison/tablePair';
import type { LevelChange, StructureChanges } from '../../protocol';
import type { ColumnGist } from './columnGist';
import type { FirstTable } from './firstTable';
import type { PairedTables } from './pairTables';

/** Largest probability of no cell in the second table at which a level of the first counts as gone. */
const GONE_PROBABILITY = 0.001;

/** Columns that only one table has, and columns of another sort. */
export type ColumnChanges = Pick<StructureChanges, 'onlyInA' | 'onlyInB' | 'sorts' | 'isReordered'>;

/**
 * Finds the columns that only one table has.
 *
 * @param names of the columns of both tables, in order
 */
export function columnChanges(
  [first, second]: readonly [readonly string[], readonly string[]],
  gists: readonly [readonly ColumnGist[], readonly ColumnGist[]],
): ColumnChanges {
  const common = (of: readonly string[], other: readonly string[]): readonly string[] =>
    of.filter((name) => other.includes(name));
  const order = common(second, first);
  const sorts = gists[0].flatMap(({ name, sort }) => {
    const other = gists[1].find((gist) => gist.name === name)?.sort;
    return sort === undefined || other === undefined || sort === other ? [] : [{ column: name, a: sort, b: other }];
  });
  return {
    onlyInA: first.filter((name) => !second.includes(name)),
    onlyInB: second.filter((name) => !first.includes(name)),
    sorts,
    isReordered: common(first, second).some((name, i) => order[i] !== name),
  };
}

/** Finds the levels that only one table has. */
export function levelChanges(
  { matrices, used, columns }: PairedTables,
  { isModel }: FirstTable,
): readonly LevelChange[] {
  return columns.flatMap(({ name, members }) =>
    members.flatMap((d): LevelChange[] => {
      if (used[d].part !== undefined || used[d].levels.length === 0) return [];
      const { levels } = matrices[0].columns[d];
      const counts = matrices.map(({ columns: coded }) => levelCounts(coded[d]));
      const totals = counts.map((each) => each.reduce((sum, count) => sum + count, 0));
      const only = (side: Side): LevelChange['onlyInA'] =>
        levels.flatMap((level, l) =>
          counts[side][l] > 0 && counts[1 - side][l] === 0 ? [{ level, count: counts[side][l] }] : [],
        );
      const isGone = (count: number): boolean => (1 - count / totals[0]) ** totals[1] < GONE_PROBABILITY;
      // The rows of a model are drawn, so only the levels of the model count.
      const onlyInB = only(1).filter(({ level }) => !isModel || !used[d].levels.includes(level));
      const onlyInA = only(0).filter(({ count }) => isGone(count));
      return onlyInA.length + onlyInB.length === 0 ? [] : [{ column: name, onlyInA, onlyInB }];
    }),
  );
}
