/** How a program makes the usual quotes of others, line by line, which its own reader of CSV knows. */
import type { Dialect } from '../../core/csv/dialect/dialect';
import { USUAL } from '../../core/csv/dialect/quoting';

/** What is put in the place of what, as regular expressions that Python and Perl read alike; in this order. */
export function requoted({
  delimiter,
  quoting = USUAL,
}: Pick<Dialect, 'delimiter' | 'quoting'>): readonly (readonly [pattern: string, replacement: string])[] {
  const { quote, escape, isLoose, isSpaced } = quoting;
  // Neither program divides at two blanks and more.
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
