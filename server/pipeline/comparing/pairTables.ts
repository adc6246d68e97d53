/** Codes two tables alike: the columns that both have, with the levels of both. */
import type { ComparedColumn, TablePair } from '../../core/comparison/tablePair';
import type { ExtendedColumn } from '../../core/comparison/extendLevels';
import type { Matrix, MatrixColumn } from '../../core/data/matrix';
import { isObserved } from '../../core/data/cellBounds';
import { takesPart, usedColumns, type UsedColumn } from '../../core/schema/encoding/usedColumns';
import { holdWithEngineOf, type WithEngine } from '../../core/mixture/engine';
import type { FirstTable } from './firstTable';
import type { FurtherLevels, SecondTable } from './secondTable';

export interface PairedTables extends TablePair {
  /** Columns of the matrices in the terms of the schema. */
  readonly used: readonly UsedColumn[];
  /** Positions of the columns with cells in both tables, which the tables' own mixtures can have. */
  readonly members: readonly number[];
  /** These columns, for the mixture of the first table. */
  readonly extended: readonly ExtendedColumn[];
}

/** @param excluded names of columns that are not compared, such as those of other sorts */
export function pairTables(first: FirstTable, second: SecondTable, excluded: ReadonlySet<string>): PairedTables {
  const used = usedColumns(second.model.schema);
  const coded = used.map((_, d) =>
    codedAlike(first.matrix.columns[d], second.encoded.matrix.columns[d], second.further.get(d)),
  );
  const gapsOf = ({ gists }: FirstTable | SecondTable, column: string): Uint8Array | undefined =>
    gists.find(({ name }) => name === column)?.gaps;
  const columns = second.model.schema
    .filter(({ name }) => !excluded.has(name))
    .flatMap((column): ComparedColumn[] => {
      const { name } = column;
      const members = used.flatMap(({ index }, d) => (index === column.index ? [d] : []));
      if (takesPart(column)) return [{ name, members }];
      const gaps = [gapsOf(first, name), gapsOf(second, name)] as const;
      return gaps[0] === undefined || gaps[1] === undefined ? [] : [{ name, members, gaps: [gaps[0], gaps[1]] }];
    });
  const members = used.flatMap(({ index }, d) => {
    const isCompared = columns.some((column) => column.members.includes(d));
    return isCompared && coded[d].every(hasCells) && index >= 0 ? [d] : [];
  });
  const matrixOf = (side: 0 | 1, of: Matrix & WithEngine): Matrix & WithEngine =>
    holdWithEngineOf(of, { rows: of.rows, columns: coded.map((each) => each[side]) });
  return {
    used,
    columns,
    matrices: [matrixOf(0, first.matrix), matrixOf(1, second.encoded.matrix)],
    members,
    extended: members.map((d) => ({ from: d, family: coded[d][0].family, facts: coded[d][0].facts })),
  };
}

function hasCells(column: MatrixColumn): boolean {
  for (let row = 0; row < column.values.length; row++) if (isObserved(column, row)) return true;
  return false;
}

/** Adds the further levels of the second table to a column of both. */
function codedAlike(
  first: MatrixColumn,
  second: MatrixColumn,
  further: FurtherLevels | undefined,
): readonly [MatrixColumn, MatrixColumn] {
  if (further === undefined) return [first, second];
  const levels = [...first.levels, ...further.levels];
  const family = levels.length > 2 ? 'categorical' : first.family;
  const values = second.values.map((value, row) =>
    further.places[row] === 0 ? value : first.levels.length + further.places[row] - 1,
  );
  const extend = (column: MatrixColumn): MatrixColumn => ({
    name: column.name,
    family,
    levels,
    values: column.values,
    facts: { ...column.facts, levels: levels.length },
  });
  return [extend(first), extend({ ...second, values })];
}
