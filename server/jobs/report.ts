/** The answer of a fit in the terms of the wire. */
import type { RowTexts } from '../core/csv/rows';
import type { Prediction } from '../core/families/family';
import { likelyLevels, surprisingCells } from '../core/insight/findings';
import { judgeRow, mixtureOf, type FittedModel, type Judgement } from '../core/insight/fitted';
import type { Candidate, Fit } from '../core/mixture/fit';
import { totalWeight, type Matrix } from '../core/matrix';
import { usedColumns } from '../core/schema/encode';
import type { ExpectedRows } from './sidecar';
import type { CellFinding, Component, FitReport, Finding, SelectionPoint } from '../protocol';

/**
 * @param matrix all rows
 * @param fitted those that were fitted
 */
export function reportOf(
  matrix: Matrix, fitted: Matrix, model: FittedModel, fit: Fit, judgement: Judgement, findings: readonly Finding[], seconds: FitReport['seconds'],
): FitReport {
  const { k, estimate, method, nlml, objective, bic, icl, aic, iteration: iterations, reason, trace, starts, certificate } = fit;
  const expectedRows = judgement.flagged.length - findings.length;
  return {
    rows: matrix.rows,
    ...(fitted !== matrix && { rowsFitted: fitted.rows }),
    totalWeight: totalWeight(fitted),
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
    columns: model.schema.map(({ name, kind, reason: why, missing }) => ({ name, kind, reason: why, missing })),
    components: componentsOf(model),
    trace,
    selection: fit.selection.map(selectionPoint),
    starts,
    certificate,
    findings,
    ...(expectedRows > 0 && { expectedRows }),
  };
}

function selectionPoint({ k, nlml, objective, bic, icl, aic, heldOut, reason, estimatedFrom }: Candidate): SelectionPoint {
  return {
    k, nlml, objective, bic, icl, aic, heldOut: heldOut !== undefined && Number.isFinite(heldOut) ? heldOut : null, reason,
    ...(estimatedFrom !== undefined && { estimatedFrom }),
  };
}

/** What is to be told of flagged rows. */
export interface WantedFindings {
  /** Of so many rows, the least likely, the cells are judged; the others have none. */
  readonly findings: number;
  /** Rows that are not told. */
  readonly expected?: ExpectedRows;
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

/**
 * The flagged rows with their surprising cells, the least likely first. Yields after each row.
 *
 * @param texts of the flagged rows
 * @param matrix encoded for the model
 * @param names of all columns of the table
 */
export function* findingsOf(
  texts: RowTexts, names: readonly string[], matrix: Matrix, model: FittedModel, judgement: Judgement, { findings: most, expected }: WantedFindings,
): Generator<undefined, readonly Finding[]> {
  const columns = usedColumns(model.schema);
  const findings: Finding[] = [];
  for (const row of judgement.flagged) {
    if (expected?.reasonFor(names, (column) => texts.textOf(row, column)) !== undefined) continue;
    const cells = findings.length < most ? surprisingCells(judgeRow(model, matrix, row).cells) : [];
    findings.push({
      row,
      line: texts.lineOf(row) + 1,
      logDensity: finite(judgement.logDensity[row]),
      tail: judgement.tail[row],
      cells: cells.map((cell): CellFinding => {
        const { name, index, levels } = columns[cell.column];
        return { column: name, value: texts.textOf(row, index), ...expectation(cell.prediction, levels), tail: cell.tail };
      }),
    });
    yield undefined;
  }
  return findings;
}

/** For JSON, which has no infinities. */
export function finite(value: number): number {
  return Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, value));
}

/** A prediction in words of the wire: the mean with its 95 % interval, or the likeliest level with those that hold 95 %. */
export function expectation(prediction: Prediction, levels: readonly string[]): Pick<CellFinding, 'expected' | 'interval'> {
  if (prediction.of === 'number') return { expected: prediction.mean, interval: prediction.interval };
  const likely = likelyLevels(prediction.probabilities).map((level) => levels[level]);
  return { expected: likely[0], interval: likely };
}
