/**
 * Fits a mixture to a table that stays in its database: a sample decides kinds, levels, the number of components and
 * the start, and EM by passes in the database decides the parameters. The caller runs the statements.
 */
import type { Aside } from '../../core/contamination/asideCells';
import type { ColumnFacts } from '../../core/families/family';
import type { FittedModel, FittedParameters } from '../../core/judging/fittedModel';
import type { Engine } from '../../core/mixture/engine';
import { usedColumns } from '../../core/schema/encoding/usedColumns';
import type { Schema } from '../../core/schema/infer';
import type { TableFacts } from '../../formats/sql/factsSelect';
import { levelSelects, type LevelCounts } from '../../formats/sql/levelCounts';
import { requireSqlColumns } from '../../formats/sql/sqlCells';
import type { SqlModel, SqlSource } from '../../formats/sql/sqlRows';
import type { Input } from '../../formats/table/readTable';
import type { FitOptions, FitReport } from '../../protocol';
import { plural } from '../../words/findingClauses';
import { FitProblem } from '../../words/fitProblem';
import { printable } from '../../words/printable';
import { reportOf } from '../fitReport';
import { requireFit } from '../fitRequirements';
import { fitRequested, judgeAllRows, readMatrix } from '../fitTable';
import { withAllLevels, withLevelsOf } from './allLevels';
import { StreamedPasses } from '../inPieces/streamedPasses';
import { DatabasePasses, type TablePasses } from './emInDatabase';
import { fitAllRows, type CountedParameters, type DatabaseSteps } from './fitAllRows';

/** Result of a fit in a database. */
export interface DatabaseFit {
  readonly report: FitReport;
  readonly model: FittedModel;
}

/** Surroundings of a fit: the clock in seconds, and the engine for the sample. */
export interface FitSurroundings {
  readonly clock: () => number;
  readonly engine?: Engine | undefined;
  /** Whether rows can be summed in this process, block by block. */
  readonly hasBlocks?: boolean;
}

/** A table that is too large for memory, as a fit reaches its rows. */
export interface LargeTable {
  /** Words for what to do with the model to find unlikely rows. */
  readonly judging: string;
  /** Returns the texts of all columns of levels. */
  levels(schema: Schema): DatabaseSteps<readonly LevelCounts[]>;
  /** Prepares passes over all rows, whose columns the schema determines. @throws FitProblem */
  passes(schema: Schema): DatabaseSteps<TablePasses>;
}

/**
 * Fits a mixture to a table in a database. Yields the statements to run, steps, and undefined now and then.
 *
 * @param sample of the table's rows
 * @throws FitProblem
 */
export function* fitInDatabase(
  sample: Input,
  source: SqlSource,
  options: FitOptions,
  surroundings: FitSurroundings,
): DatabaseSteps<DatabaseFit> {
  const table: LargeTable = {
    judging: '"score --in-database" with this model lists unlikely rows',
    levels: (schema) => levelsOfAll(schema, source),
    *passes() {
      yield undefined;
      const { engine, hasBlocks } = surroundings;
      return hasBlocks === true
        ? new StreamedPasses(source, options.rowWeights, engine)
        : new DatabasePasses(source, options.rowWeights);
    },
  };
  return yield* fitLargeTable(sample, table, options, surroundings);
}

/** Fits a mixture to a table that is too large for memory, as `fitInDatabase` does. @throws FitProblem */
export function* fitLargeTable(
  sample: Input,
  table: LargeTable,
  options: FitOptions,
  { clock, engine }: FitSurroundings,
): DatabaseSteps<DatabaseFit> {
  const began = clock();
  const { reading, schema: sampled, encoded, scanned } = yield* readMatrix(sample, options, clock, engine);
  requireFit(encoded.matrix, sampled, options, { reading, encoded });
  const levels = yield* table.levels(sampled);
  const schema = yield* withAllLevels(sampled, levels, options);
  const matrix = withLevelsOf(encoded.matrix, sampled, schema);
  const ready = clock();
  const start: FittedParameters & { readonly aside?: Aside } = yield* fitRequested(matrix, options, false);
  const model = modelOf(schema, start);
  const passes = yield* table.passes(schema);
  const all = yield* factsOfAll(model, passes, options);
  // A sample of all rows leaves nothing to pass over.
  const isWhole = matrix.rows === all.rows;
  const parameters: CountedParameters = isWhole
    ? start
    : yield* fitAllRows(start, { model, passes, sample: matrix, all }, options);
  const done = clock();
  const judged = yield* judgeAllRows(parameters, matrix, { schema, encoded: { ...encoded, matrix } }, options);
  const whole = { ...judged.model, schema: withMissing(schema, all.facts) };
  const seconds = { read: 0, scan: scanned - began, encode: ready - scanned, fit: done - ready, score: clock() - done };
  const report = reportOf({ matrix, part: matrix, options }, whole, parameters, [], seconds);
  const { certificate } = report;
  const warnings = [...certificate.warnings, ...unread(schema, levels, all), ...unjudged(all.rows, matrix.rows, table)];
  return {
    report: {
      ...report,
      rows: all.rows,
      totalWeight: all.totalWeight,
      certificate: { ...certificate, warnings, ...(!isWhole && { rowsSearched: matrix.rows }) },
    },
    model: whole,
  };
}

/** Returns the model of a sample's fit. */
function modelOf(schema: Schema, { fit, channels, keptCells }: FittedParameters): SqlModel {
  return {
    schema,
    facts: keptCells.columns.map(({ facts }) => facts),
    k: fit.k,
    theta: fit.mixture.theta,
    ...(channels !== undefined && { channels }),
  };
}

/** Texts of all columns of levels. */
function* levelsOfAll(schema: Schema, source: SqlSource): DatabaseSteps<readonly LevelCounts[]> {
  requireSqlColumns(schema, source.columns);
  const { statements, read } = levelSelects(schema, source);
  return statements.length === 0 ? [] : read((yield { statements }) ?? []);
}

/** Facts of all cells. @throws FitProblem */
function* factsOfAll(model: SqlModel, passes: TablePasses, { rowWeights }: FitOptions): DatabaseSteps<TableFacts> {
  const all = yield* passes.facts({ ...model, channels: undefined });
  const empty = all.facts.findIndex(({ observed }) => observed === 0);
  if (empty >= 0)
    throw new FitProblem(`Column "${printable(usedColumns(model.schema)[empty].name, 60)}": no cell can be read.`);
  if (all.unweighted > 0)
    throw new FitProblem(
      `${plural(all.unweighted, 'row')}: the row weight in "${printable(rowWeights ?? '', 60)}" is not a number of at least 0.`,
    );
  return all;
}

/** Notes on texts that are no levels. */
function unread(schema: Schema, levels: readonly LevelCounts[], { facts, rows, totalWeight }: TableFacts): string[] {
  const used = usedColumns(schema);
  if (rows !== totalWeight) return [];
  return levels.flatMap(({ d, texts, isCut }) => {
    const count = texts.reduce((sum, [, cells]) => sum + cells, 0) - facts[d].observed;
    return count > 0 || isCut
      ? [
          `Column "${used[d].name}": ${isCut ? 'at least ' : ''}${plural(Math.max(0, count), 'cell')} of no level; missing in the fit.`,
        ]
      : [];
  });
}

/** Returns the schema with the numbers of missing cells of all rows, where they are known. */
function withMissing(schema: Schema, facts: readonly ColumnFacts[]): Schema {
  const missing = new Map(usedColumns(schema).map(({ name }, d) => [name, facts[d].missing]));
  return schema.map((column) => ({ ...column, missing: missing.get(column.name) ?? column.missing }));
}

/** Notes on the limits of a fit in a database. */
function unjudged(rows: number, sampled: number, { judging }: LargeTable): readonly string[] {
  return [
    ...(sampled < rows ? [`Kinds and the number of clusters come from a sample of ${plural(sampled, 'row')}.`] : []),
    `Cells and rows were not judged; ${judging}.`,
  ];
}
