/** The answer of a fit in the terms of the wire. */
import type { Aside } from '../core/contamination/aside';
import { mixtureOf, type FittedModel, type FittedParameters } from '../core/insight/fitted';
import type { Candidate } from '../core/mixture/fit';
import { totalWeight, type Matrix } from '../core/matrix';
import { usedColumns } from '../core/schema/encode';
import type { Schema } from '../core/schema/infer';
import { relationWords } from '../core/schema/relation';
import type { ColumnReport, Component, FitReport, Finding, SelectionPoint, UncheckedColumn } from '../protocol';

/** What was fitted: all rows, those that were fitted, and the estimate that was asked for. */
export interface FittedRows {
  readonly matrix: Matrix;
  readonly part: Matrix;
  readonly estimate: FitReport['estimate'];
}

export function reportOf(
  { matrix, part, estimate }: FittedRows, model: FittedModel, { fit, aside }: FittedParameters & { readonly aside?: Aside }, findings: readonly Finding[], seconds: FitReport['seconds'],
): FitReport {
  const { k, method, nlml, objective, bic, icl, aic, iteration: iterations, reason, trace, starts, certificate } = fit;
  return {
    rows: matrix.rows,
    ...(part !== matrix && { rowsFitted: part.rows }),
    totalWeight: totalWeight(part),
    seed: model.seed,
    k,
    estimate,
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
    selection: fit.selection.map(selectionPoint),
    starts,
    certificate,
    findings,
    unchecked: uncheckedOf(model.schema),
  };
}

function columnReports({ schema, channels }: FittedModel, aside: Aside | undefined): readonly ColumnReport[] {
  const places = new Map(usedColumns(schema).map((column, d) => [column.index, d]));
  return schema.map(({ name, index, kind, reason, missing, step, unit, dates, relation }) => {
    const d = places.get(index);
    const channel = d === undefined ? undefined : channels?.[d];
    return {
      name, kind, reason, missing,
      ...(channel !== undefined && d !== undefined && { errorRate: channel.rate, setAside: aside?.[d].length ?? 0 }),
      ...(step !== undefined && { step }), ...(unit !== undefined && { unit }), ...(dates !== undefined && { dates: dates.form }), ...(relation !== undefined && { follows: relationWords(relation) }),
    };
  });
}

function selectionPoint({ k, nlml, objective, bic, icl, aic, heldOut, reason, estimatedFrom }: Candidate): SelectionPoint {
  return {
    k, nlml, objective, bic, icl, aic, heldOut: heldOut !== undefined && Number.isFinite(heldOut) ? heldOut : null, reason,
    ...(estimatedFrom !== undefined && { estimatedFrom }),
  };
}

/** The components with their parameters, by column name. */
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

/** Columns in which nothing was looked for. The one that weighs rows is no data, and those that follow from others are checked by them. */
export function uncheckedOf(schema: Schema): readonly UncheckedColumn[] {
  return schema.flatMap(({ name, kind, reason, weighsRows, relation }) => (kind === 'ignored' && weighsRows !== true && relation === undefined ? [{ column: name, reason }] : []));
}
