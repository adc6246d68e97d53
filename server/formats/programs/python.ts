/**
 * Python that rebuilds a fitted mixture: of normals alone as scikit-learn's `GaussianMixture`, and, where it cannot be
 * one, as under error channels, or where cells are missing, as a function of numpy and scipy. The program reads the
 * file again and computes each row's log density and posteriors.
 */
import type { Channel } from '../../core/contamination/errorChannel';
import { isUnquoted } from '../../core/csv/dialect/quoting';
import { boundedColumns, boundFunctions, boundsInPython } from './boundCode';
import { densities, type Density } from './densities';
import {
  clusterNames,
  exportedColumns,
  headline,
  missingNumbers,
  numbersOf,
  speltLevels,
  type ExportedColumn,
  type ExportedFit,
} from '../exports/exported';
import { datedInPython } from './dated';
import { list, quoted } from './literals';
import { framedInPython } from './framed';
import { writtenInPython, zerosInPython } from './written';

export function pythonCode(fit: ExportedFit): string {
  const columns = exportedColumns(fit);
  const kinds = [...new Set(columns.map(({ kind }) => densities[kind]))];
  const names = clusterNames(fit);
  const isRobust = columns.some(({ channel }) => channel !== undefined);
  const isGaussian = !isRobust && columns.every(({ kind }) => kind === 'normal');
  const dated = datedInPython(fit, columns);
  const hasBounds = boundedColumns(columns).length > 0;
  const isFunction = !isGaussian || hasBounds || columns.some(({ missing }) => missing > 0);
  return [
    `# Mixture of ${headline(fit)}.`,
    ...importsOf(kinds, isGaussian, isFunction, [...new Set([...framedInPython(fit).modules, ...dated.modules])]),
    ...(hasBounds ? ['from scipy import stats'] : []),
    '',
    list(
      'weights = np.array([',
      fit.report.components.map(({ weight }) => String(weight)),
      '])',
    ),
    ...(names.length > 0 ? [list('cluster_names = [', names.map(quoted), ']')] : []),
    '# The columns: name, kind, and by parameter a number for each cluster.',
    'columns = [',
    ...columns.map(columnEntry),
    ']',
    ...(isRobust
      ? [CHANNELS, 'channels = [', ...columns.flatMap(({ channel }) => (channel ? [channelEntry(channel)] : [])), ']']
      : []),
    '',
    '',
    ...(columns.some(({ levels, codes }) => levels.length === 0 || codes !== undefined) ? [numbers(fit), '', ''] : []),
    ...(isFunction
      ? functionsOf(kinds, isRobust, boundFunctions(columns, 'python', isRobust)).flatMap((code) => [code, '', ''])
      : []),
    ...reading(fit),
    ...dated.lines,
    ...boundsInPython(columns),
    ...writtenInPython(fit, columns),
    ...codesOf(columns),
    ...zerosInPython(columns),
    '',
    ...(isGaussian ? [GAUSSIAN, ''] : []),
    isFunction ? EVERY_ROW : GAUSSIAN_ROWS,
    '',
  ].join('\n');
}

function importsOf(
  kinds: readonly Density[],
  isGaussian: boolean,
  isFunction: boolean,
  framing: readonly string[],
): readonly string[] {
  const ofKinds = isFunction
    ? [...kinds.flatMap(({ python }) => python.imports), ['scipy.special', 'logsumexp'] as const]
    : [];
  const modules = new Map<string, Set<string>>();
  for (const [module, name] of ofKinds) modules.set(module, (modules.get(module) ?? new Set<string>()).add(name));
  const from = [...modules]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([module, names]) => `from ${module} import ${[...names].sort().join(', ')}`);
  return [
    ...framing.map((name) => `import ${name}`),
    'import numpy as np',
    'import pandas as pd',
    ...from,
    ...(isGaussian ? ['from sklearn.mixture import GaussianMixture'] : []),
  ];
}

function columnEntry(column: ExportedColumn): string {
  const { name, kind, levels, parameters } = column;
  const spelt = speltLevels(column);
  const density = densities[kind];
  const lines = (items: readonly string[]): string => list('[', items, ']', '       ');
  const vector = (values: readonly number[]): string => lines(values.map(String));
  const entries =
    levels.length > 0
      ? [
          `"levels": ${lines(spelt.map(({ text }) => quoted(text)))}`,
          `"probabilities": ${lines(spelt.map(({ probabilities }) => vector(probabilities)))}`,
        ]
      : density.parameters.map((own) => `"${own}": ${vector(numbersOf(parameters, own))}`);
  return `    (${quoted(name)}, "${density.name}", ${list('{', entries, '}', '     ')}),`;
}

const CHANNELS =
  '# How wrong cells of each column are known: their rate, ' +
  'the log odds by which a cell is set aside, and where they lie.';

function channelEntry({ rate, logOdds, spread: { centre, scale, levels } }: Channel): string {
  return (
    `    (${rate}, ${logOdds}, ` +
    `${levels > 0 ? `{"levels": ${levels}}` : `{"centre": ${centre}, "scale": ${scale}}`}),`
  );
}

/** Each function once, behind those that it calls. */
function functionsOf(kinds: readonly Density[], isRobust: boolean, ofBounds: readonly string[]): readonly string[] {
  const plain = kinds.flatMap(({ python }) => python.code);
  const wrong = isRobust ? kinds.flatMap(({ python }) => python.wrong) : [];
  const joint = isRobust ? robustLogJoint(kinds, ofBounds.length > 0) : logJoint(kinds, ofBounds.length > 0);
  return [...new Set([...plain, ...wrong, ...ofBounds, joint])];
}

function numbers(fit: ExportedFit): string {
  const none = missingNumbers(fit);
  const kept =
    none.length > 0
      ? [list('    cells = cells.mask(cells.str.strip().str.lower().isin([', none.map(quoted), ']))', '    ')]
      : [];
  const cells = fit.dialect.decimal === ',' ? 'cells.astype("string").str.replace(",", ".", regex=False)' : 'cells';
  return [
    'def numbers(cells):',
    ...kept,
    `    x = pd.to_numeric(${cells}, errors="coerce").to_numpy(dtype=float, na_value=np.nan)`,
    '    return np.where(np.isfinite(x), x, np.nan)[:, None]',
  ].join('\n');
}

function functions(kinds: readonly Density[], by: 'name' | 'wrong'): string {
  return `{${kinds.map((density) => `"${density.name}": ${density[by]}`).join(', ')}}`;
}

/** Where cells hold bounds, their terms in the place of those of the limits. */
const WITH_BOUNDS = `
        if name in bounds:
            with np.errstate(divide="ignore", invalid="ignore"):
                term = np.where(bounds[name][0] == 0, term, within[kind](data[name], *bounds[name], **parameters))`;
const WRONG_WITH_BOUNDS = `
        own = log_wrong[kind](data[name], **spread)
        if name in bounds:
            with np.errstate(divide="ignore", invalid="ignore"):
                own = np.where(bounds[name][0] == 0, own, wrong_within[kind](data[name], *bounds[name], **spread))`;

function logJoint(kinds: readonly Density[], hasBounds: boolean): string {
  return `def log_joint(data):
    """Log density of each row together with each cluster; a missing cell leaves its factor out."""
    densities = ${functions(kinds, 'name')}
    with np.errstate(divide="ignore"):
        joint = np.tile(np.log(weights), (len(data), 1))
    for name, kind, parameters in columns:
        term = densities[kind](data[name], **parameters)${hasBounds ? WITH_BOUNDS : ''}
        joint += np.where(np.isnan(term), 0, term)
    return joint`;
}

/** Cells far out give terms that would take the digits of the row's other cells with them: they have a bound. */
function robustLogJoint(kinds: readonly Density[], hasBounds: boolean): string {
  return `def log_joint(data):
    """Log density of each row together with each cluster; a missing cell leaves its factor out.

    A cell that the row's others leave less likely than a wrong cell is set aside, the most plainly wrong one first:
    it has the density of wrong cells, whatever the cluster.
    """
    densities = ${functions(kinds, 'name')}
    log_wrong = ${functions(kinds, 'wrong')}
    terms, wrong, constant = [], [], np.zeros(len(data))
    for (name, kind, parameters), (error_rate, log_odds, spread) in zip(columns, channels):
        with np.errstate(over="ignore"):
            term = densities[kind](data[name], **parameters)${hasBounds ? WITH_BOUNDS : ''}
        missing = np.isnan(term[:, 0])
        terms.append(np.where(missing[:, None], 0, np.maximum(term, -1e6)))${hasBounds ? WRONG_WITH_BOUNDS : ''}
        wrong.append(np.where(missing, -np.inf, log_odds + ${hasBounds ? 'own' : 'log_wrong[kind](data[name], **spread)'}[:, 0]))
        constant += np.where(missing, 0, np.log1p(-error_rate))
    wrong = np.array(wrong)
    rows = np.arange(len(data))
    while len(rows) > 0:
        joint = np.log(weights) + sum(term[rows] for term in terms)
        others = np.array([logsumexp(joint - term[rows], axis=1) for term in terms])
        excess = wrong[:, rows] - (logsumexp(joint, axis=1) - others)
        worst, found = excess.argmax(axis=0), excess.max(axis=0) > 0
        worst, rows = worst[found], rows[found]
        constant[rows] += wrong[worst, rows]
        wrong[worst, rows] = -np.inf
        for column, row in zip(worst, rows):
            terms[column][row] = 0
    return np.log(weights) + sum(terms) + constant[:, None]`;
}

/** Cells with repeated values that count as missing. */
function codesOf(columns: readonly ExportedColumn[]): readonly string[] {
  const own = columns.flatMap(({ name, codes }) =>
    codes === undefined ? [] : [`${quoted(name)}: [${codes.join(', ')}]`],
  );
  if (own.length === 0) return [];
  return [
    '# Repeated values far from all others count as missing.',
    list('codes = {', own, '}'),
    'for name, values in codes.items():',
    '    data[name] = data[name].mask(np.isin(numbers(data[name])[:, 0], values))',
  ];
}

function reading(fit: ExportedFit): readonly string[] {
  const { model, dialect } = fit;
  const { lines, from, after, hasHeader } = framedInPython(fit);
  const names = list(
    'names = [',
    model.schema.map(({ name }) => quoted(name)),
    ']',
  );
  const options =
    `sep=${dialect.delimiter === ' ' ? 'r"\\s+"' : quoted(dialect.delimiter === '  ' ? '\t' : dialect.delimiter)}, ` +
    `header=${hasHeader ? '0' : 'None'}, names=names, usecols=names, ` +
    'index_col=False, dtype=str, keep_default_na=False' +
    (isUnquoted(dialect.quoting) ? ', quoting=3' : dialect.quoting?.quote === "'" ? ', quotechar="\'"' : '') +
    // Only where there is one column is a blank line a row.
    (model.schema.length === 1 ? ', skip_blank_lines=False' : '');
  return [
    "# All columns as text: what stands for a number or a level is the model's business.",
    names,
    ...lines,
    `data = pd.read_csv(${from}, ${options})`,
    ...after,
  ];
}

const GAUSSIAN = `sd = np.column_stack([parameters["sd"] for _, _, parameters in columns])
mixture = GaussianMixture(n_components=len(weights), covariance_type="diag")
mixture.weights_ = weights
mixture.means_ = np.column_stack([parameters["mean"] for _, _, parameters in columns])
mixture.covariances_ = sd**2
mixture.precisions_ = 1 / sd**2
mixture.precisions_cholesky_ = 1 / sd
mixture.converged_ = True
x = np.column_stack([numbers(data[name]) for name, _, _ in columns])`;

const GAUSSIAN_ROWS = `log_density = mixture.score_samples(x)
posterior = mixture.predict_proba(x)`;

const EVERY_ROW = `joint = log_joint(data)
log_density = logsumexp(joint, axis=1)
posterior = np.exp(joint - log_density[:, None])`;
