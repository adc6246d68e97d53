/**
 * Python code that rebuilds a fitted mixture. A mixture of normals becomes scikit-learn's `GaussianMixture`; otherwise,
 * as under error channels, and where cells are missing, it becomes a function of numpy and scipy. The program reads the
 * file again and computes the log density and the posteriors of each row.
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
  parameterValues,
  levelSpellings,
  type ExportedColumn,
  type ExportedFit,
} from '../exports/exported';
import { datesInPython } from './dated';
import { wrappedList, quoted } from './literals';
import { frameInPython } from './framed';
import { plainNumbersInPython, signsInPython, zerosInPython } from './numberCode';

export function pythonCode(fit: ExportedFit): string {
  const columns = exportedColumns(fit);
  const kinds = [...new Set(columns.map(({ kind }) => densities[kind]))];
  const names = clusterNames(fit);
  const isRobust = columns.some(({ channel }) => channel !== undefined);
  const isGaussian = !isRobust && columns.every(({ kind }) => kind === 'normal');
  const dated = datesInPython(fit, columns);
  const hasBounds = boundedColumns(columns).length > 0;
  const isFunction = !isGaussian || hasBounds || columns.some(({ missing }) => missing > 0);
  return [
    `# Mixture of ${headline(fit)}.`,
    ...importsOf(kinds, isGaussian, isFunction, [...new Set([...frameInPython(fit).modules, ...dated.modules])]),
    ...(hasBounds ? ['from scipy import stats'] : []),
    '',
    wrappedList(
      'weights = np.array([',
      fit.report.components.map(({ weight }) => String(weight)),
      '])',
    ),
    ...(names.length > 0 ? [wrappedList('cluster_names = [', names.map(quoted), ']')] : []),
    '# The columns: name, kind, and by parameter a number for each cluster.',
    'columns = [',
    ...columns.map(columnEntry),
    ']',
    ...(isRobust ? channelLines(columns) : []),
    '',
    '',
    ...(columns.some(({ levels, codes }) => levels.length === 0 || codes !== undefined)
      ? [numbersFunction(fit), '', '']
      : []),
    ...(isFunction
      ? functionsOf(kinds, isRobust, boundFunctions(columns, 'python', isRobust)).flatMap((code) => [code, '', ''])
      : []),
    ...readingLines(fit),
    ...dated.lines,
    ...boundsInPython(columns),
    ...plainNumbersInPython(fit, columns),
    ...codesOf(columns),
    ...zerosInPython(columns),
    ...signsInPython(columns),
    '',
    ...(isGaussian ? [GAUSSIAN, ''] : []),
    isFunction ? ROW_POSTERIORS : GAUSSIAN_ROW_POSTERIORS,
    '',
  ].join('\n');
}

function importsOf(
  kinds: readonly Density[],
  isGaussian: boolean,
  isFunction: boolean,
  framing: readonly string[],
): readonly string[] {
  const kindImports = isFunction
    ? [...kinds.flatMap(({ python }) => python.imports), ['scipy.special', 'logsumexp'] as const]
    : [];
  const modules = new Map<string, Set<string>>();
  for (const [module, name] of kindImports) modules.set(module, (modules.get(module) ?? new Set<string>()).add(name));
  const scipyImports = [...modules]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([module, names]) => `from ${module} import ${[...names].sort().join(', ')}`);
  return [
    ...framing.map((name) => `import ${name}`),
    'import numpy as np',
    'import pandas as pd',
    ...scipyImports,
    ...(isGaussian ? ['from sklearn.mixture import GaussianMixture'] : []),
  ];
}

function columnEntry(column: ExportedColumn): string {
  const { name, kind, levels, parameters } = column;
  const spelt = levelSpellings(column);
  const density = densities[kind];
  const lines = (items: readonly string[]): string => wrappedList('[', items, ']', '       ');
  const vector = (values: readonly number[]): string => lines(values.map(String));
  const entries =
    levels.length > 0
      ? [
          `"levels": ${lines(spelt.map(({ text }) => quoted(text)))}`,
          `"probabilities": ${lines(spelt.map(({ probabilities }) => vector(probabilities)))}`,
        ]
      : density.parameters.map((parameter) => `"${parameter}": ${vector(parameterValues(parameters, parameter))}`);
  return `    (${quoted(name)}, "${density.name}", ${wrappedList('{', entries, '}', '     ')}),`;
}

const CHANNELS_COMMENT =
  '# How wrong cells of each column are known: their rate, ' +
  'the log odds by which a cell is set aside, and where they lie.';

function channelLines(columns: readonly ExportedColumn[]): readonly string[] {
  const entries = columns.flatMap(({ channel }) => (channel ? [channelEntry(channel)] : []));
  return [CHANNELS_COMMENT, 'channels = [', ...entries, ']'];
}

function channelEntry({ rate, logOdds, spread: { centre, scale, levels } }: Channel): string {
  return (
    `    (${rate}, ${logOdds}, ` +
    `${levels > 0 ? `{"levels": ${levels}}` : `{"centre": ${centre}, "scale": ${scale}}`}),`
  );
}

/** Returns each function once, after the functions it calls. */
function functionsOf(kinds: readonly Density[], isRobust: boolean, boundCode: readonly string[]): readonly string[] {
  const densityCode = kinds.flatMap(({ python }) => python.code);
  const wrongCellCode = isRobust ? kinds.flatMap(({ python }) => python.wrong) : [];
  const joint = isRobust ? robustLogJoint(kinds, boundCode.length > 0) : logJoint(kinds, boundCode.length > 0);
  return [...new Set([...densityCode, ...wrongCellCode, ...boundCode, joint])];
}

function numbersFunction(fit: ExportedFit): string {
  const missingTexts = missingNumbers(fit);
  const maskLines =
    missingTexts.length > 0
      ? [
          wrappedList(
            '    cells = cells.mask(cells.str.strip().str.lower().isin([',
            missingTexts.map(quoted),
            ']))',
            '    ',
          ),
        ]
      : [];
  const cells = fit.dialect.decimal === ',' ? 'cells.astype("string").str.replace(",", ".", regex=False)' : 'cells';
  return [
    'def numbers(cells):',
    ...maskLines,
    `    x = pd.to_numeric(${cells}, errors="coerce").to_numpy(dtype=float, na_value=np.nan)`,
    '    return np.where(np.isfinite(x), x, np.nan)[:, None]',
  ].join('\n');
}

function functionTable(kinds: readonly Density[], by: 'name' | 'wrong'): string {
  return `{${kinds.map((density) => `"${density.name}": ${density[by]}`).join(', ')}}`;
}

/** Replaces the terms of limits by those of bounds, in cells that hold bounds. */
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
    densities = ${functionTable(kinds, 'name')}
    with np.errstate(divide="ignore"):
        joint = np.tile(np.log(weights), (len(data), 1))
    for name, kind, parameters in columns:
        term = densities[kind](data[name], **parameters)${hasBounds ? WITH_BOUNDS : ''}
        joint += np.where(np.isnan(term), 0, term)
    return joint`;
}

/** Returns the joint density under channels. Terms have a lower bound: an extreme one would cost the others' digits. */
function robustLogJoint(kinds: readonly Density[], hasBounds: boolean): string {
  return `def log_joint(data):
    """Log density of each row together with each cluster; a missing cell leaves its factor out.

    A cell that the row's others leave less likely than a wrong cell is set aside, the most plainly wrong one first:
    it has the density of wrong cells, whatever the cluster.
    """
    densities = ${functionTable(kinds, 'name')}
    log_wrong = ${functionTable(kinds, 'wrong')}
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

/** Returns lines that set repeated values that count as missing to missing. */
function codesOf(columns: readonly ExportedColumn[]): readonly string[] {
  const entries = columns.flatMap(({ name, codes }) =>
    codes === undefined ? [] : [`${quoted(name)}: [${codes.join(', ')}]`],
  );
  if (entries.length === 0) return [];
  return [
    '# Repeated values far from all others count as missing.',
    wrappedList('codes = {', entries, '}'),
    'for name, values in codes.items():',
    '    data[name] = data[name].mask(np.isin(numbers(data[name])[:, 0], values))',
  ];
}

function readingLines(fit: ExportedFit): readonly string[] {
  const { model, dialect } = fit;
  const { lines, from, after, hasHeader } = frameInPython(fit);
  const names = wrappedList(
    'names = [',
    model.schema.map(({ name }) => quoted(name)),
    ']',
  );
  const options =
    `sep=${dialect.delimiter === ' ' ? 'r"\\s+"' : quoted(dialect.delimiter === '  ' ? '\t' : dialect.delimiter)}, ` +
    `header=${hasHeader ? '0' : 'None'}, names=names, usecols=names, ` +
    'index_col=False, dtype=str, keep_default_na=False' +
    (isUnquoted(dialect.quoting) ? ', quoting=3' : dialect.quoting?.quote === "'" ? ', quotechar="\'"' : '') +
    // A blank line is a row only in a table with one column.
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

const GAUSSIAN_ROW_POSTERIORS = `log_density = mixture.score_samples(x)
posterior = mixture.predict_proba(x)`;

const ROW_POSTERIORS = `joint = log_joint(data)
log_density = logsumexp(joint, axis=1)
posterior = np.exp(joint - log_density[:, None])`;
