/** Replacements by which an exported program converts unusual quotes, line by line, to those its CSV reader knows. */
import type { Dialect } from '../../core/csv/dialect/dialect';
import { USUAL_QUOTING } from '../../core/csv/dialect/quoting';

/** Returns the replacements, in order, as regular expressions in the common syntax of Python and Perl. */
export function quoteReplacements({
  delimiter,
  quoting = USUAL_QUOTING,
}: Pick<Dialect, 'delimiter' | 'quoting'>): readonly (readonly [pattern: string, replacement: string])[] {
  const { quote, escape, isLoose, isSpaced } = quoting;
  // Neither language can separate cells at two or more blanks.
  if (delimiter === '  ')
    return [
      ['^ +| +(?=[\\r\\n]*$)', ''],
      [' {2,}', '\t'],
    ];
  const separator = delimiter === '\t' ? '\\t' : `\\${delimiter}`;
  return [
    ...(isSpaced === true ? [[`(^|${separator}) +${quote}`, `\\1${quote}`] as const] : []),
    ...(escape === undefined
      ? []
      : [[`(?<!\\\\)((?:\\\\\\\\)*)\\\\${quote}`, `\\1${quote}${quote}`] as const, ['\\\\\\\\', '\\\\'] as const]),
    ...(isLoose === true
      ? [[`(?<=[^${separator}])${quote}(?![ \\t]*(?:${separator}|\\r|\\n|$))`, quote + quote] as const]
      : []),
  ];
}
