/** Reads model files, as `modelJson` writes them. The text is untrusted: every field is checked. */
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
  integerOf,
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
  writingOf,
  keyOf,
  levelsOf,
  OWNER,
  readFacts,
  relationOf,
  sequenceOf,
  unitOf,
  type Column,
} from './readColumnFields';
import { readJudging, VERSION_WITH_STATISTICS } from './readJudging';

/** A model from a file, with the description of its fit. */
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
  /** Names and colours of the clusters. */
  readonly looks: readonly ClusterLook[];
  /** Version of the program that fitted the model. */
  readonly engine: string;
}

/**
 * Reads a model. The tails of row patterns are not in the file: they are simulated again, from the same seed, when a
 * row needs them.
 *
 * @throws FitProblem with one line that names the problem, its place and the remedy
 */
export function readModel(text: string): ModelFile {
  const fields = readVersion(parse(text));
  const rows = integerOf(fields, 'rows', 1);
  const totalWeight = numberOf(fields, 'totalWeight', 0);
  const { schema, columns } = readColumns(fields, rows, totalWeight);
  const mixture = readComponents(fields, columns);
  requirePlausible(mixture, columns, totalWeight);
  const judging = readJudging(fields, mixture, columns, Number(fieldOf(fields, 'mixtureLensModel')));
  requireRowCounts(judging.rows, totalWeight);
  if (judging.channels !== undefined) requirePlausibleChannels(judging.channels, columns, totalWeight);
  const facts = columns.map((column) => column.facts);
  const model = {
    schema,
    facts,
    k: mixture.shape.k,
    theta: mixture.theta,
    seed: integerOf(fields, 'seed', 0),
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
    iterations: integerOf(fields, 'iterations', 0),
    reason: choiceOf(fields, 'reason', ['converged', 'maxIterations', 'cancelled', 'degenerate']),
  };
}

/** Checks that no column has more rows in a component than there are rows. */
function requireRowCounts(rows: Float64Array, totalWeight: number): void {
  const limit = totalWeight * (1 + 1e-6);
  const invalid = rows.find((count) => !(count >= 0 && count <= limit));
  if (invalid !== undefined)
    throw new FitProblem(
      `${OWNER} "judging" has ${invalid} rows of ${totalWeight} in a component; the file was changed. Fit again.`,
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
  const version: unknown = isObject(content)
    ? fieldOf({ object: content, owner: OWNER }, 'mixtureLensModel')
    : undefined;
  if (!Number.isSafeInteger(version) || Number(version) < 1)
    throw new FitProblem('Not a Mixture Lens model; pass a file written by "fit --out".');
  if (Number(version) > MODEL_VERSION) {
    throw new FitProblem(
      `This was written by a newer Mixture Lens (model version ${Number(version)}; this one reads up to ` +
        `${MODEL_VERSION}); update Mixture Lens.`,
    );
  }
  if (Number(version) < VERSION_WITH_STATISTICS) {
    throw new FitProblem(
      `This was written by an older Mixture Lens (model version ${Number(version)}), ` +
        'whose files lack what is needed to judge rows; fit again.',
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
    const parsed = fieldsOf(value, OWNER, `column ${i + 1}`);
    const name = textOf({ ...parsed, owner: `${OWNER} column ${i + 1}:` }, 'name');
    const entry: JsonFields = { ...parsed, owner: `${OWNER} column "${printable(name)}":` };
    if (names.has(name))
      throw new FitProblem(`The model has two columns "${printable(name)}"; each name may stand once.`);
    names.add(name);
    const kind = choiceOf(entry, 'kind', KINDS);
    const levels = levelsOf(entry, kind);
    if (kind !== 'ignored')
      columns.push({ name, family: kind, levels, facts: readFacts(entry, totalWeight, levels.length), fields: entry });
    const reason = textOf(entry, 'reason');
    const column = { name, kind, reason, missing: integerOf(entry, 'missing', 0, rows), levels };
    if (fieldOf(entry, 'of') !== undefined) schema.push(withFurtherPart(schema.pop(), column, entry));
    else
      schema.push(
        withOwnPart(
          {
            ...column,
            index: schema.length,
            ...codesOf(entry),
            ...spellingOf(entry, levels),
            ...patternsOf(entry),
            ...keyOf(entry, kind),
            ...unitOf(entry),
            ...boundedOf(entry, rows),
            ...relationOf(entry),
            ...sequenceOf(entry),
            ...dependsOf(entry),
            ...vocabularyOf(entry),
            ...writingOf(entry),
            ...(fieldOf(entry, 'isCompared') === true && { isCompared: true as const }),
            ...(fieldOf(entry, 'weighsRows') === true && { weighsRows: true }),
          },
          entry,
        ),
      );
  });
  requireConsistency(schema);
  if (columns.length === 0) throw new FitProblem('The model uses no column; fit again.');
  return { schema, columns };
}

function requireConsistency(schema: Schema): void {
  const names = new Set(schema.map(({ name }) => name));
  const dateColumns = new Set(schema.flatMap(({ name, dates }) => (dates === undefined ? [] : [name])));
  schema.forEach(({ name, relation, sequence, dates, kind }) => {
    const owner = `${OWNER} column "${printable(name)}":`;
    const unknown = relation?.of.find((part) => part === name || !names.has(part));
    if (unknown !== undefined)
      throw new FitProblem(
        `${owner} relation "of" has "${printable(unknown)}", which is no other column of the model.`,
      );
    const { notBefore = '' } = dates ?? {};
    if (notBefore !== '' && (notBefore === name || !dateColumns.has(notBefore)))
      throw new FitProblem(
        `${owner} dates "notBefore" is "${printable(notBefore)}", which is no other column of dates.`,
      );
    if (kind !== 'ignored' && (relation ?? sequence) !== undefined)
      throw new FitProblem(`${owner} a column that is fitted has no "relation" and no "sequence".`);
    if (sequence?.step === 0 && dates === undefined)
      throw new FitProblem(`${owner} sequence "step" must not be 0, but for dates.`);
  });
  requireDependencies(schema);
  requireVocabularies(schema);
}

function readComponents(fields: JsonFields, columns: readonly Column[]): Mixture {
  const components = listOf(fields, 'components');
  components.forEach((component, j) => numberOf(fieldsOf(component, OWNER, `component ${j + 1}`), 'weight'));
  // Only a start has `weights`; a model stores them in its components.
  const mixture = restoreMixture({ components: components as StartParameters['components'] }, columns, 'The model');
  const k = integerOf(fields, 'k', 1);
  if (k !== mixture.shape.k) throw new FitProblem(`The model's "k" is ${k}, but it has ${mixture.shape.k} components.`);
  requirePriors(mixture, columns);
  return mixture;
}

/** Reads names and colours. They are displayed, so they must be ones that a user could have chosen. */
function readLooks(fields: JsonFields): readonly ClusterLook[] {
  const names = new Set<string>();
  return listOf(fields, 'components').map((component, j) => {
    const componentFields = {
      ...fieldsOf(component, OWNER, `component ${j + 1}`),
      owner: `${OWNER} component ${j + 1}:`,
    };
    const name = fieldOf(componentFields, 'name') === undefined ? undefined : textOf(componentFields, 'name');
    if (name !== undefined && tidyName(name) !== name)
      throw new FitProblem(
        `${componentFields.owner} "name" has invisible characters, or blanks around it; remove them.`,
      );
    if (name !== undefined && names.has(name))
      throw new FitProblem(`The model has two components "${printable(name)}"; each name may stand once.`);
    if (name !== undefined) names.add(name);
    return lookOf({
      ...(name !== undefined && { name }),
      ...(fieldOf(componentFields, 'colour') !== undefined && {
        colour: integerOf(componentFields, 'colour', 0, CLUSTER_COLOUR_COUNT - 1),
      }),
    });
  });
}

/** Checks the constants of the priors: with others, rows would be judged differently from when the file was written. */
function requirePriors({ shape }: Mixture, columns: readonly Column[]): void {
  columns.forEach(({ fields }, d) => {
    const constants = shape.columns[d].marginal.describePrior?.();
    if (constants === undefined) return;
    const writtenPrior = fieldsOf(fieldOf(fields, 'prior'), fields.owner, '"prior"');
    const difference = Object.entries(constants).find(([constant, value]) => fieldOf(writtenPrior, constant) !== value);
    if (difference !== undefined)
      throw new FitProblem(
        `${fields.owner} "prior" has another "${difference[0]}" than this Mixture Lens would take; fit again.`,
      );
  });
}
