/**
 * Whether at most `limit` insertions, deletions and substitutions turn one text into another (Levenshtein 1966),
 * computed in a band around the diagonal (Ukkonen 1985).
 */
export function isWithinEdits(a: string, b: string, limit: number): boolean {
  if (Math.abs(a.length - b.length) > limit) return false;
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = new Array<number>(b.length + 1).fill(Infinity);
    if (i <= limit) row[0] = i;
    let least = row[0];
    for (let j = Math.max(1, i - limit); j <= Math.min(b.length, i + limit); j++) {
      const substituted = previous[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      row[j] = Math.min(substituted, previous[j] + 1, row[j - 1] + 1);
      if (row[j] < least) least = row[j];
    }
    if (least > limit) return false;
    previous = row;
  }
  return previous[b.length] <= limit;
}
