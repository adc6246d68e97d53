/** Levels of all rows in place of those of a sample: a column is read again as a table of its texts. */
import type { Matrix, MatrixColumn } from '../../core/data/matrix';
import { families } from '../../core/families/registry';
import { holdWithEngineOf } from '../../core/mixture/engine';
import { factsOf } from '../../core/schema/encoding/facts';
import { usedColumns, type UsedColumn } from '../../core/schema/encoding/usedColumns';
import type { ColumnSchema, Schema } from '../../core/schema/infer';
import type { LevelCounts, TextCount } from '../../formats/sql/levelCounts';
import { csvLine } from '../../formats/table/plainCsv';
import { inputOf } from '../../formats/table/readTable';
import type { FitOptions } from '../../protocol';
import { readMatrix } from '../fitTable';

/** Maximum number of cells of such a table; shares are kept where there are more. */
const MOST_CELLS = 50_000;
/** Multiplier that scatters the texts of a table over its rows (Knuth). */
const SCATTER = 2_654_435_761;

/**
 * Returns the schema of a sample with the levels that all rows give, and the kinds and spellings that follow from them.
 * A column with too many texts for levels stays as it is.
 */
export function* withAllLevels(
  schema: Schema,
  found: readonly LevelCounts[],
  options: FitOptions,
): Generator<undefined, Schema> {
  const used = usedColumns(schema);
  const changed = new Map<number, ColumnSchema>();
  for (const { d, texts, isCut } of found) {
    const column = used[d];
    const known = knownTexts(column);
    if (isCut || texts.every(([text]) => known.has(text))) continue;
    const next = yield* columnOf(column.name, texts, options);
    if (next.kind !== 'ignored' && families[next.kind].reads === 'level' && next.parts === undefined)
      changed.set(column.index, next);
  }
  return schema.map((column) => {
    const next = changed.get(column.index);
    if (next === undefined) return column;
    const { kind, levels, reason, spelling } = next;
    return withoutUndefined({ ...column, kind, levels, reason, spelling });
  });
}

function withoutUndefined({
  spelling,
  ...rest
}: Omit<ColumnSchema, 'spelling'> & { readonly spelling: ColumnSchema['spelling'] | undefined }): ColumnSchema {
  return { ...rest, ...(spelling !== undefined && { spelling }) };
}

/** Texts of which the meaning is known. */
function knownTexts({ levels, spelling, codes = [] }: UsedColumn): ReadonlySet<string> {
  const pairs = [...(spelling?.variants ?? []), ...(spelling?.misspelt ?? [])];
  return new Set([...levels, ...pairs.map(([text]) => text), ...codes.map(String)]);
}

/** Infers a column from its texts alone. */
function* columnOf(
  name: string,
  texts: readonly TextCount[],
  { kinds = {}, estimate, missing }: FitOptions,
): Generator<undefined, ColumnSchema> {
  const total = texts.reduce((sum, [, cells]) => sum + cells, 0);
  const share = Math.min(1, MOST_CELLS / total);
  const lines = texts.flatMap(([text, cells]) =>
    Array.from({ length: Math.max(1, Math.round(cells * share)) }, () => csvLine([text])),
  );
  const scattered = lines
    .map((line, i) => ({ line, place: (i * SCATTER) % 2 ** 32 }))
    .sort((a, b) => a.place - b.place)
    .map(({ line }) => line);
  const options: FitOptions = {
    delimiter: ',',
    header: true,
    decimal: '.',
    ...(estimate !== undefined && { estimate }),
    ...(missing !== undefined && { missing }),
    ...(Object.hasOwn(kinds, name) && { kinds: { [name]: kinds[name] } }),
  };
  const text = [csvLine([name]), ...scattered].join('');
  const { schema } = yield* readMatrix(inputOf(text), options, () => 0);
  return schema[0];
}

/** Returns the rows of a sample with the levels of another schema. */
export function withLevelsOf(sample: Matrix, before: Schema, after: Schema): Matrix {
  if (before === after) return sample;
  const [old, next] = [usedColumns(before), usedColumns(after)];
  const columns = sample.columns.map((column, d): MatrixColumn => {
    if (old[d].levels === next[d].levels) return column;
    const { kind, levels, spelling } = next[d];
    const meant = new Map([
      ...(spelling?.variants ?? []),
      ...levels.map((level) => [level, level] as const),
      ...(spelling?.misspelt ?? []).map(([text]) => [text, ''] as const),
    ]);
    const places = old[d].levels.map((level) => levels.indexOf(meant.get(level) ?? ''));
    const values = column.values.map((value) => (places[value] >= 0 ? places[value] : NaN));
    return {
      name: column.name,
      family: kind,
      levels,
      facts: factsOf(values, levels.length, sample.rowWeights),
      values,
    };
  });
  return holdWithEngineOf(sample, { ...sample, columns });
}
