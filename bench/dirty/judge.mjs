// What is told of a dirty table against its clean copy, cell by cell and code by code; and what the frequency of values
// alone would tell.

/** The share of cells below which a value is taken for an error by its frequency alone. */
const SHARES = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1];

export const place = (row, column) => `${row} ${column}`;

/**
 * @param dirty, clean the cells of either table, row by row
 * @returns by place of each wrong cell what it should be
 */
export function errorsIn(dirty, clean) {
  const errors = new Map();
  dirty.forEach((row, n) =>
    row.forEach((cell, column) => {
      const right = clean[n]?.[column];
      if (right !== undefined && right !== cell) errors.set(place(n, column), right);
    }),
  );
  return errors;
}

/** Every cell that a report of `fit --json` names, with its code and what it says would be right. */
export function toldIn({ findings }, names, dirty) {
  const at = new Map(names.map((name, column) => [name, column]));
  const columnOf = (name) => at.get(name) ?? at.get(name.replace(/ \([^()]*\)$/, ''));
  const rowsWith = (column, text) => dirty.flatMap((row, n) => (row[column] === text ? [n] : []));
  // Cells that are wrong without a model stand at the end of the list; what a model says of them counts.
  const byModel = findings.filter(({ cells, row }) => cells !== undefined || row === undefined);
  const others = findings.filter((finding) => !byModel.includes(finding));
  return [
    ...others.map(({ code, row, column, meant, expected }) => ({
      code,
      row,
      column: columnOf(column),
      meant: meant ?? (expected === undefined ? undefined : String(expected)),
    })),
    ...byModel.flatMap((finding) => {
      switch (finding.code) {
        case 'cell.unlikely':
        case 'cell.slip':
        case 'cell.sentinel':
          return finding.cells.map(({ column, expected, meant = String(expected) }) => ({
            code: finding.code,
            row: finding.row,
            column: columnOf(column),
            meant,
          }));
        // Its cells are hints; the first one is named in the message.
        case 'row.low-likelihood':
          return finding.cells
            .slice(0, 1)
            .map(({ column, expected }) => ({
              code: finding.code,
              row: finding.row,
              column: columnOf(column),
              meant: String(expected),
            }));
        case 'cell.variant':
          return finding.spellings.flatMap(({ text, meant }) =>
            rowsWith(columnOf(finding.column), text).map((row) => ({
              code: finding.code,
              row,
              column: columnOf(finding.column),
              meant,
            })),
          );
        case 'column.repeated-value':
          return finding.rows.map((row) => ({ code: finding.code, row, column: columnOf(finding.column) }));
        default:
          return [];
      }
    }),
  ].filter(({ column }) => column !== undefined);
}

/** Precision, recall and repairs of the reported cells against the wrong ones; each cell counts once. */
export function measures(told, errors) {
  const cells = new Map(told.map((own) => [place(own.row, own.column), own]));
  const right = [...cells].filter(([at]) => errors.has(at));
  const repaired = right.filter(([at, { meant }]) => meant === errors.get(at)).length;
  const [precision, recall] = [right.length / cells.size, right.length / errors.size];
  return {
    told: cells.size,
    right: right.length,
    repaired,
    precision,
    recall,
    f1: (2 * right.length) / (cells.size + errors.size),
  };
}

/** By code, those first that tell most, and all together. */
export function byCode(told, errors) {
  const codes = [...new Set(told.map(({ code }) => code))];
  const own = codes.map((code) => ({
    code,
    ...measures(
      told.filter((cell) => cell.code === code),
      errors,
    ),
  }));
  return [...own.sort((a, b) => b.told - a.told), { code: 'all', ...measures(told, errors) }];
}

/**
 * A value is an error where it stands in fewer than a share of its column's cells; the share is the best one, as the
 * truth says.
 */
export function byFrequency(dirty, errors) {
  const columns = (dirty[0] ?? []).map((_, column) => {
    const counts = new Map();
    for (const row of dirty) counts.set(row[column], (counts.get(row[column]) ?? 0) + 1);
    return counts;
  });
  const of = (share) =>
    measures(
      dirty.flatMap((row, n) =>
        row.flatMap((cell, column) => (columns[column].get(cell) < share * dirty.length ? [{ row: n, column }] : [])),
      ),
      errors,
    );
  return SHARES.map((share) => ({ share, ...of(share) })).reduce((best, own) => (own.f1 > best.f1 ? own : best));
}
