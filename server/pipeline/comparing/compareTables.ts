/** Compares two tables: fits a mixture to each, tests whether their rows have one source, and gathers the report. */
import { say } from '../../../language/language';
import { DEFAULT_PERMUTATIONS } from '../../protocol/report/comparisonReports';
import { comparePair, fitSample, withFacts, type OwnMixtures } from '../../core/comparison/comparePair';
import { extendMixture } from '../../core/comparison/extendLevels';
import { nlmlPerRow } from '../../core/description/divergence';
import { mixtureOf } from '../../core/judging/fittedModel';
import { holdWithEngineOf, type Engine } from '../../core/mixture/engine';
import { takesPart } from '../../core/schema/encoding/usedColumns';
import type { FitStep } from '../../core/selection/fitMixture';
import type { ModelFile } from '../../formats/model/readModel';
import type { Input } from '../../formats/table/readTable';
import type { ExpectedRows } from '../../formats/sidecar';
import type { ComparisonReport, FitOptions } from '../../protocol';
import { rowFindings } from '../../protocol/report/report';
import { FitProblem, TableProblem } from '../../words/fitProblem';
import { countsOf, notesOn } from '../faultLines';
import { DEFAULT_ESTIMATE, heldOutFields } from '../fitReport';
import { nameList } from '../fitRequirements';
import { searchSettings } from '../fitTable';
import { findingsOf } from '../tableFindings';
import { comparisonParts } from './comparisonReport';
import { firstOfModel, fitFirst, type FirstTable } from './firstTable';
import { pairTables, type PairedTables } from './pairTables';
import { namesIn, readSecond, type SecondTable } from './secondTable';
import { columnChanges, levelChanges } from './structure';
import { withColumns } from './withColumns';

/** The first table: a text, or a model. */
export type First = { readonly input: Input } | { readonly model: ModelFile };

/** Options of the fits, and requested details of the report. */
export interface ComparisonOptions extends FitOptions, Partial<RequestedComparison> {
  /** Number of permutations; 1999 by default, so that p-values below 0.001 are possible. */
  readonly permutations?: number;
  /** Options of reading the second table, if they differ from those of the first. */
  readonly readingOfSecond?: FitOptions;
}

interface RequestedComparison {
  /** Maximum number of unlikely rows of B that are described; all by default. */
  readonly findings: number;
  /** Unlikely rows of B that are not reported. */
  readonly expected?: ExpectedRows;
}

/** Number of rows drawn for the losses. */
const DRAWS = 20_000;

/**
 * Compares two tables. Yields the steps of its fits, and now and then.
 *
 * @param clock seconds since any moment
 * @param engine passes over the rows; the plain code when left out
 * @throws FitProblem, which names the table if the problem is in one of the two
 */
export function* runComparison(
  first: First,
  second: Input,
  { findings = Infinity, expected, readingOfSecond, ...options }: ComparisonOptions,
  clock: () => number,
  engine?: Engine,
): Generator<FitStep | undefined, ComparisonReport> {
  const began = clock();
  const names = namesOfBoth(first, second, options, readingOfSecond ?? options);
  const a = yield* about('a', readFirst(first, names, options, clock, engine));
  const readA = clock();
  const b = yield* about('b', readSecond(second, a.model, names[0], readingOfSecond ?? options, engine));
  const changes = columnChanges(names, [a.gists, b.gists]);
  const pair = pairTables(a, b, new Set([...(options.ignore ?? []), ...changes.sorts.map(({ column }) => column)]));
  const own = yield* ownMixtures(a, b, pair);
  const readB = clock();
  const { permutations = DEFAULT_PERMUTATIONS, seed = 0 } = options;
  const settings = { ...fitSettings(a), permutations, draws: DRAWS, seed, isDrawn: a.isModel };
  const comparison = yield* comparePair(pair, own, settings);
  const compared = new Set(pair.columns.map(({ name }) => name));
  return {
    a: { rows: a.rows, k: a.model.k, isModel: a.isModel },
    b: { rows: b.judgement.rows, k: own.q.shape.k },
    seed,
    estimate: a.options.estimate ?? DEFAULT_ESTIMATE,
    permutations,
    structure: { ...changes, levels: levelChanges(pair, a) },
    notCompared: names[1].filter(
      (name) => names[0].includes(name) && !compared.has(name) && changes.sorts.every(({ column }) => column !== name),
    ),
    ...comparisonParts(pair, comparison, [a.gists, b.gists]),
    nlmlPerRow: nlmlOf(a, b),
    ...countsOf(b.reading),
    unlikely: yield* unlikelyRowsOf(b, { findings, ...(expected !== undefined && { expected }) }),
    // Levels that only B has are levels of both in a comparison.
    notes: notesOn(b.reading, b.model.schema, {
      ...b.encoded,
      badCells: b.encoded.badCells.filter(({ code }) => code !== 'cell.unknown-level'),
    }),
    seconds: { a: readA - began, b: readB - readA, compare: clock() - readB },
  };
}

/** Runs the steps of work on one table. @throws TableProblem instead of a FitProblem */
function* about<S, T>(table: 'a' | 'b', steps: Generator<S, T>): Generator<S, T> {
  for (;;) {
    const step = naming(table, () => steps.next());
    if (step.done === true) return step.value;
    yield step.value;
  }
}

function naming<T>(table: 'a' | 'b', work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof FitProblem ? new TableProblem(table, error.message) : error;
  }
}

/** Returns the names of the columns of both tables. @throws FitProblem if they have none in common */
function namesOfBoth(
  first: First,
  second: Input,
  options: FitOptions,
  ofSecondTable: FitOptions,
): readonly [readonly string[], readonly string[]] {
  const ofFirst =
    'model' in first
      ? first.model.model.schema.map(({ name }) => name)
      : naming('a', () => namesIn(first.input, options));
  const ofSecond = naming('b', () => namesIn(second, ofSecondTable, ofFirst));
  if (!ofFirst.some((name) => ofSecond.includes(name)))
    throw new FitProblem(
      say('The tables have no column in common: A has {ofA}; B has {ofB}. Give the columns the same names.', {
        ofA: nameList(ofFirst),
        ofB: nameList(ofSecond),
      }),
    );
  return [ofFirst, ofSecond];
}

function* readFirst(
  first: First,
  [ofFirst, ofSecond]: readonly [readonly string[], readonly string[]],
  options: FitOptions,
  clock: () => number,
  engine?: Engine,
): Generator<FitStep | undefined, FirstTable> {
  const onlyInFirst = ofFirst.filter((name) => !ofSecond.includes(name));
  if ('input' in first) {
    const ignore = [...(options.ignore ?? []), ...onlyInFirst];
    return yield* fitFirst(first.input, { ...options, ...(ignore.length > 0 && { ignore }) }, clock, engine);
  }
  const left = new Set([...(options.ignore ?? []), ...onlyInFirst]);
  const model = withColumns(first.model.model, (name) => !left.has(name));
  if (!model.schema.some(takesPart))
    throw new FitProblem(
      say('B has none of the columns that the model uses: {columns}.', {
        columns: nameList(first.model.model.schema.filter(takesPart).map(({ name }) => name)),
      }),
    );
  return firstOfModel({ ...first.model, model }, options);
}

function fitSettings({ options, matrix }: FirstTable): Parameters<typeof fitSample>[1] {
  const isRobust = (options.estimate ?? DEFAULT_ESTIMATE) === 'robust';
  return { search: searchSettings(options, matrix), isRobust };
}

/** Fits a mixture to the second table, and brings that of the first to the levels and columns of both. */
function* ownMixtures(a: FirstTable, b: SecondTable, pair: PairedTables): Generator<FitStep | undefined, OwnMixtures> {
  const { members, extended, matrices } = pair;
  const { model } = a;
  const columns = members.map((d) => withFacts(matrices[1].columns[d]));
  const matrix = holdWithEngineOf(matrices[1], { rows: b.judgement.rows, columns });
  const { mixture } = yield* fitSample(matrix, fitSettings(a));
  const p = members.length === 0 ? mixture : extendMixture(mixtureOf(model), model.rows, extended);
  return { p, q: mixture, members };
}

function nlmlOf(
  { nlml, isModel }: FirstTable,
  { judgement: { logDensity } }: SecondTable,
): ComparisonReport['nlmlPerRow'] {
  const { value, standardError } = nlmlPerRow(logDensity);
  const { heldOut, heldOutReason } = heldOutFields(nlml.heldOut, isModel ? 'model' : 'too-few-rows');
  return {
    b: Number.isFinite(value) ? value : null,
    ...(Number.isFinite(standardError) && { standardError }),
    aHeldOut: heldOut,
    ...(heldOutReason !== undefined && { aHeldOutReason: heldOutReason }),
    aInFit: nlml.inFit,
  };
}

function* unlikelyRowsOf(
  { reading, encoded: { matrix }, model, judgement }: SecondTable,
  requested: RequestedComparison,
): Generator<undefined, ComparisonReport['unlikely']> {
  const findings = rowFindings(yield* findingsOf({ reading, matrix, model, judgement }, requested));
  return { count: findings.length, findings: findings.slice(0, requested.findings) };
}
