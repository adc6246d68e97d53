/** A fit's parameters as a LaTeX table with the rules of the package booktabs. */
import { exportedClusterName } from '../clusterNames';
import { errorRates, headline, type ExportedFit } from './exported';
import { oneLine } from './oneLine';
import { parameterRows } from './parameterRows';

export function parametersLatex(fit: ExportedFit): string {
  const { components } = fit.report;
  const row = (cells: readonly string[]): string => `  ${cells.join(' & ')} \\\\`;
  const rows = parameterRows(fit).map(({ column, parameter, values }) =>
    row([
      escapeLatex(column),
      parameter.isData ? escapeLatex(parameter.text) : parameter.text.replace('±', '$\\pm$'),
      ...values.map((value) => `$${value.map(mathNotation).join(' \\pm ')}$`),
    ]),
  );
  const rates = errorRates(fit);
  return [
    `% ${headline(fit)}. Needs \\usepackage{booktabs}.`,
    ...(rates === undefined ? [] : [`% ${rates}.`]),
    `\\begin{tabular}{ll${'r'.repeat(components.length)}}`,
    '  \\toprule',
    row(['column', 'parameter', ...components.map((look, j) => escapeLatex(exportedClusterName(look, j)))]),
    '  \\midrule',
    ...rows,
    '  \\bottomrule',
    '\\end{tabular}',
    '',
  ].join('\n');
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
  '<': '\\textless{}',
  '>': '\\textgreater{}',
  '|': '\\textbar{}',
  '`': '\\textasciigrave{}',
  // With German babel, a quotation mark makes an umlaut.
  '"': '{\\char34}',
  // Two of these in a row form a ligature.
  '-': '-{}',
  "'": "'{}",
  // After the end of a row, LaTeX reads these two as its argument.
  '[': '{[}',
  '*': '{*}',
};

/** Escapes a text, so that LaTeX shows it and executes nothing in it. */
export function escapeLatex(text: string): string {
  return oneLine(text).replace(/[\\~^<>|"`[*&%$#_{}]|-(?=-)|'(?=')/g, (sign) => ESCAPES[sign] ?? `\\${sign}`);
}

/** Converts a number, as `roundToSpread` writes it, to mathematical notation. */
function mathNotation(number: string): string {
  return number.replace(
    /e([+-])(\d+)$/,
    (_, sign: string, digits: string) => ` \\times 10^{${sign === '-' ? '-' : ''}${digits}}`,
  );
}
