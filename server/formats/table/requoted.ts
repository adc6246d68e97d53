/** Replacements by which an exported program converts unusual quotes, line by line, to those its CSV reader knows. */
import type { Dialect } from '../../core/csv/dialect/dialect';
import { isUnquoted, USUAL_QUOTING } from '../../core/csv/dialect/quoting';

/** A backslash that no other one escapes. */
export const AN_ESCAPE = '(?<!\\\\)((?:\\\\\\\\)*)\\\\';

/** Placeholder for a delimiter that is part of a text, until the cells are separated. */
export const TEXT_MARK = '\u001f';

/** Returns the replacements, in order, as regular expressions in the common syntax of Python and Perl. */
export function quoteReplacements({
  delimiter,
  quoting = USUAL_QUOTING,
}: Pick<Dialect, 'delimiter' | 'quoting'>): readonly (readonly [pattern: string, replacement: string])[] {
  const { quote, escape, isLoose, isSpaced, isBare, hasQuotedNull } = quoting;
  if (quoting.starts !== undefined) return [];
  // Neither language can separate cells at two or more blanks.
  if (delimiter === '  ')
    return [
      ['^ +| +(?=[\\r\\n]*$)', ''],
      [' {2,}', '\t'],
    ];
  const separator = delimiter === '\t' ? '\\t' : `\\${delimiter}`;
  return [
    ...(isSpaced === true ? [[`(^|${separator}) +${quote}`, `\\1${quote}`] as const] : []),
    ...(isBare === true ? [[`${AN_ESCAPE}${separator}`, `\\1${TEXT_MARK}`] as const] : []),
    ...(hasQuotedNull === true
      ? [[`(^|${separator})${quote}N(?=[ \\t]*(?:${separator}|\\r|\\n|$))`, '\\1'] as const]
      : []),
    ...(escape === undefined || isUnquoted(quoting) ? [] : [[`${AN_ESCAPE}${quote}`, `\\1${quote}${quote}`] as const]),
    // Bare escapes are replaced in the cells.
    ...(escape === undefined || isBare === true ? [] : [['\\\\\\\\', '\\\\'] as const]),
    ...(isLoose === true
      ? [[`(?<=[^${separator}])${quote}(?![ \\t]*(?:${separator}|\\r|\\n|$))`, quote + quote] as const]
      : []),
  ];
}
