/** Reads what `modelJson` wrote. The text may come from anywhere, so that nothing in it is taken on trust. */
import { requirePlausible, requirePlausibleChannels } from './plausible';
import type { FittedModel } from '../../core/judging/fittedModel';
import type { Mixture } from '../../core/mixture/model';
import { KINDS, type ColumnSchema, type Schema } from '../../core/schema/infer';
import type { FitReport, StartParameters } from '../../protocol';
import { CLUSTER_COLOUR_COUNT, type ClusterLook } from '../../protocol/report/clusterLook';
import { lookOf, tidyName } from '../clusterNames';
import {
  choiceOf,
  fieldOf,
  fieldsOf,
  isObject,
  listOf,
  numberOf,
  textOf,
  wholeOf,
  type JsonFields,
} from '../jsonFields';
import { MODEL_VERSION } from './writeModel';
import { FitProblem } from '../../words/fitProblem';
import { withFurtherPart, withOwnPart } from './readParts';
import { dependsOf, requireDependencies } from './readDependencies';
import { patternsOf } from './readPatterns';
import { spellingOf } from './readSpelling';
import { requireVocabularies, vocabularyOf } from './readVocabulary';
import { printable } from '../../words/printable';
import { restoreMixture } from './startParameters';
import {
  boundedOf,
  codesOf,
  keyOf,
  levelsOf,
  OWNER,
  readFacts,
  relationOf,
  sequenceOf,
  unitOf,
  type Column,
} from './readColumnFields';
import { readJudging, WITH_STATISTICS } from './readJudging';

/** A model out of a file, and what the file says of its fit. */
export interface ModelFile extends Pick<
  FitReport,
  | 'rows'
  | 'totalWeight'
  | 'estimate'
  | 'method'
  | 'priorStrength'
  | 'nlml'
  | 'objective'
  | 'bic'
  | 'icl'
  | 'iterations'
  | 'reason'
> {
  readonly model: FittedModel;
  /** Names and colours of its clusters. */
  readonly looks: readonly ClusterLook[];
  /** Version of the program that fitted it. */
  readonly engine: string;
}

/**
 * The tails of row patterns are not in the file: they are simulated anew, from the same seed, when a row has need of
 * them.
 *
 * @throws FitProblem with one line that says what is wrong, where, and what to do
 */
export function readModel(text: string): ModelFile {
  const fields = readVersion(parse(text));
  const rows = wholeOf(fields, 'rows', 1);
  const totalWeight = numberOf(fields, 'totalWeight', 0);
  const { schema, columns } = readColumns(fields, rows, totalWeight);
  const mixture = readComponents(fields, columns);
  requirePlausible(mixture, columns, totalWeight);
  const judging = readJudging(fields, mixture, columns, Number(fieldOf(fields, 'mixtureLensModel')));
  requireRowsWithin(judging.rows, totalWeight);
  if (judging.channels !== undefined) requirePlausibleChannels(judging.channels, columns, totalWeight);
  const facts = columns.map((column) => column.facts);
  const model = {
    schema,
    facts,
    k: mixture.shape.k,
    theta: mixture.theta,
    seed: wholeOf(fields, 'seed', 0),
    ...judging,
    surprise: new Map(),
  };
  return {
    model,
    rows,
    totalWeight,
    looks: readLooks(fields),
    engine: textOf(fields, 'engine'),
    estimate: choiceOf(fields, 'estimate', ['robust', 'map', 'ml']),
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

/** The rows of a column and component are a part of all rows. */
function requireRowsWithin(rows: Float64Array, totalWeight: number): void {
  const most = totalWeight * (1 + 1e-6);
  const wrong = rows.find((own) => !(own >= 0 && own <= most));
  if (wrong !== undefined)
    throw new FitProblem(
      `${OWNER} "judging" has ${wrong} rows of ${totalWeight} in a component; the file was changed. Fit again.`,
    );
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (error) {
    throw new FitProblem(
      `Not valid JSON (${printable((error as Error).message, 80)}); pass a model file written by "fit --out".`,
    );
  }
}

function readVersion(content: unknown): JsonFields {
  const version: unknown = isObject(content) ? fieldOf({ of: content, owner: OWNER }, 'mixtureLensModel') : undefined;
  if (!Number.isSafeInteger(version) || Number(version) < 1)
    throw new FitProblem('Not a Mixture Lens model; pass a file written by "fit --out".');
  if (Number(version) > MODEL_VERSION) {
    throw new FitProblem(
      `This was written by a newer Mixture Lens (model version ${Number(version)}; this one reads up to ` +
        `${MODEL_VERSION}); update Mixture Lens.`,
    );
  }
  if (Number(version) < WITH_STATISTICS) {
    throw new FitProblem(
      `This was written by an older Mixture Lens (model version ${Number(version)}), ` +
        'which kept too little to judge rows by; fit again.',
    );
  }
  return fieldsOf(content, OWNER, 'content');
}

function readColumns(
  fields: JsonFields,
  rows: number,
  totalWeight: number,
): { schema: Schema; columns: readonly Column[] } {
  const columns: Column[] = [];
  const schema: ColumnSchema[] = [];
  const names = new Set<string>();
  listOf(fields, 'columns').forEach((value, i) => {
    const given = fieldsOf(value, OWNER, `column ${i + 1}`);
    const name = textOf({ ...given, owner: `${OWNER} column ${i + 1}:` }, 'name');
    const own: JsonFields = { ...given, owner: `${OWNER} column "${printable(name)}":` };
    if (names.has(name))
      throw new FitProblem(`The model has two columns "${printable(name)}"; each name may stand once.`);
    names.add(name);
    const kind = choiceOf(own, 'kind', KINDS);
    const levels = levelsOf(own, kind);
    if (kind !== 'ignored')
      columns.push({ name, family: kind, levels, facts: readFacts(own, totalWeight, levels.length), fields: own });
    const column = { name, kind, reason: textOf(own, 'reason'), missing: wholeOf(own, 'missing', 0, rows), levels };
    if (fieldOf(own, 'of') !== undefined) schema.push(withFurtherPart(schema.pop(), column, own));
    else
      schema.push(
        withOwnPart(
          {
            ...column,
            index: schema.length,
            ...codesOf(own),
            ...spellingOf(own, levels),
            ...patternsOf(own),
            ...keyOf(own, kind),
            ...unitOf(own),
            ...boundedOf(own, rows),
            ...relationOf(own),
            ...sequenceOf(own),
            ...dependsOf(own),
            ...vocabularyOf(own),
            ...(fieldOf(own, 'isCompared') === true && { isCompared: true as const }),
            ...(fieldOf(own, 'weighsRows') === true && { weighsRows: true }),
          },
          own,
        ),
      );
  });
  requireSense(schema);
  requireDependencies(schema);
  requireVocabularies(schema);
  if (columns.length === 0) throw new FitProblem('The model uses no column; fit again.');
  return { schema, columns };
}

function requireSense(schema: Schema): void {
  const names = new Set(schema.map(({ name }) => name));
  const dated = new Set(schema.flatMap(({ name, dates }) => (dates === undefined ? [] : [name])));
  schema.forEach(({ name, relation, sequence, dates, kind }) => {
    const owner = `${OWNER} column "${printable(name)}":`;
    const unknown = relation?.of.find((part) => part === name || !names.has(part));
    if (unknown !== undefined)
      throw new FitProblem(
        `${owner} relation "of" has "${printable(unknown)}", which is no other column of the model.`,
      );
    const { notBefore = '' } = dates ?? {};
    if (notBefore !== '' && (notBefore === name || !dated.has(notBefore)))
      throw new FitProblem(
        `${owner} dates "notBefore" is "${printable(notBefore)}", which is no other column of dates.`,
      );
    if (kind !== 'ignored' && (relation ?? sequence) !== undefined)
      throw new FitProblem(`${owner} a column that is fitted has no "relation" and no "sequence".`);
    if (sequence?.step === 0 && dates === undefined)
      throw new FitProblem(`${owner} sequence "step" must not be 0, but for dates.`);
  });
}

function readComponents(fields: JsonFields, columns: readonly Column[]): Mixture {
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
function readLooks(fields: JsonFields): readonly ClusterLook[] {
  const names = new Set<string>();
  return listOf(fields, 'components').map((component, j) => {
    const own = { ...fieldsOf(component, OWNER, `component ${j + 1}`), owner: `${OWNER} component ${j + 1}:` };
    const name = fieldOf(own, 'name') === undefined ? undefined : textOf(own, 'name');
    if (name !== undefined && tidyName(name) !== name)
      throw new FitProblem(
        `${own.owner} "name" has signs in it that are not seen, or blanks around it; take them out.`,
      );
    if (name !== undefined && names.has(name))
      throw new FitProblem(`The model has two components "${printable(name)}"; each name may stand once.`);
    if (name !== undefined) names.add(name);
    return lookOf({
      ...(name !== undefined && { name }),
      ...(fieldOf(own, 'colour') !== undefined && { colour: wholeOf(own, 'colour', 0, CLUSTER_COLOUR_COUNT - 1) }),
    });
  });
}

/** Priors with other constants would judge otherwise than the program that wrote the file. */
function requirePriors({ shape }: Mixture, columns: readonly Column[]): void {
  columns.forEach(({ fields }, d) => {
    const own = shape.columns[d].marginal.describePrior?.();
    if (own === undefined) return;
    const given = fieldsOf(fieldOf(fields, 'prior'), fields.owner, '"prior"');
    const other = Object.entries(own).find(([constant, value]) => fieldOf(given, constant) !== value);
    if (other !== undefined)
      throw new FitProblem(
        `${fields.owner} "prior" has another "${other[0]}" than this Mixture Lens would take; fit again.`,
      );
  });
}
