/** The file that `--out` writes: a fitted model that a person can read and `--start` can begin from. */
import { version } from '../../package.json';
import type { FittedModel } from '../core/insight/fitted';
import type { FitReport } from '../protocol';

/** Raised when a reader of an older file would go wrong. */
const MODEL_VERSION = 1;

export function modelJson(report: FitReport, model: FittedModel): string {
  const { rows, seed, k, estimate, method, nlml, objective, bic, icl, iterations, reason, components } = report;
  const columns = model.schema.map(({ name, kind, reason: why, missing, levels }) => ({
    name, kind, reason: why, missing, ...(levels.length > 0 && { levels }),
  }));
  const content = {
    mixtureLensModel: MODEL_VERSION, engine: version,
    rows, seed, k, estimate, method, nlml, objective, bic, icl, iterations, reason, columns, components,
  };
  return `${JSON.stringify(content, undefined, 2)}\n`;
}
