/** Texts in columns of levels with their numbers of cells over all rows, as a sample may lack some of them. */
import { DEFAULT_MISSING } from '../../core/csv/dialect/dialect';
import { families } from '../../core/families/registry';
import { usedColumns } from '../../core/schema/encoding/usedColumns';
import type { Schema } from '../../core/schema/infer';
import type { PassResult } from './passSelect';
import { readExpression, sourceName } from './sqlCells';
import { sqlDialect } from './sqlDialects';
import type { SqlSource } from './sqlRows';

/** A text with the number of its cells. */
export type TextCount = readonly [text: string, cells: number];

/** Texts of one column, the most frequent first; without the words for missing values. */
export interface LevelCounts {
  /** Column, as the model counts them. */
  readonly d: number;
  readonly texts: readonly TextCount[];
  /** Whether there may be more texts than were read. */
  readonly isCut: boolean;
}

/** Statements, and the function that reads their results in the same order. */
export interface LevelSelects {
  readonly statements: readonly string[];
  readonly read: (results: readonly PassResult[]) => readonly LevelCounts[];
}

/** Maximum number of texts that are read of a column; one of so many has no levels. */
export const MOST_TEXTS = 1000;

/** Returns a statement for each column of levels whose cells are texts, truth values or numbers. */
export function levelSelects(schema: Schema, source: SqlSource): LevelSelects {
  const dialect = sqlDialect(source.dialect);
  const types = new Map(source.columns?.map(({ name, type }) => [name, type]));
  const columns = usedColumns(schema).flatMap((column, d) =>
    families[column.kind].reads === 'level' && column.part === undefined && column.dates === undefined
      ? [{ d, column, name: sourceName(schema, column) }]
      : [],
  );
  const statements = columns.map(({ column, name }) => {
    let alias = 'ml_text';
    while (alias === name.toLowerCase()) alias += '_';
    const cell = readExpression(column, dialect.identifier(name), dialect, types.get(name));
    return (
      `SELECT ${alias}, sum(1)\nFROM (SELECT ${cell} AS ${alias} FROM ${source.relation}) AS q\n` +
      `GROUP BY ${alias}\nORDER BY sum(1) DESC, ${alias}\nLIMIT ${MOST_TEXTS + 1}`
    );
  });
  const read: LevelSelects['read'] = (results) =>
    columns.map(({ d }, i) => {
      const rows = results[i] ?? [];
      const texts = rows.flatMap(([value, cells]): TextCount[] => {
        const text = value === null || Number.isNaN(value) ? '' : `${value as string | number | boolean | bigint}`;
        return DEFAULT_MISSING.includes(text) ? [] : [[text, Number(cells)]];
      });
      return { d, texts, isCut: rows.length > MOST_TEXTS };
    });
  return { statements, read };
}
