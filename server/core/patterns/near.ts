/** Whether so many insertions, deletions and substitutions make one text of another (Ukkonen 1985: only cells near the diagonal are looked at). */
export function withinEdits(a: string, b: string, most: number): boolean {
  if (Math.abs(a.length - b.length) > most) return false;
  let before = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const isNear = Math.abs(i - j) <= most;
      row.push(isNear ? Math.min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1)) : most + 1);
    }
    before = row;
  }
  return before[b.length] <= most;
}
