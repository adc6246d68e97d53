/**
 * Whether rows can be judged as wholes. Each column's parameters are estimated, which shifts a row's log density by
 * about 1/n per column: by D/n over D columns, all rows alike, where the log density itself has a standard deviation of
 * about √(D/2). Tails simulated from the estimated mixture do not include that shift, so it must be small compared to
 * the spread: D/n ≤ √(D/2)/2, or n ≥ 2√(2D).
 */
import type { ColumnFacts } from '../../families/family';

/** Whether rows can be judged as wholes. @param facts of the model's columns over the fitted rows */
export function canJudgeWholeRows(facts: readonly ColumnFacts[]): boolean {
  const rows = facts.length === 0 ? 0 : facts[0].observed + facts[0].missing;
  return rows >= 2 * Math.sqrt(2 * facts.length);
}
