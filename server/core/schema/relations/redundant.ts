/**
 * Leaves columns of numbers that follow from others out of a fit, which would count their information twice; the others
 * check their cells.
 */
import { say } from '../../../../language/language';
import type { Schema, ColumnSchema } from '../infer';
import { relationWords, type Relation } from './relation';
import type { SampledColumn } from './glance';
import { LEAST_ROWS, MOST_ROWS, relationsOf } from './relations';
import { familyNamed } from '../../families/registry';

/** A column that follows from others. */
export type FollowingColumn = ColumnSchema & { readonly relation: Relation };

export function followingColumns(schema: Schema): readonly FollowingColumn[] {
  return schema.filter((column): column is FollowingColumn => column.relation !== undefined);
}

/** Maximum number of sampled cells: wide tables have fewer sampled rows. */
const MOST_SAMPLED_CELLS = 1_000_000;

const NO_SAMPLE = new Float64Array(0);

/**
 * Samples evenly spaced rows of a column, one of `columns`, for the search for relations. Empty for fewer rows than a
 * relation needs: tables of few rows may have very many columns.
 */
export function sampleForRelations(numbers: Float64Array, columns: number): Float64Array {
  if (numbers.length < LEAST_ROWS) return NO_SAMPLE;
  const maxRows = Math.max(1, Math.min(MOST_ROWS, Math.floor(MOST_SAMPLED_CELLS / columns)));
  const step = Math.max(1, Math.ceil(numbers.length / maxRows));
  return Float64Array.from({ length: Math.ceil(numbers.length / step) }, (_, i) => numbers[i * step]);
}

/**
 * Marks the columns that follow from others, and leaves them out.
 *
 * @param samples numbers by column, for all columns
 * @param isChosen whether the user chose the kind of a column, by its name
 */
export function withoutRedundant(
  schema: Schema,
  samples: readonly Float64Array[],
  isChosen: (name: string) => boolean,
): Schema {
  const candidates = schema.filter((column) => isOfNumbers(column) && samples[column.index].length > 0);
  const relationByCandidate = relationsOf(
    candidates.map((column): SampledColumn => {
      const isMeasured = familyNamed(column.kind)?.reads === 'number';
      const { codes = [] } = column;
      const values =
        codes.length === 0 ? samples[column.index] : samples[column.index].map((x) => (codes.includes(x) ? NaN : x));
      return { name: column.name, values, isMeasured, mayFollow: !isChosen(column.name) };
    }),
  );
  const relations = new Map([...relationByCandidate].map(([d, relation]) => [candidates[d].index, relation]));
  return schema.map((column) => {
    const relation = relations.get(column.index);
    if (relation === undefined) return column;
    return {
      ...withoutParts(column),
      kind: 'ignored',
      levels: [],
      relation,
      reason: say('is {formula}, and would count twice', { formula: relationWords(relation) }),
    };
  });
}

function withoutParts(column: ColumnSchema): ColumnSchema {
  const { parts, ...whole } = column;
  return parts === undefined ? column : whole;
}

function isOfNumbers({ kind, levels, dates }: ColumnSchema): boolean {
  return kind !== 'ignored' && dates === undefined && levels.every((level) => !Number.isNaN(Number(level)));
}
