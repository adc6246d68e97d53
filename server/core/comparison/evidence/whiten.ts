/** Whitening: turns correlated features into uncorrelated ones of variance 1, without those that depend on others. */

/** Share of a feature's variance below which what others leave of it is rounding. */
const ROUNDING = 1e-9;
/** Variance of a constant column relative to its squared mean, up to rounding. */
const CONSTANT = 1e-20;

/**
 * Centres the columns of a matrix and whitens them in place by a pivoted Cholesky factor of their covariance. The
 * result fills the first columns.
 *
 * @param values rows × width, row by row
 * @returns the rank: the number of columns filled
 */
export function whiten(values: Float64Array, rows: number, width: number): number {
  const covariance = centredCovariance(values, rows, width);
  const { order, factor, rank } = pivotedCholesky(covariance, width);
  const whitened = new Float64Array(rank);
  for (let n = 0; n < rows; n++) {
    const row = values.subarray(n * width, (n + 1) * width);
    for (let i = 0; i < rank; i++) {
      let value = row[order[i]];
      for (let j = 0; j < i; j++) value -= factor[i * width + j] * whitened[j];
      whitened[i] = value / factor[i * width + i];
    }
    row.set(whitened);
  }
  return rank;
}

function centredCovariance(values: Float64Array, rows: number, width: number): Float64Array {
  const mean = new Float64Array(width);
  for (let n = 0; n < rows; n++) for (let i = 0; i < width; i++) mean[i] += values[n * width + i] / rows;
  const covariance = new Float64Array(width * width);
  for (let n = 0; n < rows; n++) {
    const row = values.subarray(n * width, (n + 1) * width);
    for (let i = 0; i < width; i++) {
      row[i] -= mean[i];
      for (let j = 0; j <= i; j++) covariance[i * width + j] += (row[i] * row[j]) / rows;
    }
  }
  for (let i = 0; i < width; i++) {
    // What rounding leaves of a constant column is no variance.
    if (covariance[i * width + i] <= CONSTANT * mean[i] ** 2) covariance[i * width + i] = 0;
  }
  for (let i = 0; i < width; i++) for (let j = 0; j < i; j++) covariance[j * width + i] = covariance[i * width + j];
  return covariance;
}

/** Factor of the covariance with rows and columns in `order`: row i of the factor belongs to column order[i]. */
interface PivotedFactor {
  readonly order: Uint32Array;
  readonly factor: Float64Array;
  readonly rank: number;
}

/** Takes the column with the largest remaining share of its variance first (Higham 2002, section 10.3). */
function pivotedCholesky(covariance: Float64Array, width: number): PivotedFactor {
  const order = Uint32Array.from({ length: width }, (_, i) => i);
  const factor = new Float64Array(width * width);
  const rest = Float64Array.from({ length: width }, (_, i) => covariance[i * width + i]);
  const share = (column: number): number => {
    const variance = covariance[column * width + column];
    return variance > 0 ? rest[column] / variance : 0;
  };
  for (let i = 0; i < width; i++) {
    let best = i;
    for (let j = i + 1; j < width; j++) if (share(order[j]) > share(order[best])) best = j;
    if (share(order[best]) <= ROUNDING) return { order, factor, rank: i };
    swapRows(factor, order, width, i, best);
    const pivot = order[i];
    const diagonal = Math.sqrt(rest[pivot]);
    factor[i * width + i] = diagonal;
    for (let j = i + 1; j < width; j++) {
      let value = covariance[order[j] * width + pivot];
      for (let l = 0; l < i; l++) value -= factor[j * width + l] * factor[i * width + l];
      factor[j * width + i] = value / diagonal;
      rest[order[j]] -= factor[j * width + i] ** 2;
    }
  }
  return { order, factor, rank: width };
}

function swapRows(factor: Float64Array, order: Uint32Array, width: number, i: number, j: number): void {
  if (i === j) return;
  [order[i], order[j]] = [order[j], order[i]];
  const row = factor.slice(i * width, (i + 1) * width);
  factor.copyWithin(i * width, j * width, (j + 1) * width);
  factor.set(row, j * width);
}
