/** A model of some of its columns. */
import type { FittedModel } from '../../core/judging/fittedModel';
import { mixtureOf } from '../../core/judging/fittedModel';
import { extendMixture } from '../../core/comparison/extendLevels';
import { usedColumns } from '../../core/schema/encoding/usedColumns';

/** Returns the model without some of its columns, which marginalises them exactly. */
export function withColumns(model: FittedModel, isKept: (name: string) => boolean): FittedModel {
  const used = usedColumns(model.schema);
  const names = new Set(model.schema.filter(({ name }) => isKept(name)).map(({ index }) => index));
  const kept = used.flatMap(({ index }, d) => (names.has(index) ? [d] : []));
  if (kept.length === used.length) return { ...model, schema: model.schema.filter(({ index }) => names.has(index)) };
  const pick = <T>(values: readonly T[]): readonly T[] => kept.map((d) => values[d]);
  const { k, facts, rows, channels, heavyTails, skews, heaps, correlations, crossings } = model;
  const mixture = extendMixture(
    mixtureOf(model),
    rows,
    kept.map((d) => ({ from: d, family: used[d].kind, facts: facts[d] })),
  );
  return {
    ...model,
    schema: model.schema.filter(({ index }) => names.has(index)),
    facts: pick(facts),
    theta: mixture.theta,
    rows: Float64Array.from(kept.flatMap((d) => [...rows.subarray(d * k, (d + 1) * k)])),
    ...(channels !== undefined && { channels: pick(channels) }),
    ...(heavyTails !== undefined && { heavyTails: pick(heavyTails) }),
    ...(skews !== undefined && { skews: pick(skews) }),
    ...(heaps !== undefined && { heaps: pick(heaps) }),
    ...(crossings !== undefined && { crossings: pick(crossings) }),
    ...(correlations !== undefined && {
      correlations: pick(correlations).map((correlation) =>
        correlation !== undefined && kept.includes(correlation.column)
          ? { ...correlation, column: kept.indexOf(correlation.column) }
          : undefined,
      ),
    }),
    surprise: new Map(),
  };
}
