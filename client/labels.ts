/** Texts of a file or a person, where VS Code would see more in them than texts. */

/** Joins what it stands between, and is not seen. */
const WORD_JOINER = '\u2060';

/**
 * For labels, in which VS Code draws icons: quick picks, the status bar, lenses.
 * @example inLabel('$(zap)') shows `$(zap)`
 */
export function inLabel(text: string): string {
  return text.replaceAll('$(', `$${WORD_JOINER}(`);
}

/** For pop-ups, in which VS Code makes links of `[…](…)`. */
export function inMessage(text: string): string {
  return text.replaceAll('](', `]${WORD_JOINER}(`);
}
