// The mixtures that planted tables are drawn from: components well parted, by at least 6 sd in at least two columns.

/** Columns by layout and number of columns; the first `parted` of them, all normal, part the components. */
const LAYOUTS = {
  normal: { 2: { parted: 2, normal: 2 }, 5: { parted: 3, normal: 5 }, 20: { parted: 6, normal: 20 } },
  mixed: {
    5: { parted: 2, normal: 2, lognormal: 1, count: 1, level: 1 },
    20: { parted: 6, normal: 11, lognormal: 3, count: 3, level: 3 },
  },
};
const KINDS = ['normal', 'lognormal', 'count', 'level'];
/** Distance between neighbours on a parted column, in sds of the wider of both. */
const GAP = [6, 9];

/** @returns {{ weights: number[], columns: object[] }} columns with their `name`, `kind` and parameters by component */
export function drawModel({ k, d, layout }, random) {
  const counts = LAYOUTS[layout]?.[d];
  if (counts === undefined) throw new Error(`there is no layout "${layout}" of ${d} columns`);
  const kinds = KINDS.flatMap((kind) => Array.from({ length: counts[kind] ?? 0 }, () => kind));
  const columns = kinds.map((kind, i) => ({ kind, ...drawers[kind](k, random, i < counts.parted) }));
  return {
    weights: drawWeights(k, random),
    columns: random.shuffled(columns).map((column, i) => ({ ...column, name: `x${i + 1}` })),
  };
}

/** None is below 0.5/K. */
function drawWeights(k, random) {
  const parts = Array.from({ length: k }, () => -Math.log(1 - random.uniform()));
  const total = parts.reduce((sum, part) => sum + part, 0);
  return parts.map((part) => (0.5 + (0.5 * k * part) / total) / k);
}

const drawers = {
  normal(k, random, parted) {
    const scale = 10 ** random.between(-1, 3);
    const sds = perComponent(k, () => scale * random.between(0.7, 1.4));
    const places = parted ? partedPlaces(sds, random) : perComponent(k, () => 2 * scale * random.normal());
    // Most columns lie away from zero, as measured quantities do; there a flipped sign matters.
    const origin = random.uniform() < 0.3 ? 0 : scale * random.between(8, 40);
    const decimals = Math.max(0, 2 - Math.floor(Math.log10(scale)));
    return { means: places.map((place) => origin + place), sds, decimals };
  },
  lognormal(k, random) {
    const [scale, origin] = [random.between(0.2, 0.6), random.between(0, 5)];
    return {
      means: perComponent(k, () => origin + 2 * scale * random.normal()),
      sds: perComponent(k, () => scale * random.between(0.8, 1.25)),
    };
  },
  count: (k, random) => ({ rates: perComponent(k, () => random.between(5, 40)) }),
  level(k, random) {
    const levels = ['red', 'green', 'blue', 'white', 'black'].slice(0, 3 + random.whole(3));
    const order = random.shuffled(levels.keys());
    const main = perComponent(k, (_, component) => order[component % levels.length]);
    return { levels, main, probabilities: main.map((own) => concentrated(own, levels.length, random)) };
  },
};

const perComponent = (k, draw) => Array.from({ length: k }, draw);

/** Draws the places of the components on a column: in a random order, each at a distance in GAP from the next. */
function partedPlaces(sds, random) {
  const places = [];
  let [place, last] = [0, undefined];
  for (const component of random.shuffled(sds.keys())) {
    if (last !== undefined) place += random.between(...GAP) * Math.max(sds[last], sds[component]);
    places[component] = place;
    last = component;
  }
  return places;
}

/** All but a small part, 0.01 to 3 %, falls on one level. */
function concentrated(own, levels, random) {
  const rest = 10 ** random.between(-4, -1.5);
  return Array.from({ length: levels }, (_, level) => (level === own ? 1 - rest : rest / (levels - 1)));
}

/** A value as it is written into the file, and read from it. */
export function drawValue(column, component, random) {
  switch (column.kind) {
    case 'normal':
      return written(column, column.means[component] + column.sds[component] * random.normal());
    case 'lognormal':
      return written(column, Math.exp(column.means[component] + column.sds[component] * random.normal()));
    case 'count':
      return random.poisson(column.rates[component]);
    default:
      return column.levels[random.index(column.probabilities[component])];
  }
}

/** Rounds a value to the digits of its column. */
export function written({ kind, decimals }, value) {
  if (kind === 'normal') return Number(value.toFixed(decimals));
  return kind === 'count' ? Math.round(value) : Number(value.toPrecision(4));
}

/** Returns the value that lies this number of sds from a component's mean. */
export function valueAt(column, component, sds) {
  if (column.kind === 'count')
    return written(column, column.rates[component] + sds * Math.sqrt(column.rates[component]));
  const place = column.means[component] + sds * column.sds[component];
  return written(column, column.kind === 'lognormal' ? Math.exp(place) : place);
}

/** Largest distance, in sds; also that of numbers without a logarithm. */
const FARTHEST = 1e6;

/** Distance of a number from a component's mean in sds; of a log-normal one that of the logarithms. */
export function distance(column, component, value) {
  if (column.kind === 'count') return Math.abs(value - column.rates[component]) / Math.sqrt(column.rates[component]);
  if (column.kind === 'lognormal' && value <= 0) return FARTHEST;
  const place = column.kind === 'lognormal' ? Math.log(value) : value;
  return Math.min(FARTHEST, Math.abs(place - column.means[component]) / column.sds[component]);
}
