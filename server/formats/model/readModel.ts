/** Reads what `modelJson` wrote. The text may come from anywhere, so that nothing in it is taken on trust. */
import type { Channel } from '../../core/contamination/errorChannel';
import type { ColumnFacts } from '../../core/families/family';
import { families } from '../../core/families/registry';
import { columnRows, type FittedModel } from '../../core/judging/fittedModel';
import { LEAST_DRAWS, MOST_DRAWS } from '../../core/judging/tails/surprise';
import { standingsOf, type Standing } from '../../core/judging/standing';
import type { MatrixColumn } from '../../core/data/matrix';
import type { Mixture } from '../../core/mixture/model';
import { KINDS, type ColumnSchema, type Schema } from '../../core/schema/infer';
import { MOST_LEVELS } from '../../core/schema/survey';
import type { FitReport, StartParameters } from '../../protocol';
import { CLUSTER_COLOUR_COUNT, type ClusterLook } from '../../protocol/report/clusterLook';
import { lookOf, tidyName } from '../clusterNames';
import { decodeDoubles } from './doubles';
import {
  choiceOf,
  distinctTextsOf,
  fieldOf,
  fieldsOf,
  isObject,
  listOf,
  numberOf,
  textOf,
  wholeOf,
  type Fields,
} from '../jsonFields';
import { MODEL_VERSION } from './writeModel';
import { FitProblem } from '../../words/problem';
import { withFurtherPart, withOwnPart } from './readParts';
import { dependsOf, requireDependencies } from './readDependencies';
import { patternsOf } from './readPatterns';
import { spellingOf } from './readSpelling';
import { requireVocabularies, vocabularyOf } from './readVocabulary';
import { printable } from '../../words/printable';
import { restoreMixture } from './startParameters';

const OWNER = "The model's";

/** The oldest version that can be read. */
const WITH_STATISTICS = 2;

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

/** A column that the model uses, and what the file has under it. */
interface Column extends Omit<MatrixColumn, 'values'> {
  readonly fields: Fields;
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
  const judging = readJudging(fields, mixture, columns, Number(fieldOf(fields, 'mixtureLensModel')));
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

function parse(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (error) {
    throw new FitProblem(
      `This is no JSON (${printable((error as Error).message, 80)}); name a model that "fit --out" wrote.`,
    );
  }
}

function readVersion(content: unknown): Fields {
  const version: unknown = isObject(content) ? fieldOf({ of: content, owner: OWNER }, 'mixtureLensModel') : undefined;
  if (!Number.isSafeInteger(version) || Number(version) < 1)
    throw new FitProblem('This is no Mixture Lens model; name a file that "fit --out" wrote.');
  if (Number(version) > MODEL_VERSION) {
    throw new FitProblem(
      `This was written by a newer Mixture Lens (model version ${Number(version)}; this one reads up to ` +
        `${MODEL_VERSION}); update the extension.`,
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
  fields: Fields,
  rows: number,
  totalWeight: number,
): { schema: Schema; columns: readonly Column[] } {
  const columns: Column[] = [];
  const schema: ColumnSchema[] = [];
  const names = new Set<string>();
  listOf(fields, 'columns').forEach((value, i) => {
    const given = fieldsOf(value, OWNER, `column ${i + 1}`);
    const name = textOf({ ...given, owner: `${OWNER} column ${i + 1}:` }, 'name');
    const own: Fields = { ...given, owner: `${OWNER} column "${printable(name)}":` };
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

/** Of a column that takes no part only those that its slips are taken for. */
function levelsOf(column: Fields, kind: ColumnSchema['kind']): readonly string[] {
  if (kind === 'ignored')
    return fieldOf(column, 'spelling') === undefined ? [] : distinctTextsOf(column, 'levels', 1, MOST_LEVELS);
  return families[kind].reads === 'number' ? [] : distinctTextsOf(column, 'levels', 2, MOST_LEVELS);
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

/** How many cells hold bounds. */
function boundedOf(column: Fields, rows: number): Pick<ColumnSchema, 'bounded'> {
  return fieldOf(column, 'bounded') === undefined ? {} : { bounded: wholeOf(column, 'bounded', 1, rows) };
}

/** Repeated values that count as missing. */
function codesOf(column: Fields): Pick<ColumnSchema, 'codes'> {
  if (fieldOf(column, 'codes') === undefined) return {};
  const codes = listOf(column, 'codes');
  if (!codes.every((code): code is number => typeof code === 'number' && Number.isFinite(code)))
    throw new FitProblem(`${column.owner} "codes" must be numbers.`);
  return { codes };
}

/** Of a column that follows from others. */
function relationOf(column: Fields): Pick<ColumnSchema, 'relation'> {
  if (fieldOf(column, 'relation') === undefined) return {};
  const given = { ...fieldsOf(fieldOf(column, 'relation'), column.owner, '"relation"'), owner: column.owner };
  const form = choiceOf(given, 'form', ['linear', 'product'] as const);
  const of = distinctTextsOf(given, 'of', 1, MOST_LEVELS);
  const factors = Array.from(numbersOf(given, 'factors', form === 'linear' ? of.length : 1));
  const usual = listOf(given, 'usual').map(
    (_, i, all) => Array.from(numbersOf({ ...given, of: { range: all[i] } }, 'range', 2)) as [number, number],
  );
  if (usual.length !== of.length + 1)
    throw new FitProblem(`${column.owner} relation "usual" must be ${of.length + 1} ranges.`);
  return {
    relation: {
      form,
      of,
      factors,
      constant: numberOf(given, 'constant'),
      tolerance: numberOf(given, 'tolerance', -Number.MIN_VALUE),
      usual,
    },
  };
}

function sequenceOf(column: Fields): Pick<ColumnSchema, 'sequence'> {
  if (fieldOf(column, 'sequence') === undefined) return {};
  const given = fieldsOf(fieldOf(column, 'sequence'), column.owner, '"sequence"');
  return {
    sequence: {
      step: numberOf(given, 'step'),
      ...(fieldOf(given, 'byMonths') === true && {
        byMonths: true,
        ...(fieldOf(given, 'atEnds') === true && { atEnds: true }),
      }),
    },
  };
}

/** Of a column that identifies its rows: its cells as texts only where it takes no part. */
function keyOf(column: Fields, kind: ColumnSchema['kind']): Pick<ColumnSchema, 'key'> {
  if (fieldOf(column, 'key') === undefined) return {};
  if (kind !== 'ignored' && families[kind].reads !== 'number')
    throw new FitProblem(`${column.owner} a column of levels is no "key".`);
  return {
    key: choiceOf(column, 'key', kind === 'ignored' ? (['texts', 'numbers'] as const) : (['numbers'] as const)),
  };
}

function unitOf(column: Fields): Pick<ColumnSchema, 'unit'> {
  return fieldOf(column, 'unit') === undefined ? {} : { unit: textOf(column, 'unit') };
}

function readFacts(column: Fields, totalWeight: number, levels: number): ColumnFacts {
  const given = fieldsOf(fieldOf(column, 'facts'), column.owner, '"facts"');
  const observed = numberOf(given, 'observed', 0);
  if (observed > totalWeight * (1 + Number.EPSILON))
    throw new FitProblem(`${column.owner} has more "observed" cells than there are rows.`);
  const spread =
    levels > 0
      ? { mean: 0, sd: 1 }
      : {
          mean: numberOf(given, 'mean'),
          sd: numberOf(given, 'sd', 0),
          ...(fieldOf(given, 'step') !== undefined && { step: numberOf(given, 'step', 0) }),
        };
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

type Judging = Pick<
  FittedModel,
  'falseDiscoveryRate' | 'draws' | 'rows' | 'standings' | 'channels' | 'heavyTails' | 'skews' | 'heaps'
>;

function readJudging(fields: Fields, mixture: Mixture, columns: readonly Column[], version: number): Judging {
  const judging = fieldsOf(fieldOf(fields, 'judging'), OWNER, '"judging"');
  const falseDiscoveryRate = numberOf(judging, 'falseDiscoveryRate', 0);
  if (falseDiscoveryRate >= 1) throw new FitProblem(`${OWNER} "falseDiscoveryRate" must be below 1.`);
  const draws = wholeOf(judging, 'draws', LEAST_DRAWS, MOST_DRAWS);
  if (version === WITH_STATISTICS) return { falseDiscoveryRate, draws, ...rowsOfStatistics(judging, mixture) };
  const rows = doublesOf(judging, 'rows', columns.length * mixture.shape.k);
  if (!rows.every((own) => own >= 0 && Number.isFinite(own))) throw beyondComputing('"rows" are');
  const channels = readChannels(columns);
  return {
    falseDiscoveryRate,
    draws,
    rows,
    standings: readStandings(fields),
    ...(channels !== undefined && { channels }),
    ...readHeavyTails(columns),
    ...readSkews(columns, mixture.shape.k),
    ...readHeaps(columns),
  };
}

/** Version 2 had all statistics of the fitted rows. */
function rowsOfStatistics(judging: Fields, mixture: Mixture): Pick<Judging, 'rows' | 'standings'> {
  const statistics = doublesOf(judging, 'statistics', mixture.shape.statisticCount);
  if (!statistics.every(Number.isFinite)) throw beyondComputing('"statistics" are');
  return {
    rows: columnRows(mixture, statistics),
    standings: standingsOf(mixture, statistics.subarray(0, mixture.shape.k)),
  };
}

function readStandings(fields: Fields): readonly Standing[] {
  const standings = listOf(fields, 'components').map((component, j) =>
    choiceOf(
      { ...fieldsOf(component, OWNER, `component ${j + 1}`), owner: `${OWNER} component ${j + 1}:` },
      'standing',
      ['common', 'group', 'stray'] as const,
    ),
  );
  if (!standings.includes('common')) throw new FitProblem(`${OWNER} components have no "common" one; fit again.`);
  return standings;
}

function readHeavyTails(columns: readonly Column[]): Pick<FittedModel, 'heavyTails'> {
  const heavyTails = columns.map(({ fields }) => {
    if (fieldOf(fields, 'heavyTail') === undefined) return undefined;
    const given = { ...fieldsOf(fieldOf(fields, 'heavyTail'), fields.owner, '"heavyTail"'), owner: fields.owner };
    const share = numberOf(given, 'share', 0);
    if (share > 1) throw new FitProblem(`${fields.owner} heavyTail "share" must be up to 1.`);
    return {
      from: numberOf(given, 'from', 0),
      share,
      exponent: numberOf(given, 'exponent', 0),
      ...(fieldOf(given, 'to') !== undefined && { to: numberOf(given, 'to', 0) }),
    };
  });
  return heavyTails.some((heavy) => heavy !== undefined) ? { heavyTails } : {};
}

function readSkews(columns: readonly Column[], k: number): Pick<FittedModel, 'skews'> {
  const skews = columns.map(({ fields }) => {
    if (fieldOf(fields, 'skew') === undefined) return undefined;
    const given = { ...fieldsOf(fieldOf(fields, 'skew'), fields.owner, '"skew"'), owner: fields.owner };
    return { means: numbersOf(given, 'means', k), sds: numbersOf(given, 'sds', k) };
  });
  return skews.some((skew) => skew !== undefined) ? { skews } : {};
}

function readHeaps(columns: readonly Column[]): Pick<FittedModel, 'heaps'> {
  const heaps = columns.map(({ fields }) =>
    fieldOf(fields, 'heaps') === undefined
      ? undefined
      : listOf(fields, 'heaps').map((heap) => {
          const given = { ...fieldsOf(heap, fields.owner, '"heaps"'), owner: fields.owner };
          const share = numberOf(given, 'share', 0);
          if (share > 1) throw new FitProblem(`${fields.owner} heaps "share" must be up to 1.`);
          return { value: numberOf(given, 'value', -Infinity), share };
        }),
  );
  return heaps.some((heap) => heap !== undefined) ? { heaps } : {};
}

function numbersOf(fields: Fields, name: string, count: number): Float64Array {
  const values = listOf(fields, name);
  if (
    values.length !== count ||
    !values.every((value): value is number => typeof value === 'number' && Number.isFinite(value))
  ) {
    throw new FitProblem(`${fields.owner} "${name}" must be ${count} numbers.`);
  }
  return Float64Array.from(values);
}

/** @returns undefined for a model that believes every cell */
function readChannels(columns: readonly Column[]): readonly Channel[] | undefined {
  if (columns.every(({ fields }) => fieldOf(fields, 'channel') === undefined)) return undefined;
  return columns.map(({ fields, levels }): Channel => {
    const given = { ...fieldsOf(fieldOf(fields, 'channel'), fields.owner, '"channel"'), owner: fields.owner };
    const rate = numberOf(given, 'rate');
    if (!(rate >= 0 && rate < 1)) throw new FitProblem(`${fields.owner} channel "rate" must be from 0 to below 1.`);
    const spread =
      levels.length > 0
        ? { centre: 0, scale: 1 }
        : { centre: numberOf(given, 'centre'), scale: numberOf(given, 'scale', 0) };
    return { rate, logOdds: numberOf(given, 'logOdds'), spread: { ...spread, levels: levels.length } };
  });
}

/** Cells so far out that their squares leave the range of a double can bring a fit to this. */
function beyondComputing(what: string): FitProblem {
  return new FitProblem(
    `${OWNER} ${what} none that can be computed with; mend cells ` +
      'far out of range in the fitted file, if there are any, and fit again.',
  );
}

function doublesOf(fields: Fields, name: string, count: number): Float64Array {
  const values = decodeDoubles(textOf(fields, name), count);
  if (values === undefined)
    throw new FitProblem(`${fields.owner} "${name}" must be ${count} doubles in base64; the file was cut or changed.`);
  return values;
}
