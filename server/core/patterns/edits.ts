/**
 * Whether at most `most` insertions, deletions and substitutions turn one text into another (Levenshtein 1966),
 * computed in a band around the diagonal (Ukkonen 1985).
 */
export function withinEdits(a: string, b: string, most: number): boolean {
  if (Math.abs(a.length - b.length) > most) return false;
  let before = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = new Array<number>(b.length + 1).fill(Infinity);
    if (i <= most) row[0] = i;
    let least = row[0];
    for (let j = Math.max(1, i - most); j <= Math.min(b.length, i + most); j++) {
      const same = before[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      row[j] = Math.min(same, before[j] + 1, row[j - 1] + 1);
      if (row[j] < least) least = row[j];
    }
    if (least > most) return false;
    before = row;
  }
  return before[b.length] <= most;
}
