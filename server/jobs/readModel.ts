/** Reads what `modelJson` wrote. The text may come from anywhere, so that nothing in it is taken on trust. */
import type { ColumnFacts } from '../core/families/family';
import { families } from '../core/families/registry';
import { logSumExp } from '../core/families/special';
import type { FittedModel } from '../core/insight/fitted';
import { LEAST_DRAWS, MOST_DRAWS } from '../core/insight/surprise';
import type { UsualMixture } from '../core/insight/usual';
import type { MatrixColumn } from '../core/matrix';
import { shapeOf, type Mixture } from '../core/mixture/model';
import { KINDS, type ColumnSchema, type Schema } from '../core/schema/infer';
import { MOST_LEVELS } from '../core/schema/survey';
import type { FitReport, StartParameters } from '../protocol';
import { CLUSTER_COLOUR_COUNT, type ClusterLook } from '../protocol/clusters';
import { lookOf, tidyName } from './clusterLooks';
import { decodeDoubles } from './doubles';
import { choiceOf, distinctTextsOf, fieldOf, fieldsOf, isObject, listOf, numberOf, textOf, wholeOf, type Fields } from './jsonFields';
import { MODEL_VERSION } from './modelJson';
import { FitProblem } from './problem';
import { printable } from './printable';
import { restoreMixture } from './startParameters';

const OWNER = "The model's";

/** A model out of a file, and what the file says of its fit. */
export interface ModelFile
  extends Pick<FitReport, 'rows' | 'totalWeight' | 'estimate' | 'method' | 'priorStrength' | 'nlml' | 'objective' | 'bic' | 'icl' | 'iterations' | 'reason'> {
  readonly model: FittedModel;
  /** Names and colours of its clusters. */
  readonly looks: readonly ClusterLook[];
  /** Version of the program that fitted it. */
  readonly engine: string;
}

/** A column that the model uses, and what the file has under it. */
interface Column extends Omit<MatrixColumn, 'values'> {
  readonly fields: Fields;
}

/**
 * The tails of row patterns are not in the file: they are simulated anew, from the same seed, when a row has need of them.
 *
 * @throws FitProblem with one line that says what is wrong, where, and what to do
 */
export function readModel(text: string): ModelFile {
  const fields = readVersion(parse(text));
  const rows = wholeOf(fields, 'rows', 1);
  const totalWeight = numberOf(fields, 'totalWeight', 0);
  const { schema, columns } = readColumns(fields, rows, totalWeight);
  const mixture = readComponents(fields, columns);
  const judging = readJudging(fieldsOf(fieldOf(fields, 'judging'), OWNER, '"judging"'), mixture, columns, rows);
  const facts = columns.map((column) => column.facts);
  const model = { schema, facts, k: mixture.shape.k, theta: mixture.theta, seed: wholeOf(fields, 'seed', 0), ...judging, surprise: new Map() };
  return {
    model, rows, totalWeight,
    looks: readLooks(fields),
    engine: textOf(fields, 'engine'),
    estimate: choiceOf(fields, 'estimate', ['map', 'ml']),
    method: choiceOf(fields, 'method', ['em', 'lbfgs']),
    priorStrength: numberOf(fieldsOf(fieldOf(fields, 'prior'), OWNER, '"prior"'), 'strength', 0),
    nlml: numberOf(fields, 'nlml'),
    objective: numberOf(fields, 'objective'),
    bic: numberOf(fields, 'bic'),
    icl: numberOf(fields, 'icl'),
    iterations: wholeOf(fields, 'iterations', 0),
    reason: choiceOf(fields, 'reason', ['converged', 'maxIterations', 'cancelled', 'degenerate']),
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (error) {
    throw new FitProblem(`This is no JSON (${printable((error as Error).message, 80)}); name a model that "fit --out" wrote.`);
  }
}

function readVersion(content: unknown): Fields {
  const version: unknown = isObject(content) ? fieldOf({ of: content, owner: OWNER }, 'mixtureLensModel') : undefined;
  if (!Number.isSafeInteger(version) || Number(version) < 1) throw new FitProblem('This is no Mixture Lens model; name a file that "fit --out" wrote.');
  if (Number(version) > MODEL_VERSION) {
    throw new FitProblem(`This was written by a newer Mixture Lens (model version ${Number(version)}; this one reads up to ${MODEL_VERSION}); update the extension.`);
  }
  if (Number(version) < MODEL_VERSION) {
    throw new FitProblem(`This was written by an older Mixture Lens (model version ${Number(version)}), which kept too little to judge rows by; fit again.`);
  }
  return fieldsOf(content, OWNER, 'content');
}

function readColumns(fields: Fields, rows: number, totalWeight: number): { schema: Schema; columns: readonly Column[] } {
  const columns: Column[] = [];
  const names = new Set<string>();
  const schema = listOf(fields, 'columns').map((value, index): ColumnSchema => {
    const given = fieldsOf(value, OWNER, `column ${index + 1}`);
    const name = textOf({ ...given, owner: `${OWNER} column ${index + 1}:` }, 'name');
    const own: Fields = { ...given, owner: `${OWNER} column "${printable(name)}":` };
    if (names.has(name)) throw new FitProblem(`The model has two columns "${printable(name)}"; each name may stand once.`);
    names.add(name);
    const kind = choiceOf(own, 'kind', KINDS);
    const levels = kind === 'ignored' || families[kind].reads === 'number' ? [] : distinctTextsOf(own, 'levels', 2, MOST_LEVELS);
    if (kind !== 'ignored') columns.push({ name, family: kind, levels, facts: readFacts(own, totalWeight, levels.length), fields: own });
    return { name, index, kind, reason: textOf(own, 'reason'), missing: wholeOf(own, 'missing', 0, rows), levels, ...(fieldOf(own, 'weighsRows') === true && { weighsRows: true }) };
  });
  if (columns.length === 0) throw new FitProblem('The model uses no column; fit again.');
  return { schema, columns };
}

function readFacts(column: Fields, totalWeight: number, levels: number): ColumnFacts {
  const given = fieldsOf(fieldOf(column, 'facts'), column.owner, '"facts"');
  const observed = numberOf(given, 'observed', 0);
  if (observed > totalWeight * (1 + Number.EPSILON)) throw new FitProblem(`${column.owner} has more "observed" cells than there are rows.`);
  const spread = levels > 0 ? { mean: 0, sd: 1 } : { mean: numberOf(given, 'mean'), sd: numberOf(given, 'sd', 0) };
  return { observed, missing: totalWeight - observed, levels, ...spread };
}

function readComponents(fields: Fields, columns: readonly Column[]): Mixture {
  const components = listOf(fields, 'components');
  components.forEach((component, j) => numberOf(fieldsOf(component, OWNER, `component ${j + 1}`), 'weight'));
  // `weights` is a start's; a model has but one place for them.
  const mixture = restoreMixture({ components: components as StartParameters['components'] }, columns, 'The model');
  const k = wholeOf(fields, 'k', 1);
  if (k !== mixture.shape.k) throw new FitProblem(`The model's "k" is ${k}, but it has ${mixture.shape.k} components.`);
  requirePriors(mixture, columns);
  return mixture;
}

/** They are shown, so that they must be as a person could have given them. */
function readLooks(fields: Fields): readonly ClusterLook[] {
  const names = new Set<string>();
  return listOf(fields, 'components').map((component, j) => {
    const own = { ...fieldsOf(component, OWNER, `component ${j + 1}`), owner: `${OWNER} component ${j + 1}:` };
    const name = fieldOf(own, 'name') === undefined ? undefined : textOf(own, 'name');
    if (name !== undefined && tidyName(name) !== name) throw new FitProblem(`${own.owner} "name" has signs in it that are not seen, or blanks around it; take them out.`);
    if (name !== undefined && names.has(name)) throw new FitProblem(`The model has two components "${printable(name)}"; each name may stand once.`);
    if (name !== undefined) names.add(name);
    return lookOf({ ...(name !== undefined && { name }), ...(fieldOf(own, 'colour') !== undefined && { colour: wholeOf(own, 'colour', 0, CLUSTER_COLOUR_COUNT - 1) }) });
  });
}

/** Priors with other constants would judge otherwise than the program that wrote the file. */
function requirePriors({ shape }: Mixture, columns: readonly Column[]): void {
  columns.forEach(({ fields }, d) => {
    const own = shape.columns[d].marginal.describePrior?.();
    if (own === undefined) return;
    const given = fieldsOf(fieldOf(fields, 'prior'), fields.owner, '"prior"');
    const other = Object.entries(own).find(([constant, value]) => fieldOf(given, constant) !== value);
    if (other !== undefined) throw new FitProblem(`${fields.owner} "prior" has another "${other[0]}" than this Mixture Lens would take; fit again.`);
  });
}

type Judging = Pick<FittedModel, 'falseDiscoveryRate' | 'draws' | 'usual' | 'fingerprints'>;

function readJudging(judging: Fields, mixture: Mixture, columns: readonly Column[], rows: number): Judging {
  const falseDiscoveryRate = numberOf(judging, 'falseDiscoveryRate', 0);
  if (falseDiscoveryRate >= 1) throw new FitProblem(`${OWNER} "falseDiscoveryRate" must be below 1.`);
  const fingerprints = doublesOf(judging, 'fingerprints', wholeOf(judging, 'rowsCounted', 0, rows));
  // The search among them goes by their order.
  if (!fingerprints.every((value, n) => value >= 0 && (n === 0 || value >= fingerprints[n - 1]))) throw new FitProblem(`${OWNER} "fingerprints" must ascend.`);
  const draws = wholeOf(judging, 'draws', LEAST_DRAWS, MOST_DRAWS);
  return { falseDiscoveryRate, draws, usual: readUsual(judging, mixture, columns), fingerprints };
}

function readUsual(judging: Fields, { shape, theta }: Mixture, columns: readonly Column[]): UsualMixture {
  const statistics = doublesOf(judging, 'statistics', shape.statisticCount);
  if (!statistics.every(Number.isFinite)) throw beyondComputing('"statistics" are');
  const given = fieldOf(judging, 'usual');
  const facts = columns.map((column) => column.facts);
  if (given === undefined) return { facts, theta, statistics };
  const usual = fieldsOf(given, OWNER, '"usual"');
  const robust = fieldsOf(fieldOf(usual, 'facts'), OWNER, '"usual" "facts"');
  const surplus = Object.keys(robust.of).find((name) => !columns.some((column) => column.name === name && column.levels.length === 0));
  if (surplus !== undefined) throw new FitProblem(`${OWNER} "usual" facts are of "${printable(surplus)}", which is no column of numbers that it uses.`);
  const usualFacts = columns.map(({ name, facts: own }) => {
    if (fieldOf(robust, name) === undefined) return own;
    const ofColumn = fieldsOf(fieldOf(robust, name), OWNER, `usual facts of "${printable(name)}"`);
    return { ...own, mean: numberOf(ofColumn, 'mean'), sd: numberOf(ofColumn, 'sd', 0) };
  });
  const usualTheta = doublesOf(usual, 'theta', shape.parameterCount);
  const described = columns.map((column, d) => ({ ...column, facts: usualFacts[d] }));
  requireMixture({ shape: shapeOf(described, shape.k), theta: usualTheta }, columns);
  return { facts: usualFacts, theta: usualTheta, statistics };
}

/** θ that no parameters could have led to would be computed with for ever after. */
function requireMixture({ shape, theta }: Mixture, columns: readonly Column[]): void {
  const scratch = theta.slice();
  const sound = Math.abs(logSumExp(theta, 0, shape.k)) < 1e-6 && shape.columns.every(({ marginal, parameters }, d) =>
    Array.from({ length: shape.k }, (_, k) => parameters + k * marginal.parameterCount).every((at) =>
      marginal.restore(marginal.summarise(theta, at, columns[d].levels), scratch, at, columns[d].levels) === undefined));
  if (!sound) throw beyondComputing('"usual" mixture is');
}

/** Cells so far out that their squares leave the range of a double can bring a fit to this. */
function beyondComputing(what: string): FitProblem {
  return new FitProblem(`${OWNER} ${what} none that can be computed with; mend cells far out of range in the fitted file, if there are any, and fit again.`);
}

function doublesOf(fields: Fields, name: string, count: number): Float64Array {
  const values = decodeDoubles(textOf(fields, name), count);
  if (values === undefined) throw new FitProblem(`${fields.owner} "${name}" must be ${count} doubles in base64; the file was cut or changed.`);
  return values;
}
