// One measure for all: the NLML of whatever parameters a program ended with, and how far apart two sets of them are.
// Parameters: { weights: [K], columns: { name: { mean: [K], sd: [K] } | { probabilities: [K][L] } | { rate: [K] } } }.

/** −Σ_n log p(x_n) in nats and data units; written apart from the engine's code, so that it checks it. */
export function nlml(columns, { weights, columns: parameters }) {
  const rows = columns[0].values.length;
  let total = 0;
  for (let row = 0; row < rows; row += 1) {
    const joint = weights.map((weight, k) =>
      columns.reduce(
        (sum, column) => sum + logDensity(column, column.values[row], parameters[column.name], k),
        Math.log(weight),
      ),
    );
    const largest = Math.max(...joint);
    total -= largest + Math.log(joint.reduce((sum, value) => sum + Math.exp(value - largest), 0));
  }
  return total;
}

function logDensity({ kind }, x, parameters, k) {
  if (x === null) return 0;
  if (kind === 'poisson') return logPoisson(x, parameters.rate[k]);
  if (kind === 'normal') return logNormal(x, parameters, k);
  if (kind === 'lognormal') return logNormal(Math.log(x), parameters, k) - Math.log(x);
  return Math.log(parameters.probabilities[k][x]);
}

function logNormal(x, { mean, sd }, k) {
  return -0.5 * Math.log(2 * Math.PI) - Math.log(sd[k]) - 0.5 * ((x - mean[k]) / sd[k]) ** 2;
}

function logPoisson(x, rate) {
  // A rate of 0 makes 0 certain.
  return (x === 0 ? 0 : x * Math.log(rate)) - rate - logFactorial(x);
}

const logFactorials = [0];
function logFactorial(n) {
  for (let i = logFactorials.length; i <= n; i += 1) logFactorials.push(logFactorials[i - 1] + Math.log(i));
  return logFactorials[n];
}

/** The component with the smallest sd as a share of its column's, or undefined without normal columns. */
export function narrowest(columns, { weights, columns: parameters }) {
  const all = columns
    .filter(({ sd }) => sd !== undefined)
    .flatMap((column) =>
      parameters[column.name].sd.map((sd, k) => ({
        name: column.name,
        share: sd / column.sd,
        rows: weights[k] * column.values.length,
        spike: sd ** 2 < column.floor,
      })),
    );
  return all.sort((a, b) => a.share - b.share)[0];
}

/**
 * Largest differences between two sets of parameters after matching: of weights and sds relative, of rates relative to
 * the larger of the rate and 1, of means in sds of the component, of probabilities absolute. Components are matched by
 * weight, or by the permutation that fits best where weights are too close together to tell.
 */
export function differences(columns, one, other) {
  const order = ({ weights }) => weights.map((_, k) => k).sort((a, b) => weights[b] - weights[a]);
  const fixed = order(one);
  const byWeight = compare(columns, one, fixed, other, order(other));
  if (worst(byWeight) < 1e-2 || fixed.length > 5) return byWeight;
  const every = permutations(order(other)).map((permuted) => compare(columns, one, fixed, other, permuted));
  return every.reduce((best, next) => (worst(next) < worst(best) ? next : best));
}

export const worst = (difference) => Math.max(...Object.values(difference));

function compare(columns, one, left, other, right) {
  const found = {};
  const note = (what, value) => {
    found[what] = Math.max(found[what] ?? 0, Math.abs(value));
  };
  left.forEach((k, i) => {
    const l = right[i];
    note('weights', other.weights[l] / one.weights[k] - 1);
    for (const { name } of columns) {
      const [a, b] = [one.columns[name], other.columns[name]];
      if (a.mean) note('means', (b.mean[l] - a.mean[k]) / a.sd[k]);
      if (a.sd) note('sds', b.sd[l] / a.sd[k] - 1);
      if (a.rate) note('rates', (b.rate[l] - a.rate[k]) / Math.max(1, a.rate[k]));
      if (a.probabilities)
        a.probabilities[k].forEach((p, level) => note('probabilities', b.probabilities[l][level] - p));
    }
  });
  return found;
}

function permutations(items) {
  if (items.length < 2) return [items];
  return items.flatMap((item) => permutations(items.filter((other) => other !== item)).map((rest) => [item, ...rest]));
}
