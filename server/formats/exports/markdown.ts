/** A fit's parameters as a Markdown table, in the syntax that GitHub and notebooks render. */
import { exportedClusterName } from '../clusterNames';
import { errorRates, headline, type ExportedFit } from './exported';
import { parameterRows } from './parameterRows';
import { oneLine } from './oneLine';

export function parametersMarkdown(fit: ExportedFit): string {
  const { components } = fit.report;
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const rows = parameterRows(fit).map(({ column, parameter, values }) =>
    line([
      escapeMarkdown(column),
      parameter.isData ? escapeMarkdown(parameter.text) : parameter.text,
      ...values.map((value) => escapeMarkdown(value.join(' ± '))),
    ]),
  );
  const rates = errorRates(fit, escapeMarkdown);
  return [
    `${headline(fit, escapeMarkdown)}.`,
    '',
    line(['column', 'parameter', ...components.map((look, j) => escapeMarkdown(exportedClusterName(look, j)))]),
    line([':--', ':--', ...components.map(() => '--:')]),
    ...rows,
    ...(rates === undefined ? [] : ['', `${rates}.`]),
    '',
  ].join('\n');
}

/**
 * Escapes a text as inline Markdown: it causes no emphasis, link, image, HTML, entity, mention, emoji, formula or table
 * cell. Characters without a meaning within a line are not escaped.
 */
export function escapeMarkdown(text: string): string {
  return oneLine(text)
    .replace(/[\\`*_{}[\]<>#|~&$@:!^]/g, '\\$&')
    .replace(/www\./gi, (www) => `${www.slice(0, 3)}\\.`);
}
