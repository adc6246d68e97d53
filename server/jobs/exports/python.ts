/**
 * Python that rebuilds a fitted mixture: of normals alone as scikit-learn's `GaussianMixture`, and, where it cannot be one or
 * where cells are missing, as a function of numpy and scipy. The program reads the file again and computes each row's log
 * density and posteriors.
 */
import { densities, type Density } from './densities';
import { clusterNames, exportedColumns, headline, missingNumbers, numbersOf, probabilitiesOf, type ExportedColumn, type ExportedFit } from './exported';
import { list, quoted } from './literals';

export function pythonCode(fit: ExportedFit): string {
  const columns = exportedColumns(fit);
  const kinds = [...new Set(columns.map(({ kind }) => densities[kind]))];
  const names = clusterNames(fit);
  const isGaussian = columns.every(({ kind }) => kind === 'normal');
  const isFunction = !isGaussian || columns.some(({ missing }) => missing > 0);
  return [
    `# Mixture of ${headline(fit)}.`,
    ...importsOf(kinds, isGaussian, isFunction), '',
    list('weights = np.array([', fit.report.components.map(({ weight }) => String(weight)), '])'),
    ...(names.length > 0 ? [list('cluster_names = [', names.map(quoted), ']')] : []),
    '# The columns: name, kind, and by parameter a number for each cluster.',
    'columns = [', ...columns.map(columnEntry), ']', '', '',
    ...(columns.some(({ levels }) => levels.length === 0) ? [numbers(fit), '', ''] : []),
    ...(isFunction ? [...kinds.flatMap(({ python }) => [python.code, '', '']), logJoint(kinds), '', ''] : []),
    ...reading(fit), '',
    ...(isGaussian ? [GAUSSIAN, ''] : []),
    isFunction ? EVERY_ROW : GAUSSIAN_ROWS, '',
  ].join('\n');
}

function importsOf(kinds: readonly Density[], isGaussian: boolean, isFunction: boolean): readonly string[] {
  const ofKinds = isFunction ? [...kinds.flatMap(({ python }) => python.imports), ['scipy.special', 'logsumexp'] as const] : [];
  const modules = new Map<string, Set<string>>();
  for (const [module, name] of ofKinds) modules.set(module, (modules.get(module) ?? new Set<string>()).add(name));
  const from = [...modules].sort(([a], [b]) => (a < b ? -1 : 1)).map(([module, names]) => `from ${module} import ${[...names].sort().join(', ')}`);
  return ['import numpy as np', 'import pandas as pd', ...from, ...(isGaussian ? ['from sklearn.mixture import GaussianMixture'] : [])];
}

function columnEntry({ name, kind, levels, parameters }: ExportedColumn): string {
  const density = densities[kind];
  const lines = (items: readonly string[]): string => list('[', items, ']', '       ');
  const vector = (values: readonly number[]): string => lines(values.map(String));
  const entries = levels.length > 0
    ? [`"levels": ${lines(levels.map(quoted))}`, `"probabilities": ${lines(levels.map((level) => vector(probabilitiesOf(parameters, level))))}`]
    : density.parameters.map((own) => `"${own}": ${vector(numbersOf(parameters, own))}`);
  return `    (${quoted(name)}, "${density.name}", ${list('{', entries, '}', '     ')}),`;
}

function numbers(fit: ExportedFit): string {
  const none = missingNumbers(fit);
  const kept = none.length > 0 ? [list('    cells = cells.mask(cells.str.strip().str.lower().isin([', none.map(quoted), ']))', '    ')] : [];
  const cells = fit.dialect.decimal === ',' ? 'cells.astype("string").str.replace(",", ".", regex=False)' : 'cells';
  return ['def numbers(cells):', ...kept, `    x = pd.to_numeric(${cells}, errors="coerce").to_numpy(dtype=float, na_value=np.nan)`, '    return np.where(np.isfinite(x), x, np.nan)[:, None]'].join('\n');
}

function logJoint(kinds: readonly Density[]): string {
  return `def log_joint(data):
    """Log density of each row together with each cluster; a missing cell leaves its factor out."""
    densities = {${kinds.map(({ name }) => `"${name}": ${name}`).join(', ')}}
    with np.errstate(divide="ignore"):
        joint = np.tile(np.log(weights), (len(data), 1))
    for name, kind, parameters in columns:
        term = densities[kind](data[name], **parameters)
        joint += np.where(np.isnan(term), 0, term)
    return joint`;
}

function reading({ fileName, model, dialect }: ExportedFit): readonly string[] {
  const names = list('names = [', model.schema.map(({ name }) => quoted(name)), ']');
  const options = `sep=${quoted(dialect.delimiter)}, header=${dialect.hasHeader ? '0' : 'None'}, names=names, usecols=names, index_col=False, dtype=str, keep_default_na=False`
    // Only where there is one column is a blank line a row.
    + (model.schema.length === 1 ? ', skip_blank_lines=False' : '');
  return ['# All columns as text: what stands for a number or a level is the model\'s business.', names, `data = pd.read_csv(${quoted(fileName)}, ${options})`];
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
