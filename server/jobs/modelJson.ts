/**
 * A fitted model as JSON: docs/model.md describes every field. A person can read it, `--start` can begin from it, and
 * `readModel` makes a model of it that gives the same scores to the last bit.
 */
import { mixtureOf, type FittedModel } from '../core/insight/fitted';
import { usedColumns } from '../core/schema/encode';
import type { FitReport } from '../protocol';
import { encodedDoubles, encodeDoubles } from './doubles';

/** Raised when a reader of an older version would go wrong. */
export const MODEL_VERSION = 2;

/**
 * @param model with fingerprints
 * @param engine version of the program that fitted the model
 */
export function modelJson(report: FitReport, model: FittedModel, engine: string): string {
  return Array.from(modelPieces(report, model, engine)).join('');
}

/** The same in pieces: of many rows the fingerprints are nearly all of it, and come last. */
export function* modelPieces(report: FitReport, model: FittedModel, engine: string): Generator<string, undefined> {
  const { fingerprints } = model;
  if (fingerprints === undefined) throw new Error('This model judges the rows of its fit alone; one that is written needs their fingerprints.');
  const frame = frameOf(report, model, engine, fingerprints.length);
  const place = frame.lastIndexOf('""') + 1;
  yield frame.slice(0, place);
  yield* encodedDoubles(fingerprints);
  yield frame.slice(place);
}

/** All but the fingerprints, which are an empty text, the last one in it. */
function frameOf(report: FitReport, model: FittedModel, engine: string, rowsCounted: number): string {
  const { rows, totalWeight, seed, k, estimate, method, priorStrength, nlml, objective, bic, icl, iterations, reason, components } = report;
  const content = {
    mixtureLensModel: MODEL_VERSION, engine,
    rows, totalWeight, seed, k, estimate, method, nlml, objective, bic, icl, iterations, reason,
    prior: { strength: priorStrength, weights: { name: 'dirichlet', concentration: 1 + 1 / k } },
    columns: columnsOf(model), components, judging: { ...judgingOf(model), rowsCounted, fingerprints: '' },
  };
  return `${JSON.stringify(content, undefined, 2)}\n`;
}

function columnsOf(model: FittedModel): readonly object[] {
  const { shape } = mixtureOf(model);
  const places = new Map(usedColumns(model.schema).map((column, d) => [column.index, d]));
  return model.schema.map(({ name, index, kind, reason, missing, levels, weighsRows }) => {
    const place = places.get(index);
    if (place === undefined) return { name, kind, reason, missing, ...(weighsRows === true && { weighsRows }) };
    const { observed, mean, sd } = model.facts[place];
    const prior = shape.columns[place].marginal.describePrior?.();
    return {
      name, kind, reason, missing,
      ...(levels.length > 0 ? { levels, facts: { observed } } : { facts: { observed, mean, sd } }),
      ...(prior !== undefined && { prior }),
    };
  });
}

/** What rows are judged by, without the fingerprints; `usual` only where it is another mixture than that of the components. */
function judgingOf({ schema, facts, theta, usual, falseDiscoveryRate, draws }: FittedModel): object {
  const robust = usedColumns(schema).flatMap(({ name }, d) => {
    const { mean, sd } = usual.facts[d];
    return mean === facts[d].mean && sd === facts[d].sd ? [] : [[name, { mean, sd }] as const];
  });
  return {
    falseDiscoveryRate, draws,
    ...(usual.theta !== theta && { usual: { facts: Object.fromEntries(robust), theta: encodeDoubles(usual.theta) } }),
    statistics: encodeDoubles(usual.statistics),
  };
}
