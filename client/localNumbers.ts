/** Numbers as readers of the editor's language write them. */
import { env } from 'vscode';

/** Writes a whole number with the thousands separators of the editor's language. @example '1,234' in English */
export function localCount(count: number): string {
  return new Intl.NumberFormat(languages()).format(count);
}

/** Writes a number with the given number of decimals, and the decimal mark of the editor's language. */
export function localDecimals(value: number, decimals: number): string {
  return new Intl.NumberFormat(languages(), { minimumFractionDigits: decimals, maximumFractionDigits: decimals })
    .format(value)
    .replace('-', '−');
}

/** Returns the editor's language, or English where Intl does not know its name. */
function languages(): string {
  try {
    return Intl.getCanonicalLocales(env.language)[0] ?? 'en';
  } catch {
    return 'en';
  }
}
