/** Report of a fit in the terms of the wire. */
import { say } from '../../language/language';
import { canJudgeWholeRows } from '../core/judging/tails/wholeRows';
import { mixtureOf, type FittedModel, type FittedParameters } from '../core/judging/fittedModel';
import { DEFAULT_FIT_OPTIONS, largestK, type Candidate } from '../core/selection/fitMixture';
import { totalWeight, type Matrix } from '../core/data/matrix';
import { describedColumns, usedColumns, type UsedColumn } from '../core/schema/encoding/usedColumns';
import type { ColumnSchema, Schema } from '../core/schema/infer';
import { columnOfPart, isLevelPart } from '../core/schema/encoding/parts';
import { relationWords } from '../core/schema/relations/relation';
import type {
  ColumnReport,
  Component,
  Finding,
  FitOptions,
  FitReport,
  WithoutCellsFinding,
  SelectionPoint,
  UncheckedColumn,
} from '../protocol';
import type { HeldOutReason } from '../protocol/reportJson';

export const DEFAULT_ESTIMATE = 'robust';

/** Rows that a report describes: all, and the fitted ones; with the options of their fit. */
export interface ReportedRows {
  readonly matrix: Matrix;
  readonly part: Matrix;
  readonly options: FitOptions;
}

/** Cells by column, of which a report counts the number. */
export type CellCounts = readonly { readonly length: number }[];

export function reportOf(
  { matrix, part, options }: ReportedRows,
  model: FittedModel,
  { fit, aside }: FittedParameters & { readonly aside?: CellCounts },
  findings: readonly Finding[],
  seconds: FitReport['seconds'],
): FitReport {
  const { k, method, nlml, objective, bic, icl, aic, iteration: iterations, reason, trace, starts, certificate } = fit;
  return {
    rows: matrix.rows,
    ...(part !== matrix && { rowsFitted: part.rows }),
    totalWeight: totalWeight(part),
    seed: model.seed,
    k,
    estimate: options.estimate ?? DEFAULT_ESTIMATE,
    method,
    priorStrength: fit.mixture.shape.strength,
    nlml,
    objective,
    bic,
    icl,
    aic,
    iterations,
    reason,
    seconds,
    columns: columnReports(model, aside),
    components: componentsOf(model),
    trace,
    selection: fit.selection.map((candidate) => selectionPoint(candidate, options)),
    starts,
    certificate: {
      ...certificate,
      warnings: [...certificate.warnings, ...edgeWarnings(k, part.rows, options), ...warningsOn(model)],
    },
    findings,
    unchecked: uncheckedColumns(model.schema),
  };
}

function columnReports({ schema, channels }: FittedModel, aside: CellCounts | undefined): readonly ColumnReport[] {
  let used = 0;
  return describedColumns(schema).map((column) => {
    const d = column.kind === 'ignored' ? undefined : used++;
    const channel = d === undefined ? undefined : channels?.[d];
    return {
      ...columnReport(column),
      ...(channel !== undefined && d !== undefined && { errorRate: channel.rate, setAside: aside?.[d].length ?? 0 }),
    };
  });
}

/** Report of a column, fitted or not. */
export function columnReport(column: ColumnSchema | UsedColumn): ColumnReport {
  const { name, kind, reason, missing, step, unit, dates, relation } = column;
  const part = 'part' in column ? column.part : undefined;
  const of = part === undefined || part.isOwn === true ? undefined : columnOfPart(name);
  return {
    name,
    kind,
    reason,
    missing,
    ...(step !== undefined && { step }),
    ...(unit !== undefined && !(part !== undefined && isLevelPart(part.of)) && { unit }),
    ...(dates !== undefined && { dates: dates.form }),
    ...(relation !== undefined && { follows: relationWords(relation) }),
    ...(part !== undefined && { part: part.of }),
    ...(of !== undefined && { of }),
  };
}

function selectionPoint(
  { k, nlml, objective, bic, icl, aic, heldOut, reason, estimatedFrom }: Candidate,
  { start }: FitOptions,
): SelectionPoint {
  return {
    k,
    nlml,
    objective,
    bic,
    icl,
    aic,
    ...heldOutFields(heldOut, start === undefined ? 'too-few-rows' : 'given-start'),
    reason,
    ...(estimatedFrom !== undefined && { estimatedFrom }),
  };
}

/** Returns a held-out NLML in the terms of JSON, which lacks infinity. @param absence reason where there is none */
export function heldOutFields(
  heldOut: number | undefined,
  absence: HeldOutReason,
): Pick<SelectionPoint, 'heldOut' | 'heldOutReason'> {
  if (heldOut !== undefined && Number.isFinite(heldOut)) return { heldOut };
  return { heldOut: null, heldOutReason: heldOut === undefined ? absence : 'infinite' };
}

/** Returns the components with their parameters by column name. */
export function componentsOf(model: FittedModel): readonly Component[] {
  const { shape, theta } = mixtureOf(model);
  const columns = usedColumns(model.schema);
  return Array.from({ length: model.k }, (_, j) => ({
    weight: Math.exp(theta[j]),
    columns: Object.fromEntries(
      shape.columns.map(({ marginal, parameters }, d) => [
        columns[d].name,
        marginal.summarise(theta, parameters + j * marginal.parameterCount, columns[d].levels),
      ]),
    ),
  }));
}

/** Returns the reason for leaving out a column, with the checks that apply to it. */
function reasonWithChecks({ reason, patterns, key }: ColumnSchema): string {
  const isWritingChecked = patterns?.forms !== undefined || patterns?.marks !== undefined;
  if (key === undefined)
    return isWritingChecked ? say('{reason}; only how its cells are written is looked at', { reason }) : reason;
  return isWritingChecked
    ? say('{reason}; only how its cells are written and whether they repeat is looked at', { reason })
    : say('{reason}; only whether they repeat is looked at', { reason });
}

/**
 * Returns the columns that are not checked. The column of row weights is not data; columns that follow from others, or
 * that others determine, are checked by them.
 */
export function uncheckedColumns(schema: Schema): readonly UncheckedColumn[] {
  return schema.flatMap((column) => {
    const { name, kind, reason, weighsRows, relation, parts, depends } = column;
    if (kind !== 'ignored' || weighsRows === true || relation !== undefined || depends?.by !== undefined) return [];
    // The days of dates may be left out even if their hours or weekdays are used.
    return [
      parts === undefined
        ? { column: name, reason: reasonWithChecks(column) }
        : { column: `${name} (day)`, reason, of: name },
    ];
  });
}

/**
 * Returns the columns of a model that are not checked in a table, among them those in which the table has no cell that
 * the model can judge.
 */
export function uncheckedIn(schema: Schema, matrix: Matrix): readonly UncheckedColumn[] {
  return [
    ...uncheckedColumns(schema),
    ...columnsWithoutCells(schema, matrix).map(({ name }) => ({ column: name, reason: withoutCells() })),
  ];
}

function withoutCells(): string {
  return say('it has no cell that the model can judge');
}

/** Probability, by the share of missing cells in the fit, below which a column without cells is a finding. */
const MOST_PROBABLE = 0.01;

/** Returns a finding for each column of a model without a cell in a table, unless all rows may lack it by chance. */
export function emptyColumnFindings(
  { schema, facts }: Pick<FittedModel, 'schema' | 'facts'>,
  matrix: Matrix,
): readonly WithoutCellsFinding[] {
  const used = usedColumns(schema);
  return columnsWithoutCells(schema, matrix).flatMap(({ name, index }): WithoutCellsFinding[] => {
    const { missing, observed } = facts[used.findIndex((column) => column.index === index)];
    const share = (missing + 1) / (missing + observed + 2);
    return share ** matrix.rows < MOST_PROBABLE
      ? [{ code: 'column.left-out', column: name, isWithoutCells: true, reason: withoutCells() }]
      : [];
  });
}

function columnsWithoutCells(schema: Schema, { columns }: Matrix): Schema {
  const used = usedColumns(schema);
  const judged = new Set(
    used.flatMap(({ index }, d) =>
      columns[d].values.some((x) => x === x) || columns[d].bounds !== undefined ? [index] : [],
    ),
  );
  const indices = new Set(used.map(({ index }) => index));
  return schema.filter(({ index }) => indices.has(index) && !judged.has(index));
}

/** Warns if the chosen K is the largest that was tried. */
function edgeWarnings(k: number, rows: number, options: FitOptions): readonly string[] {
  const { k: requested = 'auto', start, maxComponents = DEFAULT_FIT_OPTIONS.maxComponents } = options;
  if (requested !== 'auto' || start !== undefined || k === 1 || k < largestK(rows, maxComponents)) return [];
  return [
    k === maxComponents
      ? say(
          '{k} is the largest number of clusters that was tried, and more may fit better: raise the setting maxComponents (on the command line: --max-components).',
          { k },
        )
      : say(
          '{k} is the largest number of clusters that was tried, and more may fit better: there are too few rows to try more, which a set number of clusters does not require.',
          { k },
        ),
  ];
}

/** Returns warnings about the judgement of the rows. */
function warningsOn({ facts }: FittedModel): readonly string[] {
  if (canJudgeWholeRows(facts)) return [];
  return [
    say(
      '{count, plural, one {# column is} other {# columns are}} too many for so few rows: cells are judged, rows as wholes are not.',
      { count: facts.length },
    ),
  ];
}
