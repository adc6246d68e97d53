/** A fit's parameters as JSON, which `--start` accepts. */
import type { ExportedFit } from './exported';

export function parametersJson({ fileName, report }: ExportedFit): string {
  const { rows, rowsFitted, seed, k, estimate, method, priorStrength, nlml, objective, bic, icl, columns, components } =
    report;
  const used = columns
    .filter(({ kind }) => kind !== 'ignored')
    .map(({ name, kind, errorRate, setAside, step }) => ({ name, kind, errorRate, setAside, step }));
  const content = {
    file: fileName,
    rows,
    rowsFitted,
    seed,
    k,
    estimate,
    method,
    priorStrength,
    nlml,
    objective,
    bic,
    icl,
    columns: used,
    components,
  };
  return `${JSON.stringify(content, undefined, 2)}\n`;
}
