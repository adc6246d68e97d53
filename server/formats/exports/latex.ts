/** A fit's parameters as a LaTeX table with the rules of booktabs. */
import { clusterWords } from '../../protocol/report/clusterLook';
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
      ...values.map((value) => `$${value.map(inMathematics).join(' \\pm ')}$`),
    ]),
  );
  const rates = errorRates(fit);
  return [
    `% ${headline(fit)}. Needs \\usepackage{booktabs}.`,
    ...(rates === undefined ? [] : [`% ${rates}.`]),
    `\\begin{tabular}{ll${'r'.repeat(components.length)}}`,
    '  \\toprule',
    row(['column', 'parameter', ...components.map((look, j) => escapeLatex(clusterWords(look, j)))]),
    '  \\midrule',
    ...rows,
    '  \\bottomrule',
    '\\end{tabular}',
    '',
  ].join('\n');
}

const SIGNS: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
  '<': '\\textless{}',
  '>': '\\textgreater{}',
  '|': '\\textbar{}',
  '`': '\\textasciigrave{}',
  // Of German babel it would make an umlaut.
  '"': '{\\char34}',
  // These join with another one behind them.
  '-': '-{}',
  "'": "'{}",
  // Behind the end of a row these two would belong to it.
  '[': '{[}',
  '*': '{*}',
};

/** Text as LaTeX that shows it and does nothing else. */
export function escapeLatex(text: string): string {
  return oneLine(text).replace(/[\\~^<>|"`[*&%$#_{}]|-(?=-)|'(?=')/g, (sign) => SIGNS[sign] ?? `\\${sign}`);
}

/** A number as `near` writes it. */
function inMathematics(number: string): string {
  return number.replace(
    /e([+-])(\d+)$/,
    (_, sign: string, digits: string) => ` \\times 10^{${sign === '-' ? '-' : ''}${digits}}`,
  );
}
