/**
 * Whether rows can be judged as wholes. Each column's parameters are estimated, which shifts a row's log density by
 * about 1/n per column: by D/n over D columns, all rows alike, where the log density itself has a standard deviation of
 * about √(D/2). Tails simulated from the estimated mixture do not know that shift, so that it must be small beside the
 * spread: D/n ≤ √(D/2)/2, or n ≥ 2√(2D).
 */
import type { ColumnFacts } from '../../families/family';
import { WHOLE_ROW, type Suspects } from '../suspects';

/** @param facts of the model's columns over the rows that were fitted */
export function canJudgeWholeRows(facts: readonly ColumnFacts[]): boolean {
  const rows = facts.length === 0 ? 0 : facts[0].observed + facts[0].missing;
  return rows >= 2 * Math.sqrt(2 * facts.length);
}

/** The suspects without rows as wholes, where these cannot be judged. */
export function judgeable(suspects: Suspects, facts: readonly ColumnFacts[]): Suspects {
  if (canJudgeWholeRows(facts)) return suspects;
  const kept = Uint32Array.from(suspects.columns.keys()).filter((i) => suspects.columns[i] !== WHOLE_ROW);
  return {
    rows: Uint32Array.from(kept, (i) => suspects.rows[i]),
    columns: Int32Array.from(kept, (i) => suspects.columns[i]),
    tails: Float64Array.from(kept, (i) => suspects.tails[i]),
    distances: Float64Array.from(kept, (i) => suspects.distances[i]),
  };
}
