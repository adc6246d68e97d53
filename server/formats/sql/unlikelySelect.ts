/** The rows of a table that are unlikely as wholes, judged by its engine: a SELECT that returns few rows. */
import type { FittedModel } from '../../core/judging/fittedModel';
import { scoringSelect, scoreNames } from './scoringSelect';
import { sqlDialect } from './sqlDialects';
import type { SqlSource } from './sqlRows';
import { sqlTails } from './sqlTails';

/** Maximum number of rows that are returned. */
export const MOST_UNLIKELY = 1000;

/** A row whose tail is too small for chance. */
export interface UnlikelyTableRow {
  /** Values of the key columns, as texts; null for NULL. */
  readonly key: readonly (string | null)[];
  /** Number of its cluster, from 1. */
  readonly cluster: number;
  /** Natural logarithm; null for a row with too many wrong cells. */
  readonly logDensity: number | null;
  readonly tail: number;
}

export interface UnlikelyTableRows {
  readonly rows: number;
  readonly unlikely: readonly UnlikelyTableRow[];
  /** Whether there may be more, since only the rows with the smallest tails were read. */
  readonly isCut: boolean;
}

/** Statements, and the function that reads their results in the same order. */
export interface UnlikelySelect {
  readonly statements: readonly string[];
  readonly read: (results: readonly (readonly (readonly unknown[])[])[]) => UnlikelyTableRows;
}

/**
 * Returns the statements. Of the rows with the smallest tails, those are unlikely that the procedure of Benjamini &
 * Hochberg (1995) rejects at the model's false discovery rate.
 *
 * @param keys names of the columns that identify a row
 * @throws FitProblem where a column cannot be read in SQL
 */
export function unlikelySelect(model: FittedModel, source: SqlSource, keys: readonly string[]): UnlikelySelect {
  const dialect = sqlDialect(source.dialect);
  const names = scoreNames(model.k, keys);
  const scores = scoringSelect(model, source, { carried: keys, tails: sqlTails(model) });
  const chosen = [...keys.map(dialect.identifier), names.cluster, names.logDensity, names.tail];
  const rate = model.falseDiscoveryRate;
  const listing =
    `SELECT ${chosen.join(', ')}\nFROM (${scores}) AS scored\nWHERE ${names.tail} <= ${dialect.number(rate)}\n` +
    `ORDER BY ${[names.tail, ...keys.map(dialect.identifier)].join(', ')}\nLIMIT ${MOST_UNLIKELY}`;
  const read: UnlikelySelect['read'] = ([counts, listed]) => {
    const rows = Number(counts[0][0]);
    const candidates = listed.map((row): UnlikelyTableRow => {
      const [cluster, logDensity, tail] = row.slice(keys.length);
      return {
        key: row
          .slice(0, keys.length)
          .map((value) => (value === null ? null : `${value as string | number | boolean | bigint}`)),
        cluster: Number(cluster),
        logDensity: logDensity === null || Number.isNaN(Number(logDensity)) ? null : Number(logDensity),
        tail: Number(tail),
      };
    });
    const last = candidates.findLastIndex(({ tail }, i) => tail <= (rate * (i + 1)) / rows);
    return { rows, unlikely: candidates.slice(0, last + 1), isCut: candidates.length === MOST_UNLIKELY };
  };
  return { statements: [`SELECT count(*) FROM ${source.relation}`, listing], read };
}
